/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the projection is opened and made to follow: at the first change that
 * projects, at the first tick, at the first token; one at a time.  How it is
 * written is publish.c's; here is only who calls it and what a failure means.
 */
#include "store/private.h"
#include "store/publish.h"

#include <time.h>
#include <unistd.h>

/*
 * A commit of the projection takes pages that its pins keep for seconds, so
 * that many a second would make the file grow: those of PACE_MS go together,
 * but for PACE_BURST that may come at once after a pause (SECURITY B-I).
 */
#define PACE_MS 5
#define PACE_BURST 64


static int64_t
monotonic_ms(void)
{
    struct timespec now = { 0 };

    (void) clock_gettime(CLOCK_MONOTONIC, &now);

    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}


static void
keep_pace(struct store *store)
{
    int64_t now_ms = monotonic_ms(), early_ms;

    if (store->paced_ms < now_ms) {
        store->paced_ms = now_ms;
    }
    early_ms = store->paced_ms - now_ms - PACE_BURST * PACE_MS;
    if (early_ms > 0) {
        (void) nanosleep(&(struct timespec){ 0, early_ms * 1000000 }, NULL);
    }
    store->paced_ms += PACE_MS;
}


/*
 * Whoever has the publisher works without the lock, so that those whose
 * change it has published already are not kept by the next one's work.
 * False where change `seq` is published while one waits (0: never).
 */
static bool
take_publisher(struct store *store, uint64_t seq)
{
    bool published = false;

    pthread_mutex_lock(&store->publish_lock);
    while (store->publishing && !published) {
        pthread_cond_wait(&store->publish_moved, &store->publish_lock);
        published = seq > 0 && store->published_seq >= seq;
    }
    if (!published) {
        store->publishing = true;
    }
    pthread_mutex_unlock(&store->publish_lock);

    return !published;
}


static void
give_publisher_back(struct store *store)
{
    bool published = store->publisher != NULL && !store->behind;
    uint64_t seq = published ? publisher_seq(store->publisher) : 0;

    pthread_mutex_lock(&store->publish_lock);
    store->publishing = false;
    store->published = published;
    store->published_seq = seq;
    pthread_cond_broadcast(&store->publish_moved);
    pthread_mutex_unlock(&store->publish_lock);
}


/* The following four belong to whoever has the publisher. */
static enum store_status
open_publisher(struct store *store)
{
    char error[STORE_ERROR_MAX] = "";

    if (store->publisher != NULL) {
        return STORE_OK;
    }

    store->publisher = publisher_open(store, &store->options, error);
    if (store->publisher == NULL) {
        log_line(&store->options.logger, LOG_LEVEL_ERROR,
                 "store: the projection cannot be opened: %s", error);
        return STORE_BROKEN;
    }
    store->behind = false;

    return STORE_OK;
}


static enum store_status
follow(struct store *store)
{
    enum store_status status;

    keep_pace(store);
    status = publisher_follow(store->publisher);
    store->behind = status != STORE_OK;
    if (store->behind) {
        log_line(&store->options.logger, LOG_LEVEL_ERROR,
                 "store: the projection does not follow the vault: changes"
                 " are refused until it does");
    }

    return status;
}


static enum store_status
publish(struct store *store, uint64_t seq)
{
    enum store_status status = open_publisher(store);

    if (status == STORE_OK
        && (store->behind || publisher_seq(store->publisher) < seq))
    {
        status = follow(store);
    }
    if (status == STORE_OK && publisher_seq(store->publisher) < seq) {
        status = STORE_BROKEN;
    }

    return status == STORE_OK ? STORE_OK : STORE_BROKEN;
}


static int64_t
tick(struct store *store)
{
    if (open_publisher(store) != STORE_OK
        || (store->behind && follow(store) != STORE_OK))
    {
        return -1;
    }

    return publisher_tick(store->publisher);
}


enum store_status
store_publish(struct store *store, uint64_t seq)
{
    enum store_status status;

    if (!take_publisher(store, seq)) {
        return STORE_OK;
    }
    status = publish(store, seq);
    give_publisher_back(store);

    return status;
}


int64_t
store_tick(struct store *store)
{
    int64_t next_ms;

    if (!STORE_IS_OURS(store)) {
        return -1;
    }

    (void) take_publisher(store, 0);
    next_ms = tick(store);
    give_publisher_back(store);

    return next_ms;
}


/* Without waiting for a publication that is under way. */
static bool
is_published(struct store *store, uint64_t *ret_seq)
{
    bool published;

    pthread_mutex_lock(&store->publish_lock);
    published = store->published;
    if (published) {
        *ret_seq = store->published_seq;
    }
    pthread_mutex_unlock(&store->publish_lock);

    return published;
}


enum store_status
store_projected_seq(struct store *store, uint64_t *ret_seq)
{
    enum store_status status;

    if (!STORE_IS_OURS(store)) {
        return STORE_BROKEN;
    }
    if (is_published(store, ret_seq)) {
        return STORE_OK;
    }

    (void) take_publisher(store, 0);
    status = open_publisher(store);
    if (status == STORE_OK) {
        *ret_seq = publisher_seq(store->publisher);
    }
    give_publisher_back(store);

    return status;
}


enum store_status
store_projection_source(struct store *store,
                        const struct projection_source **ret_source)
{
    enum store_status status;

    if (!STORE_IS_OURS(store)) {
        return STORE_BROKEN;
    }

    (void) take_publisher(store, 0);
    status = open_publisher(store);
    if (status == STORE_OK) {
        *ret_source = publisher_source(store->publisher);
    }
    give_publisher_back(store);

    return status;
}


void
store_publish_end(struct store *store)
{
    if (store->publisher != NULL) {
        publisher_close(store->publisher);
        store->publisher = NULL;
    }
}
