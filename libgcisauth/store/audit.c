/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log as people read it, up or down, in slices that are copied out before
 * the visitor sees them.  Believes each entry's checksum; the chain is for
 * verify.c.
 */
#include "store/private.h"

#define SLICE_SIZE (256 * 1024) /* bytes of entries copied at a time */

struct slice {
    struct byte_writer bytes;
    uint64_t last; /* number of the last entry that fit */
    bool full;
};


static bool
take_entry(void *state, const struct log_entry *entry)
{
    struct slice *slice = state;
    struct byte_writer before = slice->bytes;

    put_u64(&slice->bytes, entry->seq);
    put_bytes(&slice->bytes, entry->chain, sizeof(entry->chain));
    put_span(&slice->bytes, entry->encoded);
    if (slice->bytes.failed) {
        slice->bytes = before;
        slice->full = true;
        return false;
    }
    slice->last = entry->seq;

    return true;
}


static enum store_status
read_slice(struct store *store, uint64_t seq, bool backwards,
           struct slice *slice)
{
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    if (status != STORE_OK) {
        return status;
    }

    return store->backend->view_log(snapshot.view, seq, backwards, take_entry,
                                    slice);
}


/* False where the visitor has enough, or an entry cannot be read. */
static bool
visit_slice(const struct slice *slice, change_visitor *visit, void *state,
            enum store_status *ret_status)
{
    struct byte_reader reader = byte_reader_of(
        span_of(slice->bytes.data, slice->bytes.len));
    struct touched touched[CHANGE_WRITES_MAX];
    struct logged_change change;
    size_t n_touched;

    while (reader.at < reader.len) {
        struct log_entry entry;

        entry.seq = get_u64(&reader);
        get_bytes(&reader, entry.chain, sizeof(entry.chain));
        entry.encoded = get_span(&reader);
        if (reader.failed
            || !logged_of_entry(&entry, &change, touched, &n_touched))
        {
            *ret_status = STORE_BROKEN;
            return false;
        }
        if (!visit(state, &change)) {
            return false;
        }
    }

    return true;
}


static enum store_status
walk(struct store *store, uint64_t seq, bool backwards, change_visitor *visit,
     void *state)
{
    uint8_t *space CLEAN_FREE = malloc(SLICE_SIZE);
    enum store_status status = STORE_OK;
    struct slice slice;

    if (space == NULL) {
        return STORE_BUSY;
    }

    do {
        slice = (struct slice){ .bytes = byte_writer_of(space, SLICE_SIZE) };
        status = read_slice(store, seq, backwards, &slice);
        if (status != STORE_OK
            || !visit_slice(&slice, visit, state, &status))
        {
            return status;
        }
        seq = backwards ? slice.last - 1 : slice.last + 1;
    } while (slice.full);

    return STORE_OK;
}


enum store_status
store_audit(struct store *store, uint64_t from_seq, change_visitor *visit,
            void *state)
{
    return walk(store, from_seq, false, visit, state);
}


enum store_status
store_audit_back(struct store *store, uint64_t from_seq,
                 change_visitor *visit, void *state)
{
    return walk(store, from_seq == 0 ? UINT64_MAX : from_seq, true, visit,
                state);
}
