/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A projection file, opened and read by plain gets.  LMDB trusts its file, so
 * what can be known to be wrong with it is found before the first transaction
 * (SECURITY B10); cursors are not used, because on a damaged page they abort.
 * Knows no clock, no beat's meaning, and no path but the one it is given.
 */
#include "store/projection_env.h"

#include "store/catalogue.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define DEPTH_MAX 32 /* levels of LMDB's tree */
#define PATH_SIZE 4096
#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"


size_t
projection_map_size(int64_t configured, int64_t file_size)
{
    int64_t size = configured > 0 ? configured : PROJECTION_MAP_DEFAULT;

    return (size_t) (size > 4 * file_size ? size : 4 * file_size);
}


const char *
projection_env_fault(MDB_env *env, struct stat *ret_stat)
{
    MDB_envinfo info;
    MDB_stat tree;
    int fd;

    if (mdb_env_get_fd(env, &fd) != MDB_SUCCESS || fstat(fd, ret_stat) != 0
        || mdb_env_info(env, &info) != MDB_SUCCESS
        || mdb_env_stat(env, &tree) != MDB_SUCCESS)
    {
        return "cannot be looked at";
    }
    if (tree.ms_psize != PROJECTION_PAGE || tree.ms_depth > DEPTH_MAX) {
        return "is damaged, or of another machine";
    }
    if (ret_stat->st_size / PROJECTION_PAGE
        < (off_t) info.me_last_pgno + 1)
    {
        return "is cut short";
    }
    return NULL;
}


/* By stat alone, before LMDB opens it. */
static const char *
file_fault(const char *folder, struct stat *ret_stat)
{
    char path[PATH_SIZE];
    struct stat about;
    int len = snprintf(path, sizeof(path), "%s/" PROJECTION_DATA, folder);

    if (len < 0 || (size_t) len >= sizeof(path) || stat(folder, &about) != 0
        || lstat(path, ret_stat) != 0)
    {
        return "is not there, or may not be read";
    }
    if (!S_ISREG(ret_stat->st_mode) || ret_stat->st_nlink != 1) {
        return "is no regular file of one name";
    }
    if (ret_stat->st_uid != about.st_uid
        || (ret_stat->st_mode & (S_IWGRP | S_IWOTH)) != 0)
    {
        return "does not belong to its folder's owner alone";
    }
    if (ret_stat->st_size < 2 * PROJECTION_PAGE) {
        return "is cut short";
    }
    return NULL;
}


static int
open_env(struct projection_env *env, const char *folder, size_t map_size)
{
    int rc = mdb_env_set_mapsize(env->env, map_size);
    int fd;

    if (rc != MDB_SUCCESS
        || (rc = mdb_env_open(env->env, folder,
                              MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS, 0))
               != MDB_SUCCESS
        || (rc = mdb_env_get_fd(env->env, &fd)) != MDB_SUCCESS)
    {
        return rc;
    }
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? MDB_SUCCESS : MDB_INVALID;
}


/* The main database has its number in a first transaction. */
static int
open_database(struct projection_env *env)
{
    MDB_txn *txn;
    int rc = mdb_txn_begin(env->env, NULL, MDB_RDONLY, &txn);

    if (rc == MDB_SUCCESS) {
        rc = mdb_dbi_open(txn, NULL, 0, &env->dbi);
        mdb_txn_abort(txn);
    }
    return rc;
}


static const char *
open_checked(struct projection_env *env, const char *folder, int64_t map_size)
{
    struct stat named, opened;
    const char *why = file_fault(folder, &named);
    int rc;

    if (why != NULL) {
        return why;
    }
    rc = open_env(env, folder, projection_map_size(map_size, named.st_size));
    if (rc != MDB_SUCCESS) {
        return mdb_strerror(rc);
    }
    why = projection_env_fault(env->env, &opened);
    if (why != NULL) {
        return why;
    }
    if (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev) {
        return "was replaced meanwhile";
    }
    env->device = opened.st_dev;
    env->inode = opened.st_ino;
    rc = open_database(env);
    return rc == MDB_SUCCESS ? NULL : mdb_strerror(rc);
}


struct projection_env *
projection_env_open(const char *folder, int64_t map_size,
                    const char **ret_why)
{
    struct projection_env *env = calloc(1, sizeof(*env));

    if (env == NULL || mdb_env_create(&env->env) != MDB_SUCCESS) {
        free(env);
        *ret_why = "needs memory that is not there";
        return NULL;
    }
    atomic_init(&env->references, 1);
    *ret_why = open_checked(env, folder, map_size);
    if (*ret_why != NULL) {
        projection_env_release(env);
        return NULL;
    }
    return env;
}


struct projection_env *
projection_env_acquire(struct projection_env *env)
{
    atomic_fetch_add_explicit(&env->references, 1, memory_order_relaxed);
    return env;
}


void
projection_env_release(struct projection_env *env)
{
    if (env == NULL
        || atomic_fetch_sub_explicit(&env->references, 1,
                                     memory_order_acq_rel) != 1)
    {
        return;
    }
    mdb_env_close(env->env);
    free(env);
}


int
projection_get(MDB_txn *txn, MDB_dbi dbi, const struct projected_key *key,
               struct span *ret_value)
{
    MDB_val name = { key->len, (void *) (uintptr_t) key->bytes };
    MDB_val value;
    int rc = mdb_get(txn, dbi, &name, &value);

    if (rc == MDB_SUCCESS) {
        *ret_value = span_of(value.mv_data, value.mv_size);
    }
    return rc;
}


bool
projection_read_beat(MDB_txn *txn, MDB_dbi dbi, struct beat *ret)
{
    const struct projected_key key = projected_key_of_beat();
    struct span value;
    struct beat beat;

    if (projection_get(txn, dbi, &key, &value) != MDB_SUCCESS
        || !decode_beat(value, &beat) || beat.commit != mdb_txn_id(txn))
    {
        return false;
    }
    *ret = beat;
    return true;
}


struct catalogue *
projection_read_catalogue(MDB_txn *txn, MDB_dbi dbi, const struct beat *beat)
{
    struct catalogue *catalogue = catalogue_new(beat->catalogue_seq);

    for (unsigned i = 0; catalogue != NULL && i < beat->n_packs; i++) {
        const struct projected_key key = projected_key_of_pack((uint16_t) i);
        struct span pack;

        if (projection_get(txn, dbi, &key, &pack) != MDB_SUCCESS
            || !catalogue_unpack(catalogue, (uint16_t) i, pack))
        {
            catalogue_release(catalogue);
            return NULL;
        }
    }
    return catalogue;
}


/* 36 characters, 32 of them hexadecimal. */
static bool
parse_boot_id(const char *text, uint8_t ret[BOOT_ID_SIZE])
{
    size_t n = 0;

    for (; *text != '\0' && *text != '\n'; text++) {
        unsigned digit;

        if (*text == '-') {
            continue;
        }
        if (*text >= '0' && *text <= '9') {
            digit = (unsigned) (*text - '0');
        } else if (*text >= 'a' && *text <= 'f') {
            digit = (unsigned) (*text - 'a') + 10;
        } else {
            return false;
        }
        if (n >= 2 * BOOT_ID_SIZE) {
            return false;
        }
        ret[n / 2] = (uint8_t) (n % 2 == 0 ? digit << 4 : ret[n / 2] | digit);
        n++;
    }
    return n == 2 * BOOT_ID_SIZE;
}


bool
projection_boot_id(uint8_t ret[BOOT_ID_SIZE])
{
    char text[64];
    int fd = open(BOOT_ID_PATH, O_RDONLY | O_CLOEXEC);
    ssize_t len;

    if (fd < 0) {
        return false;
    }
    len = read(fd, text, sizeof(text) - 1);
    (void) close(fd);
    if (len <= 0) {
        return false;
    }
    text[len] = '\0';
    return parse_boot_id(text, ret);
}
