/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vault on LMDB, walked: records in order of their keys, the log up or
 * down.  Opens what was sealed and stops at the first that is damaged; what
 * the sink does with a row is its own.
 */
#include "store/lmdb.h"
#include "store/codec.h"


/* Splits a stored key; false for one that no writer of ours makes. */
static bool
row_of(MDB_val stored_key, MDB_val value, struct row *ret_row)
{
    const uint8_t *bytes = stored_key.mv_data;

    if (stored_key.mv_size < 2 || stored_key.mv_size > KEY_MAX + 1) {
        return false;
    }

    ret_row->kind = bytes[0];
    ret_row->key = key_of_span(span_of(bytes + 1, stored_key.mv_size - 1));

    return codec_open(ret_row->kind, &ret_row->key,
                      span_of(value.mv_data, value.mv_size),
                      &ret_row->version, &ret_row->body);
}


static bool
is_wanted(const struct scan *scan, MDB_val stored_key)
{
    const uint8_t *bytes = stored_key.mv_data;

    return scan->kind == RECORD_NONE
           || (stored_key.mv_size > scan->prefix.len
               && bytes[0] == (uint8_t) scan->kind
               && memcmp(bytes + 1, scan->prefix.bytes,
                         scan->prefix.len) == 0);
}


static enum store_status
walk_rows(struct view *view, MDB_cursor *cursor, MDB_val stored_key,
          const struct scan *scan, row_sink *sink, void *sink_state)
{
    MDB_val value;
    int rc = mdb_cursor_get(cursor, &stored_key, &value, MDB_SET_RANGE);

    while (rc == MDB_SUCCESS && is_wanted(scan, stored_key)) {
        struct row row = { 0 };

        if (!row_of(stored_key, value, &row)) {
            lmdb_damaged(view->engine, row.kind, &row.key);
            return STORE_BROKEN;
        }
        if (!sink(sink_state, &row)) {
            return STORE_OK;
        }
        rc = mdb_cursor_get(cursor, &stored_key, &value, MDB_NEXT);
    }

    return rc == MDB_SUCCESS || rc == MDB_NOTFOUND ? STORE_OK
                                                   : lmdb_status(rc);
}


/*
 * The smallest key past `after` is after itself and one zero byte more.  A
 * walk over all kinds has the zero of RECORD_NONE here, which is below all.
 */
static MDB_val
first_key(const struct scan *scan, uint8_t space[KEY_MAX + 2])
{
    const struct key *from = scan->after.len > 0 ? &scan->after
                                                 : &scan->prefix;
    size_t len = 0;

    space[len++] = (uint8_t) scan->kind;
    memcpy(space + len, from->bytes, from->len);
    len += from->len;
    if (scan->after.len > 0) {
        space[len++] = 0;
    }

    return (MDB_val){ len, space };
}


enum store_status
lmdb_view_walk(struct view *view, const struct scan *scan, row_sink *sink,
               void *sink_state)
{
    uint8_t space[KEY_MAX + 2];
    MDB_cursor *cursor;
    enum store_status status;
    int rc;

    rc = mdb_cursor_open(view->txn, view->engine->record, &cursor);
    if (rc != MDB_SUCCESS) {
        return lmdb_status(rc);
    }

    status = walk_rows(view, cursor, first_key(scan, space), scan, sink,
                       sink_state);
    mdb_cursor_close(cursor);

    return status;
}


static bool
entry_of(struct engine_state *state, MDB_val stored_key, MDB_val value,
         struct log_entry *ret_entry)
{
    struct key key = key_of_span(span_of(stored_key.mv_data,
                                         stored_key.mv_size));
    struct byte_reader number = byte_reader_of(span_of(key.bytes, key.len));
    struct span body = { NULL, 0 };
    uint64_t version = 0;

    ret_entry->seq = get_u64_be(&number);
    if (!byte_reader_end(&number)
        || !codec_open(RECORD_NONE, &key,
                       span_of(value.mv_data, value.mv_size), &version, &body)
        || version != ret_entry->seq || body.len < sizeof(ret_entry->chain))
    {
        log_line(&state->logger, LOG_LEVEL_ALERT,
                 "store: %s: change %llu is damaged: restore from a backup",
                 state->path, (unsigned long long) ret_entry->seq);
        return false;
    }

    memcpy(ret_entry->chain, body.data, sizeof(ret_entry->chain));
    ret_entry->encoded = span_of(body.data + sizeof(ret_entry->chain),
                                 body.len - sizeof(ret_entry->chain));

    return true;
}


static int
seek_entry(MDB_cursor *cursor, struct key *from, bool backwards,
           MDB_val *ret_key, MDB_val *ret_value)
{
    int rc;

    *ret_key = (MDB_val){ from->len, from->bytes };
    rc = mdb_cursor_get(cursor, ret_key, ret_value, MDB_SET_RANGE);
    if (!backwards) {
        return rc;
    }
    if (rc == MDB_NOTFOUND) {
        return mdb_cursor_get(cursor, ret_key, ret_value, MDB_LAST);
    }
    if (rc == MDB_SUCCESS
        && (ret_key->mv_size != from->len
            || memcmp(ret_key->mv_data, from->bytes, from->len) != 0))
    {
        return mdb_cursor_get(cursor, ret_key, ret_value, MDB_PREV);
    }

    return rc;
}


enum store_status
lmdb_view_log(struct view *view, uint64_t seq, bool backwards,
              entry_sink *sink, void *sink_state)
{
    struct key from = lmdb_change_key(seq);
    MDB_val stored_key, value;
    MDB_cursor *cursor;
    struct log_entry entry;
    enum store_status status = STORE_OK;
    int rc;

    rc = mdb_cursor_open(view->txn, view->engine->change, &cursor);
    if (rc != MDB_SUCCESS) {
        return lmdb_status(rc);
    }

    rc = seek_entry(cursor, &from, backwards, &stored_key, &value);
    while (rc == MDB_SUCCESS) {
        if (!entry_of(view->engine, stored_key, value, &entry)) {
            status = STORE_BROKEN;
            break;
        }
        if (!sink(sink_state, &entry)) {
            break;
        }
        rc = mdb_cursor_get(cursor, &stored_key, &value,
                            backwards ? MDB_PREV : MDB_NEXT);
    }
    mdb_cursor_close(cursor);

    if (status == STORE_OK && rc != MDB_SUCCESS && rc != MDB_NOTFOUND) {
        return lmdb_status(rc);
    }

    return status;
}
