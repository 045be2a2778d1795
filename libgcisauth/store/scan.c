/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A walk over records in slices: each is copied out of its own snapshot, which
 * has ended when the visitor sees the first of them.  So a slow visitor keeps
 * no page, and sees each slice as it was when it was read.
 */
#include "store/private.h"

#define SLICE_SIZE (256 * 1024) /* bytes of records copied at a time */

struct slice {
    struct byte_writer bytes;
    struct key last; /* of the records that fit */
    bool full;
};


static bool
take_row(void *state, const struct row *row)
{
    struct slice *slice = state;
    struct byte_writer before = slice->bytes;

    put_span(&slice->bytes, span_of(row->key.bytes, row->key.len));
    put_u64(&slice->bytes, row->version);
    put_span(&slice->bytes, row->body);
    if (slice->bytes.failed) {
        slice->bytes = before;
        slice->full = true;
        return false;
    }
    slice->last = row->key;

    return true;
}


static enum store_status
read_slice(struct store *store, const struct scan *scan, struct slice *slice)
{
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    if (status != STORE_OK) {
        return status;
    }

    return store->backend->view_walk(snapshot.view, scan, take_row, slice);
}


/* False where the visitor has enough, or a record is too large to be one. */
static bool
visit_slice(const struct slice *slice, enum record_kind kind,
            record_visitor *visit, void *state, enum store_status *ret_status)
{
    struct byte_reader reader = byte_reader_of(
        span_of(slice->bytes.data, slice->bytes.len));
    struct record record;

    while (reader.at < reader.len) {
        struct row row = { .kind = kind };

        row.key = key_of_span(get_span(&reader));
        row.version = get_u64(&reader);
        row.body = get_span(&reader);
        if (reader.failed || !record_of_row(&row, &record)) {
            *ret_status = STORE_BROKEN;
            return false;
        }
        if (!visit(state, &record)) {
            return false;
        }
    }

    return true;
}


enum store_status
store_scan(struct store *store, const struct scan *scan,
           record_visitor *visit, void *state)
{
    uint8_t *space CLEAN_FREE = malloc(SLICE_SIZE);
    struct scan rest = *scan;
    enum store_status status = STORE_OK;
    struct slice slice;

    if (space == NULL) {
        return STORE_BUSY;
    }
    if (scan->kind == RECORD_NONE) {
        return STORE_BROKEN;
    }

    do {
        slice = (struct slice){ .bytes = byte_writer_of(space, SLICE_SIZE) };
        status = read_slice(store, &rest, &slice);
        if (status != STORE_OK
            || !visit_slice(&slice, scan->kind, visit, state, &status))
        {
            return status;
        }
        rest.after = slice.last;
    } while (slice.full);

    return STORE_OK;
}
