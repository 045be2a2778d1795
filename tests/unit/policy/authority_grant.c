/* SPDX-License-Identifier: BSD-2-Clause */
/* Whom he may reach, and which roles he may give: the roles of REG against
 * accounts, agencies and applications. */
#include "policy/authority.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The actors; managers are of TCG-COM. */
enum who {
    NOBODY, PLAIN, IS_AUDITOR, AUDITOR_AND_MANAGER, IS_MANAGER,
    IS_MEMBER_MANAGER, BOTH_MANAGERS, IS_SYSTEM, SELF, ROOT, N_WHO,
};

static const struct actor actors[N_WHO] = {
    [NOBODY] = { 0 },
    [PLAIN] = { .by_token = true, .classes = PEER_WEB },
    [IS_AUDITOR] = { .by_token = true, .classes = PEER_WEB,
                     .roles = REG_AUDITOR | REG_ANY },
    [AUDITOR_AND_MANAGER] = { .by_token = true, .classes = PEER_WEB,
                              .roles = REG_AUDITOR | REG_MANAGER },
    [IS_MANAGER] = { .by_token = true, .classes = PEER_WEB,
                     .roles = REG_MANAGER | REG_ANY },
    [IS_MEMBER_MANAGER] = { .by_token = true, .classes = PEER_WEB,
                            .roles = REG_MEMBER_MANAGER },
    [BOTH_MANAGERS] = { .by_token = true, .classes = PEER_WEB,
                        .roles = REG_MANAGER | REG_MEMBER_MANAGER },
    [IS_SYSTEM] = { .by_token = true, .classes = PEER_WEB,
                    .roles = REG_SYSTEM },
    /* roles and class without a token: an own uid */
    [SELF] = { .classes = PEER_SELF | PEER_PAM | PEER_WEB,
               .roles = REG_SYSTEM | REG_AUDITOR | REG_MANAGER },
    [ROOT] = { .classes = PEER_ROOT },
};

#define NF REASON_NOT_FOUND
#define OK REASON_NONE
#define NO REASON_FORBIDDEN
#define SF REASON_SELF


static struct actor
actor_of(size_t who)
{
    struct actor actor = actors[who];

    actor.has_account = who != ROOT && who != NOBODY;
    actor.account.bytes[0] = 1;
    actor.agency = TCG_COM;
    return actor;
}


static struct account
account_of(enum account_kind kind, uint16_t agency, bool himself)
{
    struct account account = { .kind = kind, .agency = agency };

    account.id.bytes[0] = himself ? 1 : 2;
    return account;
}


static void
accounts_in_reach(void **state)
{
    static const struct {
        enum account_kind kind;
        uint16_t agency;
        enum reason answers[N_WHO];
    } rows[] = {
        /* nobody plain auditor auditor+manager manager member-manager
         * both system self root */
        /* of another agency, of the one above */
        { KIND_CIVIL_SERVANT, MOEA,
          { NF, NF, OK, NF, NF, NF, NF, OK, NF, OK } },
        { KIND_CIVIL_SERVANT, TCG,
          { NF, NF, OK, NF, NF, NF, NF, OK, NF, OK } },
        /* of none, of one that is not there */
        { KIND_CIVIL_SERVANT, 0,
          { NF, NF, OK, NF, NF, NF, NF, OK, NF, OK } },
        { KIND_CIVIL_SERVANT, 99,
          { NF, NF, OK, NF, NF, NF, NF, OK, NF, OK } },
        /* of his own agency, of the one below; people and machines */
        { KIND_CIVIL_SERVANT, TCG_COM,
          { NF, NF, OK, OK, OK, NF, OK, OK, NF, OK } },
        { KIND_CIVIL_SERVANT, TCG_COM_1,
          { NF, NF, OK, OK, OK, NF, OK, OK, NF, OK } },
        { KIND_SERVICE, TCG_COM_1,
          { NF, NF, OK, OK, OK, NF, OK, OK, NF, OK } },
        /* members are their managers' alone, in whatever agency */
        { KIND_MEMBER, 0, { NF, NF, OK, NF, NF, OK, OK, OK, NF, OK } },
        { KIND_MEMBER, TCG_COM, { NF, NF, OK, NF, NF, OK, OK, OK, NF, OK } },
    };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account account = account_of(rows[i].kind, rows[i].agency,
                                            false);

        for (size_t j = 0; j < N_WHO; j++) {
            struct actor actor = actor_of(j);
            enum reason got = authority_account(&actor, &account, false,
                                                catalogue);

            if (got != rows[i].answers[j]) {
                fail_msg("row %zu, actor %zu: %s", i, j, reason_word(got));
            }
            /* that he might do it to himself changes nothing for others */
            assert_int_equal(authority_account(&actor, &account, true,
                                               catalogue), got);
        }
    }
}


/* R11: himself, not even as a system manager; but what is for oneself. */
static void
nobody_acts_on_himself(void **state)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();
    struct account himself = account_of(KIND_CIVIL_SERVANT, TCG_COM, true);

    (void) state;
    for (size_t j = PLAIN; j < ROOT; j++) {
        struct actor actor = actor_of(j);

        assert_int_equal(authority_account(&actor, &himself, false,
                                           catalogue), REASON_SELF);
        assert_int_equal(authority_account(&actor, &himself, true,
                                           catalogue), REASON_NONE);
    }
}


static void
agencies_in_reach(void **state)
{
    static const struct {
        uint16_t agency;
        enum reason answers[N_WHO];
    } rows[] = {
        /* nobody plain auditor auditor+manager manager member-manager
         * both system self root */
        { MOEA, { NF, NF, OK, NF, NF, NF, NF, OK, NF, OK } },
        { TCG, { NF, NF, OK, NF, NF, NF, NF, OK, NF, OK } },
        { 0, { NF, NF, OK, NF, NF, NF, NF, OK, NF, OK } },
        { TCG_COM, { NF, NF, OK, OK, OK, NF, OK, OK, NF, OK } },
        { TCG_COM_1, { NF, NF, OK, OK, OK, NF, OK, OK, NF, OK } },
    };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t j = 0; j < N_WHO; j++) {
            struct actor actor = actor_of(j);
            enum reason got = authority_agency(&actor, rows[i].agency,
                                               catalogue);

            if (got != rows[i].answers[j]) {
                fail_msg("row %zu, actor %zu: %s", i, j, reason_word(got));
            }
        }
    }

    /* a manager of no agency has no scope */
    struct actor actor = actor_of(IS_MANAGER);
    actor.agency = 0;
    assert_int_equal(authority_agency(&actor, 0, catalogue), NF);
    assert_int_equal(authority_agency(&actor, TCG_COM, catalogue), NF);
}


static void
roles_that_he_may_give(void **state)
{
    static const struct {
        enum account_kind kind;
        uint16_t agency;
        bool himself;
        const char *application;
        uint16_t role;
        enum reason answers[N_WHO];
    } rows[] = {
        /* nobody plain auditor auditor+manager manager member-manager
         * both system self root */
        /* out of reach, whatever the role is */
        { KIND_CIVIL_SERVANT, MOEA, false, "PRE", CLERK,
          { NF, NF, NO, NF, NF, NF, NF, OK, NF, OK } },
        { KIND_CIVIL_SERVANT, MOEA, false, "REG", MANAGER,
          { NF, NF, NO, NF, NF, NF, NF, OK, NF, OK } },
        /* to himself */
        { KIND_CIVIL_SERVANT, TCG_COM, true, "PRE", CLERK,
          { NF, SF, SF, SF, SF, SF, SF, SF, SF, OK } },
        { KIND_CIVIL_SERVANT, TCG_COM, true, "REG", SYSTEM,
          { NF, SF, SF, SF, SF, SF, SF, SF, SF, OK } },
        /* the roles of REG: system managers only */
        { KIND_CIVIL_SERVANT, TCG_COM, false, "REG", MANAGER,
          { NF, NF, NO, NO, NO, NF, NO, OK, NF, OK } },
        { KIND_CIVIL_SERVANT, TCG_COM, false, "REG", AUDITOR,
          { NF, NF, NO, NO, NO, NF, NO, OK, NF, OK } },
        /* in scope */
        { KIND_CIVIL_SERVANT, TCG_COM, false, "PRE", CLERK,
          { NF, NF, NO, OK, OK, NF, OK, OK, NF, OK } },
        { KIND_CIVIL_SERVANT, TCG_COM_1, false, "BMS", CHIEF,
          { NF, NF, NO, OK, OK, NF, OK, OK, NF, OK } },
        /* to a member */
        { KIND_MEMBER, 0, false, "PRE", CLERK,
          { NF, NF, NO, NF, NF, OK, OK, OK, NF, OK } },
        /* the application lets members' managers give, or system's, or a
         * role that is none */
        { KIND_CIVIL_SERVANT, TCG_COM, false, "FMS", CLERK,
          { NF, NF, NO, NO, NO, NF, OK, OK, NF, OK } },
        { KIND_MEMBER, 0, false, "FMS", CLERK,
          { NF, NF, NO, NF, NF, OK, OK, OK, NF, OK } },
        { KIND_CIVIL_SERVANT, TCG_COM, false, "GCR", CLERK,
          { NF, NF, NO, NO, NO, NF, NO, OK, NF, OK } },
        { KIND_CIVIL_SERVANT, TCG_COM, false, "EDD", CLERK,
          { NF, NF, NO, NO, NO, NF, NO, OK, NF, OK } },
    };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct application *application =
            catalogue_application_by_code(catalogue, rows[i].application);
        const struct role *role = catalogue_role(
            catalogue, application->number, rows[i].role);
        struct account account = account_of(rows[i].kind, rows[i].agency,
                                            rows[i].himself);

        assert_non_null(role);
        for (size_t j = 0; j < N_WHO; j++) {
            struct actor actor = actor_of(j);
            enum reason got = authority_grant(&actor, &account, application,
                                              role, catalogue);

            if (got != rows[i].answers[j]) {
                fail_msg("row %zu, actor %zu: %s", i, j, reason_word(got));
            }
        }
    }
}


/* A role of one application cannot be given as one of another. */
static void
a_role_of_another_application(void **state)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();
    struct account account = account_of(KIND_CIVIL_SERVANT, TCG_COM, false);
    struct actor actor = actor_of(ROOT);

    (void) state;
    assert_int_equal(authority_grant(&actor, &account,
                                     catalogue_application(catalogue, PRE),
                                     catalogue_role(catalogue, REG, SYSTEM),
                                     catalogue), NF);
}


static void
roles_that_an_account_may_hold(void **state)
{
    static const struct {
        enum account_kind kind;
        struct grant has;
        uint16_t application;
        uint16_t role;
        enum reason wanted;
    } rows[] = {
        /* an inactive application */
        { KIND_CIVIL_SERVANT, { 0 }, OLD, CLERK, REASON_INACTIVE },
        /* members: neither REG nor what is for civil servants */
        { KIND_MEMBER, { 0 }, REG, MANAGER, NO },
        { KIND_MEMBER, { 0 }, BMS, CLERK, NO },
        { KIND_MEMBER, { 0 }, PRE, CLERK, OK },
        /* machines: not REG */
        { KIND_SERVICE, { 0 }, REG, MANAGER, NO },
        { KIND_SERVICE, { 0 }, BMS, CLERK, OK },
        { KIND_NONE, { 0 }, PRE, CLERK, NO },
        /* an auditor is nothing else in REG, and nothing else one */
        { KIND_CIVIL_SERVANT, { REG, AUDITOR, 0, 0, "" }, REG, MANAGER, NO },
        { KIND_CIVIL_SERVANT, { REG, MANAGER, 0, 0, "" }, REG, AUDITOR, NO },
        { KIND_CIVIL_SERVANT, { REG, SYSTEM, 0, 0, "" }, REG, AUDITOR, NO },
        /* but may be given the same anew, and may work elsewhere */
        { KIND_CIVIL_SERVANT, { REG, AUDITOR, 0, 0, "" }, REG, AUDITOR, OK },
        { KIND_CIVIL_SERVANT, { REG, AUDITOR, 0, 0, "" }, BMS, CLERK, OK },
        { KIND_CIVIL_SERVANT, { BMS, AUDITOR, 0, 0, "" }, REG, MANAGER, OK },
        { KIND_CIVIL_SERVANT, { REG, MANAGER, 0, 0, "" }, REG,
          MEMBER_MANAGER, OK },
        { KIND_CIVIL_SERVANT, { 0 }, REG, AUDITOR, OK },
    };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account account = account_of(rows[i].kind, TCG_COM, false);
        struct grants grants = { .n = 1, .items = { rows[i].has } };
        enum reason got = authority_may_hold(
            &account, &grants,
            catalogue_application(catalogue, rows[i].application),
            catalogue_role(catalogue, rows[i].application, rows[i].role),
            catalogue);

        if (got != rows[i].wanted) {
            fail_msg("row %zu: %s", i, reason_word(got));
        }
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_in_reach),
        cmocka_unit_test(nobody_acts_on_himself),
        cmocka_unit_test(agencies_in_reach),
        cmocka_unit_test(roles_that_he_may_give),
        cmocka_unit_test(a_role_of_another_application),
        cmocka_unit_test(roles_that_an_account_may_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
