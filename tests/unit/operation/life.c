/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts through their states, and what time does to them (R5-R11). */
#include "office.h"

#include <string.h>


/* Each state, and what may be asked of it: deny first. */
static void
test_life(void **state)
{
    struct office *office = *state;
    struct account_set set;
    char token[TOKEN_MAX + 1];

    /* nothing to resume; no reason; not confirmed, or with another name */
    office_no(office, "state", "account.resume", "{\"account\":\"wang.xm\"}");
    office_no(office, "invalid", "account.suspend",
              "{\"account\":\"wang.xm\"}");
    office_no(office, "invalid", "account.suspend",
              "{\"account\":\"wang.xm\",\"reason\":\"\"}");
    office_no(office, "confirm", "account.close",
              "{\"account\":\"wang.xm\"}");
    office_no(office, "confirm", "account.close",
              "{\"account\":\"wang.xm\",\"confirm\":\"far.one\"}");

    /* suspended as `created`, and back */
    office_do(office, "account.suspend", "{\"account\":\"wang.xm\","
              "\"reason\":\"留職停薪\"}");
    office_no(office, "state", "account.suspend", "{\"account\":\"wang.xm\","
              "\"reason\":\"x\"}");
    office_no(office, "state", "oneday.issue", "{\"account\":\"wang.xm\"}");
    office_no(office, "state", "password.set", "{\"account\":\"wang.xm\","
              "\"password\":\"%s\"}", OFFICE_PASSWORD);
    office_do(office, "account.resume", "{\"account\":\"wang.xm\"}");
    assert_string_equal(office_text(office, "state"), "created");

    /* closed: everything is gone but the record and the name */
    office_do(office, "password.set", "{\"account\":\"wang.xm\","
              "\"password\":\"%s\",\"must_change\":false}", OFFICE_PASSWORD);
    office_do(office, "grant.add", "{\"account\":\"wang.xm\",\"application\":"
              "\"PRE\",\"role\":\"reader\"}");
    office_do(office, "oneday.issue", "{\"account\":\"wang.xm\"}");
    office_token(office, "wang.xm", LEVEL_PASSWORD, 0, false, token);
    assert_true(office_token_stands(office, token));
    office_do(office, "account.close", "{\"account\":\"wang.xm\","
              "\"confirm\":\"wang.xm\"}");
    assert_false(office_token_stands(office, token));
    office_account(office, "wang.xm", &set);
    assert_int_equal(set.account.state, STATE_CLOSED);
    assert_int_equal(set.password.version, 0);
    assert_int_equal(set.oneday.version, 0);
    assert_int_equal(set.grants.version, 0);
    office_do(office, "session.list", "{\"account\":\"wang.xm\"}");
    assert_int_equal(json_array_size(office_items(office)), 0);

    office_no(office, "state", "account.close", "{\"account\":\"wang.xm\","
              "\"confirm\":\"wang.xm\"}");
    office_no(office, "state", "account.resume", "{\"account\":\"wang.xm\"}");
    office_no(office, "state", "account.set",
              "{\"account\":\"wang.xm\",\"title\":\"x\"}");
    office_no(office, "state", "oneday.issue", "{\"account\":\"wang.xm\"}");
    office_no(office, "state", "grant.add", "{\"account\":\"wang.xm\","
              "\"application\":\"PRE\",\"role\":\"reader\"}");
}


/* R7: what time does, before any job writes it down. */
static void
test_dormant(void **state)
{
    struct office *office = *state;

    office_later(office, 90 * 86400 - 1);
    office_do(office, "account.show", "{\"account\":\"lin.manager\"}");
    assert_string_equal(office_text(office, "state"), "active");
    office_later(office, 1);
    office_do(office, "account.show", "{\"account\":\"lin.manager\"}");
    assert_string_equal(office_text(office, "state"), "dormant");

    office_no(office, "state", "account.resume",
              "{\"account\":\"lin.manager\"}");
    assert_non_null(strstr(office_text(office, "message"), "oneday issue"));
    office_no(office, "state", "password.expire",
              "{\"account\":\"lin.manager\"}");

    /* suspended as dormant, resumed as dormant, woken */
    office_do(office, "account.suspend", "{\"account\":\"lin.manager\","
              "\"reason\":\"x\"}");
    office_do(office, "account.resume", "{\"account\":\"lin.manager\"}");
    assert_string_equal(office_text(office, "state"), "dormant");
    office_do(office, "oneday.issue", "{\"account\":\"lin.manager\"}");
    office_do(office, "account.show", "{\"account\":\"lin.manager\"}");
    assert_string_equal(office_text(office, "state"), "issued");
}


/* R8: that second. */
static void
test_until(void **state)
{
    struct office *office = *state;
    char token[TOKEN_MAX + 1];
    struct outcome outcome;

    office_do(office, "account.set", "{\"account\":\"lin.manager\","
              "\"until\":\"2023-11-15T07:00:00\"}");
    office_later(office, 46 * 60 + 39);
    office_token(office, "lin.manager", LEVEL_PASSWORD, 0, false, token);
    assert_int_equal(office_call(office, &office_web, token, "session.home",
                                 "{}"), GCIS_OK);
    office_later(office, 1);
    assert_int_not_equal(office_call(office, &office_web, token,
                                     "session.home", "{}"), GCIS_OK);
    assert_int_equal(office_sign_in(office, "lin.manager", OFFICE_PASSWORD,
                                    &outcome), GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_EXPIRED_ACCOUNT);
    office_no(office, "state", "oneday.issue",
              "{\"account\":\"lin.manager\"}");
}


/* R11, R6 */
static void
test_last_manager(void **state)
{
    struct office *office = *state;

    office_no(office, "last_manager", "account.suspend",
              "{\"account\":\"sys\",\"reason\":\"x\"}");
    office_no(office, "last_manager", "account.close",
              "{\"account\":\"sys\",\"confirm\":\"sys\"}");
    office_no(office, "last_manager", "account.set", "{\"account\":\"sys\","
              "\"agency\":\"TXG\",\"reference\":\"府-4\"}");
    office_no(office, "last_manager", "grant.remove", "{\"account\":\"sys\","
              "\"application\":\"REG\",\"role\":\"system\"}");

    /* one who was never activated is no other one */
    office_do(office, "grant.add", "{\"account\":\"far.one\",\"application\":"
              "\"REG\",\"role\":\"system\"}");
    office_no(office, "last_manager", "account.suspend",
              "{\"account\":\"sys\",\"reason\":\"x\"}");
    office_do(office, "oneday.issue", "{\"account\":\"far.one\"}");
    office_do(office, "account.suspend", "{\"account\":\"sys\",\"reason\":"
              "\"x\"}");

    /* the only account manager of his agency: a warning */
    office_do(office, "account.close", "{\"account\":\"lin.manager\","
              "\"confirm\":\"lin.manager\"}");
    assert_true(office_has(office, "warning"));
}


/* On lmdb: the owner of the store stands outside R11. */
static void
test_owner(void **state)
{
    struct office *office = *state;

    assert_int_equal(office_call(office, &office_owner, "",
                                 "account.close", "{\"account\":\"sys\","
                                 "\"confirm\":\"sys\"}"), GCIS_OK);
    assert_false(office_has(office, "warning"));
}


#define TEST(function)                                                        \
    cmocka_unit_test_setup_teardown(function, office_new, office_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_life),
        TEST(test_dormant),
        TEST(test_until),
        TEST(test_last_manager),
        TEST(test_owner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
