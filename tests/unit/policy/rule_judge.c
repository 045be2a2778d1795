/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules asked of an identity: each refusing row stands beside the row that
 * differs in that one thing and is allowed. */
#include "policy/rule.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1800000000)

/*
 * Without a twist: a civil servant of TCG-COM, active, clerk in BMS, reader in
 * PRE, chief in OLD; signed in by password a minute ago, from 10.1.2.3.
 */
enum twist {
    MEMBER = 1 << 0,
    SERVICE = 1 << 1,
    NO_KIND = 1 << 2,
    MUST = 1 << 3,
    RESTRICTED = 1 << 4,
    CARD = 1 << 5,
    NO_PROOF = 1 << 6,
    NO_GRANTS = 1 << 7,
    GRANTS_OVER = 1 << 8,  /* all end now */
    GRANTS_LAST = 1 << 9,  /* all end in a second */
    ROLE_GONE = 1 << 10,   /* grants of roles that are no more */
    ELSEWHERE = 1 << 11,   /* of MOEA */
    BELOW = 1 << 12,       /* of TCG-COM-1 */
    ABOVE = 1 << 13,       /* of TCG */
    NO_AGENCY = 1 << 14,
    NO_ADDRESS = 1 << 15,
    V6 = 1 << 16,          /* from 2001:db8::1 */
    AGED = 1 << 17,        /* proven 15m ago */
    NEARLY_AGED = 1 << 18, /* a second less */
    NEVER = 1 << 19,       /* vouched: no time of proof */
    OVER = 1 << 20,        /* the account ends now */
    LAST_SECOND = 1 << 21, /* in a second */
    EXPIRED = 1 << 22,     /* the password ends now */
    LAST_DAY = 1 << 23,    /* in a second */
    ONEDAY = 1 << 24,
};

struct person {
    struct account_view account;
    struct evidence evidence;
    struct facts facts;
};


static void
set_grants(unsigned twists, struct account_view *account)
{
    static const struct account_grant grants[] = {
        { .application = OLD, .role = CHIEF },
        { .application = PRE, .role = READER },
        { .application = BMS, .role = CLERK },
    };

    if ((twists & NO_GRANTS) != 0) {
        return;
    }
    account->n_grants = ARRAY_LEN(grants);
    memcpy(account->grants, grants, sizeof(grants));
    for (size_t i = 0; i < ARRAY_LEN(grants); i++) {
        struct account_grant *grant = &account->grants[i];

        grant->until_s = (twists & GRANTS_OVER) != 0   ? NOW
                         : (twists & GRANTS_LAST) != 0 ? NOW + 1
                                                       : 0;
        grant->role = (uint16_t) (grant->role
                                  + ((twists & ROLE_GONE) != 0 ? 100 : 0));
    }
}


static void
set_up(unsigned twists, enum account_state state, struct person *ret)
{
    bool card = (twists & CARD) != 0;

    *ret = (struct person){
        .account = {
            .kind = (twists & MEMBER) != 0    ? KIND_MEMBER
                    : (twists & SERVICE) != 0 ? KIND_SERVICE
                    : (twists & NO_KIND) != 0 ? KIND_NONE
                                              : KIND_CIVIL_SERVANT,
            .agency = (twists & ELSEWHERE) != 0   ? MOEA
                      : (twists & BELOW) != 0     ? TCG_COM_1
                      : (twists & ABOVE) != 0     ? TCG
                      : (twists & NO_AGENCY) != 0 ? 0
                                                  : TCG_COM,
            .state = state,
            .must_change = (twists & MUST) != 0,
            .until_s = (twists & OVER) != 0          ? NOW
                       : (twists & LAST_SECOND) != 0 ? NOW + 1
                                                     : 0,
            .password_expires_s = (twists & EXPIRED) != 0    ? NOW
                                  : (twists & LAST_DAY) != 0 ? NOW + 1
                                                             : 0,
        },
        .evidence = {
            .method = card                      ? METHOD_CERTIFICATE
                      : (twists & ONEDAY) != 0 ? METHOD_ONEDAY
                                               : METHOD_PASSWORD,
            .level = (twists & NO_PROOF) != 0 ? LEVEL_NONE
                     : card                   ? LEVEL_CERTIFICATE
                                              : LEVEL_PASSWORD,
            .restricted = (twists & RESTRICTED) != 0,
            .auth_time_s = (twists & AGED) != 0          ? NOW - 900
                           : (twists & NEARLY_AGED) != 0 ? NOW - 899
                           : (twists & NEVER) != 0       ? 0
                                                         : NOW - 60,
        },
        .facts = {
            .now_s = NOW,
            .has_address = (twists & NO_ADDRESS) == 0,
        },
    };
    set_grants(twists, &ret->account);
    assert_true(rule_parse_address(
        span_str((twists & V6) != 0 ? "2001:db8::1" : "10.1.2.3"),
        ret->facts.address));
}

static const struct {
    const char *rule;
    unsigned twists;
    enum reason reason;
} rows[] = {
    /* restricted sessions come first, whatever else is wrong */
    { "application=PRE", RESTRICTED, REASON_MUST_CHANGE },
    { "application=PRE", RESTRICTED | ONEDAY, REASON_MUST_CHANGE },
    { "application=PRE", RESTRICTED | CARD, REASON_MUST_CHANGE },
    { "application=FMS", RESTRICTED | NO_GRANTS, REASON_MUST_CHANGE },
    { "level=password", RESTRICTED, REASON_MUST_CHANGE },
    { "level=password", 0, REASON_NONE },
    /* a one-day session of [oneday] applications = yes */
    { "application=PRE", ONEDAY, REASON_NONE },
    /* must_change and an expired password, but not for a card */
    { "application=PRE", MUST, REASON_MUST_CHANGE },
    { "application=PRE", MUST | ONEDAY, REASON_MUST_CHANGE },
    { "application=PRE", MUST | CARD, REASON_NONE },
    { "application=PRE", EXPIRED, REASON_MUST_CHANGE },
    { "application=PRE", EXPIRED | ONEDAY, REASON_MUST_CHANGE },
    { "application=PRE", EXPIRED | CARD, REASON_NONE },
    { "application=PRE", LAST_DAY, REASON_NONE },
    /* the account's own end */
    { "application=PRE", OVER, REASON_EXPIRED_ACCOUNT },
    { "application=PRE", OVER | CARD, REASON_EXPIRED_ACCOUNT },
    { "application=PRE", LAST_SECOND, REASON_NONE },
    /* nothing was proven */
    { "level=password", NO_PROOF, REASON_LEVEL },
    { "agency=TCG", NO_PROOF, REASON_LEVEL },
    { "agency=TCG", 0, REASON_NONE },
    /* an application that is not there, in another case, inactive */
    { "application=XXX", 0, REASON_NO_ROLE },
    { "application=pre", 0, REASON_NO_ROLE },
    { "application=OLD", 0, REASON_INACTIVE },
    { "application=OLD role=chief", CARD, REASON_INACTIVE },
    { "application=OLD", NO_GRANTS, REASON_INACTIVE },
    { "application=PRE", 0, REASON_NONE },
    /* no role there, none at all, a built-in one */
    { "application=FMS", 0, REASON_NO_ROLE },
    { "application=PRE", NO_GRANTS, REASON_NO_ROLE },
    { "application=REG", 0, REASON_NO_ROLE },
    { "application=CERT", 0, REASON_NO_ROLE },
    /* another role, in another case, that of another application */
    { "application=PRE role=clerk", 0, REASON_NO_ROLE },
    { "application=PRE role=Reader", 0, REASON_NO_ROLE },
    { "application=PRE role=chief", 0, REASON_NO_ROLE },
    { "application=PRE role=read", 0, REASON_NO_ROLE },
    { "application=PRE role=clerk,chief", 0, REASON_NO_ROLE },
    { "application=PRE role=reader", 0, REASON_NONE },
    { "application=PRE role=clerk,reader", 0, REASON_NONE },
    /* a grant that is over, in its last second, of a role that is no more */
    { "application=PRE", GRANTS_OVER, REASON_NO_ROLE },
    { "application=PRE role=reader", GRANTS_OVER, REASON_NO_ROLE },
    { "application=PRE", GRANTS_LAST, REASON_NONE },
    { "application=PRE", ROLE_GONE, REASON_NO_ROLE },
    /* civil servants only */
    { "application=BMS", MEMBER | CARD, REASON_NO_ROLE },
    { "application=BMS", NO_KIND | CARD, REASON_NO_ROLE },
    { "application=BMS", SERVICE | CARD, REASON_NONE },
    { "application=BMS", CARD, REASON_NONE },
    { "application=PRE", MEMBER, REASON_NONE },
    { "application=PRE", NO_KIND, REASON_NO_ROLE },
    /* an agency that is not there, beside, above, none */
    { "agency=XXX", 0, REASON_AGENCY },
    { "agency=MOEA", 0, REASON_AGENCY },
    { "agency=TCG-COM-1", 0, REASON_AGENCY },
    { "agency=TCG-COM", ABOVE, REASON_AGENCY },
    { "agency=TCG-COM", ELSEWHERE, REASON_AGENCY },
    { "agency=TCG-COM", NO_AGENCY, REASON_AGENCY },
    { "agency=tcg-com", 0, REASON_AGENCY },
    /* itself and those below it */
    { "agency=TCG-COM", 0, REASON_NONE },
    { "agency=TCG-COM", BELOW, REASON_NONE },
    { "agency=TCG", BELOW, REASON_NONE },
    { "agency=MOEA", ELSEWHERE, REASON_NONE },
    /* a network beside, of the other family, of nobody knows where */
    { "network=192.168.0.0/16", 0, REASON_NETWORK },
    { "network=10.0.0.0/8", V6, REASON_NETWORK },
    { "network=::/0", 0, REASON_NETWORK },
    { "network=10.0.0.0/8", NO_ADDRESS, REASON_NETWORK },
    { "network=0.0.0.0/0", NO_ADDRESS, REASON_NETWORK },
    { "network=::/0", NO_ADDRESS | V6, REASON_NETWORK },
    { "network=10.0.0.0/8", 0, REASON_NONE },
    { "network=2001:db8::/32", V6, REASON_NONE },
    { "application=PRE", NO_ADDRESS, REASON_NONE },
    /* the level that the rule asks, and that the application does */
    { "level=certificate", 0, REASON_LEVEL },
    { "level=certificate", ONEDAY, REASON_LEVEL },
    { "level=certificate", CARD, REASON_NONE },
    { "application=PRE level=certificate", 0, REASON_LEVEL },
    { "application=PRE level=certificate", CARD, REASON_NONE },
    { "application=BMS", 0, REASON_LEVEL },
    /* a rule does not lower what the application asks */
    { "application=BMS level=password", 0, REASON_LEVEL },
    { "application=BMS level=password", CARD, REASON_NONE },
    /* age: to the second, and where no time is known */
    { "age=15m", AGED, REASON_AGE },
    { "age=15m", AGED | CARD, REASON_AGE },
    { "age=15m", NEVER, REASON_AGE },
    { "age=15m", NEARLY_AGED, REASON_NONE },
    { "application=PRE", AGED, REASON_NONE },
    /* the order: application, agency, network, level, age */
    { "application=BMS agency=MOEA network=192.168.0.0/16 age=15m",
      AGED | NO_GRANTS, REASON_NO_ROLE },
    { "application=OLD agency=MOEA network=192.168.0.0/16 age=15m",
      AGED | NO_GRANTS, REASON_INACTIVE },
    { "application=BMS agency=MOEA network=192.168.0.0/16 age=15m", AGED,
      REASON_AGENCY },
    { "application=BMS agency=TCG network=192.168.0.0/16 age=15m", AGED,
      REASON_NETWORK },
    { "application=BMS agency=TCG network=10.0.0.0/8 age=15m", AGED,
      REASON_LEVEL },
    { "application=BMS agency=TCG network=10.0.0.0/8 age=15m", AGED | CARD,
      REASON_AGE },
    { "application=BMS role=clerk agency=TCG network=10.0.0.0/8 age=15m "
      "level=certificate", CARD, REASON_NONE },
};


static void
each_row_beside_its_neighbour(void **state)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char error[RULE_ERROR_MAX];
        struct rule rule;
        struct person person;
        enum reason got;

        set_up(rows[i].twists, STATE_ACTIVE, &person);
        assert_true(rule_parse(span_str(rows[i].rule), &rule, error));
        got = rule_judge(&rule, &person.account, &person.evidence, catalogue,
                         &person.facts);
        if (got != rows[i].reason) {
            fail_msg("row %zu (%s): %s", i, rows[i].rule, reason_word(got));
        }
    }
}


/* Nobody enters anything in another state, not even by card. */
static void
states_that_enter_nothing(void **state)
{
    static const enum reason reasons[] = {
        [STATE_NONE] = REASON_NOT_ACTIVATED,
        [STATE_REQUESTED] = REASON_NOT_ACTIVATED,
        [STATE_CREATED] = REASON_NOT_ACTIVATED,
        [STATE_ISSUED] = REASON_MUST_CHANGE,
        [STATE_ACTIVE] = REASON_NONE,
        [STATE_DORMANT] = REASON_DORMANT,
        [STATE_SUSPENDED] = REASON_SUSPENDED,
        [STATE_CLOSED] = REASON_CLOSED,
    };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();
    char error[RULE_ERROR_MAX];
    struct rule rule;

    (void) state;
    assert_true(rule_parse(span_str("application=BMS"), &rule, error));
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
        struct person person;

        set_up(CARD, (enum account_state) i, &person);
        assert_int_equal(rule_judge(&rule, &person.account, &person.evidence,
                                    catalogue, &person.facts), reasons[i]);
        assert_int_equal(rule_judge_any(NULL, 0, &person.account,
                                        &person.evidence, catalogue,
                                        &person.facts), reasons[i]);
    }
}


/* A role that was asked for without an application, past the parser. */
static void
a_role_of_no_application_is_nobodys(void **state)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();
    struct rule rule = { .n_roles = 1, .roles = { "clerk" } };
    struct person person;

    (void) state;
    set_up(CARD, STATE_ACTIVE, &person);
    assert_int_equal(rule_judge(&rule, &person.account, &person.evidence,
                                catalogue, &person.facts), REASON_NO_ROLE);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_beside_its_neighbour),
        cmocka_unit_test(states_that_enter_nothing),
        cmocka_unit_test(a_role_of_no_application_is_nobodys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
