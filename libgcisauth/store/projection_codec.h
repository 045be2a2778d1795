/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The projection's records as bytes (FORMATS.md, The projection): fixed
 * layout, under PROJECTION_RECORD_MAX, checksum over key and value.  Three
 * kinds: the accounts, one beat, and the catalogue packed into as few records
 * as it needs, so that readers fetch it by plain gets.
 */
#ifndef GCIS_STORE_PROJECTION_CODEC_H
#define GCIS_STORE_PROJECTION_CODEC_H

#include "base/bytes.h"
#include "model/catalogue.h"

/* The first byte of a key; what follows it is the kind's own. */
enum projected_kind {
    PROJECTED_BEAT = 0,      /* nothing: there is one */
    PROJECTED_ACCOUNT = 1,   /* account id */
    PROJECTED_CATALOGUE = 2, /* number of the pack, big-endian */
};

#define PROJECTED_KEY_MAX (1 + ID_SIZE) /* bytes */
#define BOOT_ID_SIZE 16                 /* bytes */

struct projected_key {
    size_t len;
    uint8_t bytes[PROJECTED_KEY_MAX];
};

struct projected_key projected_key_of_beat(void);
struct projected_key projected_key_of_account(const struct id *account);
struct projected_key projected_key_of_pack(uint16_t number);

struct beat {
    bool complete;
    uint8_t store_id[ID_SIZE];
    uint64_t seq;           /* of the vault, as followed */
    uint64_t projected_seq; /* of the last projecting change */
    uint8_t chain[32];
    uint64_t commit;        /* the number of the snapshot that holds it */
    uint8_t boot_id[BOOT_ID_SIZE];
    int64_t written_ms;     /* CLOCK_BOOTTIME */
    int64_t fresh_until_ms; /* CLOCK_BOOTTIME */
    uint64_t catalogue_seq;
    uint16_t n_packs;       /* of the catalogue */
};

/* What leads from the vault's records to the projected account. */
void account_view_make(const struct account *account,
                       const struct grants *grants,
                       const int64_t password_max_age_s[2],
                       struct account_view *ret_view);
void account_view_set_grants(struct account_view *view,
                             const struct grants *grants);

/* The decoders are false for anything but one sound record; the account's
 * also where it is another's.  They read each byte of the map once, so that
 * one that changes meanwhile cannot lead them astray. */
void encode_account_view(struct byte_writer *, const struct account_view *);
bool decode_account_view(struct span, const struct id *account,
                         struct account_view *ret) MUST_CHECK;
void encode_beat(struct byte_writer *, const struct beat *);
bool decode_beat(struct span, struct beat *ret) MUST_CHECK;

/* One pack after the other: full ones are handed to `put`, which returns
 * false to stop; the last one by catalogue_pack(). */
typedef bool pack_function(void *state, uint16_t number, struct span pack);
bool catalogue_pack(const struct catalogue *catalogue, pack_function *put,
                    void *state, uint16_t *ret_n_packs) MUST_CHECK;
/* Adds what is in one pack; false where it is not sound, or memory is out. */
bool catalogue_unpack(struct catalogue *catalogue, uint16_t number,
                      struct span pack) MUST_CHECK;

#endif
