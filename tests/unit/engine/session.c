/* SPDX-License-Identifier: BSD-2-Clause */
/* Sessions after the sign-in: ends, renewal, lifetime, and the clock. */
#include "site.h"

#include <string.h>


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


#define TEST(name) cmocka_unit_test_setup_teardown(name, site_new, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sign_out),
        TEST(test_nine_sign_outs),
        TEST(test_renewal),
        TEST(test_lifetime),
        TEST(test_restricted_is_not_renewed),
        TEST(test_suspended_on_next_request),
        TEST(test_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
