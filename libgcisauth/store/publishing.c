/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the projection is opened and made to follow: at the first change that
 * projects, at the first tick, at the first token; one at a time.  How it is
 * written is publish.c's; here is only who calls it and what a failure means.
 */
#include "store/private.h"
#include "store/publish.h"

#include <unistd.h>


/* Under the publisher's lock. */
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
    enum store_status status = publisher_follow(store->publisher);

    store->behind = status != STORE_OK;
    if (store->behind) {
        log_line(&store->options.logger, LOG_LEVEL_ERROR,
                 "store: the projection does not follow the vault: changes"
                 " are refused until it does");
    }

    return status;
}


enum store_status
store_publish(struct store *store, uint64_t seq)
{
    enum store_status status;

    pthread_mutex_lock(&store->publish_lock);
    status = open_publisher(store);
    if (status == STORE_OK
        && (store->behind || publisher_seq(store->publisher) < seq))
    {
        status = follow(store);
    }
    if (status == STORE_OK && publisher_seq(store->publisher) < seq) {
        status = STORE_BROKEN;
    }
    pthread_mutex_unlock(&store->publish_lock);

    return status == STORE_OK ? STORE_OK : STORE_BROKEN;
}


int64_t
store_tick(struct store *store)
{
    int64_t next_ms = -1;

    if (!STORE_IS_OURS(store)) {
        return -1;
    }

    pthread_mutex_lock(&store->publish_lock);
    if (open_publisher(store) == STORE_OK
        && (!store->behind || follow(store) == STORE_OK))
    {
        next_ms = publisher_tick(store->publisher);
    }
    pthread_mutex_unlock(&store->publish_lock);

    return next_ms;
}


enum store_status
store_projected_seq(struct store *store, uint64_t *ret_seq)
{
    enum store_status status;

    if (!STORE_IS_OURS(store)) {
        return STORE_BROKEN;
    }

    pthread_mutex_lock(&store->publish_lock);
    status = open_publisher(store);
    if (status == STORE_OK) {
        *ret_seq = publisher_seq(store->publisher);
    }
    pthread_mutex_unlock(&store->publish_lock);

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

    pthread_mutex_lock(&store->publish_lock);
    status = open_publisher(store);
    if (status == STORE_OK) {
        *ret_source = publisher_source(store->publisher);
    }
    pthread_mutex_unlock(&store->publish_lock);

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
