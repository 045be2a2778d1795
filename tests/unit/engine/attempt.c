/* SPDX-License-Identifier: BSD-2-Clause */
/* Attempts one after the other, refusals first, on a clock that stands. */
#include "site.h"

#include "policy/password.h"

#include <stdio.h>
#include <string.h>


static void
test_refusals(void **state)
{
    struct site *site = *state;
    static const struct {
        const char *name, *secret;
        enum reason reason;
    } rows[] = {
        /* nobody of this name, of a name that can be none, of no name */
        { "nobody", SITE_PASSWORD, REASON_UNKNOWN_ACCOUNT },
        { "no\tbody", SITE_PASSWORD, REASON_UNKNOWN_ACCOUNT },
        { "", SITE_PASSWORD, REASON_UNKNOWN_ACCOUNT },
        /* a wrong one, none, one too many letters, another case */
        { "wang", "wrong", REASON_WRONG_SECRET },
        { "wang", SITE_PASSWORD "x", REASON_WRONG_SECRET },
        { "wang", "correct-horse-7", REASON_WRONG_SECRET },
        { "wang", "", REASON_BAD_INPUT },
        { "wang", "\x01\x02", REASON_BAD_INPUT },
        /* states in which nobody signs in */
        { "made", SITE_PASSWORD, REASON_NOT_ACTIVATED },
        { "away", SITE_PASSWORD, REASON_SUSPENDED },
        { "gone", SITE_PASSWORD, REASON_CLOSED },
        { "idle", SITE_PASSWORD, REASON_DORMANT },
    };
    struct outcome outcome;

    site_add(site, "made", STATE_CREATED, 0);
    site_add(site, "away", STATE_SUSPENDED, 0);
    site_add(site, "gone", STATE_CLOSED, 0);
    site_add(site, "idle", STATE_DORMANT, 0);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        site_later(site, 2000); /* no row locks the next one's account */
        assert_int_equal(site_sign_in(site, rows[i].name, rows[i].secret,
                                      &outcome), GCIS_E_DENIED);
        if (outcome.reason != rows[i].reason) {
            fail_msg("%s/%s: %s", rows[i].name, rows[i].secret,
                     reason_word(outcome.reason));
        }
        assert_string_equal(outcome.token, "");
        assert_int_equal(strlen(outcome.reference), REFERENCE_SIZE - 1);
        assert_true(site_log_has(site, outcome.reference));
    }
}


static void
test_yes(void **state)
{
    struct site *site = *state;
    struct account_set set;
    struct outcome outcome;
    enum reason reason;

    assert_int_equal(site_sign_in(site, "WANG", SITE_PASSWORD, &outcome),
                     GCIS_OK);
    assert_string_equal(outcome.account.name, "wang");
    assert_int_equal(outcome.evidence.level, LEVEL_PASSWORD);
    assert_int_equal(outcome.evidence.method, METHOD_PASSWORD);
    assert_false(outcome.evidence.restricted);
    assert_int_equal(site_token(site, outcome.token, &reason), GCIS_OK);
    assert_int_equal(site_count(site, EVENT_SESSION_START, RESULT_OK,
                                REASON_NONE), 1);

    site_read(site, "wang", &set);
    assert_int_equal(set.activity.last_password_s, SITE_START_S);
}


static void
test_unknown_name_is_not_recorded(void **state)
{
    struct site *site = *state;
    struct outcome outcome;

    /* People type passwords into the name field. */
    (void) site_sign_in(site, "hunter2secret", "x", &outcome);
    assert_false(site_log_has(site, "hunter2secret"));
    assert_true(site_log_has(site, "name:"));
}


static void
test_lockout(void **state)
{
    struct site *site = *state;
    struct outcome outcome;

    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(site_sign_in(site, "wang", "wrong", &outcome),
                         GCIS_E_DENIED);
        assert_int_equal(outcome.reason, REASON_WRONG_SECRET);
    }

    /* the right one, too; and it is not counted */
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_LOCKED);
    site_later(site, 899);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_E_DENIED);

    /* at fifteen minutes the right one works */
    site_later(site, 1);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
}


static void
test_lockout_survives_restart(void **state)
{
    struct site *site = *state;
    struct outcome outcome;

    for (unsigned i = 0; i < 5; i++) {
        (void) site_sign_in(site, "wang", "wrong", &outcome);
    }
    site_close(site);
    site_open(site);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_LOCKED);
}


static void
test_oneday(void **state)
{
    struct site *site = *state;
    struct outcome outcome;

    site_add(site, "new", STATE_ISSUED, 3);

    /* case, spaces and hyphens don't count; a wrong letter does */
    assert_int_equal(site_sign_in(site, "new", "ABCD-EFGH-JKLN", &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(site_sign_in(site, "new", "abcdefgh jklm", &outcome),
                     GCIS_OK);
    assert_true(outcome.evidence.restricted);
    assert_true(outcome.must_change);
    assert_int_equal(outcome.evidence.method, METHOD_ONEDAY);
    assert_int_equal(site_sign_in(site, "new", SITE_ONEDAY, &outcome),
                     GCIS_OK);
    assert_int_equal(site_sign_in(site, "new", SITE_ONEDAY, &outcome),
                     GCIS_OK);

    /* the fourth use */
    assert_int_equal(site_sign_in(site, "new", SITE_ONEDAY, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_ONEDAY_USED_UP);
}


static void
test_oneday_expires(void **state)
{
    struct site *site = *state;
    struct outcome outcome;

    site_add(site, "new", STATE_ISSUED, 3);
    site_later(site, 3600);
    assert_int_equal(site_sign_in(site, "new", SITE_ONEDAY, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_ONEDAY_EXPIRED);
}


static void
test_activation(void **state)
{
    struct site *site = *state;
    struct account_set set;
    struct outcome first, outcome;
    enum reason reason;

    site_add(site, "new", STATE_ISSUED, 3);
    assert_int_equal(site_sign_in(site, "new", SITE_ONEDAY, &first), GCIS_OK);

    /* a bad new password changes nothing, and says every rule at once */
    assert_int_equal(site_change(site, "new", SITE_ONEDAY, "short",
                                 first.token, &outcome), GCIS_E_INVALID);
    assert_int_equal(outcome.reason, REASON_PASSWORD_RULES);
    assert_int_equal(outcome.broken_rules,
                     PASSWORD_TOO_SHORT | PASSWORD_TOO_FEW_KINDS);
    assert_int_equal(site_token(site, first.token, &reason), GCIS_OK);

    assert_int_equal(site_change(site, "new", SITE_ONEDAY, "Gute-Nacht-77",
                                 first.token, &outcome), GCIS_OK);
    assert_true(outcome.activated);
    assert_string_equal(outcome.token, "");
    assert_int_equal(site_token(site, first.token, &reason), GCIS_E_DENIED);
    site_read(site, "new", &set);
    assert_int_equal(set.account.state, STATE_ACTIVE);

    /* X3: the one-day password is dead */
    assert_int_equal(site_sign_in(site, "new", SITE_ONEDAY, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_ONEDAY_DEAD);

    assert_int_equal(site_sign_in(site, "new", "Gute-Nacht-77", &outcome),
                     GCIS_OK);
    assert_false(outcome.evidence.restricted);
    assert_int_equal(site_count(site, EVENT_ACCOUNT_ACTIVATED, RESULT_OK,
                                REASON_NONE), 1);
    assert_int_equal(site_sign_in(site, "new", "Gute-Nacht-77", &outcome),
                     GCIS_OK);
    assert_int_equal(site_count(site, EVENT_ACCOUNT_ACTIVATED, RESULT_OK,
                                REASON_NONE), 1);
}


static void
test_change(void **state)
{
    struct site *site = *state;
    struct outcome mine, other, outcome;
    enum reason reason;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &mine),
                     GCIS_OK);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &other),
                     GCIS_OK);

    /* the present one counts as history; a wrong old one is a failure */
    assert_int_equal(site_change(site, "wang", SITE_PASSWORD, SITE_PASSWORD,
                                 mine.token, &outcome), GCIS_E_INVALID);
    assert_int_equal(outcome.broken_rules, PASSWORD_IN_HISTORY);
    assert_int_equal(site_change(site, "wang", "wrong", "Gute-Nacht-77",
                                 mine.token, &outcome), GCIS_E_DENIED);

    site_later(site, 60);
    assert_int_equal(site_change(site, "wang", SITE_PASSWORD,
                                 "Gute-Nacht-77", mine.token, &outcome),
                     GCIS_OK);
    assert_false(outcome.activated);

    /* others end; this one goes on under a new id with the same age */
    assert_int_equal(site_token(site, other.token, &reason), GCIS_E_DENIED);
    assert_int_equal(reason, REASON_REVOKED);
    assert_int_equal(site_token(site, mine.token, &reason), GCIS_E_DENIED);
    assert_int_equal(site_token(site, outcome.token, &reason), GCIS_OK);
    assert_int_equal(outcome.evidence.auth_time_s, SITE_START_S);
    assert_int_not_equal(memcmp(&outcome.evidence.session,
                                &mine.evidence.session, ID_SIZE), 0);

    /* twice in a day */
    assert_int_equal(site_change(site, "wang", "Gute-Nacht-77",
                                 "Guten-Morgen-8", outcome.token, &mine),
                     GCIS_E_INVALID);
    assert_int_equal(mine.broken_rules, PASSWORD_TOO_YOUNG);
}


static void
test_without_session_must_change_is_a_no(void **state)
{
    struct site *site = *state;
    struct attempt attempt;
    struct account_set set;
    struct outcome outcome;

    site_add(site, "new", STATE_ISSUED, 1);
    attempt = site_claim("new", SITE_ONEDAY);
    attempt.audience[0] = '\0';
    snprintf(attempt.service, sizeof(attempt.service), "sshd");

    assert_int_equal(site_attempt(site, &attempt, &outcome),
                     GCIS_E_FORBIDDEN);
    assert_int_equal(outcome.reason, REASON_MUST_CHANGE);
    site_read(site, "new", &set);
    assert_int_equal(set.oneday.uses, 0);
}


static void
test_service_means_the_spelling(void **state)
{
    struct site *site = *state;
    struct attempt attempt = site_claim("Wang", SITE_PASSWORD);
    struct outcome outcome;

    attempt.audience[0] = '\0';
    snprintf(attempt.service, sizeof(attempt.service), "sshd");
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_UNKNOWN_ACCOUNT);

    snprintf(attempt.account, sizeof(attempt.account), "wang");
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_OK);
    assert_string_equal(outcome.token, "");
}


static void
test_sources(void **state)
{
    struct site *site = *state;
    struct attempt attempt = site_claim("nobody", "wrong");
    struct outcome outcome;

    snprintf(attempt.address, sizeof(attempt.address), "192.0.2.7");
    for (unsigned i = 0; i < 300; i++) {
        assert_int_equal(site_attempt(site, &attempt, &outcome),
                         GCIS_E_DENIED);
        assert_int_equal(outcome.delay_ms, i < 30 ? 0 : 1000);
    }

    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_E_BUSY);
    assert_int_equal(outcome.reason, REASON_SOURCE_LIMIT);

    /* others, and the same one later, are served */
    snprintf(attempt.address, sizeof(attempt.address), "192.0.2.8");
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_E_DENIED);
    site_later(site, 900);
    snprintf(attempt.address, sizeof(attempt.address), "192.0.2.7");
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_E_DENIED);
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, site_new, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_refusals),
        TEST(test_yes),
        TEST(test_unknown_name_is_not_recorded),
        TEST(test_lockout),
        TEST(test_lockout_survives_restart),
        TEST(test_oneday),
        TEST(test_oneday_expires),
        TEST(test_activation),
        TEST(test_change),
        TEST(test_without_session_must_change_is_a_no),
        TEST(test_service_means_the_spelling),
        TEST(test_sources),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
