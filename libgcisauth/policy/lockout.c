/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lockout: the times of the last failures, and till when they lock.  Which
 * attempt is a failure is decided in decide.c; that a correct secret is
 * refused as well while it lasts, too.  Limits by source stand elsewhere.
 */
#include "policy/lockout.h"


bool
lockout_is_locked(const struct activity *activity, int64_t now_s)
{
    return now_s < activity->locked_until_s;
}


/* How many failures lock; a limit that could never be met locks at once. */
static size_t
failures_that_lock(const struct limits *limits)
{
    if (limits->failures == 0) {
        return 1;
    }
    return limits->failures < FAILURES_MAX ? limits->failures : FAILURES_MAX;
}


/*
 * Failures that the clock says are yet to come were made before it was set
 * back: they count.  What is exactly a period old does not.
 */
static size_t
failures_within(const struct activity *activity, const struct limits *limits,
                int64_t now_s)
{
    size_t n = 0;

    for (size_t i = 0; i < activity->n_failures; i++) {
        if (now_s - activity->failed_at_s[i] < limits->failures_period_s) {
            n++;
        }
    }
    return n;
}


/* Keeps the order of times even where the clock was set back. */
static void
remember(struct activity *activity, int64_t now_s)
{
    size_t n = activity->n_failures;
    int64_t at_s = now_s;

    if (n > 0 && activity->failed_at_s[n - 1] > at_s) {
        at_s = activity->failed_at_s[n - 1];
    }
    if (n == FAILURES_MAX) {
        memmove(&activity->failed_at_s[0], &activity->failed_at_s[1],
                (FAILURES_MAX - 1) * sizeof(activity->failed_at_s[0]));
        n--;
    }
    activity->failed_at_s[n] = at_s;
    activity->n_failures = n + 1;
}


bool
lockout_fail(struct activity *activity, const struct limits *limits,
             int64_t now_s)
{
    if (lockout_is_locked(activity, now_s)) {
        return false;
    }

    remember(activity, now_s);
    if (activity->failures_since < UINT32_MAX) {
        activity->failures_since++;
    }
    activity->last_failure_s = now_s;

    if (failures_within(activity, limits, now_s)
        < failures_that_lock(limits))
    {
        return false;
    }

    activity->locked_until_s = now_s + limits->locked_s;
    return true;
}


void
lockout_succeed(struct activity *activity)
{
    lockout_unlock(activity);
    activity->failures_since = 0;
}


/* The holder still reads on his home page that somebody tried. */
void
lockout_unlock(struct activity *activity)
{
    activity->n_failures = 0;
    memset(activity->failed_at_s, 0, sizeof(activity->failed_at_s));
    activity->locked_until_s = 0;
}
