/* SPDX-License-Identifier: BSD-2-Clause */
/* The verdict, what does not fit one matrix: methods that are asked for, the
 * change of password, activation, the ends of sessions, and how long a one-day
 * password holds. */
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1800000000)
#define HOUR INT64_C(3600)

static const struct limits limits = {
    .session_lifetime_s = 12 * HOUR,
    .session_oneday_s = 1800,
};


static struct account_set
active(void)
{
    return (struct account_set){
        .account = { .version = 1, .kind = KIND_CIVIL_SERVANT,
                     .state = STATE_ACTIVE, .state_since_s = NOW - HOUR },
        .oneday = { .live = true, .issued_s = NOW - HOUR,
                    .expires_s = NOW + HOUR, .max_uses = 3 },
    };
}


static void
only_methods_that_are_asked_for(void **state)
{
    static const struct {
        bool password, oneday; /* what it equals */
        struct wish wish;
        enum reason reason;
        enum method method;
    } rows[] = {
        /* none may */
        { true, false, { .methods_set = true }, REASON_METHOD, METHOD_NONE },
        { false, true, { .methods_set = true }, REASON_METHOD, METHOD_NONE },
        /* the other may */
        { true, false, { .methods_set = true, .may_oneday = true },
          REASON_METHOD, METHOD_NONE },
        { false, true, { .methods_set = true, .may_password = true },
          REASON_METHOD, METHOD_NONE },
        /* what is allowed without being asked for is nothing */
        { true, false, { .may_oneday = true }, REASON_NONE,
          METHOD_PASSWORD },
        /* this one may */
        { true, false, { .methods_set = true, .may_password = true },
          REASON_NONE, METHOD_PASSWORD },
        { false, true, { .methods_set = true, .may_oneday = true },
          REASON_NONE, METHOD_ONEDAY },
        /* equals both: the password goes first, the other stands in */
        { true, true, { .methods_set = false }, REASON_NONE,
          METHOD_PASSWORD },
        { true, true, { .methods_set = true, .may_oneday = true },
          REASON_NONE, METHOD_ONEDAY },
    };
    struct account_set set = active();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct proofs proofs = {
            .exists = true, .well_formed = true,
            .password = rows[i].password, .oneday = rows[i].oneday,
        };
        struct decision got = decide_attempt(&set, &proofs, &rows[i].wish,
                                             &limits, NOW);

        if (got.reason != rows[i].reason || got.method != rows[i].method
            || got.yes != (rows[i].reason == REASON_NONE) || got.counts)
        {
            fail_msg("row %zu: %s", i, reason_word(got.reason));
        }
    }
}


/* R25: the one-day password just used proves the change that it is for. */
static void
used_up_but_just_used(void **state)
{
    static const struct {
        bool changes_password;
        int64_t last_s; /* last sign-in by password or one-day */
        int64_t expires_s;
        enum reason reason;
    } rows[] = {
        /* to sign in with it once more */
        { false, NOW - 1, NOW + HOUR, REASON_ONEDAY_USED_UP },
        /* the session that it opened is over */
        { true, NOW - 1801, NOW + HOUR, REASON_ONEDAY_USED_UP },
        /* the last sign-in was before it was issued */
        { true, NOW - HOUR - 1, NOW + HOUR, REASON_ONEDAY_USED_UP },
        { true, 0, NOW + HOUR, REASON_ONEDAY_USED_UP },
        /* the clock was set back behind the sign-in */
        { true, NOW + 1, NOW + HOUR, REASON_ONEDAY_USED_UP },
        /* its day is over: used or not */
        { true, NOW - 1, NOW, REASON_ONEDAY_EXPIRED },
        /* just used */
        { true, NOW - 1800, NOW + HOUR, REASON_NONE },
        { true, NOW, NOW + HOUR, REASON_NONE },
    };
    static const struct proofs proofs = {
        .exists = true, .well_formed = true, .oneday = true,
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account_set set = active();
        struct wish wish = { .changes_password = rows[i].changes_password };
        struct decision got;

        set.oneday.max_uses = 1;
        set.oneday.uses = 1;
        set.oneday.expires_s = rows[i].expires_s;
        set.activity.last_password_s = rows[i].last_s;
        got = decide_attempt(&set, &proofs, &wish, &limits, NOW);
        if (got.reason != rows[i].reason) {
            fail_msg("row %zu: %s", i, reason_word(got.reason));
        }
    }
}


static void
the_first_sign_in_by_password_activates(void **state)
{
    static const struct {
        bool password;
        bool ever;
        bool changes_password;
        bool activates;
    } rows[] = {
        /* a one-day password is none of his own */
        { false, false, false, false },
        /* he has signed in before */
        { true, true, false, false },
        /* a change of password is no sign-in */
        { true, false, true, false },
        /* this is it */
        { true, false, false, true },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account_set set = active();
        struct wish wish = { .changes_password = rows[i].changes_password };
        struct proofs proofs = {
            .exists = true, .well_formed = true,
            .password = rows[i].password, .oneday = !rows[i].password,
        };
        struct decision got;

        set.account.ever_signed_in = rows[i].ever;
        got = decide_attempt(&set, &proofs, &wish, &limits, NOW);
        assert_true(got.yes);
        if (got.activates != rows[i].activates) {
            fail_msg("row %zu", i);
        }
    }
}


static void
sessions_end_with_the_account(void **state)
{
    static const struct {
        bool password;
        int64_t until_s;
        int64_t wanted_s;
    } rows[] = {
        /* the account ends first */
        { true, NOW + 12 * HOUR - 1, NOW + 12 * HOUR - 1 },
        { false, NOW + 1, NOW + 1 },
        /* the session does */
        { true, NOW + 12 * HOUR + 1, NOW + 12 * HOUR },
        { false, NOW + 1801, NOW + 1800 },
        /* an account without end */
        { true, 0, NOW + 12 * HOUR },
        { false, 0, NOW + 1800 },
    };
    static const struct wish any = { 0 };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account_set set = active();
        struct proofs proofs = {
            .exists = true, .well_formed = true,
            .password = rows[i].password, .oneday = !rows[i].password,
        };
        struct decision got;

        set.account.until_s = rows[i].until_s;
        got = decide_attempt(&set, &proofs, &any, &limits, NOW);
        assert_int_equal(got.session_expires_s, rows[i].wanted_s);
    }
}


static void
a_one_day_password_ends(void **state)
{
    static const struct {
        struct oneday_credential oneday;
        enum reason wanted;
    } rows[] = {
        /* none was ever issued */
        { { 0 }, REASON_ONEDAY_DEAD },
        /* destroyed, though its day goes on */
        { { .expires_s = NOW + 1, .max_uses = 3 }, REASON_ONEDAY_DEAD },
        /* over that second */
        { { .live = true, .expires_s = NOW, .max_uses = 3 },
          REASON_ONEDAY_EXPIRED },
        /* one use, used */
        { { .live = true, .expires_s = NOW + 1, .max_uses = 1, .uses = 1 },
          REASON_ONEDAY_USED_UP },
        /* three, all used */
        { { .live = true, .expires_s = NOW + 1, .max_uses = 3, .uses = 3 },
          REASON_ONEDAY_USED_UP },
        /* no use at all */
        { { .live = true, .expires_s = NOW + 1 }, REASON_ONEDAY_USED_UP },
        /* the last second, the last use */
        { { .live = true, .expires_s = NOW + 1, .max_uses = 1 },
          REASON_NONE },
        { { .live = true, .expires_s = NOW + 1, .max_uses = 3, .uses = 2 },
          REASON_NONE },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (decide_oneday(&rows[i].oneday, NOW) != rows[i].wanted) {
            fail_msg("row %zu", i);
        }
    }
}


static void
till_when_it_holds(void **state)
{
    static const struct {
        const char *zone;
        int64_t lifetime_s; /* 0: end-of-day */
        const char *issued; /* local */
        const char *wanted;
    } rows[] = {
        /* a duration is taken literally, two hours or not */
        { "Asia/Taipei", 4, "2026-11-24T23:59:59", "2026-11-25T00:00:03" },
        { "Asia/Taipei", 86400, "2026-11-24T10:00:00",
          "2026-11-25T10:00:00" },
        /* the last second of a day: the next day's end */
        { "Asia/Taipei", 0, "2026-11-24T23:59:59", "2026-11-26T00:00:00" },
        /* a second less than two hours are left */
        { "Asia/Taipei", 0, "2026-11-24T22:00:01", "2026-11-26T00:00:00" },
        /* two hours are */
        { "Asia/Taipei", 0, "2026-11-24T22:00:00", "2026-11-25T00:00:00" },
        /* the first second of a day */
        { "Asia/Taipei", 0, "2026-11-24T00:00:00", "2026-11-25T00:00:00" },
        /* over the end of a year */
        { "Asia/Taipei", 0, "2026-12-31T23:00:00", "2027-01-02T00:00:00" },
        /* a day of 25 hours, and one of 23, both at 02:00 or 03:00 */
        { "Europe/Berlin", 0, "2026-10-25T00:30:00", "2026-10-26T00:00:00" },
        { "Europe/Berlin", 0, "2026-03-29T00:30:00", "2026-03-30T00:00:00" },
        { "Europe/Berlin", 0, "2026-10-24T23:00:00", "2026-10-26T00:00:00" },
        { "Europe/Berlin", 0, "2026-03-28T23:00:00", "2026-03-30T00:00:00" },
        /* a day that begins at 01:00, for midnight is skipped */
        { "Africa/Cairo", 0, "2026-04-23T23:30:00", "2026-04-25T00:00:00" },
        { "UTC", 0, "2026-11-24T22:00:00", "2026-11-25T00:00:00" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct zone *zone = zone_load(rows[i].zone);
        struct limits of_row = {
            .oneday_end_of_day = rows[i].lifetime_s == 0,
            .oneday_lifetime_s = rows[i].lifetime_s,
            .zone = zone,
        };
        int64_t issued_s, wanted_s, got_s;

        assert_non_null(zone);
        assert_true(zone_parse_time(zone, rows[i].issued, &issued_s));
        assert_true(zone_parse_time(zone, rows[i].wanted, &wanted_s));
        got_s = decide_oneday_expiry(&of_row, issued_s);
        if (got_s != wanted_s) {
            fail_msg("row %zu: %lld s off", i,
                     (long long) (got_s - wanted_s));
        }
        zone_free(zone);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_methods_that_are_asked_for),
        cmocka_unit_test(used_up_but_just_used),
        cmocka_unit_test(the_first_sign_in_by_password_activates),
        cmocka_unit_test(sessions_end_with_the_account),
        cmocka_unit_test(a_one_day_password_ends),
        cmocka_unit_test(till_when_it_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
