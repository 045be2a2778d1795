/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One attempt at a time on one account, by a striped lock with a bounded
 * queue: of N parallel guesses the lockout judges no more than it allows, and
 * nobody can park all threads on one name (FORMATS, The log).
 */
#include "engine/engine.h"


static struct account_lock *
stripe(struct engine *engine, struct span mapped)
{
    /* FNV-1a from a random start. */
    uint32_t hash = 2166136261u ^ engine->lock_seed;

    for (size_t i = 0; i < mapped.len; i++) {
        hash = (hash ^ mapped.data[i]) * 16777619u;
    }

    return &engine->locks[hash % ENGINE_LOCKS];
}


bool
engine_lock_account(struct engine *engine, struct span mapped)
{
    struct account_lock *lock = stripe(engine, mapped);
    bool got = false;

    pthread_mutex_lock(&lock->mutex);

    if (!lock->held || lock->n_waiters < ENGINE_WAITERS_MAX) {
        lock->n_waiters++;
        while (lock->held) {
            pthread_cond_wait(&lock->free, &lock->mutex);
        }
        lock->n_waiters--;
        lock->held = true;
        got = true;
    }

    pthread_mutex_unlock(&lock->mutex);

    return got;
}


void
engine_unlock_account(struct engine *engine, struct span mapped)
{
    struct account_lock *lock = stripe(engine, mapped);

    pthread_mutex_lock(&lock->mutex);
    lock->held = false;
    pthread_cond_signal(&lock->free);
    pthread_mutex_unlock(&lock->mutex);
}
