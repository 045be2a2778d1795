/* SPDX-License-Identifier: BSD-2-Clause */
/* Lockout: which failure locks, till when, and what is forgotten. */
#include "policy/lockout.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define T INT64_C(1800000000)
#define MINUTES 60

static const struct limits baseline = {
    .failures = 5,
    .failures_period_s = 15 * MINUTES,
    .locked_s = 15 * MINUTES,
};


/* Times of failures after T, and which of them locks (0: none). */
static void
the_failure_that_locks(void **state)
{
    static const struct {
        unsigned failures;
        size_t n;
        int64_t at[18];
        size_t locks;
    } rows[] = {
        /* the fifth */
        { 5, 5, { 0, 1, 2, 3, 4 }, 5 },
        /* four do not */
        { 5, 4, { 0, 1, 2, 3 }, 0 },
        /* all in one second */
        { 5, 5, { 0, 0, 0, 0, 0 }, 5 },
        /* the first is a second short of a period old */
        { 5, 5, { 0, 100, 200, 300, 15 * MINUTES - 1 }, 5 },
        /* the first is a period old: it has slid out */
        { 5, 5, { 0, 100, 200, 300, 15 * MINUTES }, 0 },
        /* and the next one makes five again */
        { 5, 6, { 0, 100, 200, 300, 15 * MINUTES, 15 * MINUTES + 1 }, 6 },
        /* a slow guesser is never locked */
        { 5, 6, { 0, 225, 450, 675, 900, 1125 }, 0 },
        /* the clock was set back between: they count all the same */
        { 5, 5, { 4000, 4001, 4002, 4003, 0 }, 5 },
        /* the first locks */
        { 1, 1, { 0 }, 1 },
        /* no limit at all locks at once */
        { 0, 1, { 0 }, 1 },
        /* the widest limit, to the failure and one short of it */
        { 16, 16, { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
          16 },
        { 16, 15, { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 }, 0 },
        /* one wider than can be counted locks at the last that can */
        { 17, 16, { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
          16 },
        /* the ring runs over: the oldest are forgotten */
        { 16, 17, { 0, 900, 901, 902, 903, 904, 905, 906, 907, 908, 909, 910,
                    911, 912, 913, 914, 915 }, 17 },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct activity activity = { 0 };
        struct limits limits = baseline;
        size_t locks = 0;

        limits.failures = rows[i].failures;
        for (size_t j = 0; j < rows[i].n && locks == 0; j++) {
            if (lockout_fail(&activity, &limits, T + rows[i].at[j])) {
                locks = j + 1;
                assert_int_equal(activity.locked_until_s,
                                 T + rows[i].at[j] + limits.locked_s);
            }
        }
        if (locks != rows[i].locks) {
            fail_msg("row %zu: locks at %zu", i, locks);
        }
        assert_int_equal(lockout_is_locked(
                             &activity, T + rows[i].at[rows[i].n - 1]),
                         locks != 0);
    }
}


static struct activity
locked_at(int64_t at_s)
{
    struct activity activity = { 0 };
    bool locked = false;

    for (int i = 0; i < 5; i++) {
        locked = lockout_fail(&activity, &baseline, at_s);
    }
    assert_true(locked);
    return activity;
}


static void
a_lock_lasts_to_its_second(void **state)
{
    struct activity activity = locked_at(T);

    (void) state;
    assert_true(lockout_is_locked(&activity, T));
    assert_true(lockout_is_locked(&activity, T + 15 * MINUTES - 1));
    assert_false(lockout_is_locked(&activity, T + 15 * MINUTES));
    /* a clock that is set back does not open it */
    assert_true(lockout_is_locked(&activity, T - 1));
    assert_true(lockout_is_locked(&activity, T - 86400));
}


static void
locked_attempts_are_not_counted(void **state)
{
    struct activity activity = locked_at(T);
    struct activity before = activity;

    (void) state;
    for (int i = 0; i < 100; i++) {
        assert_false(lockout_fail(&activity, &baseline,
                                  T + 15 * MINUTES - 1));
    }
    assert_memory_equal(&activity, &before, sizeof(activity));
}


static void
after_a_lock_the_window_goes_on_sliding(void **state)
{
    struct activity activity = locked_at(T);
    struct limits longer = baseline;

    (void) state;
    /* period and lock of one length: the five have slid out with it */
    assert_false(lockout_fail(&activity, &baseline, T + 15 * MINUTES));
    /* a longer period still holds them: one more locks again */
    activity = locked_at(T);
    longer.failures_period_s = 60 * MINUTES;
    assert_true(lockout_fail(&activity, &longer, T + 15 * MINUTES));
    assert_int_equal(activity.locked_until_s, T + 30 * MINUTES);
}


static void
a_success_forgets_everything(void **state)
{
    struct activity activity = { .last_password_s = 7 };

    (void) state;
    for (int i = 0; i < 4; i++) {
        assert_false(lockout_fail(&activity, &baseline, T + i));
    }
    assert_int_equal(activity.failures_since, 4);
    assert_int_equal(activity.last_failure_s, T + 3);
    lockout_succeed(&activity);
    assert_int_equal(activity.n_failures, 0);
    assert_int_equal(activity.failures_since, 0);
    assert_int_equal(activity.last_password_s, 7);
    /* four more do not lock, the fifth does */
    for (int i = 0; i < 4; i++) {
        assert_false(lockout_fail(&activity, &baseline, T + 4));
    }
    assert_true(lockout_fail(&activity, &baseline, T + 4));
}


static void
unlocking_leaves_the_count_for_the_holder(void **state)
{
    struct activity activity = locked_at(T);

    (void) state;
    lockout_unlock(&activity);
    assert_false(lockout_is_locked(&activity, T));
    assert_int_equal(activity.n_failures, 0);
    assert_int_equal(activity.failures_since, 5);
    assert_int_equal(activity.last_failure_s, T);
    /* nor does one more lock at once */
    assert_false(lockout_fail(&activity, &baseline, T + 1));
}


static void
times_stay_in_order(void **state)
{
    static const int64_t at[] = { 50, 40, 60, 10, 70, 20 };
    struct activity activity = { 0 };
    struct limits limits = baseline;

    (void) state;
    limits.failures = 16;
    for (size_t round = 0; round < 5; round++) {
        for (size_t i = 0; i < ARRAY_LEN(at); i++) {
            lockout_fail(&activity, &limits, T + at[i]);
            activity.locked_until_s = 0;
        }
    }
    assert_int_equal(activity.n_failures, FAILURES_MAX);
    for (size_t i = 1; i < FAILURES_MAX; i++) {
        assert_true(activity.failed_at_s[i - 1] <= activity.failed_at_s[i]);
    }
    /* and the count of them does not run over */
    activity.failures_since = UINT32_MAX;
    lockout_fail(&activity, &limits, T);
    assert_int_equal(activity.failures_since, UINT32_MAX);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_failure_that_locks),
        cmocka_unit_test(a_lock_lasts_to_its_second),
        cmocka_unit_test(locked_attempts_are_not_counted),
        cmocka_unit_test(after_a_lock_the_window_goes_on_sliding),
        cmocka_unit_test(a_success_forgets_everything),
        cmocka_unit_test(unlocking_leaves_the_count_for_the_holder),
        cmocka_unit_test(times_stay_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
