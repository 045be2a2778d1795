/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The acceptance walk in small (REQUIREMENTS 11, W2-W7, W10, X3, X4, X7, X10),
 * through the one entrance of operations and the one of attempts.
 */
#include "office.h"

#include <string.h>

#define NEW_PASSWORD "Blue-Kettle-42"


static void
issue(struct office *office, char ret[64])
{
    office_do(office, "oneday.issue", "{\"account\":\"wang.xm\"}");
    office_copy(office, "oneday_password", ret, 64);
    assert_int_equal(strlen(ret), 14); /* XXXX-XXXX-XXXX */
    assert_true(office_integer(office, "expires_s") > OFFICE_START_S);
}


/* W5, W6: the restricted session changes the password, and ends. */
static void
activate(struct office *office, const char *oneday)
{
    struct outcome outcome;

    assert_int_equal(office_sign_in(office, "wang.xm", oneday, &outcome),
                     GCIS_OK);
    assert_true(outcome.evidence.restricted);
    assert_int_equal(office_call(office, &office_web, outcome.token,
                                 "password.change", "{\"old\":\"%s\",\"new\":"
                                 "\"" NEW_PASSWORD "\"}", oneday), GCIS_OK);
    assert_true(json_is_true(json_object_get(office->reply, "activated")));
    assert_false(office_has(office, "token"));
    assert_string_equal(office_text(office, "message_code"), "G202");
    assert_false(office_token_stands(office, outcome.token));
}


static void
test_walk(void **state)
{
    struct office *office = *state;
    struct outcome outcome;
    char first[64], oneday[64], before[TOKEN_MAX + 1];
    json_t *applications;

    /* W3: two grants, asleep */
    office_do(office, "grant.add", "{\"account\":\"wang.xm\",\"application\":"
              "\"BMS\",\"role\":\"clerk\"}");
    office_do(office, "grant.add", "{\"account\":\"wang.xm\",\"application\":"
              "\"PRE\",\"role\":\"reader\"}");
    office_do(office, "grant.list", "{\"account\":\"wang.xm\"}");
    assert_int_equal(json_array_size(office_items(office)), 2);

    /* W4: a second one kills the first */
    issue(office, first);
    issue(office, oneday);
    office_do(office, "account.show", "{\"account\":\"wang.xm\"}");
    assert_string_equal(office_text(office, "state"), "issued");
    assert_int_equal(office_sign_in(office, "wang.xm", first, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_ONEDAY_DEAD);

    activate(office, oneday);
    office_do(office, "account.show", "{\"account\":\"wang.xm\"}");
    assert_string_equal(office_text(office, "state"), "active");

    /* X3: the same again */
    assert_int_equal(office_sign_in(office, "wang.xm", oneday, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_ONEDAY_DEAD);

    /* W7 */
    office_later(office, 60);
    assert_int_equal(office_sign_in(office, "wang.xm", NEW_PASSWORD,
                                    &outcome), GCIS_OK);
    assert_false(outcome.evidence.restricted);
    assert_int_equal(office_count(office, EVENT_ACCOUNT_ACTIVATED, RESULT_OK),
                     1);
    assert_int_equal(office_call(office, &office_web, outcome.token,
                                 "session.home", "{}"), GCIS_OK);
    assert_int_equal(office_integer(office, "last_password_s"),
                     OFFICE_START_S);
    applications = json_object_get(office->reply, "applications");
    assert_int_equal(json_array_size(applications), 4);

    /* W10: suspended, the very next request; resumed, not that session */
    memcpy(before, outcome.token, sizeof(before));
    office_do(office, "account.suspend", "{\"account\":\"wang.xm\",\"reason\":"
              "\"留職停薪\"}");
    assert_false(office_token_stands(office, before));
    assert_int_equal(office_sign_in(office, "wang.xm", NEW_PASSWORD,
                                    &outcome), GCIS_E_DENIED);
    office_do(office, "account.resume", "{\"account\":\"wang.xm\"}");
    assert_false(office_token_stands(office, before));
    assert_int_equal(office_sign_in(office, "wang.xm", NEW_PASSWORD,
                                    &outcome), GCIS_OK);
}


/* X4: and the manager's way out of it. */
static void
test_locked(void **state)
{
    struct office *office = *state;
    struct outcome outcome;

    for (int i = 0; i < 5; i++) {
        (void) office_sign_in(office, "lin.manager", "wrong", &outcome);
    }
    assert_int_equal(office_sign_in(office, "lin.manager", OFFICE_PASSWORD,
                                    &outcome), GCIS_E_DENIED);
    office_do(office, "account.show", "{\"account\":\"lin.manager\"}");
    assert_int_equal(office_integer(office, "locked_until_s"),
                     OFFICE_START_S + 900);
    assert_string_equal(json_string_value(json_array_get(
        json_object_get(office->reply, "conditions"), 0)), "locked");

    /* not himself, not another agency's manager */
    office_by_no(office, "lin.manager", "self", "account.unlock",
                 "{\"account\":\"lin.manager\"}");
    office_by_no(office, "far.manager", "not_found", "account.unlock",
                 "{\"account\":\"lin.manager\"}");
    assert_int_equal(office_by(office, "sys", LEVEL_CERTIFICATE,
                               "account.unlock",
                               "{\"account\":\"lin.manager\"}"), GCIS_OK);
    assert_int_equal(office_sign_in(office, "lin.manager", OFFICE_PASSWORD,
                                    &outcome), GCIS_OK);
    office_no(office, "state", "account.unlock",
              "{\"account\":\"lin.manager\"}");
}


static bool
breaks(const struct office *office, const char *rule)
{
    json_t *word;
    size_t i;

    json_array_foreach(json_object_get(office->reply, "rules"), i, word) {
        if (strcmp(json_string_value(word), rule) == 0) {
            return true;
        }
    }

    return false;
}


/* X7: each names its rule; what was still works. */
static void
test_password_rules(void **state)
{
    struct office *office = *state;
    struct outcome outcome;
    static const struct { const char *password, *rule; } rows[] = {
        /* one of the last three, the present one */
        { OFFICE_PASSWORD, "in_history" },
        /* eleven characters */
        { "Abcdefgh-12", "too_short" },
        /* a part of the account's name, of the agency's code */
        { "My-Manager-Key-9", "has_name" },
        /* twice in a day */
        { "Other-Kettle-43", "too_young" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        office_no(office, "password_rules", "password.set", "{\"account\":"
                  "\"lin.manager\",\"password\":\"%s\"}", rows[i].password);
        assert_string_equal(office_text(office, "error"), "G201");
        if (!breaks(office, rows[i].rule)) {
            fail_msg("%s: not %s", rows[i].password, rows[i].rule);
        }
    }
    assert_int_equal(office_sign_in(office, "lin.manager", OFFICE_PASSWORD,
                                    &outcome), GCIS_OK);

    /* by the holder: one rule, and the wrong old one */
    assert_int_equal(office_call(office, &office_web, outcome.token,
                                 "password.change", "{\"old\":\"%s\",\"new\":"
                                 "\"short\"}", OFFICE_PASSWORD),
                     GCIS_E_INVALID);
    assert_true(breaks(office, "too_short"));
    assert_int_equal(office_call(office, &office_web, outcome.token,
                                 "password.change", "{\"old\":\"wrong\","
                                 "\"new\":\"Other-Kettle-43\"}"),
                     GCIS_E_DENIED);
    assert_string_equal(office_text(office, "error"), "G100");
    assert_int_equal(office_count(office, EVENT_OPERATION_DENIED,
                                  RESULT_DENIED), 0);

    /* a day later it is good, and the session goes on under another token */
    office_later(office, 86400);
    assert_int_equal(office_sign_in(office, "lin.manager", OFFICE_PASSWORD,
                                    &outcome), GCIS_OK);
    assert_int_equal(office_call(office, &office_web, outcome.token,
                                 "password.change", "{\"old\":\"%s\",\"new\":"
                                 "\"Other-Kettle-43\"}", OFFICE_PASSWORD),
                     GCIS_OK);
    assert_false(office_token_stands(office, outcome.token));
    assert_true(office_token_stands(office, office_text(office, "token")));
}


/* X10: each leaves a record. */
static void
test_out_of_hand(void **state)
{
    struct office *office = *state;

    office_by_no(office, "lin.manager", "not_found", "account.set",
                 "{\"account\":\"far.one\",\"title\":\"x\"}");
    office_by_no(office, "lin.manager", "not_found", "account.show",
                 "{\"account\":\"nobody\"}");
    office_by_no(office, "lin.manager", "self", "grant.add",
                 "{\"account\":\"lin.manager\",\"application\":\"PRE\","
                 "\"role\":\"chief\"}");
    office_by_no(office, "lin.manager", "forbidden", "grant.add",
                 "{\"account\":\"wang.xm\",\"application\":\"REG\","
                 "\"role\":\"manager\"}");
    assert_int_equal(office_count(office, EVENT_OPERATION_DENIED,
                                  RESULT_DENIED), 3);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_out_of_hand, office_new,
                                        office_end),
        cmocka_unit_test_setup_teardown(test_locked, office_new, office_end),
        cmocka_unit_test_setup_teardown(test_password_rules, office_new,
                                        office_end),
        cmocka_unit_test_setup_teardown(test_walk, office_new, office_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
