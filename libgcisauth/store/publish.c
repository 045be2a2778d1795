/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The publisher's life, and what is due when.  One thread at a time is inside;
 * readers of this process come in beside it, through projection_source.c.
 * What cannot go on with the present file is mended by building it anew.
 */
#include "store/publish_private.h"
#include "store/backend.h"
#include "store/folder.h"

#include <stdio.h>
#include <unistd.h>


static struct publisher *
publisher_new(struct store *store, const struct store_options *options)
{
    struct publisher *publisher = calloc(1, sizeof(*publisher));

    if (publisher == NULL) {
        return NULL;
    }
    publisher->owner_fd = -1;
    publisher->store = store;
    publisher->options = *options;
    publisher->source.published = &publisher->published;
    publisher->source.clock = options->clock;
    (void) pthread_mutex_init(&publisher->lock, NULL);
    (void) pthread_rwlock_init(&publisher->published.lock, NULL);
    publisher->set = calloc(1, sizeof(*publisher->set));
    if (asprintf(&publisher->path, "%s/" FOLDER_PROJECTION, options->dir)
        < 0)
    {
        publisher->path = NULL;
    }
    if (publisher->set == NULL || publisher->path == NULL) {
        publisher_close(publisher);
        return NULL;
    }
    return publisher;
}


struct publisher *
publisher_open(struct store *store, const struct store_options *options,
               char error[STORE_ERROR_MAX])
{
    struct publisher *publisher = publisher_new(store, options);

    if (publisher == NULL) {
        (void) store_refuse(error, STORE_BROKEN, "out of memory");
        return NULL;
    }
    if (!projection_boot_id(publisher->boot_id)) {
        (void) store_refuse(error, STORE_BROKEN, "/proc does not say which"
                            " boot this is");
        publisher_close(publisher);
        return NULL;
    }
    if (publish_folder(publisher, true, error) != STORE_OK
        || publish_build(publisher, error) != STORE_OK)
    {
        publisher_close(publisher);
        return NULL;
    }
    return publisher;
}


void
publisher_close(struct publisher *publisher)
{
    if (publisher == NULL) {
        return;
    }
    publish_env_close(publisher);
    catalogue_release(publisher->published.catalogue);
    /* last, so that the next owner finds the environment closed */
    if (publisher->owner_fd >= 0) {
        (void) close(publisher->owner_fd);
    }
    (void) pthread_rwlock_destroy(&publisher->published.lock);
    (void) pthread_mutex_destroy(&publisher->lock);
    free(publisher->set);
    free(publisher->path);
    free(publisher);
}


static enum store_status
rebuild(struct publisher *publisher)
{
    char error[STORE_ERROR_MAX] = "";
    int64_t now_ms = publish_monotonic_ms();
    enum store_status status;

    if (now_ms < publisher->rebuild_not_before_ms) {
        return STORE_BROKEN;
    }
    log_line(&publisher->options.logger, LOG_LEVEL_WARNING,
             "projection: %s is built anew", publisher->path);
    status = publish_folder(publisher, false, error);
    if (status == STORE_OK) {
        status = publish_build(publisher, error);
    }
    if (status != STORE_OK) {
        publisher->damaged = true;
        publisher->rebuild_not_before_ms =
            publish_monotonic_ms() + PUBLISH_REBUILD_PAUSE_MS;
        log_line(&publisher->options.logger, LOG_LEVEL_ERROR,
                 "projection: %s", error);
    }
    return status;
}


static bool
beat_is_due(const struct publisher *publisher)
{
    int64_t age_ms = clock_boot_ms(&publisher->options.clock)
                     - publisher->published.beat.written_ms;

    return age_ms >= PUBLISH_BEAT_MS || age_ms < 0;
}


/* With the lock held.  A new file holds all that there was to follow. */
static enum store_status
follow_or_rebuild(struct publisher *publisher, bool beat)
{
    enum store_status status = STORE_OK;

    if (!publisher->damaged && publisher->published.env != NULL) {
        status = publish_follow(publisher, beat);
        if (status == STORE_FORKED || status == STORE_TRIMMED) {
            publisher->damaged = true;
        }
        if (!publisher->damaged) {
            return status;
        }
    }
    return rebuild(publisher);
}


enum store_status
publisher_follow(struct publisher *publisher)
{
    enum store_status status;

    (void) pthread_mutex_lock(&publisher->lock);
    status = follow_or_rebuild(publisher, false);
    (void) pthread_mutex_unlock(&publisher->lock);
    return status;
}


static void
look_after_file(struct publisher *publisher)
{
    if (publisher->published.env == NULL
        || !publish_file_is_ours(publisher) || !publish_scrub(publisher))
    {
        publisher->damaged = true;
        return;
    }
    publish_renew_pin(publisher, publish_monotonic_ms());
}


int64_t
publisher_tick(struct publisher *publisher)
{
    enum store_status status;

    (void) pthread_mutex_lock(&publisher->lock);
    look_after_file(publisher);
    status = follow_or_rebuild(publisher, beat_is_due(publisher));
    (void) pthread_mutex_unlock(&publisher->lock);
    return status == STORE_OK ? PUBLISH_BEAT_MS : -1;
}


uint64_t
publisher_seq(const struct publisher *publisher)
{
    struct beat beat = { 0 };

    /* 0 where nothing is published at present */
    return source_beat(&publisher->source, &beat) == PROJECTION_OK
               ? beat.projected_seq
               : 0;
}


const struct projection_source *
publisher_source(struct publisher *publisher)
{
    return &publisher->source;
}
