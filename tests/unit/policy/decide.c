/* SPDX-License-Identifier: BSD-2-Clause */
/* The verdict: every situation of an account against every secret. */
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1800000000)
#define DAY INT64_C(86400)

/* What may be wrong with the account besides its state. */
enum twist {
    LOCKED = 1 << 0,
    MUST_CHANGE = 1 << 1,
    PASSWORD_EXPIRED = 1 << 2,
    PAST_UNTIL = 1 << 3,
    ONEDAY_USED_UP = 1 << 4,
    ONEDAY_EXPIRED = 1 << 5,
    ONEDAY_OVER = 1 << 6, /* destroyed by a change of password */
    LONG_AGO = 1 << 7,    /* dormant, or issued too long ago */
    APPLICATIONS = 1 << 8, /* [oneday] applications = yes */
};

/* What was typed. */
enum typed {
    PASSWORD, ONEDAY, DEAD, WRONG, MALFORMED, BROKEN, N_TYPED,
};

struct cell {
    enum reason reason;
    bool counts;
    enum method method;
    bool restricted;
    bool must_change;
};

#define NO(word) { REASON_##word, false, METHOD_NONE, false, false }
#define COUNTED(word) { REASON_##word, true, METHOD_NONE, false, false }
#define YES(method) { REASON_NONE, false, METHOD_##method, false, false }
#define SHUT(method) { REASON_NONE, false, METHOD_##method, true, false }
#define FORCED(method) { REASON_NONE, false, METHOD_##method, true, true }
/* the last three columns are the same wherever a secret is looked at */
#define NONE_RIGHT COUNTED(WRONG_SECRET), NO(BAD_INPUT), NO(STORE)
/* and where none is, only what was wrong counts */
#define ALL(word) \
    { NO(word), NO(word), NO(word), COUNTED(word), NO(word), NO(word) }

static const struct row {
    enum account_state state;
    unsigned twists;
    struct cell cells[N_TYPED];
} rows[] = {
    /* columns: password oneday dead wrong malformed broken */
    /* nothing usable yet */
    { STATE_NONE, 0, ALL(NOT_ACTIVATED) },
    { STATE_REQUESTED, 0, ALL(NOT_ACTIVATED) },
    { STATE_CREATED, 0, ALL(NOT_ACTIVATED) },
    /* nor any more */
    { STATE_DORMANT, 0, ALL(DORMANT) },
    { STATE_ACTIVE, LONG_AGO, ALL(DORMANT) },
    { STATE_SUSPENDED, 0, ALL(SUSPENDED) },
    { STATE_CLOSED, 0, ALL(CLOSED) },
    { STATE_ISSUED, LONG_AGO, ALL(CLOSED) },
    { STATE_ACTIVE, PAST_UNTIL, ALL(EXPIRED_ACCOUNT) },
    { STATE_ISSUED, PAST_UNTIL, ALL(EXPIRED_ACCOUNT) },
    /* the state is told before the date */
    { STATE_SUSPENDED, PAST_UNTIL, ALL(SUSPENDED) },
    /* locked: whatever is typed, and nothing counts */
    { STATE_ACTIVE, LOCKED,
      { NO(LOCKED), NO(LOCKED), NO(LOCKED), NO(LOCKED), NO(LOCKED),
        NO(LOCKED) } },
    { STATE_ISSUED, LOCKED,
      { NO(LOCKED), NO(LOCKED), NO(LOCKED), NO(LOCKED), NO(LOCKED),
        NO(LOCKED) } },
    /* the lock is told before the state and the date */
    { STATE_SUSPENDED, LOCKED | PAST_UNTIL,
      { NO(LOCKED), NO(LOCKED), NO(LOCKED), NO(LOCKED), NO(LOCKED),
        NO(LOCKED) } },
    /* issued: a one-day password, to change the password alone */
    { STATE_ISSUED, 0,
      { NO(NOT_ACTIVATED), FORCED(ONEDAY), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ISSUED, APPLICATIONS,
      { NO(NOT_ACTIVATED), FORCED(ONEDAY), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ISSUED, ONEDAY_USED_UP,
      { NO(NOT_ACTIVATED), NO(ONEDAY_USED_UP), NO(ONEDAY_DEAD),
        NONE_RIGHT } },
    { STATE_ISSUED, ONEDAY_EXPIRED,
      { NO(NOT_ACTIVATED), NO(ONEDAY_EXPIRED), NO(ONEDAY_DEAD),
        NONE_RIGHT } },
    { STATE_ISSUED, ONEDAY_OVER,
      { NO(NOT_ACTIVATED), NO(ONEDAY_DEAD), NO(ONEDAY_DEAD), NONE_RIGHT } },
    /* expired and used up: the day is told */
    { STATE_ISSUED, ONEDAY_EXPIRED | ONEDAY_USED_UP,
      { NO(NOT_ACTIVATED), NO(ONEDAY_EXPIRED), NO(ONEDAY_DEAD),
        NONE_RIGHT } },
    /* active */
    { STATE_ACTIVE, 0,
      { YES(PASSWORD), SHUT(ONEDAY), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ACTIVE, APPLICATIONS,
      { YES(PASSWORD), YES(ONEDAY), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ACTIVE, ONEDAY_USED_UP,
      { YES(PASSWORD), NO(ONEDAY_USED_UP), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ACTIVE, ONEDAY_EXPIRED,
      { YES(PASSWORD), NO(ONEDAY_EXPIRED), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ACTIVE, ONEDAY_OVER,
      { YES(PASSWORD), NO(ONEDAY_DEAD), NO(ONEDAY_DEAD), NONE_RIGHT } },
    /* must_change and an expired password shut the one-day session as well,
     * also where such sessions may enter applications */
    { STATE_ACTIVE, MUST_CHANGE,
      { FORCED(PASSWORD), FORCED(ONEDAY), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ACTIVE, MUST_CHANGE | APPLICATIONS,
      { FORCED(PASSWORD), FORCED(ONEDAY), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ACTIVE, PASSWORD_EXPIRED,
      { FORCED(PASSWORD), FORCED(ONEDAY), NO(ONEDAY_DEAD), NONE_RIGHT } },
    { STATE_ACTIVE, PASSWORD_EXPIRED | APPLICATIONS,
      { FORCED(PASSWORD), FORCED(ONEDAY), NO(ONEDAY_DEAD), NONE_RIGHT } },
};


static struct limits
limits_of(unsigned twists)
{
    return (struct limits){
        .password = { { .max_age_s = 90 * DAY }, { .max_age_s = 90 * DAY } },
        .failures = 5,
        .failures_period_s = 900,
        .locked_s = 900,
        .dormant_after_s = 90 * DAY,
        .issued_keep_s = 30 * DAY,
        .session_lifetime_s = 12 * 3600,
        .session_oneday_s = 1800,
        .oneday_applications = (twists & APPLICATIONS) != 0,
    };
}


static void
set_up(enum account_state state, unsigned twists, struct account_set *ret)
{
    bool long_ago = (twists & LONG_AGO) != 0;

    *ret = (struct account_set){
        .account = {
            .version = 1,
            .kind = KIND_CIVIL_SERVANT,
            .state = state,
            .state_since_s = long_ago ? NOW - 90 * DAY : NOW - DAY,
            .until_s = (twists & PAST_UNTIL) != 0 ? NOW : NOW + 365 * DAY,
            .must_change = (twists & MUST_CHANGE) != 0,
            .password_changed_s = (twists & PASSWORD_EXPIRED) != 0
                                      ? NOW - 90 * DAY
                                      : NOW - DAY,
            .ever_signed_in = true,
        },
        .oneday = {
            .version = 1,
            .live = (twists & ONEDAY_OVER) == 0,
            .issued_s = NOW - 3600,
            .expires_s = (twists & ONEDAY_EXPIRED) != 0 ? NOW : NOW + 1,
            .max_uses = 3,
            .uses = (twists & ONEDAY_USED_UP) != 0 ? 3 : 2,
        },
        .activity = {
            .locked_until_s = (twists & LOCKED) != 0 ? NOW + 1 : NOW,
        },
    };
}


static struct proofs
proofs_of(enum typed typed)
{
    return (struct proofs){
        .exists = true,
        .well_formed = typed != MALFORMED,
        .password = typed == PASSWORD,
        .oneday = typed == ONEDAY,
        .oneday_dead = typed == DEAD,
        .broken = typed == BROKEN,
    };
}


static void
compare(size_t i, size_t j, const struct decision *got,
        const struct cell *wanted)
{
    bool yes = wanted->reason == REASON_NONE;

    if (got->yes != yes || got->reason != wanted->reason
        || got->counts != wanted->counts || got->method != wanted->method
        || got->restricted != wanted->restricted
        || got->must_change != wanted->must_change
        || got->level != (yes ? LEVEL_PASSWORD : LEVEL_NONE)
        || (got->session_expires_s > NOW) != yes || got->activates)
    {
        fail_msg("row %zu, secret %zu: %s%s, counts %d, %s, restricted %d, "
                 "must_change %d", i, j, got->yes ? "yes " : "",
                 reason_word(got->reason), got->counts,
                 method_word(got->method), got->restricted,
                 got->must_change);
    }
}


static void
every_situation_against_every_secret(void **state)
{
    static const struct wish any = { 0 };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limits limits = limits_of(rows[i].twists);
        struct account_set set;

        set_up(rows[i].state, rows[i].twists, &set);
        for (size_t j = 0; j < N_TYPED; j++) {
            struct proofs proofs = proofs_of((enum typed) j);
            struct decision got = decide_attempt(&set, &proofs, &any,
                                                 &limits, NOW);

            compare(i, j, &got, &rows[i].cells[j]);
        }
    }
}


/* Neither what is in the set nor what was verified makes a stranger known. */
static void
an_unknown_account_is_only_that(void **state)
{
    static const struct cell unknown = NO(UNKNOWN_ACCOUNT);
    static const struct wish any = { 0 };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limits limits = limits_of(rows[i].twists);
        struct account_set set;

        set_up(rows[i].state, rows[i].twists, &set);
        for (size_t j = 0; j < N_TYPED; j++) {
            struct proofs proofs = proofs_of((enum typed) j);
            struct decision got;

            proofs.exists = false;
            got = decide_attempt(&set, &proofs, &any, &limits, NOW);
            compare(i, j, &got, &unknown);
        }
    }
}


static void
a_zeroed_decision_refuses(void **state)
{
    static const struct decision zero = { 0 };
    static const struct account_set set = { 0 };
    static const struct proofs proofs = { 0 };
    static const struct wish any = { 0 };
    struct limits limits = limits_of(0);

    (void) state;
    assert_false(zero.yes);
    assert_int_equal(zero.level, LEVEL_NONE);
    assert_false(decide_attempt(&set, &proofs, &any, &limits, NOW).yes);
    assert_false(decide_standing(&set, &limits, NOW).yes);
}


/* acct_mgmt and vouch: without a secret. */
static void
standing(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct limits limits = limits_of(rows[i].twists);
        const struct cell *of_wrong = &rows[i].cells[WRONG];
        struct account_set set;
        struct decision got;
        struct cell wanted = YES(NONE);

        set_up(rows[i].state, rows[i].twists, &set);
        got = decide_standing(&set, &limits, NOW);
        if (of_wrong->reason != REASON_WRONG_SECRET) {
            wanted.reason = of_wrong->reason;
        } else {
            wanted.must_change = rows[i].state == STATE_ISSUED
                                 || (rows[i].twists
                                     & (MUST_CHANGE | PASSWORD_EXPIRED)) != 0;
            wanted.restricted = wanted.must_change;
        }
        compare(i, N_TYPED, &got, &wanted);

        set.account.version = 0;
        got = decide_standing(&set, &limits, NOW);
        assert_int_equal(got.reason, REASON_UNKNOWN_ACCOUNT);
        assert_false(got.yes);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_situation_against_every_secret),
        cmocka_unit_test(an_unknown_account_is_only_that),
        cmocka_unit_test(a_zeroed_decision_refuses),
        cmocka_unit_test(standing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
