/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records as bytes, and back: format byte first, then fixed fields.  The seal
 * around a body (version, length, checksum bound to the key) turns a flipped
 * bit into an error (SECURITY B9).  The only home of xxhash.
 */
#ifndef GCIS_STORE_CODEC_H
#define GCIS_STORE_CODEC_H

#include "base/bytes.h"
#include "model/catalogue.h"
#include "model/change.h"

#define CODEC_FORMAT 1
#define CODEC_SEAL_SIZE 24 /* bytes before a body in the store */
#define CODEC_CHANGE_MAX 16384 /* bytes of one encoded change */

/* XXH3-64 over kind, key and value. */
uint64_t codec_checksum(enum record_kind kind, struct span key,
                        struct span value);
/* The same over one run of bytes, which holds kind and key: in one go. */
uint64_t codec_checksum_whole(struct span record);

/* {format u8, kind u8, reserved u16, length u32, version u64, checksum u64},
 * body. */
bool codec_seal(enum record_kind kind, const struct key *key,
                uint64_t version, struct span body,
                struct byte_writer *writer) MUST_CHECK;
bool codec_open(enum record_kind kind, const struct key *key,
                struct span sealed, uint64_t *ret_version,
                struct span *ret_body) MUST_CHECK;

/* Each encode_ writes into the writer; the writer's `failed` tells.  Each
 * decode_ is false for what is not exactly such a body; `version` and what
 * stands in the key are the caller's. */
void encode_account(struct byte_writer *, const struct account *);
bool decode_account(struct span, struct account *ret) MUST_CHECK;
void encode_grants(struct byte_writer *, const struct grants *);
bool decode_grants(struct span, struct grants *ret) MUST_CHECK;
void encode_password(struct byte_writer *, const struct password_credential *);
bool decode_password(struct span, struct password_credential *ret) MUST_CHECK;
void encode_oneday(struct byte_writer *, const struct oneday_credential *);
bool decode_oneday(struct span, struct oneday_credential *ret) MUST_CHECK;
void encode_activity(struct byte_writer *, const struct activity *);
bool decode_activity(struct span, struct activity *ret) MUST_CHECK;
void encode_session(struct byte_writer *, const struct session *);
bool decode_session(struct span, struct session *ret) MUST_CHECK;
void encode_agency(struct byte_writer *, const struct agency *);
bool decode_agency(struct span, struct agency *ret) MUST_CHECK;
void encode_application(struct byte_writer *, const struct application *);
bool decode_application(struct span, struct application *ret) MUST_CHECK;
void encode_role(struct byte_writer *, const struct role *);
bool decode_role(struct span, struct role *ret) MUST_CHECK;
void encode_node_key(struct byte_writer *, const struct node_key *);
bool decode_node_key(struct span, struct node_key *ret) MUST_CHECK;
/* An index record's body: an account id. */
void encode_id(struct byte_writer *, const struct id *);
bool decode_id(struct span, struct id *ret) MUST_CHECK;
/* An index record's body, or a counter: a number. */
void encode_number(struct byte_writer *, uint16_t number);
bool decode_number(struct span, uint16_t *ret) MUST_CHECK;

/*
 * The change as it is chained (FORMATS.md, The log): format, id, events, at_s,
 * flags, touched records with `seq` as their version and the SHA-256 of their
 * bodies, facts as {field u8, length u16, bytes} in order of field.  `at_s` and
 * the record of `once` are already as they will be logged.
 */
void encode_change(struct byte_writer *, const struct change *, uint64_t seq);
struct touched {
    enum record_kind kind;
    struct key key;
    uint64_t version;
    uint8_t body_digest[32]; /* zero: removed */
};
bool decode_change(struct span, struct logged_change *ret,
                   struct touched ret_touched[CHANGE_WRITES_MAX],
                   size_t *ret_n_touched) MUST_CHECK;

#endif
