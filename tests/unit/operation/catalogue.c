/* SPDX-License-Identifier: BSD-2-Clause */
/* Agencies, applications, roles, grants (R38, R39, R45). */
#include "office.h"

#include <stdio.h>
#include <string.h>


static void
test_agency_refused(void **state)
{
    struct office *office = *state;
    static const struct {
        const char *operation, *parameters, *reason;
    } rows[] = {
        { "agency.add", "{\"agency\":\"TXG\",\"name\":\"x\"}", "exists" },
        { "agency.add", "{\"agency\":\"N W\",\"name\":\"x\"}", "invalid" },
        { "agency.add", "{\"agency\":\"\",\"name\":\"x\"}", "invalid" },
        { "agency.add", "{\"agency\":\"NEW\"}", "invalid" },
        { "agency.add", "{\"agency\":\"NEW\",\"name\":\"a\\tb\"}",
          "invalid" },
        { "agency.add", "{\"agency\":\"NEW\",\"name\":\"x\",\"parent\":"
          "\"NONE\"}", "not_found" },
        { "agency.show", "{\"agency\":\"NONE\"}", "not_found" },
        { "agency.set", "{\"agency\":\"NONE\",\"name\":\"x\"}",
          "not_found" },
        /* a ring: itself, the one below */
        { "agency.set", "{\"agency\":\"TCG\",\"parent\":\"TCG\"}",
          "invalid" },
        { "agency.set", "{\"agency\":\"TCG\",\"parent\":\"TCG-COM\"}",
          "invalid" },
        /* one below it, accounts in it */
        { "agency.remove", "{\"agency\":\"TCG\"}", "in_use" },
        { "agency.remove", "{\"agency\":\"TCG-COM\"}", "in_use" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        office_no(office, rows[i].reason, rows[i].operation, "%s",
                  rows[i].parameters);
    }
}


static void
test_agency(void **state)
{
    struct office *office = *state;
    char token[TOKEN_MAX + 1];

    office_do(office, "agency.add", "{\"agency\":\"NEW\",\"name\":\"新機關\","
              "\"parent\":\"TXG\"}");
    office_do(office, "agency.set", "{\"agency\":\"NEW\",\"parent\":\"TCG\"}");
    assert_string_equal(office_text(office, "parent"), "TCG");
    assert_string_equal(office_text(office, "name"), "新機關");

    /* a manager's scope follows at once */
    office_token(office, "lin.manager", LEVEL_CERTIFICATE, 0, false, token);
    assert_int_equal(office_call(office, &office_web, token, "agency.list",
                                 "{}"), GCIS_OK);
    assert_true(office_lists(office, "code", "NEW"));
    assert_int_equal(json_array_size(office_items(office)), 3);
    office_do(office, "agency.set", "{\"agency\":\"NEW\",\"parent\":\"\"}");
    assert_int_equal(office_call(office, &office_web, token, "agency.list",
                                 "{}"), GCIS_OK);
    assert_int_equal(json_array_size(office_items(office)), 2);

    office_do(office, "agency.remove", "{\"agency\":\"NEW\"}");
    office_no(office, "not_found", "agency.show", "{\"agency\":\"NEW\"}");
    /* closed accounts do not keep it */
    office_do(office, "account.close", "{\"account\":\"wang.xm\","
              "\"confirm\":\"wang.xm\"}");
    office_do(office, "agency.remove", "{\"agency\":\"TCG-COM\"}");
    office_do(office, "account.show", "{\"account\":\"wang.xm\"}");
    assert_string_equal(office_text(office, "agency"), "");
}


/* AGENCY_DEPTH_MAX one below the other, and no more. */
static void
test_agency_depth(void **state)
{
    struct office *office = *state;
    char above[8] = "";

    for (unsigned i = 1; i <= AGENCY_DEPTH_MAX; i++) {
        office_do(office, "agency.add", "{\"agency\":\"D%u\",\"name\":\"x\","
                  "\"parent\":\"%s\"}", i, above);
        snprintf(above, sizeof(above), "D%u", i);
    }
    office_no(office, "limit", "agency.add", "{\"agency\":\"DD\",\"name\":"
              "\"x\",\"parent\":\"%s\"}", above);
    /* nor by a branch that is hung up elsewhere */
    office_no(office, "limit", "agency.set", "{\"agency\":\"TCG\","
              "\"parent\":\"D15\"}");
    office_do(office, "agency.set", "{\"agency\":\"TCG\",\"parent\":"
              "\"D14\"}");
    office_no(office, "invalid", "agency.set", "{\"agency\":\"D1\","
              "\"parent\":\"TCG-COM\"}");
}


static void
test_application_refused(void **state)
{
    struct office *office = *state;
    static const struct {
        const char *operation, *parameters, *reason;
    } rows[] = {
        { "application.add", "{\"application\":\"PRE\",\"name\":\"x\"}",
          "exists" },
        { "application.add", "{\"application\":\"A/B\",\"name\":\"x\"}",
          "invalid" },
        { "application.add", "{\"application\":\"NEW\"}", "invalid" },
        { "application.add", "{\"application\":\"NEW\",\"name\":\"x\","
          "\"level\":\"card\"}", "invalid" },
        { "application.add", "{\"application\":\"NEW\",\"name\":\"x\","
          "\"url\":\"javascript:x\"}", "invalid" },
        { "application.add", "{\"application\":\"NEW\",\"name\":\"x\","
          "\"url\":\"//evil.example/\"}", "invalid" },
        { "application.add", "{\"application\":\"NEW\",\"name\":\"x\","
          "\"granted_by\":\"auditor\"}", "invalid" },
        { "application.add", "{\"application\":\"NEW\",\"name\":\"x\","
          "\"order\":\"7\"}", "invalid" },
        { "application.add", "{\"application\":\"NEW\",\"name\":\"x\","
          "\"hours\":\"08:00-18:00\"}", "not_in_this_version" },
        { "application.set", "{\"application\":\"NONE\"}", "not_found" },
        /* what is built in stays as it is */
        { "application.set", "{\"application\":\"REG\",\"inactive\":true}",
          "built_in" },
        { "application.set", "{\"application\":\"CERT\",\"level\":"
          "\"certificate\"}", "built_in" },
        { "application.remove", "{\"application\":\"REG\"}", "built_in" },
        { "role.add", "{\"application\":\"REG\",\"role\":\"god\",\"name\":"
          "\"x\"}", "built_in" },
        { "role.remove", "{\"application\":\"REG\",\"role\":\"system\"}",
          "built_in" },
        { "role.add", "{\"application\":\"PRE\",\"role\":\"reader\","
          "\"name\":\"x\"}", "exists" },
        { "role.remove", "{\"application\":\"PRE\",\"role\":\"none\"}",
          "not_found" },
        /* grants stand: how many */
        { "application.remove", "{\"application\":\"PRE\"}", "in_use" },
        { "role.remove", "{\"application\":\"PRE\",\"role\":\"reader\"}",
          "in_use" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        office_no(office, rows[i].reason, rows[i].operation, "%s",
                  rows[i].parameters);
    }
    /* the sample's two readers */
    assert_non_null(strstr(office_text(office, "message"), "2 grants"));
}


static void
test_application(void **state)
{
    struct office *office = *state;

    office_do(office, "application.add", "{\"application\":\"NEW\",\"name\":"
              "\"新系統\",\"url\":\"https://new.example.gov.tw/\",\"order\":"
              "200,\"civil_servants_only\":true}");
    assert_string_equal(office_text(office, "level"), "password");
    office_do(office, "role.add", "{\"application\":\"NEW\",\"role\":"
              "\"user\",\"name\":\"使用\"}");
    office_do(office, "role.list", "{\"application\":\"NEW\"}");
    assert_int_equal(json_array_size(office_items(office)), 1);
    office_do(office, "grant.add", "{\"account\":\"wang.xm\","
              "\"application\":\"NEW\",\"role\":\"user\"}");
    office_no(office, "in_use", "application.remove",
              "{\"application\":\"NEW\"}");
    office_do(office, "grant.remove", "{\"account\":\"wang.xm\","
              "\"application\":\"NEW\",\"role\":\"user\"}");
    office_do(office, "application.set", "{\"application\":\"NEW\",\"level\":"
              "\"certificate\",\"inactive\":true}");
    assert_string_equal(office_text(office, "level"), "certificate");
    office_do(office, "application.remove", "{\"application\":\"NEW\"}");
    office_no(office, "not_found", "role.list", "{\"application\":\"NEW\"}");

    /* its number is never given again */
    office_do(office, "application.add", "{\"application\":\"NEW\",\"name\":"
              "\"x\"}");
    office_do(office, "role.list", "{\"application\":\"NEW\"}");
    assert_int_equal(json_array_size(office_items(office)), 0);
}


/* B14: what is new needs the card where the configuration says so; services
 * of a host ask for it in their stack. */
static void
test_application_level(void **state)
{
    struct office *office = *state;

    office->engine->config->application_level_certificate = true;
    office_do(office, "application.add", "{\"application\":\"pam:sshd\","
              "\"name\":\"x\"}");
    assert_string_equal(office_text(office, "level"), "password");
    office_do(office, "application.add", "{\"application\":\"NEW\",\"name\":"
              "\"x\"}");
    assert_string_equal(office_text(office, "level"), "certificate");
}


/* 13 systems, in order of code; the list goes on after 50. */
static void
test_application_list(void **state)
{
    struct office *office = *state;

    office_do(office, "application.list", "{}");
    assert_int_equal(json_array_size(office_items(office)), 13);
    assert_true(json_is_null(json_object_get(office->reply, "next")));
    for (unsigned i = 0; i < 38; i++) {
        office_do(office, "application.add", "{\"application\":\"X%02u\","
                  "\"name\":\"x\"}", i);
    }
    office_do(office, "application.list", "{}");
    assert_int_equal(json_array_size(office_items(office)), LIST_PAGE);
    assert_string_equal(office_text(office, "next"), "X36");
    office_do(office, "application.list", "{\"cursor\":\"X36\"}");
    assert_int_equal(json_array_size(office_items(office)), 1);
}


#define GRANT(application, role)                                              \
    "{\"account\":\"%s\",\"application\":\"" application "\",\"role\":\""     \
    role "\"}"


static void
test_grant_refused(void **state)
{
    struct office *office = *state;

    office_no(office, "not_found", "grant.add", GRANT("PRE", "none"),
              "wang.xm");
    office_no(office, "not_found", "grant.add", GRANT("NONE", "reader"),
              "wang.xm");
    office_no(office, "not_found", "grant.add", GRANT("PRE", "reader"),
              "nobody");
    office_no(office, "not_found", "grant.remove", GRANT("PRE", "reader"),
              "wang.xm");

    /* members: not in REG, not where civil servants only may */
    office_no(office, "forbidden", "grant.add", GRANT("REG", "manager"),
              "citizen");
    office_no(office, "forbidden", "grant.add", GRANT("BMS", "reader"),
              "citizen");
    /* an auditor has no other role of REG */
    office_no(office, "forbidden", "grant.add", GRANT("REG", "manager"),
              "aud");
    office_no(office, "forbidden", "grant.add", GRANT("REG", "auditor"),
              "sys");
    /* inactive; an end that is past */
    office_do(office, "application.set", "{\"application\":\"FMS\","
              "\"inactive\":true}");
    office_no(office, "inactive", "grant.add", GRANT("FMS", "reader"),
              "wang.xm");
    office_no(office, "invalid", "grant.add", "{\"account\":\"wang.xm\","
              "\"application\":\"PRE\",\"role\":\"reader\",\"until\":"
              "\"2020-01-01\"}");

    /* REG is not a session's to give: F4 wants a signature */
    office_by_no(office, "sys", "not_in_this_version", "grant.add",
                 GRANT("REG", "manager"), "wang.xm");
    office_by_no(office, "far.manager", "not_found", "grant.add",
                 GRANT("PRE", "reader"), "wang.xm");

    /* which managers may give it, the application says */
    office_do(office, "application.set", "{\"application\":\"BMS\","
              "\"granted_by\":\"system\"}");
    office_by_no(office, "lin.manager", "forbidden", "grant.add",
                 GRANT("BMS", "reader"), "wang.xm");
    assert_int_equal(office_by(office, "sys", LEVEL_CERTIFICATE, "grant.add",
                               GRANT("BMS", "reader"), "wang.xm"), GCIS_OK);
}


static void
test_grant(void **state)
{
    struct office *office = *state;
    struct account_set set;

    assert_int_equal(office_by(office, "lin.manager", LEVEL_CERTIFICATE,
                               "grant.add", GRANT("PRE", "reader"),
                               "wang.xm"), GCIS_OK);
    office_no(office, "exists", "grant.add", GRANT("PRE", "reader"),
              "wang.xm");
    /* another end is another grant of the same */
    office_do(office, "grant.add", "{\"account\":\"wang.xm\","
              "\"application\":\"PRE\",\"role\":\"reader\",\"until\":"
              "\"2024-12-31\"}");
    assert_int_equal(office_integer(office, "until_s"), 1735660800);
    office_do(office, "grant.add", GRANT("PRE", "chief"), "wang.xm");
    office_account(office, "wang.xm", &set);
    assert_int_equal(set.grants.n, 2);
    office_do(office, "grant.remove", GRANT("PRE", "reader"), "wang.xm");
    office_do(office, "grant.list", "{\"account\":\"wang.xm\"}");
    assert_int_equal(json_array_size(office_items(office)), 1);
    assert_true(office_lists(office, "role", "chief"));
    office_no(office, "not_found", "grant.remove", GRANT("PRE", "reader"),
              "wang.xm");
}


/* GRANTS_MAX, and one past it. */
static void
test_grants_max(void **state)
{
    struct office *office = *state;

    office_do(office, "application.add", "{\"application\":\"BIG\","
              "\"name\":\"x\"}");
    for (unsigned i = 0; i <= GRANTS_MAX; i++) {
        office_do(office, "role.add", "{\"application\":\"BIG\",\"role\":"
                  "\"r%u\",\"name\":\"x\"}", i);
    }
    for (unsigned i = 0; i < GRANTS_MAX; i++) {
        office_do(office, "grant.add", "{\"account\":\"wang.xm\","
                  "\"application\":\"BIG\",\"role\":\"r%u\"}", i);
    }
    office_no(office, "limit", "grant.add", "{\"account\":\"wang.xm\","
              "\"application\":\"BIG\",\"role\":\"r%u\"}", GRANTS_MAX);

    /* roles that are more than a change has room for go one by one */
    office_do(office, "role.list", "{\"application\":\"BIG\"}");
    assert_string_equal(office_text(office, "next"), "r49");
    office_do(office, "role.list", "{\"application\":\"BIG\",\"cursor\":"
              "\"r49\"}");
    assert_int_equal(json_array_size(office_items(office)),
                     GRANTS_MAX + 1 - LIST_PAGE);
    office_do(office, "account.close", "{\"account\":\"wang.xm\","
              "\"confirm\":\"wang.xm\"}");
    office_no(office, "in_use", "application.remove",
              "{\"application\":\"BIG\"}");
}


#define TEST(function)                                                        \
    cmocka_unit_test_setup_teardown(function, office_new, office_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_agency_refused),
        TEST(test_agency),
        TEST(test_agency_depth),
        TEST(test_application_refused),
        TEST(test_application),
        TEST(test_application_level),
        TEST(test_application_list),
        TEST(test_grant_refused),
        TEST(test_grant),
        TEST(test_grants_max),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
