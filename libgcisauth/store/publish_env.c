/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The writer's folder and environment: whose they are, with which modes, the
 * pins that keep snapshots whole, the slack behind the last page (SECURITY
 * B1, B3, B10).  Knows no record.
 */
#include "store/backend.h"
#include "store/folder.h"
#include "store/publish_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define OTHERS_ANY (S_IRWXG | S_IRWXO)
#define MORE_THAN_READ (S_IWGRP | S_IXGRP | S_IRWXO)
#define SLACK_MIN (8LL << 20)   /* bytes */
#define SLACK_STEP (16LL << 20) /* bytes */


int64_t
publish_monotonic_ms(void)
{
    struct timespec time = { 0 };

    (void) clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}


/* The folder may have been removed under us: what is missing is made. */
static enum store_status
open_folder(const struct publisher *publisher, int *ret_fd,
            char error[STORE_ERROR_MAX])
{
    const char *dir = publisher->options.dir;
    const mode_t forbidden = S_IWGRP | S_IRWXO;
    enum store_status status = folder_open(dir, FOLDER_PROJECTION, forbidden,
                                           ret_fd, error);

    if (status == STORE_AWAY) {
        status = folder_make(&publisher->options, error);
        if (status == STORE_OK) {
            status = folder_open(dir, FOLDER_PROJECTION, forbidden, ret_fd,
                                 error);
        }
    }
    return status;
}


static bool
owner_is_held(const struct publisher *publisher, int folder)
{
    struct stat held, named;

    return publisher->owner_fd >= 0 && fstat(publisher->owner_fd, &held) == 0
           && fstatat(folder, "owner", &named, AT_SYMLINK_NOFOLLOW) == 0
           && held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}


static enum store_status
check_file(const struct publisher *publisher, int folder, const char *name,
           mode_t forbidden, char error[STORE_ERROR_MAX])
{
    struct stat about;
    enum store_status status = folder_file(folder, publisher->path, name,
                                           forbidden, &about, error);

    return status == STORE_ABSENT ? STORE_OK : status;
}


enum store_status
publish_folder(struct publisher *publisher, bool at_start,
               char error[STORE_ERROR_MAX])
{
    enum store_status status;
    int folder;

    status = open_folder(publisher, &folder, error);
    if (status != STORE_OK) {
        return status;
    }
    if (!owner_is_held(publisher, folder)) {
        if (publisher->owner_fd >= 0) {
            (void) close(publisher->owner_fd);
            publisher->owner_fd = -1;
        }
        status = folder_own(folder, publisher->path, &publisher->owner_fd,
                            error);
    }
    if (status == STORE_OK) {
        status = check_file(publisher, folder, "lock.mdb", OTHERS_ANY, error);
    }
    if (status == STORE_OK && at_start) {
        status = check_file(publisher, folder, PROJECTION_DATA,
                            MORE_THAN_READ, error);
    }
    (void) close(folder);
    return status;
}


bool
publish_keep_slack(MDB_env *env, off_t *size)
{
    MDB_envinfo info;
    off_t used, wanted;
    int fd;

    if (mdb_env_info(env, &info) != MDB_SUCCESS
        || mdb_env_get_fd(env, &fd) != MDB_SUCCESS)
    {
        return false;
    }
    used = ((off_t) info.me_last_pgno + 1) * PROJECTION_PAGE;
    if (*size - used >= SLACK_MIN) {
        return true;
    }
    wanted = (used + SLACK_MIN + SLACK_STEP - 1) / SLACK_STEP * SLACK_STEP;
    if (ftruncate(fd, wanted) != 0) {
        return false;
    }
    *size = wanted;
    return true;
}


bool
publish_read_meta(MDB_env *env, uint8_t ret[2][PUBLISH_META_SIZE])
{
    struct stat about;
    int fd;

    if (projection_env_fault(env, &about) != NULL
        || mdb_env_get_fd(env, &fd) != MDB_SUCCESS)
    {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        if (pread(fd, ret[i], PUBLISH_META_SIZE, i * PROJECTION_PAGE)
            != PUBLISH_META_SIZE)
        {
            return false;
        }
    }
    return true;
}


bool
publish_file_is_ours(const struct publisher *publisher)
{
    char path[4096];
    struct stat about;
    int len = snprintf(path, sizeof(path), "%s/" PROJECTION_DATA,
                       publisher->path);

    return len > 0 && (size_t) len < sizeof(path) && lstat(path, &about) == 0
           && about.st_dev == publisher->device
           && about.st_ino == publisher->inode;
}


/* LMDB is about to abort(): say where before it does. */
static void
assertion_failed(MDB_env *env, const char *message)
{
    const struct publisher *publisher = mdb_env_get_userctx(env);

    log_line(&publisher->options.logger, LOG_LEVEL_ALERT,
             "projection: %s is damaged and is built anew at the next start"
             " (%s)", publisher->path, message);
}


static int
open_env(struct publisher *publisher, MDB_env *env, int64_t file_size)
{
    int rc, fd;

    if ((rc = mdb_env_set_mapsize(
             env, projection_map_size(publisher->options.projection_map_size,
                                      file_size)))
            != MDB_SUCCESS
        || (rc = mdb_env_set_userctx(env, publisher)) != MDB_SUCCESS
        || (rc = mdb_env_set_assert(env, assertion_failed)) != MDB_SUCCESS
        || (rc = mdb_env_open(env, publisher->path, MDB_NOSYNC | MDB_NOTLS,
                              0600))
               != MDB_SUCCESS
        || (rc = mdb_env_get_fd(env, &fd)) != MDB_SUCCESS)
    {
        return rc;
    }
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? MDB_SUCCESS : errno;
}


static int
open_pins(struct publisher *publisher, MDB_env *env)
{
    int rc = MDB_SUCCESS;

    for (int i = 0; i < 2 && rc == MDB_SUCCESS; i++) {
        rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &publisher->pins[i]);
        if (rc != MDB_SUCCESS) {
            publisher->pins[i] = NULL;
        }
    }
    if (rc == MDB_SUCCESS) {
        rc = mdb_dbi_open(publisher->pins[0], NULL, 0,
                          &publisher->published.dbi);
    }
    publisher->older_pin = 0;
    publisher->pinned_ms = publish_monotonic_ms();
    return rc;
}


static void
close_pins(struct publisher *publisher)
{
    for (int i = 0; i < 2; i++) {
        if (publisher->pins[i] != NULL) {
            mdb_txn_abort(publisher->pins[i]);
            publisher->pins[i] = NULL;
        }
    }
}


static int
open_and_pin(struct publisher *publisher, MDB_env *env, int64_t file_size)
{
    struct stat about;
    int rc = open_env(publisher, env, file_size);

    if (rc != MDB_SUCCESS) {
        return rc;
    }
    if (projection_env_fault(env, &about) != NULL
        || !publish_read_meta(env, publisher->meta))
    {
        return MDB_INVALID;
    }
    publisher->device = about.st_dev;
    publisher->inode = about.st_ino;
    publisher->file_size = about.st_size;
    return open_pins(publisher, env);
}


/* Of the file that was just built; the lock file is LMDB's own. */
enum store_status
publish_env_open(struct publisher *publisher, char error[STORE_ERROR_MAX])
{
    MDB_env *env = NULL;
    int rc = mdb_env_create(&env);

    if (rc == MDB_SUCCESS) {
        rc = open_and_pin(publisher, env, publisher->file_size);
    }
    if (rc != MDB_SUCCESS) {
        close_pins(publisher);
        if (env != NULL) {
            mdb_env_close(env);
        }
        return store_refuse(error, STORE_BROKEN, "%s: %s", publisher->path,
                            mdb_strerror(rc));
    }
    publisher->published.env = env;
    return STORE_OK;
}


void
publish_env_close(struct publisher *publisher)
{
    close_pins(publisher);
    if (publisher->published.env != NULL) {
        mdb_env_close(publisher->published.env);
        publisher->published.env = NULL;
    }
}


/*
 * The older of two pins, each GRACE: so that a snapshot that was the newest
 * at some time stays whole for GRACE after it, for readers that LMDB does not
 * know of.  What a pause left out is not caught up with (SECURITY B3).
 */
void
publish_renew_pin(struct publisher *publisher, int64_t now_ms)
{
    MDB_txn *pin = publisher->pins[publisher->older_pin];

    if (now_ms - publisher->pinned_ms < PROJECTION_GRACE_MS) {
        return;
    }
    mdb_txn_reset(pin);
    if (mdb_txn_renew(pin) != MDB_SUCCESS) {
        /* without its pin the file is not safe to write */
        publisher->damaged = true;
    }
    publisher->older_pin = 1 - publisher->older_pin;
    publisher->pinned_ms = now_ms;
}
