/* SPDX-License-Identifier: BSD-2-Clause */
/* One-day passwords and passwords (R23-R26, SECURITY D9-D11), sessions and
 * their home page (R20, R29, R43, R49-R51). */
#include "office.h"

#include <stdio.h>
#include <string.h>

#define ACCOUNT "{\"account\":\"%s\"}"


static void
test_oneday_refused(void **state)
{
    struct office *office = *state;

    office_no(office, "state", "oneday.revoke", ACCOUNT, "wang.xm");
    office_do(office, "account.add", "{\"name\":\"robot\",\"full_name\":"
              "\"排程\",\"agency\":\"TXG\",\"kind\":\"service\"}");
    office_no(office, "state", "oneday.issue", ACCOUNT, "robot");
    office_by_no(office, "lin.manager", "self", "oneday.issue", ACCOUNT,
                 "lin.manager");
    office_by_no(office, "lin.manager", "not_found", "oneday.issue", ACCOUNT,
                 "far.one");

    /* three a day, by the local day */
    for (int i = 0; i < 3; i++) {
        office_do(office, "oneday.issue", ACCOUNT, "wang.xm");
    }
    office_no(office, "per_day", "oneday.issue", ACCOUNT, "wang.xm");
    assert_false(office_has(office, "oneday_password"));
    /* 23:59:59, and the next day */
    office_later(office, 1700063999 - OFFICE_START_S);
    office_no(office, "per_day", "oneday.issue", ACCOUNT, "wang.xm");
    office_later(office, 1);
    office_do(office, "oneday.issue", ACCOUNT, "wang.xm");
}


/* R7: an `issued` that nobody took up is closed after 30 days. */
static void
test_oneday_never_used(void **state)
{
    struct office *office = *state;

    office_do(office, "oneday.issue", ACCOUNT, "wang.xm");
    office_later(office, 30 * 86400);
    office_do(office, "oneday.issue", ACCOUNT, "wang.xm");
    office_later(office, 30 * 86400 + 1);
    office_no(office, "state", "oneday.issue", ACCOUNT, "wang.xm");
}


/* D11: the value stands in one reply and nowhere else. */
static void
test_oneday(void **state)
{
    struct office *office = *state;
    struct outcome outcome;
    char value[64];

    assert_int_equal(office_by(office, "lin.manager", LEVEL_CERTIFICATE,
                               "oneday.issue", ACCOUNT, "wang.xm"), GCIS_OK);
    office_copy(office, "oneday_password", value, sizeof(value));
    assert_int_equal(strlen(value), 14);
    /* the end of the local day */
    assert_int_equal(office_integer(office, "expires_s"), 1700064000);
    assert_int_equal(office_integer(office, "max_uses"), 3);
    assert_false(office_log_has(office, value));
    office_do(office, "audit.list", ACCOUNT, "wang.xm");
    assert_false(office_lists(office, "note", value));
    office_do(office, "account.show", ACCOUNT, "wang.xm");
    assert_true(office_has(office, "oneday"));
    assert_string_equal(office_text(office, "state"), "issued");

    office_do(office, "oneday.revoke", ACCOUNT, "wang.xm");
    assert_int_equal(office_sign_in(office, "wang.xm", value, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_ONEDAY_DEAD);
    office_do(office, "account.show", ACCOUNT, "wang.xm");
    assert_false(office_has(office, "oneday"));

    /* a card forgotten: an active account stays active (R24) */
    office_do(office, "oneday.issue", ACCOUNT, "aud");
    office_copy(office, "oneday_password", value, sizeof(value));
    office_do(office, "account.show", ACCOUNT, "aud");
    assert_string_equal(office_text(office, "state"), "active");
    assert_int_equal(office_sign_in(office, "aud", value, &outcome), GCIS_OK);
    assert_true(outcome.evidence.restricted);
    assert_int_equal(office_call(office, &office_web, outcome.token,
                                 "session.home", "{}"), GCIS_OK);
    assert_string_equal(office_text(office, "method"), "oneday");
    assert_true(json_is_true(json_object_get(office->reply, "restricted")));
    assert_int_equal(json_array_size(json_object_get(office->reply,
                                                     "applications")), 0);
}


static void
test_password_set(void **state)
{
    struct office *office = *state;
    struct outcome outcome;
    char token[TOKEN_MAX + 1];
    /* six minutes a try */
    static const char costly[] = "$6$rounds=999999999$x$y";

    office_no(office, "invalid", "password.set", ACCOUNT, "wang.xm");
    office_no(office, "invalid", "password.set", "{\"account\":\"wang.xm\","
              "\"hash\":\"plain\"}");
    office_no(office, "invalid", "password.set", "{\"account\":\"wang.xm\","
              "\"hash\":\"%s\"}", costly);
    office_no(office, "password_rules", "password.set",
              "{\"account\":\"wang.xm\",\"password\":\"\"}");

    /* sets in, opens the account, must be changed by default */
    office_do(office, "password.set", "{\"account\":\"wang.xm\","
              "\"password\":\"%s\"}", OFFICE_PASSWORD);
    office_do(office, "account.show", ACCOUNT, "wang.xm");
    assert_string_equal(office_text(office, "state"), "active");
    assert_int_equal(office_sign_in(office, "wang.xm", OFFICE_PASSWORD,
                                    &outcome), GCIS_OK);
    assert_true(outcome.evidence.restricted);

    /* every session ends, a one-day password dies */
    office_token(office, "aud", LEVEL_PASSWORD, 0, false, token);
    office_do(office, "oneday.issue", ACCOUNT, "aud");
    office_later(office, 86400);
    office_token(office, "aud", LEVEL_PASSWORD, 0, false, token);
    office_do(office, "password.set", "{\"account\":\"aud\",\"password\":"
              "\"Other-Kettle-43\",\"must_change\":false}");
    assert_false(office_token_stands(office, token));
    office_do(office, "account.show", ACCOUNT, "aud");
    assert_false(office_has(office, "oneday"));
    assert_false(office_log_has(office, "Other-Kettle-43"));
}


/* A hash from elsewhere: allowed ones, unjudged. */
static void
test_password_hash(void **state)
{
    struct office *office = *state;
    struct secret secret SECRET = { 0 };
    char hash[HASH_TEXT_MAX + 1];
    struct outcome outcome;

    assert_true(secret_set(&secret, span_str("short")));
    assert_true(hash_make(&secret, "$y$j75$", hash));
    office_do(office, "password.set", "{\"account\":\"wang.xm\",\"hash\":"
              "\"%s\",\"must_change\":false}", hash);
    assert_int_equal(office_sign_in(office, "wang.xm", "short", &outcome),
                     GCIS_OK);
}


static void
test_password_expire(void **state)
{
    struct office *office = *state;
    char token[TOKEN_MAX + 1], card[TOKEN_MAX + 1];

    office_no(office, "state", "password.expire", ACCOUNT, "wang.xm");
    office_token(office, "sys", LEVEL_PASSWORD, 0, false, token);
    office_token(office, "sys", LEVEL_CERTIFICATE, 0, false, card);
    office_do(office, "password.expire", ACCOUNT, "sys");

    /* the next request of a session by password; a card is not hindered */
    assert_int_equal(office_call(office, &office_web, token, "session.home",
                                 "{}"), GCIS_OK);
    assert_true(json_is_true(json_object_get(office->reply, "restricted")));
    assert_true(json_is_true(json_object_get(office->reply, "must_change")));
    assert_int_equal(office_call(office, &office_web, token, "agency.list",
                                 "{}"), GCIS_E_FORBIDDEN);
    assert_string_equal(office_text(office, "reason"), "must_change");
    assert_int_equal(office_call(office, &office_web, card, "agency.list",
                                 "{}"), GCIS_OK);
}


static void
test_sessions(void **state)
{
    struct office *office = *state;
    char first[TOKEN_MAX + 1], second[TOKEN_MAX + 1];
    char id[ID_TEXT_SIZE];

    office_token(office, "aud", LEVEL_PASSWORD, 0, false, first);
    office_do(office, "session.list", ACCOUNT, "aud");
    assert_int_equal(json_array_size(office_items(office)), 1);
    snprintf(id, sizeof(id), "%s", json_string_value(json_object_get(
        json_array_get(office_items(office), 0), "session")));
    office_token(office, "aud", LEVEL_PASSWORD, 0, false, second);

    /* no such session, another's, none at all */
    office_no(office, "not_found", "session.revoke", "{\"account\":\"aud\","
              "\"session\":\"AAAAAAAAAAAAAAAAAAAAAA\"}");
    office_no(office, "not_found", "session.revoke", "{\"account\":\"sys\","
              "\"session\":\"%s\"}", id);
    office_no(office, "not_found", "session.revoke", "{\"account\":\"aud\","
              "\"session\":\"x\"}");
    office_no(office, "invalid", "session.list", "{\"account\":\"aud\","
              "\"cursor\":\"x\"}");

    office_do(office, "session.revoke", "{\"account\":\"aud\",\"session\":"
              "\"%s\"}", id);
    assert_false(office_token_stands(office, first));
    assert_true(office_token_stands(office, second));
    office_do(office, "session.list", ACCOUNT, "aud");
    assert_int_equal(json_array_size(office_items(office)), 1);

    office_do(office, "session.revoke", ACCOUNT, "aud");
    assert_false(office_token_stands(office, second));
    office_do(office, "session.list", ACCOUNT, "aud");
    assert_int_equal(json_array_size(office_items(office)), 0);
}


/* More sessions than a page, than a change has room for, than are kept as
 * revoked one by one. */
static void
test_many_sessions(void **state)
{
    struct office *office = *state;
    char tokens[60][TOKEN_MAX + 1];
    char ids[REVOKED_MAX + 1][ID_TEXT_SIZE];

    for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
        office_token(office, "aud", LEVEL_PASSWORD, 0, false, tokens[i]);
    }
    office_do(office, "session.list", ACCOUNT, "aud");
    assert_int_equal(json_array_size(office_items(office)), LIST_PAGE);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        snprintf(ids[i], sizeof(ids[i]), "%s", json_string_value(
            json_object_get(json_array_get(office_items(office), i),
                            "session")));
    }
    office_do(office, "session.list", "{\"account\":\"aud\",\"cursor\":"
              "\"%s\"}", office_text(office, "next"));
    assert_int_equal(json_array_size(office_items(office)), 10);
    assert_true(json_is_null(json_object_get(office->reply, "next")));

    /* the ninth ends them all */
    for (size_t i = 0; i < REVOKED_MAX; i++) {
        office_do(office, "session.revoke", "{\"account\":\"aud\","
                  "\"session\":\"%s\"}", ids[i]);
    }
    office_do(office, "session.list", ACCOUNT, "aud");
    assert_int_equal(json_array_size(office_items(office)), LIST_PAGE);
    office_do(office, "session.revoke", "{\"account\":\"aud\",\"session\":"
              "\"%s\"}", ids[REVOKED_MAX]);
    for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
        assert_false(office_token_stands(office, tokens[i]));
    }
    office_do(office, "session.list", ACCOUNT, "aud");
    assert_int_equal(json_array_size(office_items(office)), 0);
}


static void
test_home(void **state)
{
    struct office *office = *state;
    struct outcome outcome;
    json_t *applications, *failures, *site;

    office_do(office, "grant.add", "{\"account\":\"aud\",\"application\":"
              "\"FMS\",\"role\":\"reader\"}");
    office_do(office, "grant.add", "{\"account\":\"aud\",\"application\":"
              "\"PRE\",\"role\":\"reader\",\"until\":\"2023-11-15\"}");
    (void) office_sign_in(office, "aud", "wrong", &outcome);
    office_later(office, 5);
    assert_int_equal(office_sign_in(office, "aud", OFFICE_PASSWORD,
                                    &outcome), GCIS_OK);
    assert_int_equal(office_call(office, &office_web, outcome.token,
                                 "session.home", "{}"), GCIS_OK);

    assert_string_equal(office_text(office, "account"), "aud");
    assert_string_equal(office_text(office, "level"), "password");
    assert_string_equal(json_string_value(json_object_get(json_object_get(
        office->reply, "agency"), "code")), "CENTRAL");
    assert_false(office_has(office, "last_password_s")); /* the first ever */
    assert_int_equal(office_integer(office, "password_expires_s"),
                     OFFICE_START_S + 90 * 86400);
    assert_int_equal(office_integer(office, "zone_offset_s"), 8 * 3600);
    failures = json_object_get(office->reply, "failures");
    assert_int_equal(json_integer_value(json_object_get(failures, "count")),
                     1);
    site = json_object_get(office->reply, "site");
    assert_true(json_is_string(json_object_get(site, "title")));

    /* CERT, REG, PRE, FMS: in the configured order */
    applications = json_object_get(office->reply, "applications");
    assert_int_equal(json_array_size(applications), 4);
    for (size_t i = 0; i < 4; i++) {
        static const char *const codes[] = { "CERT", "REG", "PRE", "FMS" };
        json_t *item = json_array_get(applications, i);

        assert_string_equal(json_string_value(json_object_get(item, "code")),
                            codes[i]);
        assert_int_equal(json_is_true(json_object_get(item,
                                                      "card_required")),
                         i == 3);
    }

    /* the day of PRE's grant is over, its session too; days later, R50 */
    office_later(office, 80 * 86400);
    assert_int_equal(office_sign_in(office, "aud", OFFICE_PASSWORD,
                                    &outcome), GCIS_OK);
    assert_int_equal(office_call(office, &office_web, outcome.token,
                                 "session.home", "{}"), GCIS_OK);
    applications = json_object_get(office->reply, "applications");
    assert_int_equal(json_array_size(applications), 3);
    assert_int_equal(json_array_size(json_object_get(office->reply,
                                                     "reminders")), 1);
    assert_false(office_has(office, "failures"));
    assert_int_equal(office_integer(office, "last_password_s"),
                     OFFICE_START_S + 5);
}


#define TEST(function)                                                        \
    cmocka_unit_test_setup_teardown(function, office_new, office_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_oneday_refused),
        TEST(test_oneday_never_used),
        TEST(test_oneday),
        TEST(test_password_set),
        TEST(test_password_hash),
        TEST(test_password_expire),
        TEST(test_sessions),
        TEST(test_many_sessions),
        TEST(test_home),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
