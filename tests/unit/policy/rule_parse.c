/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of rules: what is not understood is refused, with its word. */
#include "policy/rule.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define C32 "abcdefghijklmnopqrstuvwxyz012345"
#define R15 "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o"
#define SPACES_250                                                            \
    "          " "          " "          " "          " "          "          \
    "          " "          " "          " "          " "          "          \
    "          " "          " "          " "          " "          "          \
    "          " "          " "          " "          " "          "          \
    "          " "          " "          " "          " "          "


static void
refused(void **state)
{
    static const struct {
        const char *text;
        const char *error; /* what it must name */
    } rows[] = {
        /* nothing */
        { "", "empty" },
        { "   ", "empty" },
        /* no key, no value, neither */
        { "clerk", "unknown key clerk" },
        { "=", "unknown key" },
        { "=clerk", "unknown key" },
        { "application", "application" },
        { "application=", "application" },
        { "role= application=BMS", "role" },
        { "level=", "level" },
        { "age=", "age" },
        { "agency=", "agency" },
        { "network=", "network" },
        /* unknown keys, also near ones */
        { "user=x", "unknown key user" },
        { "Role=clerk application=BMS", "unknown key Role" },
        { "roles=clerk application=BMS", "unknown key roles" },
        { "application =BMS", "bad value of application" },
        /* twice */
        { "application=BMS application=BMS", "twice in one rule: appl" },
        { "application=BMS role=a role=b", "twice in one rule: role" },
        { "age=1m age=1m", "twice in one rule: age" },
        /* a role of which application? */
        { "role=clerk", "role without an application" },
        { "role=clerk level=certificate", "role without an application" },
        /* codes */
        { "application=.a", "application" },
        { "application=" C32 "6", "application" },
        { "application=a=b", "application" },
        { "application=a,b", "application" },
        { "agency=-", "agency" },
        { "agency=" C32 "6", "agency" },
        { "application=\xe5\x95\x86", "application" },
        /* lists of roles */
        { "application=B role=,", "role" },
        { "application=B role=a,", "role" },
        { "application=B role=,a", "role" },
        { "application=B role=a,,b", "role" },
        { "application=B role=a,b,a", "role" },
        { "application=B role=" C32 "6", "role" },
        { "application=B role=" R15 ",p,q", "role" },
        /* levels are words */
        { "level=2", "level" },
        { "level=Certificate", "level" },
        { "level=certificate,password", "level" },
        { "level=oneday", "level" },
        /* ages */
        { "age=0", "age" },
        { "age=0s", "age" },
        { "age=15", "age" },
        { "age=-1m", "age" },
        { "age=+1m", "age" },
        { "age=1.5h", "age" },
        { "age=1500ms", "age" },
        { "age=15M", "age" },
        { "age=15m1", "age" },
        { "age=015m", "age" },
        { "age=99999999999999999999d", "age" },
        { "age=9223372036854775807d", "age" },
        /* networks: more in network.c */
        { "network=10.0.0.1/8", "network" },
        { "network=localhost", "network" },
        /* other blanks than spaces */
        { "application=BMS\trole=clerk", "application" },
        { "application=BMS\nrole=clerk", "application" },
        { "application=BMS\n", "application" },
        /* what is named is made harmless */
        { "a\x1b[2Jb\xff=1", "unknown key a?[2Jb?:" },
        { C32 C32 "=1", "unknown key " C32 ":" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct rule rule = { .age_s = 77 };
        char error[RULE_ERROR_MAX] = "";

        if (rule_parse(span_str(rows[i].text), &rule, error)
            || strstr(error, rows[i].error) == NULL || rule.age_s != 77)
        {
            fail_msg("row %zu (%s): %s", i, rows[i].text, error);
        }
        assert_false(rule_parse(span_str(rows[i].text), &rule, NULL));
    }
}


static void
refused_by_bytes(void **state)
{
    static const struct {
        const char *text;
        size_t len;
    } rows[] = {
        /* a NUL in a value, behind it, before it */
        { "application=B\0S", 15 },
        { "application=BMS\0", 16 },
        { "\0application=BMS", 16 },
        { "network=10.0.0.0\0/8", 19 },
        { "age=1\0m", 7 },
    };
    struct rule rule;
    char error[RULE_ERROR_MAX];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rule_parse(span_of(rows[i].text, rows[i].len), &rule, error)) {
            fail_msg("row %zu", i);
        }
    }
    assert_false(rule_parse(span_of(NULL, 0), &rule, error));
}


static void
the_length_has_a_limit(void **state)
{
    static const char text[] =
        "agency=MOEA" SPACES_250 SPACES_250 SPACES_250 SPACES_250
        "              ";
    struct rule rule;
    char error[RULE_ERROR_MAX] = "";

    (void) state;
    assert_true(sizeof(text) - 1 == 1025);
    assert_false(rule_parse(span_of(text, 1025), &rule, error));
    assert_non_null(strstr(error, "1024"));
    assert_true(rule_parse(span_of(text, 1024), &rule, error));
}


static void
understood(void **state)
{
    struct rule rule;
    char error[RULE_ERROR_MAX];

    (void) state;
    assert_true(rule_parse(span_str("application=BMS"), &rule, error));
    assert_string_equal(rule.application, "BMS");
    assert_int_equal(rule.n_roles, 0);
    assert_int_equal(rule.level, LEVEL_NONE);
    assert_int_equal(rule.age_s, 0);
    assert_string_equal(rule.agency, "");
    assert_false(rule.has_network);

    /* all keys, in an order of their own, with spaces to spare */
    assert_true(rule_parse(
        span_str("  network=10.0.0.0/8  age=15m agency=TCG-COM "
                 "level=certificate role=clerk,chief application=pam:sshd "),
        &rule, error));
    assert_string_equal(rule.application, "pam:sshd");
    assert_int_equal(rule.n_roles, 2);
    assert_string_equal(rule.roles[0], "clerk");
    assert_string_equal(rule.roles[1], "chief");
    assert_int_equal(rule.level, LEVEL_CERTIFICATE);
    assert_int_equal(rule.age_s, 900);
    assert_string_equal(rule.agency, "TCG-COM");
    assert_true(rule.has_network);
    assert_int_equal(rule.network.prefix, 96 + 8);

    assert_true(rule_parse(span_str("level=password"), &rule, error));
    assert_int_equal(rule.level, LEVEL_PASSWORD);
    assert_true(rule_parse(span_str("age=1s"), &rule, error));
    assert_int_equal(rule.age_s, 1);
}


static void
limits_are_reached(void **state)
{
    struct rule rule;
    char error[RULE_ERROR_MAX];

    (void) state;
    assert_true(rule_parse(span_str("application=" C32 " agency=" C32
                                    " role=" R15 "," C32), &rule, error));
    assert_int_equal(rule.n_roles, RULE_ROLES_MAX);
    assert_string_equal(rule.application, C32);
    assert_string_equal(rule.agency, C32);
    assert_string_equal(rule.roles[14], "o");
    assert_string_equal(rule.roles[15], C32);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused),
        cmocka_unit_test(refused_by_bytes),
        cmocka_unit_test(the_length_has_a_limit),
        cmocka_unit_test(understood),
        cmocka_unit_test(limits_are_reached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
