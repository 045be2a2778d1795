/* SPDX-License-Identifier: BSD-2-Clause */
/* The pool: busy rather than a queue without end, and fair to uids and
 * accounts.  Jobs hold a gate until the test lets them go. */
#include "pool.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

#define JOBS_MAX 64
#define WAIT_MS 3000

struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool open;
    size_t n_inside;
    size_t n_most; /* inside at once */
    size_t n_ran;
    uid_t order[JOBS_MAX]; /* uids in the order in which they ran */
};

static struct gate gate;

struct bench {
    int done_fd;
    struct pool *pool;
    struct job jobs[JOBS_MAX];
    bool taken[JOBS_MAX];
};


static void
run_at_gate(struct job *job)
{
    (void) pthread_mutex_lock(&gate.mutex);
    gate.order[gate.n_ran++] = job->uid;
    gate.n_inside++;
    if (gate.n_inside > gate.n_most) {
        gate.n_most = gate.n_inside;
    }
    (void) pthread_cond_broadcast(&gate.changed);
    while (!gate.open) {
        (void) pthread_cond_wait(&gate.changed, &gate.mutex);
    }
    gate.n_inside--;
    (void) pthread_mutex_unlock(&gate.mutex);
}


static void
gate_wait_inside(size_t n)
{
    (void) pthread_mutex_lock(&gate.mutex);
    while (gate.n_inside < n) {
        (void) pthread_cond_wait(&gate.changed, &gate.mutex);
    }
    (void) pthread_mutex_unlock(&gate.mutex);
}


static void
gate_wait_ran(size_t n)
{
    (void) pthread_mutex_lock(&gate.mutex);
    while (gate.n_ran < n) {
        (void) pthread_cond_wait(&gate.changed, &gate.mutex);
    }
    (void) pthread_mutex_unlock(&gate.mutex);
}


static void
gate_open(void)
{
    (void) pthread_mutex_lock(&gate.mutex);
    gate.open = true;
    (void) pthread_cond_broadcast(&gate.changed);
    (void) pthread_mutex_unlock(&gate.mutex);
}


static struct bench
bench_of(size_t n_threads)
{
    struct bench bench = { .done_fd = eventfd(0, EFD_NONBLOCK) };
    struct pool_options options = {
        .n_threads = n_threads,
        .n_waiting = 32,
        .n_per_key = 8,
        .wait_ms = WAIT_MS,
        .done_fd = bench.done_fd,
    };

    memset(&gate, 0, sizeof(gate));
    (void) pthread_mutex_init(&gate.mutex, NULL);
    (void) pthread_cond_init(&gate.changed, NULL);
    bench.pool = pool_open(&options);
    assert_non_null(bench.pool);
    return bench;
}


static bool
put(struct bench *bench, size_t i, uid_t uid, uint64_t key, int64_t now_ms)
{
    bench->jobs[i] = (struct job){ .run = run_at_gate, .uid = uid,
                                   .key = key };
    bench->taken[i] = pool_submit(bench->pool, &bench->jobs[i], now_ms);
    return bench->taken[i];
}


static size_t
count_refused(struct job *done)
{
    size_t n = 0;

    for (; done != NULL; done = done->next) {
        n += done->refused;
    }
    return n;
}


/* Lets all run, and ends the pool. */
static void
bench_end(struct bench *bench)
{
    gate_open();
    (void) pool_close(bench->pool);
    (void) close(bench->done_fd);
}


/* 50 jobs on one account: one thread, 8 wait, the rest are busy at once. */
static void
test_one_account(void **state)
{
    struct bench bench = bench_of(4);
    size_t n_taken = 0;

    (void) state;
    for (size_t i = 0; i < 50; i++) {
        n_taken += put(&bench, i, 33, 77, 0);
        if (i == 0) {
            gate_wait_inside(1);
        }
    }
    assert_int_equal(n_taken, 9);
    /* another account is served meanwhile, by another thread */
    assert_true(put(&bench, 50, 33, 78, 0));
    gate_wait_inside(2);
    gate_open();
    gate_wait_ran(10);
    bench_end(&bench);
    assert_int_equal(gate.n_most, 2);
}


/* 200 at once of one uid: as many as threads and places, the rest busy. */
static void
test_full(void **state)
{
    struct bench bench = bench_of(4);
    struct job more[200] = { 0 };
    size_t n_busy = 0;

    (void) state;
    for (size_t i = 0; i < 4; i++) {
        assert_true(put(&bench, i, 33, i + 1, 0));
        gate_wait_inside(i + 1);
    }
    for (size_t i = 4; i < 36; i++) {
        assert_true(put(&bench, i, 33, i + 1, 0));
    }
    for (size_t i = 0; i < 164; i++) {
        more[i] = (struct job){ .run = run_at_gate, .uid = 33,
                                .key = 100 + i };
        n_busy += !pool_submit(bench.pool, &more[i], 0);
    }
    assert_int_equal(n_busy, 164);
    gate_open();
    gate_wait_ran(36);
    bench_end(&bench);
    assert_int_equal(gate.n_ran, 36);
}


/* A full queue of one uid has a place for another, at its own cost. */
static void
test_room_for_others(void **state)
{
    struct bench bench = bench_of(1);
    struct job *done;

    (void) state;
    assert_true(put(&bench, 0, 33, 1, 0));
    gate_wait_inside(1);
    for (size_t i = 1; i <= 32; i++) {
        assert_true(put(&bench, i, 33, i + 1, 0));
    }
    assert_false(put(&bench, 40, 33, 90, 0));
    assert_true(put(&bench, 41, 0, 91, 0));
    /* it was the youngest that gave way, and it is told at once */
    done = pool_done(bench.pool);
    assert_ptr_equal(done, &bench.jobs[32]);
    assert_true(done->refused);
    assert_null(done->next);
    bench_end(&bench);
}


/* The one whose turn is longest ago goes first, not the one with most. */
static void
test_turns(void **state)
{
    struct bench bench = bench_of(1);

    (void) state;
    assert_true(put(&bench, 0, 33, 1, 0));
    gate_wait_inside(1);
    for (size_t i = 1; i < 6; i++) {
        assert_true(put(&bench, i, 33, i + 1, 0));
    }
    assert_true(put(&bench, 6, 1000, 10, 0));
    assert_true(put(&bench, 7, 0, 11, 0));
    gate_open();
    gate_wait_ran(8);
    bench_end(&bench);
    assert_int_equal(gate.order[0], 33);
    assert_int_equal(gate.order[1], 1000);
    assert_int_equal(gate.order[2], 0);
    assert_int_equal(gate.order[3], 33);
}


static void
test_expiry(void **state)
{
    struct bench bench = bench_of(1);
    struct pollfd poll_fd = { .fd = bench.done_fd, .events = POLLIN };

    (void) state;
    assert_int_equal(pool_expire(bench.pool, 0), -1);
    assert_true(put(&bench, 0, 33, 1, 0));
    gate_wait_inside(1);
    assert_true(put(&bench, 1, 33, 2, 0));
    assert_true(put(&bench, 2, 33, 3, 1000));

    assert_int_equal(pool_expire(bench.pool, WAIT_MS - 1), 1);
    assert_int_equal(poll(&poll_fd, 1, 0), 0);
    assert_null(pool_done(bench.pool));

    /* the first is over, the second has a second left; the loop is woken */
    assert_int_equal(pool_expire(bench.pool, WAIT_MS), 1000);
    assert_int_equal(poll(&poll_fd, 1, 0), 1);
    assert_int_equal(count_refused(pool_done(bench.pool)), 1);
    /* what is in work has no limit here */
    assert_int_equal(pool_expire(bench.pool, 100 * WAIT_MS), -1);
    assert_int_equal(count_refused(pool_done(bench.pool)), 1);
    bench_end(&bench);
}


static void *
open_soon(void *state)
{
    (void) state;
    (void) usleep(50000);
    gate_open();
    return NULL;
}


/* At the end what waits is refused, what runs is finished, all come back. */
static void
test_close(void **state)
{
    struct bench bench = bench_of(1);
    struct job *done;
    pthread_t opener;

    (void) state;
    assert_true(put(&bench, 0, 33, 1, 0));
    gate_wait_inside(1);
    assert_true(put(&bench, 1, 33, 2, 0));
    assert_true(put(&bench, 2, 33, 3, 0));
    assert_int_equal(pthread_create(&opener, NULL, open_soon, NULL), 0);
    done = pool_close(bench.pool);
    assert_int_equal(pthread_join(opener, NULL), 0);
    assert_int_equal(count_refused(done), 2);
    assert_false(bench.jobs[0].refused);
    assert_int_equal(gate.n_ran, 1);
    (void) close(bench.done_fd);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_account),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_room_for_others),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_expiry),
        cmocka_unit_test(test_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
