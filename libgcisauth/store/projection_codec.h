/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The projection's records as bytes (FORMATS.md, The projection): fixed
 * layout, under PROJECTION_RECORD_MAX, checksum over key and value.
 */
#ifndef GCIS_STORE_PROJECTION_CODEC_H
#define GCIS_STORE_PROJECTION_CODEC_H

#include "base/bytes.h"
#include "model/catalogue.h"

struct beat {
    bool complete;
    uint8_t store_id[ID_SIZE];
    uint64_t seq;           /* of the vault, as followed */
    uint64_t projected_seq; /* of the last projecting change */
    uint8_t chain[32];
    uint64_t commit;        /* the number of the snapshot that holds it */
    uint8_t boot_id[16];
    int64_t written_ms;     /* CLOCK_BOOTTIME */
    int64_t fresh_until_ms; /* CLOCK_BOOTTIME */
    uint64_t catalogue_seq;
};

/* What leads from the vault's records to the projected account. */
void account_view_make(const struct account *account,
                       const struct grants *grants,
                       const int64_t password_max_age_s[2],
                       struct account_view *ret_view);

void encode_account_view(struct byte_writer *, const struct account_view *);
bool decode_account_view(struct span, struct account_view *ret) MUST_CHECK;
void encode_beat(struct byte_writer *, const struct beat *);
bool decode_beat(struct span, struct beat *ret) MUST_CHECK;

#endif
