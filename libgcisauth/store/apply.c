/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Those who have a change wait in one queue, and the first of them commits for
 * up to STORE_BATCH_MAX: one sync for many, without a thread of our own.  An
 * answer is given after the durable commit and, where the change projects,
 * after the projection holds it.  What is compared stands in batch.c.
 */
#include "store/private.h"

#include <unistd.h>


/* The batch in its transaction; every member has its status afterwards. */
static enum store_status
commit_members(struct store *store, struct pending *const members[], size_t n)
{
    const struct store_backend *backend = store->backend;
    struct batch *batch = store->batch;
    struct commit commit;
    struct head head;
    enum store_status status;

    batch_begin(batch, members, n);
    status = backend->write_begin(store->engine, &head);
    if (status == STORE_ABSENT) {
        backend->write_abort(store->engine);
        status = STORE_BROKEN;
    }
    if (status != STORE_OK) {
        return status;
    }

    backend->write_versions(store->engine, batch->wanted, batch->n_wanted);
    batch_plan(batch, &head, members, n);
    if (batch->n_entries == 0) {
        backend->write_abort(store->engine);
        return STORE_OK;
    }

    commit = (struct commit){ batch->head, batch->n_writes, batch->writes,
                              batch->n_entries, batch->entries };
    status = backend->write_commit(store->engine, &commit);
    if (status == STORE_OK && batch->touches_catalogue) {
        store_catalogue_touched(store);
    }

    return status;
}


/* The same change came before: its answer is where it stands. */
static enum store_status
find_earlier(struct store *store, struct pending *member)
{
    struct position head;
    enum store_status status = store_position(store, &head, NULL);

    if (status != STORE_OK) {
        return status;
    }

    member->position = head;
    member->position.seq = member->once_seq;

    return store_chain_at(store, member->once_seq, member->position.chain);
}


/* After a failure that nobody here can mend, no more commits (B13). */
static enum store_status
commit_unless_failed(struct store *store, struct pending *const members[],
                     size_t n)
{
    enum store_status status;

    if (store_has_failed(store)) {
        log_line(&store->options.logger, LOG_LEVEL_ALERT,
                 "store: %s is closed for writing since a change could not be"
                 " written: start again", store->dir);
        return STORE_BROKEN;
    }

    status = commit_members(store, members, n);
    if (status == STORE_BROKEN) {
        atomic_store(&store->failed, true);
    }

    return status;
}


static void
commit_all(struct store *store, struct pending *const members[], size_t n)
{
    enum store_status status = commit_unless_failed(store, members, n);

    for (size_t i = 0; i < n; i++) {
        struct pending *member = members[i];

        if (status != STORE_OK) {
            /* of an undone transaction nothing stands, a conflict either */
            member->status = status;
        } else if (member->status == STORE_OK && member->once_seq != 0) {
            member->status = find_earlier(store, member);
        }
    }
}


static size_t
take_members(struct store *store, struct pending *ret_members[STORE_BATCH_MAX])
{
    size_t n = 0;

    while (store->queue_first != NULL && n < STORE_BATCH_MAX) {
        struct pending *member = store->queue_first;

        store->queue_first = member->next;
        member->taken = true;
        ret_members[n++] = member;
    }
    if (store->queue_first == NULL) {
        store->queue_last = NULL;
    }

    return n;
}


static bool
must_be_published(const struct pending *member)
{
    return member->status == STORE_OK && member->change->projects;
}


/*
 * Answers those whose change does not project, and gives the others'
 * highest number, 0 where there are none.  Under the queue's lock.
 */
static uint64_t
finish_unpublished(struct pending *members[], size_t *n)
{
    uint64_t seq = 0;
    size_t n_left = 0;

    for (size_t i = 0; i < *n; i++) {
        struct pending *member = members[i];

        if (!must_be_published(member)) {
            member->done = true;
            continue;
        }
        if (member->position.seq > seq) {
            seq = member->position.seq;
        }
        members[n_left++] = member;
    }
    *n = n_left;

    return seq;
}


static void
finish_published(struct pending *members[], size_t n,
                 enum store_status status)
{
    for (size_t i = 0; i < n; i++) {
        members[i]->status = status;
        members[i]->done = true;
    }
}


/* One batch, by the caller for all in it.  Called, and left, with the lock. */
static void
lead(struct store *store)
{
    struct pending *members[STORE_BATCH_MAX];
    size_t n = take_members(store, members);
    uint64_t seq;

    store->committing = true;
    pthread_mutex_unlock(&store->queue_lock);
    commit_all(store, members, n);
    pthread_mutex_lock(&store->queue_lock);
    store->committing = false;
    seq = finish_unpublished(members, &n);
    pthread_cond_broadcast(&store->queue_moved);

    if (seq != 0) {
        enum store_status status;

        /* the next batch may be committed meanwhile */
        pthread_mutex_unlock(&store->queue_lock);
        status = store_publish(store, seq);
        pthread_mutex_lock(&store->queue_lock);
        finish_published(members, n, status);
        pthread_cond_broadcast(&store->queue_moved);
    }
}


static void
join_queue(struct store *store, struct pending *member)
{
    if (store->queue_last == NULL) {
        store->queue_first = member;
    } else {
        store->queue_last->next = member;
    }
    store->queue_last = member;
}


static void
wait_for_answer(struct store *store, struct pending *member)
{
    pthread_mutex_lock(&store->queue_lock);
    join_queue(store, member);
    while (!member->done) {
        if (member->taken || store->committing) {
            pthread_cond_wait(&store->queue_moved, &store->queue_lock);
        } else {
            lead(store);
        }
    }
    pthread_mutex_unlock(&store->queue_lock);
}


bool
store_has_failed(struct store *store)
{
    return atomic_load(&store->failed);
}


enum store_status
store_apply(struct store *store, const struct change *change,
            struct position *ret_position)
{
    struct pending member;
    const char *why = NULL;

    if (!STORE_IS_OURS(store)) {
        return STORE_BROKEN;
    }
    if (!batch_is_sound(change, &why)) {
        log_line(&store->options.logger, LOG_LEVEL_ERROR,
                 "store: a change was refused: %s", why);
        return STORE_BROKEN;
    }

    member.next = NULL;
    member.change = change;
    member.status = STORE_BROKEN;
    member.taken = false;
    member.done = false;
    member.once_seq = 0;
    wait_for_answer(store, &member);

    if (member.status == STORE_OK && ret_position != NULL) {
        *ret_position = member.position;
    }

    return member.status;
}
