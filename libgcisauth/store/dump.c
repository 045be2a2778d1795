/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything there is, in one snapshot, in order of kind and key: what a
 * projection is built from and what two stores are compared by.
 */
#include "crypto/digest.h"
#include "store/private.h"

struct dumping {
    record_visitor *visit;
    void *state;
    bool failed;
    struct record record;
};


static bool
take_row(void *state, const struct row *row)
{
    struct dumping *dumping = state;

    dumping->failed = !record_of_row(row, &dumping->record)
                      || !dumping->visit(dumping->state, &dumping->record);

    return !dumping->failed;
}


enum store_status
store_dump(struct store *store, record_visitor *visit, void *state,
           struct position *ret_position)
{
    struct dumping dumping = { .visit = visit, .state = state };
    const struct scan all = { .kind = RECORD_NONE };
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    if (status != STORE_OK) {
        return status;
    }
    status = store->backend->view_walk(snapshot.view, &all, take_row,
                                       &dumping);
    if (status != STORE_OK || dumping.failed) {
        return status != STORE_OK ? status : STORE_BROKEN;
    }

    *ret_position = position_of_head(&snapshot.head);

    return STORE_OK;
}


struct digesting {
    uint8_t digest[DIGEST_SIZE];
};


/* d(n) = SHA-256(d(n - 1), kind, key, version, body), from zeros. */
static bool
digest_record(void *state, const struct record *record)
{
    struct digesting *digesting = state;
    uint8_t space[3 + KEY_MAX + 8];
    struct byte_writer head = byte_writer_of(space, sizeof(space));
    struct span parts[3];

    put_u8(&head, (uint8_t) record->kind);
    put_span(&head, span_of(record->key.bytes, record->key.len));
    put_u64(&head, record->version);

    parts[0] = span_of(digesting->digest, sizeof(digesting->digest));
    parts[1] = span_of(space, head.len);
    parts[2] = span_of(record->body, record->body_len);

    return !head.failed && digest_sha256(parts, 3, digesting->digest);
}


enum store_status
store_digest(struct store *store, uint8_t ret_digest[DIGEST_SIZE],
             struct position *ret_position)
{
    struct digesting digesting = { { 0 } };
    enum store_status status;

    status = store_dump(store, digest_record, &digesting, ret_position);
    if (status == STORE_OK) {
        memcpy(ret_digest, digesting.digest, DIGEST_SIZE);
    }

    return status;
}
