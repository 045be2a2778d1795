/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vault on LMDB, written: one write transaction for a batch, durable at
 * its end.  A failed commit is a no, told apart by its cause and never tried
 * again here (SECURITY B12-B14).  Compares nothing and numbers nothing.
 */
#include "store/lmdb.h"
#include "store/codec.h"

#include <errno.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define HEAD_BODY_MAX 128 /* bytes */
#define PAGES_OF_A_PUT 12 /* new pages at most, besides those of the value */
#define DISK_LOW (1 << 20) /* bytes: below, an I/O error is a full disk */


struct key
lmdb_head_key(void)
{
    return key_of_span(span_str("head"));
}


void
lmdb_encode_head(struct byte_writer *writer, const struct head *head)
{
    put_u8(writer, CODEC_FORMAT);
    put_bytes(writer, head->store_id, ID_SIZE);
    put_u64(writer, head->seq);
    put_bytes(writer, head->chain, sizeof(head->chain));
    put_i64(writer, head->at_s);
    put_u32(writer, head->schema);
    put_u64(writer, head->projecting_seq);
}


bool
lmdb_decode_head(struct span body, struct head *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct head head;
    bool format = get_u8(&reader) == CODEC_FORMAT;

    get_bytes(&reader, head.store_id, ID_SIZE);
    head.seq = get_u64(&reader);
    get_bytes(&reader, head.chain, sizeof(head.chain));
    head.at_s = get_i64(&reader);
    head.schema = get_u32(&reader);
    head.projecting_seq = get_u64(&reader);
    if (!byte_reader_end(&reader) || !format) {
        return false;
    }

    *ret = head;

    return true;
}


static bool
disk_is_full(struct engine_state *state)
{
    struct statvfs about;

    return statvfs(state->path, &about) == 0
           && (uint64_t) about.f_bavail * about.f_frsize < DISK_LOW;
}


/* Says why in the log, with what mends it. */
static enum store_status
refuse_write(struct engine_state *state, int rc)
{
    if (rc == MDB_MAP_FULL || rc == MDB_TXN_FULL) {
        log_line(&state->logger, LOG_LEVEL_ERROR,
                 "store: %s: the map of %lld bytes is full, nothing was"
                 " changed: raise [engine] map_size and start again",
                 state->path, (long long) state->map_size);
        return STORE_FULL;
    }
    if (lmdb_status(rc) == STORE_FULL || (rc == EIO && disk_is_full(state))) {
        log_line(&state->logger, LOG_LEVEL_ERROR,
                 "store: %s: the disk is full (%s), nothing was changed: make"
                 " room", state->path, mdb_strerror(rc));
        return STORE_FULL;
    }

    log_line(&state->logger, LOG_LEVEL_ALERT,
             "store: %s: a change could not be written: %s", state->path,
             mdb_strerror(rc));

    return lmdb_status(rc) == STORE_BUSY ? STORE_BUSY : STORE_BROKEN;
}


enum store_status
lmdb_write_begin(struct engine_state *state, struct head *ret_head)
{
    enum store_status status;
    int rc;

    rc = mdb_txn_begin(state->env, NULL, 0, &state->writer);
    if (rc != MDB_SUCCESS) {
        return refuse_write(state, rc);
    }

    status = lmdb_read_head(state, state->writer, ret_head);
    if (status != STORE_OK && status != STORE_ABSENT) {
        lmdb_write_abort(state);
    }

    return status;
}


void
lmdb_write_abort(struct engine_state *state)
{
    mdb_txn_abort(state->writer);
    state->writer = NULL;
}


void
lmdb_write_versions(struct engine_state *state, struct wanted *wanted,
                    size_t n_wanted)
{
    for (size_t i = 0; i < n_wanted; i++) {
        struct row row = { 0 };

        wanted[i].status = lmdb_get(state, state->writer, wanted[i].kind,
                                    wanted[i].key, &row);
        if (wanted[i].status == STORE_ABSENT) {
            wanted[i].status = STORE_OK;
            row.version = 0;
        }
        wanted[i].version = row.version;
    }
}


/* Seals straight into the page that LMDB reserved for the value. */
static int
put_sealed(struct engine_state *state, MDB_dbi dbi, MDB_val stored_key,
           enum record_kind kind, const struct key *key, uint64_t version,
           struct span body, unsigned flags)
{
    MDB_val value = { CODEC_SEAL_SIZE + body.len, NULL };
    struct byte_writer writer;
    int rc;

    rc = mdb_put(state->writer, dbi, &stored_key, &value,
                 flags | MDB_RESERVE);
    if (rc != MDB_SUCCESS) {
        return rc;
    }

    writer = byte_writer_of(value.mv_data, value.mv_size);

    return codec_seal(kind, key, version, body, &writer) ? MDB_SUCCESS
                                                         : EINVAL;
}


static int
put_record(struct engine_state *state, const struct batch_write *write)
{
    uint8_t space[KEY_MAX + 1];
    MDB_val stored_key = lmdb_record_key(write->kind, write->key, space);
    int rc;

    if (write->body.len == 0) {
        rc = mdb_del(state->writer, state->record, &stored_key, NULL);
        return rc == MDB_NOTFOUND ? MDB_SUCCESS : rc;
    }

    return put_sealed(state, state->record, stored_key, write->kind,
                      write->key, write->version, write->body, 0);
}


static int
put_entry(struct engine_state *state, const struct batch_entry *entry)
{
    uint8_t space[CODEC_CHANGE_MAX + sizeof(entry->chain)];
    struct byte_writer body = byte_writer_of(space, sizeof(space));
    struct key key = lmdb_change_key(entry->seq);

    put_bytes(&body, entry->chain, sizeof(entry->chain));
    put_bytes(&body, entry->encoded.data, entry->encoded.len);
    if (body.failed) {
        return EINVAL;
    }

    /* APPEND refuses a number that is there already, or lower */
    return put_sealed(state, state->change, (MDB_val){ key.len, key.bytes },
                      RECORD_NONE, &key, entry->seq,
                      span_of(space, body.len), MDB_APPEND);
}


static int
put_head(struct engine_state *state, const struct head *head)
{
    uint8_t space[HEAD_BODY_MAX];
    struct byte_writer body = byte_writer_of(space, sizeof(space));
    struct key key = lmdb_head_key();

    lmdb_encode_head(&body, head);

    return put_sealed(state, state->head, (MDB_val){ key.len, key.bytes },
                      RECORD_NONE, &key, head->seq, span_of(space, body.len),
                      0);
}


static int64_t
pages_of(size_t value)
{
    return PAGES_OF_A_PUT
           + (int64_t) (CODEC_SEAL_SIZE + value) / LMDB_PAGE;
}


/*
 * Makes the file as long as it can become by this commit, and some more, so
 * that a file that is shorter than what it says it uses is damaged (B10).
 * Sparse: takes no space.
 */
static int
keep_slack(struct engine_state *state, const struct commit *commit)
{
    int64_t pages = 4 * PAGES_OF_A_PUT, need, size;
    MDB_envinfo info;
    int fd, rc;

    for (size_t i = 0; i < commit->n_writes; i++) {
        pages += pages_of(commit->writes[i].body.len);
    }
    for (size_t i = 0; i < commit->n_entries; i++) {
        pages += pages_of(commit->entries[i].encoded.len);
    }

    rc = mdb_env_info(state->env, &info);
    if (rc != MDB_SUCCESS) {
        return rc;
    }
    need = ((int64_t) info.me_last_pgno + 1 + pages) * LMDB_PAGE;
    if (state->file_size >= need + LMDB_SLACK_MIN
        || state->file_size >= state->map_size)
    {
        return MDB_SUCCESS;
    }

    size = (need + LMDB_SLACK_MIN + LMDB_SLACK_STEP - 1) / LMDB_SLACK_STEP
           * LMDB_SLACK_STEP;
    size = size > state->map_size ? state->map_size : size;
    rc = mdb_env_get_fd(state->env, &fd);
    if (rc != MDB_SUCCESS) {
        return rc;
    }
    if (ftruncate(fd, size) != 0) {
        return errno;
    }
    state->file_size = size;

    return MDB_SUCCESS;
}


static int
put_all(struct engine_state *state, const struct commit *commit)
{
    int rc = keep_slack(state, commit);

    for (size_t i = 0; i < commit->n_writes && rc == MDB_SUCCESS; i++) {
        rc = put_record(state, &commit->writes[i]);
    }
    for (size_t i = 0; i < commit->n_entries && rc == MDB_SUCCESS; i++) {
        rc = put_entry(state, &commit->entries[i]);
    }
    if (rc == MDB_SUCCESS) {
        rc = put_head(state, &commit->head);
    }

    return rc;
}


enum store_status
lmdb_write_commit(struct engine_state *state, const struct commit *commit)
{
    int rc = put_all(state, commit);

    if (rc != MDB_SUCCESS) {
        lmdb_write_abort(state);
        return refuse_write(state, rc);
    }

    /* ends the transaction also where it fails */
    rc = mdb_txn_commit(state->writer);
    state->writer = NULL;
    if (rc != MDB_SUCCESS) {
        return refuse_write(state, rc);
    }

    return STORE_OK;
}
