/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vault on LMDB, read: pooled read transactions, look-ups, walks.  A view
 * is begun, copied from and ended inside one function of store/; nothing here
 * writes or opens.
 */
#include "store/lmdb.h"
#include "store/codec.h"

#include <errno.h>


enum store_status
lmdb_status(int rc)
{
    switch (rc) {
    case MDB_SUCCESS:
        return STORE_OK;
    case MDB_NOTFOUND:
        return STORE_ABSENT;
    case MDB_READERS_FULL:
    case ENOMEM:
        return STORE_BUSY;
    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return STORE_FULL;
    default:
        return STORE_BROKEN;
    }
}


MDB_val
lmdb_record_key(enum record_kind kind, const struct key *key,
                uint8_t space[KEY_MAX + 1])
{
    space[0] = (uint8_t) kind;
    memcpy(space + 1, key->bytes, key->len);

    return (MDB_val){ key->len + 1, space };
}


struct key
lmdb_change_key(uint64_t seq)
{
    struct key key = { .len = 8 };
    struct byte_writer writer = byte_writer_of(key.bytes, 8);

    put_u64_be(&writer, seq);

    return key;
}


/* The key itself may be a name: its checksum is enough to find it again. */
void
lmdb_damaged(struct engine_state *state, enum record_kind kind,
             const struct key *key)
{
    log_line(&state->logger, LOG_LEVEL_ALERT,
             "store: %s: a record of kind %d is damaged, key %016llx:"
             " restore from a backup", state->path, (int) kind,
             (unsigned long long) codec_checksum(
                 kind, span_of(key->bytes, key->len), span_of(NULL, 0)));
}


static enum store_status
get_sealed(struct engine_state *state, MDB_txn *txn, MDB_dbi dbi,
           MDB_val *stored_key, enum record_kind kind, const struct key *key,
           struct row *ret_row)
{
    MDB_val value;
    int rc = mdb_get(txn, dbi, stored_key, &value);

    if (rc != MDB_SUCCESS) {
        return lmdb_status(rc);
    }

    ret_row->kind = kind;
    ret_row->key = *key;
    if (!codec_open(kind, key, span_of(value.mv_data, value.mv_size),
                    &ret_row->version, &ret_row->body))
    {
        lmdb_damaged(state, kind, key);
        return STORE_BROKEN;
    }

    return STORE_OK;
}


enum store_status
lmdb_get(struct engine_state *state, MDB_txn *txn, enum record_kind kind,
         const struct key *key, struct row *ret_row)
{
    uint8_t space[KEY_MAX + 1];
    MDB_val stored_key = lmdb_record_key(kind, key, space);

    return get_sealed(state, txn, state->record, &stored_key, kind, key,
                      ret_row);
}


enum store_status
lmdb_read_head(struct engine_state *state, MDB_txn *txn,
               struct head *ret_head)
{
    struct key key = lmdb_head_key();
    MDB_val stored_key = { key.len, key.bytes };
    struct row row;
    enum store_status status;

    status = get_sealed(state, txn, state->head, &stored_key, RECORD_NONE,
                        &key, &row);
    if (status != STORE_OK) {
        return status;
    }
    if (!lmdb_decode_head(row.body, ret_head)) {
        lmdb_damaged(state, RECORD_NONE, &key);
        return STORE_BROKEN;
    }

    return STORE_OK;
}


static MDB_txn *
take_pooled(struct engine_state *state)
{
    MDB_txn *txn = NULL;

    pthread_mutex_lock(&state->pool_lock);
    if (state->n_pool > 0) {
        txn = state->pool[--state->n_pool];
    }
    pthread_mutex_unlock(&state->pool_lock);

    return txn;
}


static int
begin_read(struct engine_state *state, MDB_txn **ret_txn)
{
    MDB_txn *txn = take_pooled(state);
    int rc;

    if (txn == NULL) {
        return mdb_txn_begin(state->env, NULL, MDB_RDONLY, ret_txn);
    }

    rc = mdb_txn_renew(txn);
    if (rc != MDB_SUCCESS) {
        mdb_txn_abort(txn);
        return rc;
    }

    *ret_txn = txn;

    return MDB_SUCCESS;
}


static void
view_end(struct view *view)
{
    struct engine_state *state = view->engine;
    MDB_txn *txn = view->txn;

    mdb_txn_reset(txn);

    pthread_mutex_lock(&state->pool_lock);
    if (state->n_pool < LMDB_POOL_MAX) {
        state->pool[state->n_pool++] = txn;
        txn = NULL;
    }
    pthread_mutex_unlock(&state->pool_lock);

    if (txn != NULL) {
        mdb_txn_abort(txn);
    }
    free(view);
}


static enum store_status
view_begin(struct engine_state *state, struct view **ret_view,
           struct head *ret_head)
{
    struct view *view = malloc(sizeof(*view));
    enum store_status status;
    int rc;

    if (view == NULL) {
        return STORE_BUSY;
    }

    view->engine = state;
    rc = begin_read(state, &view->txn);
    if (rc != MDB_SUCCESS) {
        log_line(&state->logger, LOG_LEVEL_ERROR, "store: %s: read: %s",
                 state->path, mdb_strerror(rc));
        free(view);
        return lmdb_status(rc);
    }

    status = lmdb_read_head(state, view->txn, ret_head);
    if (status != STORE_OK) {
        view_end(view);
        return status;
    }

    *ret_view = view;

    return STORE_OK;
}


static enum store_status
view_read(struct view *view, enum record_kind kind, const struct key *key,
          struct row *ret_row)
{
    return lmdb_get(view->engine, view->txn, kind, key, ret_row);
}


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


static enum store_status
view_walk(struct view *view, const struct scan *scan, row_sink *sink,
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


static enum store_status
view_log(struct view *view, uint64_t seq, bool backwards, entry_sink *sink,
         void *sink_state)
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


static enum store_status
sizes(struct engine_state *state, uint64_t *ret_used, uint64_t *ret_map)
{
    MDB_envinfo info;
    int rc = mdb_env_info(state->env, &info);

    if (rc != MDB_SUCCESS) {
        return lmdb_status(rc);
    }

    *ret_used = (info.me_last_pgno + 1) * LMDB_PAGE;
    *ret_map = info.me_mapsize;

    return STORE_OK;
}


const struct store_backend store_lmdb = {
    .open = lmdb_open,
    .close = lmdb_close,
    .sizes = sizes,
    .view_begin = view_begin,
    .view_end = view_end,
    .view_read = view_read,
    .view_walk = view_walk,
    .view_log = view_log,
    .write_begin = lmdb_write_begin,
    .write_versions = lmdb_write_versions,
    .write_commit = lmdb_write_commit,
    .write_abort = lmdb_write_abort,
};
