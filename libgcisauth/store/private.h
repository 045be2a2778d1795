/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store as its own files see it: the engine below, the queue of those who
 * wait for a commit, the publisher, the catalogue.  No lock here is held while
 * another is taken, nor during a commit, a view or a publication.
 */
#ifndef GCIS_STORE_PRIVATE_H
#define GCIS_STORE_PRIVATE_H

#include "store/backend.h"
#include "store/batch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

struct publisher;

struct store {
    struct store *next;  /* in the table of open stores */
    unsigned references; /* under the table's lock */
    dev_t device;        /* of the vault's folder */
    ino_t inode;
    pid_t pid; /* no store crosses fork (SECURITY B16) */

    struct store_options options;
    char *dir; /* absolute; options.dir */
    const struct store_backend *backend;
    struct engine_state *engine;

    pthread_mutex_t queue_lock;
    pthread_cond_t queue_moved;
    struct pending *queue_first, *queue_last;
    bool committing;     /* somebody commits for the others */
    struct batch *batch; /* of the one who commits */
    atomic_bool failed;  /* a commit failed in a way that nobody mends here */

    pthread_mutex_t publish_lock;
    pthread_cond_t publish_moved;
    bool publishing;             /* somebody has what stands below */
    bool published;              /* under the lock, as of the last one: */
    uint64_t published_seq;      /* up to which change that projects */
    struct publisher *publisher; /* NULL: not open yet */
    bool behind;                 /* a projecting change is not published */
    int64_t paced_ms;            /* when the last commit of it was due */

    pthread_mutex_t catalogue_lock;
    struct catalogue *catalogue; /* NULL: none built yet */
    uint64_t catalogue_built;    /* the count that it was built at */
    atomic_uint_fast64_t catalogue_count; /* changes that touched it */
};

/* False in a child of the process that opened it. */
static inline bool
store_is_ours(const struct store *store, pid_t pid)
{
    return store->pid == pid;
}

#define STORE_IS_OURS(store) store_is_ours(store, getpid())

/* Ends with its scope: struct snapshot SNAPSHOT snapshot = { 0 }; */
struct snapshot {
    struct store *store;
    struct view *view;
    struct head head;
};
enum store_status snapshot_begin(struct store *store,
                                 struct snapshot *ret_snapshot) MUST_CHECK;
void snapshot_end(struct snapshot *snapshot);
#define SNAPSHOT CLEANUP(snapshot_end)

struct position position_of_head(const struct head *head);
/* Copies the row out; false where it is larger than a record may be. */
bool record_of_row(const struct row *row, struct record *ret_record)
    MUST_CHECK;
bool logged_of_entry(const struct log_entry *entry, struct logged_change *ret,
                     struct touched ret_touched[CHANGE_WRITES_MAX],
                     size_t *ret_n_touched) MUST_CHECK;

/* publishing.c: the projection holds change `seq` when it returns OK. */
enum store_status store_publish(struct store *store, uint64_t seq) MUST_CHECK;
void store_publish_end(struct store *store);

/* store_catalogue.c: a committed change touched the catalogue. */
void store_catalogue_touched(struct store *store);

#endif
