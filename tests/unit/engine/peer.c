/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may ask about whom, and what may be asked without signing in. */
#include "site.h"

#include "operation/operation.h"

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


/* SECURITY F1, of the methods that are no operations: class by class. */
static void
test_methods_by_class(void **state)
{
    struct site *site = *state;
    static const struct {
        unsigned classes;
        bool has_session; /* renews and ends one, and is given one */
        bool checks;      /* another's account */
    } rows[] = {
        { PEER_SELF, false, false },
        { PEER_PAM | PEER_SELF, false, true },
        { PEER_WEB | PEER_SELF, true, false },
        { PEER_ROOT | PEER_SELF, true, true },
    };
    const struct engine_vtable *vtable = &operation_vtable;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct peer peer = { .uid = 7, .classes = rows[i].classes,
                                   .own_name = "nobody" };
        struct attempt attempt = site_claim("wang", SITE_PASSWORD);
        int renews = rows[i].has_session ? GCIS_OK : GCIS_E_CONFIG;
        char token[TOKEN_MAX + 1];
        struct outcome outcome;

        snprintf(attempt.service, sizeof(attempt.service), "sshd");
        assert_int_equal(vtable->authenticate(site->engine, &peer, &attempt,
                                              &outcome), renews);
        attempt.audience[0] = '\0';
        assert_int_equal(vtable->check(site->engine, &peer, &attempt,
                                       &outcome),
                         rows[i].checks ? GCIS_OK : GCIS_E_CONFIG);

        assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                         GCIS_OK);
        assert_int_equal(vtable->renew(site->engine, &peer,
                                       span_str(outcome.token), token),
                         renews);
        assert_int_equal(vtable->end(site->engine, &peer,
                                     span_str(outcome.token)), renews);
    }
}


/* What proves no sign-in is none: a change of password is an operation, and
 * wants the token of class web; what takes a card is not here. */
static void
test_other_purposes(void **state)
{
    struct site *site = *state;
    static const enum purpose purposes[] = {
        PURPOSE_NONE, PURPOSE_CHANGE_PASSWORD, PURPOSE_STEP_UP,
        PURPOSE_REGISTER,
    };
    static const struct peer *const peers[] = { &site_web, &site_root };
    struct outcome outcome;

    for (size_t i = 0; i < 2 * ARRAY_LEN(purposes); i++) {
        struct attempt attempt = site_claim("wang", SITE_PASSWORD);

        attempt.purpose = purposes[i / 2];
        assert_true(secret_set(&attempt.new_secret,
                               span_str("Another-Horse-8")));
        assert_int_equal(operation_vtable.authenticate(
                             site->engine, peers[i % 2], &attempt, &outcome),
                         GCIS_E_INVALID);
        assert_int_equal(outcome.status, GCIS_E_INVALID);
        assert_string_equal(outcome.token, "");
    }

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
}


/* Of no limit, no record and no line is what a stranger says of an address; a
 * service is one word everywhere. */
static void
test_address_and_service(void **state)
{
    struct site *site = *state;
    const struct peer self = {
        .uid = 6, .classes = PEER_SELF, .own_name = "wang"
    };
    static const char *const services[] = {
        "a b", "a=b", "a\"b", "a\tb", "\xe7\x8e\x8b", "a\\",
    };
    struct attempt attempt = site_claim("wang", SITE_PASSWORD);
    struct outcome outcome;

    snprintf(attempt.address, sizeof(attempt.address), "1 result=forged");
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_OK);
    assert_false(site_log_has(site, "forged"));

    snprintf(attempt.address, sizeof(attempt.address), "192.0.2.77");
    attempt.audience[0] = '\0';
    assert_int_equal(engine_attempt(site->engine, &self, &attempt, NULL,
                                    &outcome), GCIS_OK);
    assert_false(site_log_has(site, "192.0.2.77"));

    for (size_t i = 0; i < ARRAY_LEN(services); i++) {
        snprintf(attempt.service, sizeof(attempt.service), "%s", services[i]);
        assert_int_equal(engine_attempt(site->engine, &site_root, &attempt,
                                        NULL, &outcome), GCIS_E_CONFIG);
    }
}


/* What is no guess is no failure of the account: nothing but the folding keeps
 * a stranger from filling the disk with it (SECURITY G5). */
static void
test_malformed_secrets_fold(void **state)
{
    struct site *site = *state;
    struct outcome outcome;
    struct account_set set;

    for (unsigned i = 0; i < 30; i++) {
        assert_int_equal(site_sign_in(site, "wang", "\x01", &outcome),
                         GCIS_E_DENIED);
    }
    assert_int_equal(site_count(site, EVENT_SESSION_START, RESULT_DENIED,
                                REASON_BAD_INPUT), 10);
    site_read(site, "wang", &set);
    assert_int_equal(set.activity.n_failures, 0);
}


/* The same of operations that are not open to who asks for them. */
static void
test_denied_operations_fold(void **state)
{
    struct site *site = *state;
    const struct peer self = {
        .uid = 6, .classes = PEER_SELF, .own_name = "wang"
    };

    for (unsigned i = 0; i < 30; i++) {
        json_t *reply = NULL;

        assert_int_equal(operation_vtable.call(site->engine, &self,
                             span_str(""), "account.add", json_object(),
                             &reply), GCIS_E_FORBIDDEN);
        json_decref(reply);
    }
    assert_int_equal(site_count(site, EVENT_OPERATION_DENIED, RESULT_DENIED,
                                REASON_FORBIDDEN), 10);
}


static void
test_hosts_of_tokens(void **state)
{
    struct site *site = *state;
    static const struct {
        const char *origin, *host;
        bool good;
    } rows[] = {
        /* another host, one that begins or ends alike, the origin itself */
        { "https://portal.example", "evil.example", false },
        { "https://portal.example", "portal.example.org", false },
        { "https://portal.example", "portal", false },
        { "https://portal.example", "https://portal.example", false },
        /* with a port, without one, and where nothing is set */
        { "http://localhost:8080", "localhost", true },
        { "https://portal.example", "portal.example", true },
        { "", "anything.example", true },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct attempt attempt = site_claim("wang", SITE_PASSWORD);
        struct config *config = site->engine->config;
        struct outcome outcome;

        free(config->portal.origin);
        config->portal.origin = strdup(rows[i].origin);
        assert_non_null(config->portal.origin);
        snprintf(attempt.audience, sizeof(attempt.audience), "%s",
                 rows[i].host);
        assert_int_equal(site_attempt(site, &attempt, &outcome),
                         rows[i].good ? GCIS_OK : GCIS_E_CONFIG);
    }
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, site_new, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_hosts_of_tokens),
        TEST(test_check_only_uses_nothing_up),
        TEST(test_peers),
        TEST(test_check),
        TEST(test_methods_by_class),
        TEST(test_other_purposes),
        TEST(test_address_and_service),
        TEST(test_malformed_secrets_fold),
        TEST(test_denied_operations_fold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
