/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A bounded pool of threads with a fair queue (SECURITY D4): nobody waits for
 * long, no uid starves another, no account holds more than one thread.  It
 * says "busy" rather than queue without end.  It knows nothing of sockets or
 * of what a job does.
 */
#ifndef GCISD_POOL_H
#define GCISD_POOL_H

#include "base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define POOL_THREADS_MAX 16

struct job {
    /* Set by who submits it. */
    void (*run)(struct job *job); /* in a thread of the pool */
    uid_t uid;
    uint64_t key; /* of the account; 0: of none */

    /* The pool's; `refused` may be read once the job is done. */
    bool refused; /* busy: it was not run */
    int64_t since_ms;
    struct job *next;
};

struct pool_options {
    size_t n_threads; /* up to POOL_THREADS_MAX */
    size_t n_waiting; /* jobs that may wait */
    size_t n_per_key; /* of them for one account */
    int64_t wait_ms;  /* that each may wait */
    int done_fd;      /* an eventfd that is written when jobs are done */
};

struct pool;

/* NULL when memory or threads are out.  Signals are the caller's: block them
 * before, the threads inherit that. */
struct pool *pool_open(const struct pool_options *options) MUST_CHECK;

/*
 * False: busy, and the job stays the caller's.  True: it comes back through
 * pool_done(), run or refused.
 */
bool pool_submit(struct pool *pool, struct job *job, int64_t now_ms)
    MUST_CHECK;

/* Refuses those that have waited too long; milliseconds until the next one
 * will have, or -1 where none waits. */
int64_t pool_expire(struct pool *pool, int64_t now_ms);

/* The jobs done since the last call, linked by `next`, oldest first. */
struct job *pool_done(struct pool *pool) MUST_CHECK;

/* Refuses those that wait, ends the threads when their jobs are run, and
 * returns what is done. */
struct job *pool_close(struct pool *pool);

#endif
