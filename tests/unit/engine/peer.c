/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may ask about whom, and what may be asked without signing in. */
#include "site.h"

#include <stdio.h>
#include <string.h>


static void
test_check_only_uses_nothing_up(void **state)
{
    struct site *site = *state;
    struct attempt attempt = site_claim("wang", "wrong");
    struct account_set before, after;
    struct outcome outcome;

    attempt.check_only = true;
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_E_DENIED);
    site_read(site, "wang", &before);
    assert_int_equal(before.activity.n_failures, 1);

    attempt = site_claim("wang", SITE_PASSWORD);
    attempt.check_only = true;
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_OK);
    assert_string_equal(outcome.token, "");
    site_read(site, "wang", &after);
    assert_int_equal(after.activity.version, before.activity.version);
}


static void
test_peers(void **state)
{
    struct site *site = *state;
    static const char *const only_dovecot[] = { "dovecot" };
    const struct peer pam = {
        .uid = 5, .classes = PEER_PAM | PEER_SELF, .own_name = "dovecot",
        .n_services = 1, .services = only_dovecot,
    };
    const struct peer self = {
        .uid = 6, .classes = PEER_SELF, .own_name = "wang"
    };
    struct attempt attempt = site_claim("wang", SITE_PASSWORD);
    struct outcome outcome;

    attempt.audience[0] = '\0';

    /* another service's, and none */
    snprintf(attempt.service, sizeof(attempt.service), "sshd");
    assert_int_equal(engine_attempt(site->engine, &pam, &attempt, NULL,
                                    &outcome), GCIS_E_CONFIG);
    attempt.service[0] = '\0';
    assert_int_equal(engine_attempt(site->engine, &pam, &attempt, NULL,
                                    &outcome), GCIS_E_CONFIG);
    snprintf(attempt.service, sizeof(attempt.service), "dovecot");
    assert_int_equal(engine_attempt(site->engine, &pam, &attempt, NULL,
                                    &outcome), GCIS_OK);

    /* anyone: his own account, three a minute; nobody else's */
    snprintf(attempt.account, sizeof(attempt.account), "other");
    assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                    &outcome), GCIS_E_CONFIG);
    snprintf(attempt.account, sizeof(attempt.account), "wang");
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                        &outcome), GCIS_OK);
    }
    assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                    &outcome), GCIS_E_CONFIG);
    site_later(site, 60);
    assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                    &outcome), GCIS_OK);
}


static void
test_check(void **state)
{
    struct site *site = *state;
    static const struct {
        const char *name;
        int status;
        enum reason reason;
    } rows[] = {
        { "nobody", GCIS_E_DENIED, REASON_UNKNOWN_ACCOUNT },
        { "away", GCIS_E_DENIED, REASON_SUSPENDED },
        { "new", GCIS_E_FORBIDDEN, REASON_MUST_CHANGE },
        { "wang", GCIS_OK, REASON_NONE },
    };

    site_add(site, "away", STATE_SUSPENDED, 0);
    site_add(site, "new", STATE_ISSUED, 1);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct attempt attempt = { .purpose = PURPOSE_SIGN_IN };
        struct outcome outcome;

        snprintf(attempt.account, sizeof(attempt.account), "%s",
                 rows[i].name);
        snprintf(attempt.service, sizeof(attempt.service), "sshd");
        assert_int_equal(engine_check(site->engine, &site_root, &attempt,
                                      &outcome), rows[i].status);
        assert_int_equal(outcome.reason, rows[i].reason);
        assert_string_equal(outcome.token, "");
    }
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, site_new, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_check_only_uses_nothing_up),
        TEST(test_peers),
        TEST(test_check),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
