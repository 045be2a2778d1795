/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attempts through a service, which end in no session: what a change of
 * password must not open, since nobody asks again after it.
 */
#include "site.h"

#include "store/private.h"

#include <stdio.h>
#include <string.h>


static struct attempt
claim_of(const char *name, const char *secret, const char *rule)
{
    struct attempt attempt = site_claim(name, secret);

    attempt.audience[0] = '\0';
    snprintf(attempt.service, sizeof(attempt.service), "sshd");
    snprintf(attempt.rule, sizeof(attempt.rule), "%s", rule);

    return attempt;
}


static void
make_must_change(struct site *site)
{
    struct account_set set;

    site_read(site, "wang", &set);
    set.account.must_change = true;
    site_write(site, &set);
}


/* Who has no role is not let in by way of the change of password. */
static void
test_rule_before_must_change(void **state)
{
    static const char nowhere[] = "application=nowhere";
    static const struct {
        const char *name, *secret, *rule;
        enum reason reason;
    } rows[] = {
        /* a role is missing, whatever else is to be done first */
        { "wang", SITE_PASSWORD, nowhere, REASON_NO_ROLE },
        { "new", SITE_ONEDAY, nowhere, REASON_NO_ROLE },
        /* nothing is missing but the change */
        { "wang", SITE_PASSWORD, "", REASON_MUST_CHANGE },
        { "new", SITE_ONEDAY, "", REASON_MUST_CHANGE },
    };
    struct site *site = *state;
    struct outcome outcome;

    site_add(site, "new", STATE_ISSUED, 3);
    make_must_change(site);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct attempt attempt = claim_of(rows[i].name, rows[i].secret,
                                          rows[i].rule);

        assert_int_equal(site_attempt(site, &attempt, &outcome),
                         GCIS_E_FORBIDDEN);
        assert_int_equal(outcome.reason, rows[i].reason);
        assert_int_equal(engine_check(site->engine, &site_root, &attempt,
                                      &outcome), GCIS_E_FORBIDDEN);
        assert_int_equal(outcome.reason, rows[i].reason);
    }
}


/* No change of password turns a one-day password into a way in (R24): the
 * account as it stands is in order, and account management says yes to it. */
static void
test_oneday_of_active_account(void **state)
{
    struct site *site = *state;
    struct attempt attempt = claim_of("both", SITE_ONEDAY, "");
    struct outcome outcome;

    site_add(site, "both", STATE_ACTIVE, 3);
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_METHOD);
    assert_int_equal(engine_check(site->engine, &site_root, &attempt,
                                  &outcome), GCIS_OK);

    /* but it is good for the change itself */
    attempt.check_only = true;
    assert_int_equal(site_attempt(site, &attempt, &outcome),
                     GCIS_E_FORBIDDEN);
    assert_int_equal(outcome.reason, REASON_MUST_CHANGE);

    /* and its password signs in as always */
    attempt = claim_of("both", SITE_PASSWORD, "");
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_OK);
}


/* SECURITY B13: a vault that takes nothing any more is no success, though the
 * projection still beats: whoever watches starts the engine again. */
static void
test_tick_tells_of_a_failed_vault(void **state)
{
    struct site *site = *state;

    assert_true(engine_tick(site->engine, SITE_START_S) >= 0);
    atomic_store(&site->engine->store->failed, true);
    assert_int_equal(engine_tick(site->engine, SITE_START_S), GCIS_E_STORE);
    atomic_store(&site->engine->store->failed, false);
    assert_true(engine_tick(site->engine, SITE_START_S) >= 0);
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, site_new, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_rule_before_must_change),
        TEST(test_oneday_of_active_account),
        TEST(test_tick_tells_of_a_failed_vault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
