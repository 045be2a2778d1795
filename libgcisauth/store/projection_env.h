/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One projection file, open for reading: counted, because look-ups may still
 * be inside when the path already leads to another file.
 */
#ifndef GCIS_STORE_PROJECTION_ENV_H
#define GCIS_STORE_PROJECTION_ENV_H

#include "store/projection.h"
#include "store/projection_codec.h"

#include <lmdb.h>
#include <stdatomic.h>
#include <sys/stat.h>

#define PROJECTION_DATA "data.mdb"
#define PROJECTION_PAGE 4096                /* bytes */
#define PROJECTION_MAP_DEFAULT (4LL << 30)  /* bytes of address space */

struct projection_env {
    atomic_uint references;
    MDB_env *env;
    MDB_dbi dbi;
    dev_t device;
    ino_t inode;
};

/*
 * Opens FOLDER/data.mdb without its lock file and without the right to write
 * (SECURITY B2), and looks at all that can be known to be wrong before the
 * first transaction (B10).  NULL: `*ret_why` says what, in a few words.
 */
struct projection_env *projection_env_open(const char *folder,
                                           int64_t map_size,
                                           const char **ret_why) MUST_CHECK;
struct projection_env *projection_env_acquire(struct projection_env *env);
void projection_env_release(struct projection_env *env); /* NULL is fine */

/* What may stand in a file that is opened for reading or writing: NULL, or
 * what is wrong with it. */
const char *projection_env_fault(MDB_env *env, struct stat *ret_stat);

/* The larger of what is configured (0: the default) and 4 times the file. */
size_t projection_map_size(int64_t configured, int64_t file_size);

/* Gets without a copy: valid until the transaction is reset. */
int projection_get(MDB_txn *txn, MDB_dbi dbi, const struct projected_key *key,
                   struct span *ret_value) MUST_CHECK;

/* The beat of the snapshot that `txn` sees; false where there is none, or it
 * is of another snapshot. */
bool projection_read_beat(MDB_txn *txn, MDB_dbi dbi, struct beat *ret)
    MUST_CHECK;

/* The catalogue of the snapshot, not yet sealed; NULL: damaged, or memory. */
struct catalogue *projection_read_catalogue(MDB_txn *txn, MDB_dbi dbi,
                                            const struct beat *beat)
    MUST_CHECK;

/* The boot that this machine is in. */
bool projection_boot_id(uint8_t ret[BOOT_ID_SIZE]) MUST_CHECK;

#endif
