/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attempts at once: of 50 wrong passwords no sixth is judged, of 32 uses of a
 * one-day password exactly `max_uses` win, a right password that comes after
 * the lock is a no, and a revocation that returned lets no token pass.
 */
#include "site.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS_MAX 50

struct crowd {
    struct site *site;
    const char *name;
    const char *secret;
    pthread_barrier_t start;
    pthread_mutex_t mutex;
    unsigned by_status[16]; /* of -status */
    unsigned judged;        /* answers that say wrong_secret */
};


static void *
try_once(void *argument)
{
    struct crowd *crowd = argument;
    struct attempt attempt = { .purpose = PURPOSE_SIGN_IN };
    struct outcome *outcome = calloc(1, sizeof(*outcome));
    int status;

    snprintf(attempt.account, sizeof(attempt.account), "%s", crowd->name);
    snprintf(attempt.audience, sizeof(attempt.audience), "portal");
    if (outcome == NULL
        || !secret_set(&attempt.secret, span_str(crowd->secret)))
    {
        abort();
    }

    pthread_barrier_wait(&crowd->start);
    status = engine_attempt(crowd->site->engine, &site_web, &attempt, NULL,
                            outcome);

    pthread_mutex_lock(&crowd->mutex);
    crowd->by_status[-status]++;
    crowd->judged += outcome->reason == REASON_WRONG_SECRET;
    pthread_mutex_unlock(&crowd->mutex);
    free(outcome);

    return NULL;
}


static void
run_crowd(struct crowd *crowd, unsigned n)
{
    pthread_t threads[THREADS_MAX];

    pthread_barrier_init(&crowd->start, NULL, n);
    pthread_mutex_init(&crowd->mutex, NULL);
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, try_once, crowd),
                         0);
    }
    for (unsigned i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_barrier_destroy(&crowd->start);
    pthread_mutex_destroy(&crowd->mutex);
}


static unsigned
others(const struct crowd *crowd)
{
    unsigned n = 0;

    for (unsigned i = 0; i < ARRAY_LEN(crowd->by_status); i++) {
        n += i == 0 ? 0 : crowd->by_status[i];
    }

    return n;
}


static void
test_fifty_wrong_ones(void **state)
{
    struct site *site = *state;
    struct crowd crowd = { .site = site, .name = "wang", .secret = "wrong" };
    struct account_set set;
    struct outcome outcome;

    /* Nine at most are let in at once; by turns, until all has been said. */
    for (unsigned i = 0; i < 3; i++) {
        run_crowd(&crowd, 50);
    }

    assert_int_equal(crowd.by_status[0], 0);
    assert_int_equal(crowd.judged, 5);
    assert_int_equal(site_count(site, EVENT_SESSION_START, RESULT_DENIED,
                                REASON_WRONG_SECRET), 5);
    site_read(site, "wang", &set);
    assert_int_equal(set.activity.n_failures, 5);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_LOCKED);
}


static void
use_oneday(struct site *site, const char *name, unsigned max_uses)
{
    struct crowd crowd = { .site = site, .name = name, .secret = SITE_ONEDAY };
    struct account_set set;

    site_add(site, name, STATE_ISSUED, max_uses);
    for (unsigned i = 0; i < 4; i++) {
        run_crowd(&crowd, 32);
    }

    assert_int_equal(crowd.by_status[0], max_uses);
    assert_int_equal(others(&crowd), 4 * 32 - max_uses);
    site_read(site, name, &set);
    assert_int_equal(set.oneday.uses, max_uses);
}


static void
test_oneday_at_once(void **state)
{
    use_oneday(*state, "once", 1);
    use_oneday(*state, "thrice", 3);
}


static void
test_right_one_among_wrong(void **state)
{
    struct site *site = *state;
    struct crowd wrong = { .site = site, .name = "wang", .secret = "wrong" };
    struct crowd right = {
        .site = site, .name = "wang", .secret = SITE_PASSWORD
    };

    run_crowd(&wrong, 50);
    run_crowd(&right, 20);

    /* the lock stood before the first right one came */
    assert_int_equal(wrong.judged, 5);
    assert_int_equal(right.by_status[0], 0);
}


struct reader {
    struct site *site;
    const char *token;
    atomic_bool revoked;
    atomic_bool stop;
    atomic_uint passed_after;
    atomic_uint passed_before;
};


static void *
read_on(void *argument)
{
    struct reader *reader = argument;

    while (!atomic_load(&reader->stop)) {
        struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 };
        bool revoked = atomic_load(&reader->revoked);
        int status = session_actor(reader->site->engine,
                                   span_str(reader->token), SITE_START_S,
                                   &verdict);

        if (status == GCIS_OK) {
            atomic_fetch_add(revoked ? &reader->passed_after
                                     : &reader->passed_before, 1);
        }
    }

    return NULL;
}


static void
test_none_passes_after_revocation(void **state)
{
    struct site *site = *state;

    for (unsigned round = 0; round < 20; round++) {
        struct reader reader = { .site = site };
        struct outcome outcome;
        pthread_t threads[3];

        assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                         GCIS_OK);
        reader.token = outcome.token;
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(pthread_create(&threads[i], NULL, read_on,
                                            &reader), 0);
        }
        while (atomic_load(&reader.passed_before) < 10) {
            usleep(100);
        }

        assert_int_equal(session_end(site->engine, &site_web,
                                     span_str(outcome.token)), GCIS_OK);
        atomic_store(&reader.revoked, true);
        usleep(2000);
        atomic_store(&reader.stop, true);
        for (unsigned i = 0; i < 3; i++) {
            pthread_join(threads[i], NULL);
        }
        assert_int_equal(atomic_load(&reader.passed_after), 0);
    }
}


static void
test_second_engine_is_refused(void **state)
{
    struct site *site = *state;
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        char error[STORE_ERROR_MAX];
        int code;
        struct engine *engine = engine_open(site->config, error, &code);

        _exit(engine == NULL && code == GCIS_E_STORE
              && strstr(error, "in use") != NULL ? 0 : 1);
    }

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}


static void
test_fork_answers_nothing(void **state)
{
    struct site *site = *state;
    struct outcome outcome;
    pid_t child;
    int status;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct outcome answer;
        struct attempt attempt = { .purpose = PURPOSE_SIGN_IN };
        char token[TOKEN_MAX + 1];
        int bad = 0;

        snprintf(attempt.account, sizeof(attempt.account), "wang");
        bad |= !secret_set(&attempt.secret, span_str(SITE_PASSWORD));
        bad |= engine_attempt(site->engine, &site_web, &attempt, NULL,
                              &answer) != GCIS_E_STORE;
        bad |= engine_check(site->engine, &site_web, &attempt, &answer)
               != GCIS_E_STORE;
        bad |= session_renew(site->engine, span_str(outcome.token), token)
               != GCIS_E_STORE;
        bad |= session_end(site->engine, &site_web, span_str(outcome.token))
               != GCIS_E_STORE;
        bad |= engine_tick(site->engine, SITE_START_S) != GCIS_E_STORE;
        _exit(bad);
    }

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, site_new, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_fifty_wrong_ones),
        TEST(test_oneday_at_once),
        TEST(test_right_one_among_wrong),
        TEST(test_none_passes_after_revocation),
        TEST(test_second_engine_is_refused),
        TEST(test_fork_answers_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
