/* SPDX-License-Identifier: BSD-2-Clause */
/* Several rules, of which any is enough; and the roles that are shown. */
#include "policy/rule.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1800000000)
#define N_RULES 3

static const struct evidence by_password = {
    .method = METHOD_PASSWORD, .level = LEVEL_PASSWORD,
    .auth_time_s = NOW - 900,
};

static const struct account_view clerk = {
    .kind = KIND_CIVIL_SERVANT,
    .agency = TCG_COM,
    .state = STATE_ACTIVE,
    .n_grants = 1,
    .grants = { { .application = PRE, .role = CLERK } },
};


static void
any_is_enough(void **state)
{
    static const struct {
        const char *rules[N_RULES];
        enum reason reason;
    } rows[] = {
        /* all refuse: what the person can mend himself is told */
        { { "application=FMS" }, REASON_NO_ROLE },
        { { "application=OLD", "application=FMS" }, REASON_INACTIVE },
        { { "agency=MOEA", "application=FMS" }, REASON_AGENCY },
        { { "application=FMS", "agency=MOEA" }, REASON_AGENCY },
        { { "network=10.0.0.0/8", "agency=MOEA" }, REASON_NETWORK },
        { { "level=certificate", "application=FMS", "agency=MOEA" },
          REASON_LEVEL },
        { { "application=FMS", "level=certificate", "agency=MOEA" },
          REASON_LEVEL },
        { { "level=certificate", "age=15m" }, REASON_AGE },
        { { "age=15m", "level=certificate" }, REASON_AGE },
        /* one is enough, wherever it stands */
        { { "application=PRE", "application=FMS", "agency=MOEA" },
          REASON_NONE },
        { { "application=FMS", "application=PRE", "agency=MOEA" },
          REASON_NONE },
        { { "application=FMS", "agency=MOEA", "application=PRE" },
          REASON_NONE },
    };
    static const struct facts facts = { .now_s = NOW };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct rule rules[N_RULES];
        const struct rule *pointers[N_RULES];
        char error[RULE_ERROR_MAX];
        size_t n = 0;
        enum reason got;

        while (n < N_RULES && rows[i].rules[n] != NULL) {
            assert_true(rule_parse(span_str(rows[i].rules[n]), &rules[n],
                                   error));
            pointers[n] = &rules[n];
            n++;
        }
        got = rule_judge_any(pointers, n, &clerk, &by_password, catalogue,
                             &facts);
        if (got != rows[i].reason) {
            fail_msg("row %zu: %s", i, reason_word(got));
        }
    }
}


/* Without rules, only what every session must be is asked. */
static void
none_asks_whether_the_session_is_open(void **state)
{
    static const struct facts facts = { .now_s = NOW };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();
    struct evidence evidence = by_password;
    struct account_view account = clerk;

    (void) state;
    account.n_grants = 0;
    evidence.restricted = true;
    assert_int_equal(rule_judge_any(NULL, 0, &account, &evidence, catalogue,
                                    &facts), REASON_MUST_CHANGE);
    evidence.restricted = false;
    account.must_change = true;
    assert_int_equal(rule_judge_any(NULL, 0, &account, &evidence, catalogue,
                                    &facts), REASON_MUST_CHANGE);
    account.must_change = false;
    evidence.level = LEVEL_NONE;
    assert_int_equal(rule_judge_any(NULL, 0, &account, &evidence, catalogue,
                                    &facts), REASON_LEVEL);
    evidence.level = LEVEL_PASSWORD;
    assert_int_equal(rule_judge_any(NULL, 0, &account, &evidence, catalogue,
                                    &facts), REASON_NONE);
}


static void
roles_that_are_shown(void **state)
{
    static const struct {
        const char *application;
        enum account_kind kind;
        const char *roles;
    } rows[] = {
        /* none there, no such application, an inactive one */
        { "FMS", KIND_CIVIL_SERVANT, "" },
        { "XXX", KIND_CIVIL_SERVANT, "" },
        { "", KIND_CIVIL_SERVANT, "" },
        { "OLD", KIND_CIVIL_SERVANT, "" },
        /* not for members */
        { "BMS", KIND_MEMBER, "" },
        { "BMS", KIND_NONE, "" },
        /* one, and more than one */
        { "BMS", KIND_CIVIL_SERVANT, "chief" },
        { "PRE", KIND_CIVIL_SERVANT, "clerk,reader" },
        { "PRE", KIND_MEMBER, "clerk,reader" },
    };
    static const struct account_grant grants[] = {
        { .application = PRE, .role = CLERK },
        { .application = OLD, .role = CLERK },
        /* over, and of a role that is no more */
        { .application = PRE, .role = CHIEF, .until_s = NOW },
        { .application = PRE, .role = 99 },
        { .application = PRE, .role = READER, .until_s = NOW + 1 },
        { .application = BMS, .role = CHIEF },
    };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();
    struct account_view account = { .n_grants = ARRAY_LEN(grants) };

    (void) state;
    memcpy(account.grants, grants, sizeof(grants));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char roles[64] = "untouched";
        size_t n;

        account.kind = rows[i].kind;
        n = rule_roles(&account, catalogue, rows[i].application, NOW, roles,
                       sizeof(roles));
        if (strcmp(roles, rows[i].roles) != 0) {
            fail_msg("row %zu: %s", i, roles);
        }
        assert_int_equal(n, roles[0] == '\0' ? 0
                            : strchr(roles, ',') == NULL ? 1
                                                         : 2);
    }
}


/* What does not fit is left out whole: fewer roles, never half of one. */
static void
roles_that_do_not_fit(void **state)
{
    static const struct {
        size_t size;
        const char *roles;
    } rows[] = {
        { 1, "" },
        { 5, "" },
        { 6, "clerk" },
        { 12, "clerk" },
        { 13, "clerk,reader" },
    };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();
    struct account_view account = clerk;

    (void) state;
    account.n_grants = 2;
    account.grants[1] = (struct account_grant){ PRE, READER, 0 };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char roles[16] = "untouched......";

        rule_roles(&account, catalogue, "PRE", NOW, roles, rows[i].size);
        assert_string_equal(roles, rows[i].roles);
    }
    assert_int_equal(rule_roles(&account, catalogue, "PRE", NOW, NULL, 0), 0);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_is_enough),
        cmocka_unit_test(none_asks_whether_the_session_is_open),
        cmocka_unit_test(roles_that_are_shown),
        cmocka_unit_test(roles_that_do_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
