/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a store in this process.  One environment for a file and a
 * process (SECURITY B15): who opens the same store twice gets the same one,
 * counted; what a child of fork inherited is not its store (B16).
 */
#include "store/catalogue.h"
#include "crypto/random.h"
#include "store/folder.h"
#include "store/private.h"

#include <unistd.h>

/*
 * The one global state of the library: POSIX drops the locks of a process
 * with any close of the file, so that two callers must not each have it open.
 */
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static struct store *table;


static struct store *
store_new(const struct store_options *options)
{
    struct store *store = calloc(1, sizeof(*store));

    if (store == NULL) {
        return NULL;
    }

    store->references = 1;
    store->pid = getpid();
    store->options = *options;
    store->backend = &store_lmdb;
    pthread_mutex_init(&store->queue_lock, NULL);
    pthread_cond_init(&store->queue_moved, NULL);
    pthread_mutex_init(&store->publish_lock, NULL);
    pthread_cond_init(&store->publish_moved, NULL);
    pthread_mutex_init(&store->catalogue_lock, NULL);

    store->batch = calloc(1, sizeof(*store->batch));
    store->dir = realpath(options->dir, NULL);
    if (store->dir == NULL) {
        /* it is not there: the engine says so in its words */
        store->dir = strdup(options->dir);
    }
    store->options.dir = store->dir;

    return store;
}


static void
store_free(struct store *store)
{
    store_publish_end(store);
    if (store->engine != NULL) {
        store->backend->close(store->engine);
    }
    catalogue_release(store->catalogue);
    pthread_mutex_destroy(&store->queue_lock);
    pthread_cond_destroy(&store->queue_moved);
    pthread_mutex_destroy(&store->publish_lock);
    pthread_cond_destroy(&store->publish_moved);
    pthread_mutex_destroy(&store->catalogue_lock);
    free(store->batch);
    free(store->dir);
    free(store);
}


static enum store_status
identify(struct store *store, char error[STORE_ERROR_MAX])
{
    enum store_status status;
    struct stat about;
    int fd;

    if (store->batch == NULL || store->dir == NULL) {
        return store_refuse(error, STORE_BROKEN, "out of memory");
    }

    status = folder_open(store->dir, FOLDER_VAULT, S_IRWXG | S_IRWXO, &fd,
                         error);
    if (status != STORE_OK) {
        return status;
    }
    if (fstat(fd, &about) != 0) {
        close(fd);
        return store_refuse(error, STORE_BROKEN, "%s: cannot be looked at",
                            store->dir);
    }
    close(fd);
    store->device = about.st_dev;
    store->inode = about.st_ino;

    return STORE_OK;
}


static struct store *
find_open(const struct store *like)
{
    for (struct store *store = table; store != NULL; store = store->next) {
        if (store->device == like->device && store->inode == like->inode
            && store->pid == like->pid)
        {
            return store;
        }
    }

    return NULL;
}


/* A folder with the databases and no head is an `init` that was cut short. */
static enum store_status
check_head(struct store *store, char error[STORE_ERROR_MAX])
{
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    if (status == STORE_ABSENT) {
        return store_refuse(error, STORE_AWAY,
                            "%s: no store here, only the beginning of one",
                            store->dir);
    }
    if (status != STORE_OK) {
        return store_refuse(error, status,
                            "%s is damaged: restore from a backup",
                            store->dir);
    }
    if (snapshot.head.schema > HEAD_SCHEMA) {
        return store_refuse(error, STORE_BROKEN,
                            "%s was written by a later version (schema %u,"
                            " this one reads up to %d)", store->dir,
                            snapshot.head.schema, HEAD_SCHEMA);
    }

    return STORE_OK;
}


/* Under the table's lock. */
static enum store_status
open_or_share(struct store *store, char error[STORE_ERROR_MAX],
              struct store **ret_shared)
{
    enum store_status status = identify(store, error);

    if (status != STORE_OK) {
        return status;
    }

    *ret_shared = find_open(store);
    if (*ret_shared != NULL) {
        (*ret_shared)->references++;
        return STORE_OK;
    }

    status = store->backend->open(&store->options, false, error,
                                  &store->engine);
    if (status == STORE_OK) {
        status = check_head(store, error);
    }
    if (status == STORE_OK) {
        store->next = table;
        table = store;
    }

    return status;
}


enum store_status
store_open(struct store **ret_store, const struct store_options *options,
           char error[STORE_ERROR_MAX])
{
    struct store *store = store_new(options), *shared = NULL;
    enum store_status status;

    if (store == NULL) {
        return store_refuse(error, STORE_BROKEN, "out of memory");
    }

    pthread_mutex_lock(&table_lock);
    status = open_or_share(store, error, &shared);
    pthread_mutex_unlock(&table_lock);

    if (status != STORE_OK || shared != NULL) {
        store_free(store);
    }
    if (status == STORE_OK) {
        *ret_store = shared != NULL ? shared : store;
    }

    return status;
}


static void
take_out(const struct store *store)
{
    for (struct store **link = &table; *link != NULL; link = &(*link)->next) {
        if (*link == store) {
            *link = store->next;
            return;
        }
    }
}


void
store_close(struct store *store)
{
    /* in a child, closing would take the parent's slots in the lock table */
    if (store == NULL || !STORE_IS_OURS(store)) {
        return;
    }

    pthread_mutex_lock(&table_lock);
    if (--store->references == 0) {
        take_out(store);
        store_free(store);
    }
    pthread_mutex_unlock(&table_lock);
}


/* Founding is change 1 and the head, in one transaction: both or neither. */
static enum store_status
found(struct store *store, const struct change *founding,
      char error[STORE_ERROR_MAX])
{
    const struct store_backend *backend = store->backend;
    struct pending *member = calloc(1, sizeof(*member));
    struct head head = { .schema = HEAD_SCHEMA };
    struct batch *batch = store->batch;
    enum store_status status;

    if (member == NULL || !random_bytes(head.store_id, ID_SIZE)) {
        free(member);
        return store_refuse(error, STORE_BROKEN, "no memory or no randomness");
    }

    member->change = founding;
    batch_begin(batch, &member, 1);
    status = backend->write_begin(store->engine, &(struct head){ 0 });
    if (status == STORE_OK) {
        backend->write_abort(store->engine);
        free(member);
        return store_refuse(error, STORE_CONFLICT,
                            "%s: there is a store already", store->dir);
    }
    if (status == STORE_ABSENT) {
        backend->write_versions(store->engine, batch->wanted,
                                batch->n_wanted);
        batch_plan(batch, &head, &member, 1);
        status = member->status;
        if (status != STORE_OK) {
            backend->write_abort(store->engine);
        } else {
            struct commit commit = { batch->head, batch->n_writes,
                                     batch->writes, batch->n_entries,
                                     batch->entries };

            status = backend->write_commit(store->engine, &commit);
        }
    }
    free(member);

    return status == STORE_OK
           ? status
           : store_refuse(error, status, "%s: the first change could not be"
                          " written, the log says why", store->dir);
}


enum store_status
store_create(const struct store_options *options,
             const struct change *founding, char error[STORE_ERROR_MAX])
{
    enum store_status status;
    struct store *store;
    const char *why = "";

    if (!batch_is_sound(founding, &why)) {
        return store_refuse(error, STORE_BROKEN, "founding change: %s", why);
    }
    status = folder_make(options, error);
    if (status != STORE_OK) {
        return status;
    }
    store = store_new(options);
    if (store == NULL) {
        return store_refuse(error, STORE_BROKEN, "out of memory");
    }

    pthread_mutex_lock(&table_lock);
    status = identify(store, error);
    if (status == STORE_OK && find_open(store) != NULL) {
        status = store_refuse(error, STORE_CONFLICT,
                              "%s: there is a store already", store->dir);
    }
    if (status == STORE_OK) {
        status = store->backend->open(&store->options, true, error,
                                      &store->engine);
    }
    if (status == STORE_OK) {
        status = found(store, founding, error);
    }
    store_free(store);
    pthread_mutex_unlock(&table_lock);

    return status;
}
