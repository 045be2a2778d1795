/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vault on LMDB, opened: everything that can be known to be wrong is
 * found before the first transaction, because LMDB trusts its file (SECURITY
 * B10, B11, B14, B18, B19).  Reads no record but the names of the databases.
 */
#include "store/folder.h"
#include "store/lmdb.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define DATABASES 3


void
lmdb_close(struct engine_state *state)
{
    if (state == NULL) {
        return;
    }

    for (size_t i = 0; i < state->n_pool; i++) {
        mdb_txn_abort(state->pool[i]);
    }
    if (state->env != NULL) {
        mdb_env_close(state->env);
    }
    /* last, so that the next owner finds the environment closed */
    if (state->owner_fd >= 0) {
        close(state->owner_fd);
    }
    pthread_mutex_destroy(&state->pool_lock);
    free(state->path);
    free(state);
}


static struct engine_state *
state_new(const struct store_options *options)
{
    struct engine_state *state = calloc(1, sizeof(*state));

    if (state == NULL) {
        return NULL;
    }

    state->owner_fd = -1;
    state->logger = options->logger;
    pthread_mutex_init(&state->pool_lock, NULL);
    if (asprintf(&state->path, "%s/%s", options->dir, FOLDER_VAULT) < 0) {
        state->path = NULL;
        lmdb_close(state);
        return NULL;
    }

    return state;
}


/*
 * `ret_allocated`: bytes of data.mdb on the disk, 0 where it is new.  A file
 * that LMDB made but never wrote is as good as none.
 */
static enum store_status
check_files(struct engine_state *state, int folder, bool create,
            char error[STORE_ERROR_MAX], int64_t *ret_allocated)
{
    const mode_t forbidden = S_IRWXG | S_IRWXO;
    struct stat about = { 0 };
    enum store_status status;

    status = folder_file(folder, state->path, "lock.mdb", forbidden, &about,
                         error);
    if (status != STORE_OK && status != STORE_ABSENT) {
        return status;
    }

    status = folder_file(folder, state->path, "data.mdb", forbidden, &about,
                         error);
    if (status == STORE_ABSENT) {
        *ret_allocated = 0;
        return create ? STORE_OK
                      : store_refuse(error, STORE_AWAY, "%s: no store here",
                                     state->path);
    }
    if (status != STORE_OK) {
        return status;
    }
    if (about.st_size < 2 * LMDB_PAGE && !(create && about.st_size == 0)) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/data.mdb is damaged, %lld bytes are left of"
                            " it: restore from a backup", state->path,
                            (long long) about.st_size);
    }

    *ret_allocated = (int64_t) about.st_blocks * 512;

    return STORE_OK;
}


/* LMDB is about to abort(): say where before it does. */
static void
assertion_failed(MDB_env *env, const char *message)
{
    struct engine_state *state = mdb_env_get_userctx(env);

    log_line(&state->logger, LOG_LEVEL_ALERT,
             "store: %s is damaged: restore from a backup (%s)", state->path,
             message);
}


static int
open_env(struct engine_state *state, int64_t map_size)
{
    int rc = mdb_env_create(&state->env);

    if (rc != MDB_SUCCESS) {
        return rc;
    }
    if ((rc = mdb_env_set_maxdbs(state->env, DATABASES)) != MDB_SUCCESS
        || (rc = mdb_env_set_mapsize(state->env, (size_t) map_size))
           != MDB_SUCCESS
        || (rc = mdb_env_set_userctx(state->env, state)) != MDB_SUCCESS
        || (rc = mdb_env_set_assert(state->env, assertion_failed))
           != MDB_SUCCESS)
    {
        return rc;
    }

    return mdb_env_open(state->env, state->path, MDB_NOTLS, 0600);
}


static enum store_status
check_env(struct engine_state *state, char error[STORE_ERROR_MAX])
{
    struct stat about;
    MDB_envinfo info;
    MDB_stat tree;
    int64_t used;
    int fd, dead;

    if (mdb_env_info(state->env, &info) != MDB_SUCCESS
        || mdb_env_stat(state->env, &tree) != MDB_SUCCESS
        || mdb_env_get_fd(state->env, &fd) != MDB_SUCCESS
        || fstat(fd, &about) != 0)
    {
        return store_refuse(error, STORE_BROKEN, "%s: cannot be looked at",
                            state->path);
    }
    if (tree.ms_psize != LMDB_PAGE) {
        return store_refuse(error, STORE_BROKEN,
                            "%s: pages of %u bytes, this machine's store has"
                            " %d", state->path, tree.ms_psize, LMDB_PAGE);
    }

    used = ((int64_t) info.me_last_pgno + 1) * LMDB_PAGE;
    if (about.st_size < used) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/data.mdb is damaged, %lld of %lld bytes are"
                            " left: restore from a backup", state->path,
                            (long long) about.st_size, (long long) used);
    }
    if (mdb_reader_check(state->env, &dead) != MDB_SUCCESS) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/lock.mdb cannot be looked at", state->path);
    }

    state->map_size = (int64_t) info.me_mapsize;
    state->file_size = about.st_size;

    return STORE_OK;
}


static int
open_databases(struct engine_state *state, bool create)
{
    const unsigned flags = create ? MDB_CREATE : 0;
    MDB_txn *txn;
    int rc;

    rc = mdb_txn_begin(state->env, NULL, create ? 0 : MDB_RDONLY, &txn);
    if (rc != MDB_SUCCESS) {
        return rc;
    }
    if ((rc = mdb_dbi_open(txn, "head", flags, &state->head)) != MDB_SUCCESS
        || (rc = mdb_dbi_open(txn, "record", flags, &state->record))
           != MDB_SUCCESS
        || (rc = mdb_dbi_open(txn, "change", flags, &state->change))
           != MDB_SUCCESS)
    {
        mdb_txn_abort(txn);
        return rc;
    }

    return mdb_txn_commit(txn);
}


static enum store_status
open_in(struct engine_state *state, int folder, bool create, int64_t map_size,
        char error[STORE_ERROR_MAX])
{
    int64_t allocated = 0;
    enum store_status status;
    int rc;

    status = check_files(state, folder, create, error, &allocated);
    if (status != STORE_OK) {
        return status;
    }
    status = folder_own(folder, state->path, &state->owner_fd, error);
    if (status != STORE_OK) {
        return status;
    }

    map_size = map_size > 0 ? map_size : LMDB_MAP_DEFAULT;
    map_size = map_size > 4 * allocated ? map_size : 4 * allocated;
    rc = open_env(state, map_size);
    if (rc != MDB_SUCCESS) {
        return store_refuse(error, lmdb_status(rc) == STORE_FULL
                            ? STORE_FULL : STORE_BROKEN, "%s: %s",
                            state->path, mdb_strerror(rc));
    }
    status = check_env(state, error);
    if (status != STORE_OK) {
        return status;
    }

    rc = open_databases(state, create);
    if (rc == MDB_NOTFOUND) {
        return store_refuse(error, STORE_AWAY,
                            "%s: no store here, only the beginning of one",
                            state->path);
    }
    if (rc != MDB_SUCCESS || (create && fsync(folder) != 0)) {
        return store_refuse(error, STORE_BROKEN, "%s: %s", state->path,
                            rc != MDB_SUCCESS ? mdb_strerror(rc)
                                              : strerror(errno));
    }

    return STORE_OK;
}


enum store_status
lmdb_open(const struct store_options *options, bool create,
          char error[STORE_ERROR_MAX], struct engine_state **ret_state)
{
    struct engine_state *state = state_new(options);
    enum store_status status;
    int folder;

    if (state == NULL) {
        return store_refuse(error, STORE_BROKEN, "out of memory");
    }

    status = folder_open(options->dir, FOLDER_VAULT, S_IRWXG | S_IRWXO,
                         &folder, error);
    if (status == STORE_OK) {
        status = open_in(state, folder, create, options->map_size, error);
        close(folder);
    }
    if (status != STORE_OK) {
        lmdb_close(state);
        return status;
    }

    *ret_state = state;

    return STORE_OK;
}
