/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vault on LMDB, read: pooled read transactions and look-ups.  A view is
 * begun, copied from and ended inside one function of store/; nothing here
 * writes or opens, and walks are in lmdb_walk.c.
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
    .view_walk = lmdb_view_walk,
    .view_log = lmdb_view_log,
    .write_begin = lmdb_write_begin,
    .write_versions = lmdb_write_versions,
    .write_commit = lmdb_write_commit,
    .write_abort = lmdb_write_abort,
};
