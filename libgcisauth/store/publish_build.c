/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The projection built anew from a dump of the vault: in a new file beside
 * the old one, synced, closed, renamed over, never copied or cut in place
 * (SECURITY B4, B8).  It returns when no reader can answer from the old file
 * any more.
 */
#include "store/backend.h"
#include "store/codec.h"
#include "store/publish_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define BUILD_BATCH 2000 /* records of one commit: bounds the dirty pages */
#define PATH_SIZE 4096

struct building {
    struct publishing publishing;
    MDB_env *env;
    char *path; /* of the new file */
    off_t file_size;
    size_t n; /* records in the present transaction */
    struct grants grants; /* room */
    enum store_status status;
};


/* Commits so far go on in a new transaction. */
static int
next_batch(struct building *building)
{
    int rc;

    if (++building->n < BUILD_BATCH) {
        return MDB_SUCCESS;
    }
    building->n = 0;
    rc = mdb_txn_commit(building->publishing.txn);
    building->publishing.txn = NULL;
    return rc != MDB_SUCCESS ? rc
                             : mdb_txn_begin(building->env, NULL, 0,
                                             &building->publishing.txn);
}


static bool
add_account(struct building *building, const struct record *record)
{
    struct publishing *publishing = &building->publishing;
    const struct grants none = { 0 };
    struct account account;
    struct account_view view;

    if (record->key.len != ID_SIZE
        || !decode_account(span_of(record->body, record->body_len), &account))
    {
        return false;
    }
    memcpy(account.id.bytes, record->key.bytes, ID_SIZE);
    account_view_make(&account, &none,
                      publishing->publisher->options.password_max_age_s,
                      &view);
    publishing->rc = publish_account(publishing, &view, MDB_APPEND);
    return publishing->rc == MDB_SUCCESS;
}


/* The dump brings all accounts, then all grants: the record is written once
 * more. */
static bool
add_grants(struct building *building, const struct record *record)
{
    struct publishing *publishing = &building->publishing;
    struct account_view view;
    struct projected_key key;
    struct span value;
    struct id id;

    if (record->key.len != ID_SIZE
        || !decode_grants(span_of(record->body, record->body_len),
                          &building->grants))
    {
        return false;
    }
    if (building->grants.n == 0) {
        return true;
    }
    memcpy(id.bytes, record->key.bytes, ID_SIZE);
    key = projected_key_of_account(&id);
    publishing->rc = projection_get(publishing->txn, publishing->dbi, &key,
                                    &value);
    if (publishing->rc == MDB_NOTFOUND) {
        publishing->rc = MDB_SUCCESS;
        return true; /* grants of nobody give nothing */
    }
    if (publishing->rc != MDB_SUCCESS
        || !decode_account_view(value, &id, &view))
    {
        return false;
    }
    account_view_set_grants(&view, &building->grants);
    publishing->rc = publish_account(publishing, &view, 0);
    return publishing->rc == MDB_SUCCESS;
}


static bool
add_record(void *state, const struct record *record)
{
    struct building *building = state;

    if (record->kind != RECORD_ACCOUNT && record->kind != RECORD_GRANTS) {
        return true; /* the catalogue comes by itself */
    }
    if (record->kind == RECORD_ACCOUNT ? !add_account(building, record)
                                       : !add_grants(building, record))
    {
        return false;
    }
    building->publishing.rc = next_batch(building);
    return building->publishing.rc == MDB_SUCCESS;
}


static int
create_file(struct building *building)
{
    const struct publisher *publisher = building->publishing.publisher;
    size_t map_size = projection_map_size(
        publisher->options.projection_map_size, publisher->file_size);
    int rc;

    if (unlink(building->path) != 0 && errno != ENOENT) {
        return errno;
    }
    if ((rc = mdb_env_create(&building->env)) != MDB_SUCCESS) {
        building->env = NULL;
        return rc;
    }
    /* nobody knows this file yet: no lock file, and synced once at its end */
    if ((rc = mdb_env_set_mapsize(building->env, map_size)) != MDB_SUCCESS
        || (rc = mdb_env_open(building->env, building->path,
                              MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOSYNC
                                  | MDB_NOTLS,
                              0600))
               != MDB_SUCCESS
        || (rc = mdb_txn_begin(building->env, NULL, 0,
                               &building->publishing.txn))
               != MDB_SUCCESS)
    {
        return rc;
    }
    return mdb_dbi_open(building->publishing.txn, NULL, 0,
                        &building->publishing.dbi);
}


static enum store_status
fill_file(struct building *building, struct position *ret_position)
{
    struct publishing *publishing = &building->publishing;
    struct publisher *publisher = publishing->publisher;
    struct store *store = publisher->store;
    uint64_t projecting_seq;
    enum store_status status;

    status = store_dump(store, add_record, building, ret_position);
    if (status == STORE_OK) {
        status = store_projecting_seq(store, ret_position->seq,
                                      &projecting_seq);
    }
    if (status == STORE_OK) {
        status = store_catalogue(store, &publishing->catalogue);
    }
    if (status != STORE_OK) {
        return status;
    }

    publishing->rc = publish_catalogue(publishing);
    if (publishing->rc == MDB_SUCCESS) {
        publish_reach(&publishing->beat, ret_position, projecting_seq);
        publishing->rc = publish_commit(publishing);
    }
    return publishing->rc == MDB_SUCCESS ? STORE_OK : STORE_BROKEN;
}


/* Closed when it returns true: readable by the readers' group, on the disk. */
static int
finish_file(struct building *building)
{
    int fd, rc;

    if ((rc = mdb_env_get_fd(building->env, &fd)) != MDB_SUCCESS) {
        return rc;
    }
    if (!publish_keep_slack(building->env, &building->file_size)
        || fchmod(fd, 0640) != 0 || fsync(fd) != 0)
    {
        return errno != 0 ? errno : EIO;
    }
    mdb_env_close(building->env);
    building->env = NULL;
    return MDB_SUCCESS;
}


static enum store_status
build_file(struct building *building, struct position *ret_position)
{
    struct publishing *publishing = &building->publishing;
    enum store_status status = STORE_OK;

    publishing->rc = create_file(building);
    if (publishing->rc == MDB_SUCCESS) {
        status = fill_file(building, ret_position);
    }
    if (publishing->rc == MDB_SUCCESS && status == STORE_OK) {
        publishing->rc = finish_file(building);
    }
    return publishing->rc != MDB_SUCCESS
               ? publish_status(publishing->publisher, publishing->rc)
               : status;
}


static void
building_end(struct building *building)
{
    publish_abort(&building->publishing);
    if (building->env != NULL) {
        mdb_env_close(building->env);
    }
    if (building->path != NULL) {
        (void) unlink(building->path);
        free(building->path);
    }
    free(building);
}


/* Under the write lock: the old environment goes, the new one comes. */
static enum store_status
swap(struct publisher *publisher, struct building *building,
     const struct position *position, char error[STORE_ERROR_MAX])
{
    struct published *published = &publisher->published;
    char path[PATH_SIZE];
    int len = snprintf(path, sizeof(path), "%s/" PROJECTION_DATA,
                       publisher->path);
    enum store_status status;

    if (len < 0 || (size_t) len >= sizeof(path)) {
        return store_refuse(error, STORE_BROKEN, "%s: the path is too long",
                            publisher->path);
    }
    publish_env_close(publisher);
    if (rename(building->path, path) != 0) {
        return store_refuse(error, STORE_BROKEN, "%s: %s", path,
                            strerror(errno));
    }
    publisher->file_size = building->file_size;
    status = publish_env_open(publisher, error);
    if (status != STORE_OK) {
        return status;
    }

    published->beat = building->publishing.beat;
    catalogue_release(published->catalogue);
    published->catalogue = building->publishing.catalogue;
    building->publishing.catalogue = NULL;
    publisher->position = *position;
    publisher->damaged = false;
    return STORE_OK;
}


/* The file that is there, held open across the rename. */
struct previous {
    bool exists;
    struct projection_env *env; /* NULL: it could not be read */
};


static struct previous
open_previous(const struct publisher *publisher)
{
    struct previous previous = { 0 };
    char path[PATH_SIZE];
    struct stat about;
    const char *why;
    int len = snprintf(path, sizeof(path), "%s/" PROJECTION_DATA,
                       publisher->path);

    /* after a start of our own there is no doubt about the readers */
    previous.exists = publisher->published.env != NULL
                      || (len > 0 && (size_t) len < sizeof(path)
                          && lstat(path, &about) == 0);
    if (previous.exists && publisher->published.env == NULL) {
        previous.env = projection_env_open(publisher->path, 0, &why);
    }
    return previous;
}


/*
 * Read only when the new file is in place: a damaged old one may kill this
 * process, and must not do so at each start (SECURITY B11).
 */
static bool
may_have_readers(const struct publisher *publisher,
                 const struct previous *previous)
{
    int64_t now_ms = clock_boot_ms(&publisher->options.clock);
    bool sound = false;
    struct beat beat;
    MDB_txn *txn;

    if (previous->env == NULL) {
        return previous->exists;
    }
    if (mdb_txn_begin(previous->env->env, NULL, MDB_RDONLY, &txn)
        == MDB_SUCCESS)
    {
        sound = projection_read_beat(txn, previous->env->dbi, &beat);
        mdb_txn_abort(txn);
    }
    return !sound
           || (memcmp(beat.boot_id, publisher->boot_id, BOOT_ID_SIZE) == 0
               && now_ms - beat.written_ms <= PUBLISH_OLD_BEAT_MS);
}


static void
wait_until(int64_t monotonic_ms)
{
    const struct timespec time = { monotonic_ms / 1000,
                                   monotonic_ms % 1000 * 1000000 };

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL)
           == EINTR)
    {
    }
}


static enum store_status
put_in_place(struct publisher *publisher, struct building *building,
             const struct position *position, char error[STORE_ERROR_MAX])
{
    struct previous previous = open_previous(publisher);
    int64_t renamed_ms;
    enum store_status status;

    (void) pthread_rwlock_wrlock(&publisher->published.lock);
    status = swap(publisher, building, position, error);
    (void) pthread_rwlock_unlock(&publisher->published.lock);
    renamed_ms = publish_monotonic_ms();

    if (status == STORE_OK && may_have_readers(publisher, &previous)) {
        wait_until(renamed_ms + PUBLISH_RENAME_WAIT_MS);
    }
    projection_env_release(previous.env);
    return status;
}


enum store_status
publish_build(struct publisher *publisher, char error[STORE_ERROR_MAX])
{
    struct building *building = calloc(1, sizeof(*building));
    struct position position;
    enum store_status status;

    if (building == NULL
        || asprintf(&building->path, "%s/" PUBLISH_NEW, publisher->path) < 0)
    {
        free(building);
        return store_refuse(error, STORE_BROKEN, "out of memory");
    }
    building->publishing.publisher = publisher;

    status = build_file(building, &position);
    if (status != STORE_OK) {
        (void) store_refuse(error, status, "%s: a new projection could not be"
                            " built, the log says why", publisher->path);
    } else {
        status = put_in_place(publisher, building, &position, error);
    }
    building_end(building);
    return status;
}
