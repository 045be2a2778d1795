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
test_check_only_uses_nothing_up(void **state)
{
    struct site *site = *state;
    struct attempt attempt = site_claim("wang", "wrong");
    struct account_set before, after;
    struct outcome outcome;

    attempt.check_only = true;
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_E_DENIED);
    site_read(site, "wang", &before);
    assert_int_equal(before.activity.n_failures, 1);

    attempt = site_claim("wang", SITE_PASSWORD);
    attempt.check_only = true;
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_OK);
    assert_string_equal(outcome.token, "");
    site_read(site, "wang", &after);
    assert_int_equal(after.activity.version, before.activity.version);
}


static void
test_peers(void **state)
{
    struct site *site = *state;
    static const char *const only_dovecot[] = { "dovecot" };
    const struct peer pam = {
        .uid = 5, .classes = PEER_PAM | PEER_SELF, .own_name = "dovecot",
        .n_services = 1, .services = only_dovecot,
    };
    const struct peer self = {
        .uid = 6, .classes = PEER_SELF, .own_name = "wang"
    };
    struct attempt attempt = site_claim("wang", SITE_PASSWORD);
    struct outcome outcome;

    attempt.audience[0] = '\0';

    /* another service's, and none */
    snprintf(attempt.service, sizeof(attempt.service), "sshd");
    assert_int_equal(engine_attempt(site->engine, &pam, &attempt, NULL,
                                    &outcome), GCIS_E_CONFIG);
    attempt.service[0] = '\0';
    assert_int_equal(engine_attempt(site->engine, &pam, &attempt, NULL,
                                    &outcome), GCIS_E_CONFIG);
    snprintf(attempt.service, sizeof(attempt.service), "dovecot");
    assert_int_equal(engine_attempt(site->engine, &pam, &attempt, NULL,
                                    &outcome), GCIS_OK);

    /* anyone: his own account, three a minute; nobody else's */
    snprintf(attempt.account, sizeof(attempt.account), "other");
    assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                    &outcome), GCIS_E_CONFIG);
    snprintf(attempt.account, sizeof(attempt.account), "wang");
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                        &outcome), GCIS_OK);
    }
    assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                    &outcome), GCIS_E_CONFIG);
    site_later(site, 60);
    assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                    &outcome), GCIS_OK);
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


static void
test_sign_out(void **state)
{
    struct site *site = *state;
    struct outcome outcome;
    enum reason reason;

    assert_int_equal(session_end(site->engine, &site_web,
                                 span_str("not.a.token")), GCIS_E_DENIED);

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
    assert_int_equal(session_end(site->engine, &site_web,
                                 span_str(outcome.token)), GCIS_OK);
    assert_int_equal(site_token(site, outcome.token, &reason), GCIS_E_DENIED);
    assert_int_equal(reason, REASON_REVOKED);
    assert_int_equal(session_end(site->engine, &site_web,
                                 span_str(outcome.token)), GCIS_E_DENIED);
}


static void
test_nine_sign_outs(void **state)
{
    struct site *site = *state;
    struct outcome kept, outcome;
    enum reason reason;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &kept),
                     GCIS_OK);
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                         GCIS_OK);
        assert_int_equal(session_end(site->engine, &site_web,
                                     span_str(outcome.token)), GCIS_OK);
        assert_int_equal(site_token(site, kept.token, &reason), GCIS_OK);
    }

    /* the ninth ends them all: never too few */
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
    assert_int_equal(session_end(site->engine, &site_web,
                                 span_str(outcome.token)), GCIS_OK);
    assert_int_equal(site_token(site, outcome.token, &reason), GCIS_E_DENIED);
    assert_int_equal(site_token(site, kept.token, &reason), GCIS_E_DENIED);
}


static void
test_renewal(void **state)
{
    struct site *site = *state;
    struct outcome outcome;
    char token[TOKEN_MAX + 1];
    enum reason reason;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);

    /* idle for fifteen minutes and a second: over */
    site_later(site, 600);
    assert_int_equal(session_renew(site->engine, span_str(outcome.token),
                                   token), GCIS_OK);
    site_later(site, 301);
    assert_int_equal(site_token(site, outcome.token, &reason), GCIS_E_DENIED);
    assert_int_equal(reason, REASON_EXPIRED);
    assert_int_equal(site_token(site, token, &reason), GCIS_OK);

    /* a session that ended is not renewed */
    assert_int_equal(session_end(site->engine, &site_web, span_str(token)),
                     GCIS_OK);
    assert_int_equal(session_renew(site->engine, span_str(token), token),
                     GCIS_E_DENIED);
}


static void
test_lifetime(void **state)
{
    struct site *site = *state;
    char token[TOKEN_MAX + 1];
    struct outcome outcome;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
    memcpy(token, outcome.token, sizeof(token));

    /* twelve hours, however often it is renewed */
    for (int64_t s = 0; s < 12 * 3600 - 600; s += 600) {
        site_later(site, 600);
        assert_int_equal(session_renew(site->engine, span_str(token), token),
                         GCIS_OK);
    }
    site_later(site, 600);
    assert_int_equal(session_renew(site->engine, span_str(token), token),
                     GCIS_E_DENIED);
}


static void
test_restricted_is_not_renewed(void **state)
{
    struct site *site = *state;
    char token[TOKEN_MAX + 1];
    struct outcome outcome;

    site_add(site, "new", STATE_ISSUED, 3);
    assert_int_equal(site_sign_in(site, "new", SITE_ONEDAY, &outcome),
                     GCIS_OK);
    assert_int_equal(session_renew(site->engine, span_str(outcome.token),
                                   token), GCIS_E_DENIED);
}


static void
test_suspended_on_next_request(void **state)
{
    struct site *site = *state;
    struct account_set set;
    struct outcome outcome;
    enum reason reason;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
    site_read(site, "wang", &set);
    set.account.state = STATE_SUSPENDED;
    site_write(site, &set);
    assert_int_equal(site_token(site, outcome.token, &reason), GCIS_E_DENIED);
    assert_int_equal(reason, REASON_SUSPENDED);
    assert_int_equal(session_renew(site->engine, span_str(outcome.token),
                                   outcome.token), GCIS_E_DENIED);
}


static void
test_clock(void **state)
{
    struct site *site = *state;
    struct outcome outcome;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);

    /* ten minutes back: time stands still at the last record */
    site_later(site, -600);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
    assert_int_equal(outcome.evidence.issued_s, SITE_START_S);

    /* more: nobody signs in */
    site_later(site, -1);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_E_STORE);
    site_later(site, 601);
}


static void
test_check(void **state)
{
    struct site *site = *state;
    static const struct {
        const char *name;
        int status;
        enum reason reason;
    } rows[] = {
        { "nobody", GCIS_E_DENIED, REASON_UNKNOWN_ACCOUNT },
        { "away", GCIS_E_DENIED, REASON_SUSPENDED },
        { "new", GCIS_E_FORBIDDEN, REASON_MUST_CHANGE },
        { "wang", GCIS_OK, REASON_NONE },
    };

    site_add(site, "away", STATE_SUSPENDED, 0);
    site_add(site, "new", STATE_ISSUED, 1);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct attempt attempt = { .purpose = PURPOSE_SIGN_IN };
        struct outcome outcome;

        snprintf(attempt.account, sizeof(attempt.account), "%s",
                 rows[i].name);
        snprintf(attempt.service, sizeof(attempt.service), "sshd");
        assert_int_equal(engine_check(site->engine, &site_root, &attempt,
                                      &outcome), rows[i].status);
        assert_int_equal(outcome.reason, rows[i].reason);
        assert_string_equal(outcome.token, "");
    }
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
        TEST(test_check_only_uses_nothing_up),
        TEST(test_peers),
        TEST(test_sources),
        TEST(test_sign_out),
        TEST(test_nine_sign_outs),
        TEST(test_renewal),
        TEST(test_lifetime),
        TEST(test_restricted_is_not_renewed),
        TEST(test_suspended_on_next_request),
        TEST(test_clock),
        TEST(test_check),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
