/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vault on LMDB: what its files share.  Sub-databases `head`,
 * `record` (kind byte, key) and `change` (seq, big-endian, appended); every
 * value is sealed (codec.h).  Default sync: a commit is on the disk.
 */
#ifndef GCIS_STORE_LMDB_H
#define GCIS_STORE_LMDB_H

#include "base/bytes.h"
#include "store/backend.h"

#include <lmdb.h>
#include <pthread.h>

#define LMDB_PAGE 4096               /* bytes */
#define LMDB_MAP_DEFAULT (16LL << 30) /* bytes of address space */
#define LMDB_SLACK_MIN (8LL << 20)   /* bytes kept behind what is used */
#define LMDB_SLACK_STEP (16LL << 20) /* bytes */
#define LMDB_POOL_MAX 120            /* idle read transactions; of 126 slots */

struct view {
    struct engine_state *engine;
    MDB_txn *txn;
};

struct engine_state {
    char *path; /* of the vault's folder */
    struct logger logger;
    int owner_fd; /* the lock on the folder */
    MDB_env *env;
    MDB_dbi head, record, change;
    int64_t map_size;
    int64_t file_size; /* of data.mdb; changes under the write transaction */
    MDB_txn *writer;   /* of the thread that writes */
    pthread_mutex_t pool_lock;
    size_t n_pool;
    MDB_txn *pool[LMDB_POOL_MAX]; /* reset */
};

/* lmdb_open.c */
enum store_status lmdb_open(const struct store_options *options, bool create,
                            char error[STORE_ERROR_MAX],
                            struct engine_state **ret_state);
void lmdb_close(struct engine_state *state);

/* lmdb.c */
enum store_status lmdb_status(int rc);
MDB_val lmdb_record_key(enum record_kind kind, const struct key *key,
                        uint8_t space[KEY_MAX + 1]);
struct key lmdb_change_key(uint64_t seq);
/* The head in a transaction; STORE_ABSENT where there is none. */
enum store_status lmdb_read_head(struct engine_state *state, MDB_txn *txn,
                                 struct head *ret_head);
enum store_status lmdb_get(struct engine_state *state, MDB_txn *txn,
                           enum record_kind kind, const struct key *key,
                           struct row *ret_row);
void lmdb_damaged(struct engine_state *state, enum record_kind kind,
                  const struct key *key);

/* lmdb_walk.c */
enum store_status lmdb_view_walk(struct view *view, const struct scan *scan,
                                 row_sink *sink, void *sink_state);
enum store_status lmdb_view_log(struct view *view, uint64_t seq,
                                bool backwards, entry_sink *sink,
                                void *sink_state);

/* lmdb_write.c */
enum store_status lmdb_write_begin(struct engine_state *state,
                                   struct head *ret_head);
void lmdb_write_versions(struct engine_state *state, struct wanted *wanted,
                         size_t n_wanted);
enum store_status lmdb_write_commit(struct engine_state *state,
                                    const struct commit *commit);
void lmdb_write_abort(struct engine_state *state);
struct key lmdb_head_key(void);
void lmdb_encode_head(struct byte_writer *writer, const struct head *head);
bool lmdb_decode_head(struct span body, struct head *ret);

#endif
