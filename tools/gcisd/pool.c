/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queue and its threads under one mutex.  A free thread takes, of the
 * jobs whose account is not in work, the oldest one of the uid whose turn is
 * longest ago; a full queue makes room by refusing the youngest job of whoever
 * has most of them waiting.
 */
#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define UIDS_MAX 64 /* whose last turn is remembered */

struct turn {
    uid_t uid;
    uint64_t at; /* 0: never */
};

struct pool {
    struct pool_options options;
    pthread_mutex_t mutex;
    pthread_cond_t work;
    bool closing;
    size_t n_threads;
    pthread_t threads[POOL_THREADS_MAX];
    size_t n_running;
    uint64_t running[POOL_THREADS_MAX]; /* keys */
    size_t n_waiting;
    struct job *waiting; /* oldest first */
    struct job *done;
    struct job **done_end;
    uint64_t n_turns;
    struct turn turns[UIDS_MAX];
};


static size_t
count_uid(const struct pool *pool, uid_t uid)
{
    size_t n = 0;

    for (const struct job *job = pool->waiting; job != NULL; job = job->next) {
        n += job->uid == uid;
    }
    return n;
}


static size_t
count_key(const struct pool *pool, uint64_t key)
{
    size_t n = 0;

    for (const struct job *job = pool->waiting; job != NULL; job = job->next) {
        n += job->key == key;
    }
    return n;
}


static bool
is_running(const struct pool *pool, uint64_t key)
{
    for (size_t i = 0; i < pool->n_running; i++) {
        if (key != 0 && pool->running[i] == key) {
            return true;
        }
    }
    return false;
}


/* The place of a uid: its own, or the one that was idle longest. */
static struct turn *
turn_of(struct pool *pool, uid_t uid)
{
    struct turn *oldest = &pool->turns[0];

    for (size_t i = 0; i < UIDS_MAX; i++) {
        struct turn *turn = &pool->turns[i];
        if (turn->uid == uid && turn->at != 0) {
            return turn;
        }
        if (turn->at < oldest->at) {
            oldest = turn;
        }
    }
    *oldest = (struct turn){ .uid = uid };
    return oldest;
}


static uint64_t
last_turn(const struct pool *pool, uid_t uid)
{
    for (size_t i = 0; i < UIDS_MAX; i++) {
        if (pool->turns[i].uid == uid) {
            return pool->turns[i].at;
        }
    }
    return 0;
}


static struct job *
unlink_job(struct pool *pool, struct job **place)
{
    struct job *job = *place;

    *place = job->next;
    job->next = NULL;
    pool->n_waiting--;
    return job;
}


static void
finish(struct pool *pool, struct job *job, bool refused)
{
    job->refused = refused;
    job->next = NULL;
    *pool->done_end = job;
    pool->done_end = &job->next;
}


/* An eventfd that is full has woken its reader already. */
static void
wake(const struct pool *pool)
{
    uint64_t one = 1;

    while (write(pool->options.done_fd, &one, sizeof(one)) < 0
           && errno == EINTR)
    {
    }
}


/* NULL where nothing may run now. */
static struct job *
next_job(struct pool *pool)
{
    struct job **best = NULL;
    uint64_t best_turn = UINT64_MAX;

    for (struct job **at = &pool->waiting; *at != NULL; at = &(*at)->next) {
        uint64_t turn = last_turn(pool, (*at)->uid);
        if (turn < best_turn && !is_running(pool, (*at)->key)) {
            best = at;
            best_turn = turn;
        }
    }
    if (best == NULL) {
        return NULL;
    }
    turn_of(pool, (*best)->uid)->at = ++pool->n_turns;
    return unlink_job(pool, best);
}


static void
run(struct pool *pool, struct job *job)
{
    uint64_t key = job->key;

    pool->running[pool->n_running++] = key;
    (void) pthread_mutex_unlock(&pool->mutex);
    job->run(job);
    (void) pthread_mutex_lock(&pool->mutex);
    for (size_t i = 0; i < pool->n_running; i++) {
        if (pool->running[i] == key) {
            pool->running[i] = pool->running[--pool->n_running];
            break;
        }
    }
    finish(pool, job, false);
    wake(pool);
    /* one that waited for this account may go on */
    (void) pthread_cond_broadcast(&pool->work);
}


static void *
work(void *state)
{
    struct pool *pool = state;

    (void) pthread_mutex_lock(&pool->mutex);
    while (!pool->closing) {
        struct job *job = next_job(pool);
        if (job == NULL) {
            (void) pthread_cond_wait(&pool->work, &pool->mutex);
        } else {
            run(pool, job);
        }
    }
    (void) pthread_mutex_unlock(&pool->mutex);
    return NULL;
}


struct pool *
pool_open(const struct pool_options *options)
{
    struct pool *pool = calloc(1, sizeof(*pool));

    if (pool == NULL) {
        return NULL;
    }
    pool->options = *options;
    pool->done_end = &pool->done;
    (void) pthread_mutex_init(&pool->mutex, NULL);
    (void) pthread_cond_init(&pool->work, NULL);
    while (pool->n_threads < options->n_threads
           && pool->n_threads < POOL_THREADS_MAX)
    {
        if (pthread_create(&pool->threads[pool->n_threads], NULL, work, pool)
            != 0)
        {
            (void) pool_close(pool);
            return NULL;
        }
        pool->n_threads++;
    }
    return pool;
}


/* Refuses the youngest of the uid with most jobs, if that is fair. */
static bool
make_room(struct pool *pool, uid_t uid)
{
    struct job **youngest = NULL;
    size_t most = count_uid(pool, uid) + 1;

    for (struct job **at = &pool->waiting; *at != NULL; at = &(*at)->next) {
        size_t n = count_uid(pool, (*at)->uid);
        if (n > most || (youngest != NULL && (*at)->uid == (*youngest)->uid)) {
            youngest = at;
            most = n;
        }
    }
    if (youngest == NULL) {
        return false;
    }
    finish(pool, unlink_job(pool, youngest), true);
    wake(pool);
    return true;
}


static bool
admit(struct pool *pool, const struct job *job)
{
    if (job->key != 0
        && count_key(pool, job->key) >= pool->options.n_per_key)
    {
        return false;
    }
    return pool->n_waiting < pool->options.n_waiting
           || make_room(pool, job->uid);
}


bool
pool_submit(struct pool *pool, struct job *job, int64_t now_ms)
{
    bool admitted;

    (void) pthread_mutex_lock(&pool->mutex);
    admitted = !pool->closing && admit(pool, job);
    if (admitted) {
        struct job **end = &pool->waiting;
        while (*end != NULL) {
            end = &(*end)->next;
        }
        job->refused = false;
        job->since_ms = now_ms;
        job->next = NULL;
        *end = job;
        pool->n_waiting++;
        (void) pthread_cond_signal(&pool->work);
    }
    (void) pthread_mutex_unlock(&pool->mutex);
    return admitted;
}


int64_t
pool_expire(struct pool *pool, int64_t now_ms)
{
    int64_t next_ms = -1;
    bool any = false;

    (void) pthread_mutex_lock(&pool->mutex);
    while (pool->waiting != NULL) {
        next_ms = pool->waiting->since_ms + pool->options.wait_ms - now_ms;
        if (next_ms > 0) {
            break;
        }
        finish(pool, unlink_job(pool, &pool->waiting), true);
        any = true;
        next_ms = -1;
    }
    if (any) {
        wake(pool);
    }
    (void) pthread_mutex_unlock(&pool->mutex);
    return next_ms;
}


struct job *
pool_done(struct pool *pool)
{
    struct job *done;

    (void) pthread_mutex_lock(&pool->mutex);
    done = pool->done;
    pool->done = NULL;
    pool->done_end = &pool->done;
    (void) pthread_mutex_unlock(&pool->mutex);
    return done;
}


struct job *
pool_close(struct pool *pool)
{
    struct job *done;

    if (pool == NULL) {
        return NULL;
    }
    (void) pthread_mutex_lock(&pool->mutex);
    pool->closing = true;
    while (pool->waiting != NULL) {
        finish(pool, unlink_job(pool, &pool->waiting), true);
    }
    (void) pthread_cond_broadcast(&pool->work);
    (void) pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->n_threads; i++) {
        (void) pthread_join(pool->threads[i], NULL);
    }
    done = pool_done(pool);
    (void) pthread_cond_destroy(&pool->work);
    (void) pthread_mutex_destroy(&pool->mutex);
    free(pool);
    return done;
}
