/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every function does with nothing, too much and what it cannot know: a
 * status or an empty answer, never a crash and never a yes.
 */
#include "place.h"

#define LONG_MAX_SIZE 5000

static const char *const statuses[] = {
    "proven and allowed",
    "not proven, or may not sign in",
    "proven, but not allowed to do this",
    "an argument or parameter is wrong",
    "out of memory",
    "the configuration is wrong, or this caller may not ask",
    "the store or the engine is away or damaged",
    "a cryptographic operation failed",
    "busy: try again later",
};


static void
test_words_of_statuses(void **state)
{
    (void) state;
    for (int i = 0; i < (int) ARRAY_LEN(statuses); i++) {
        assert_string_equal(gcis_strerror(-i), statuses[i]);
    }
    assert_string_equal(gcis_strerror(1), "unknown status");
    assert_string_equal(gcis_strerror(-1000), "unknown status");
}


static void
test_free_takes_null(void **state)
{
    (void) state;
    gcis_config_free(NULL);
    gcis_close(NULL);
    gcis_claim_free(NULL);
    gcis_rule_free(NULL);
    gcis_identity_free(NULL);
}


static void
test_configuration_of_nothing(void **state)
{
    struct gcis_config *config = NULL;
    struct gcis *gcis = NULL;
    char *text = NULL;

    (void) state;
    assert_int_equal(gcis_config_new(NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_config_load(NULL, "/x"), GCIS_E_INVALID);
    assert_int_equal(gcis_config_set_store(NULL, "unix:/x"), GCIS_E_INVALID);
    assert_int_equal(gcis_config_set_projection(NULL, "/x"), GCIS_E_INVALID);
    assert_int_equal(gcis_config_set_timeout(NULL, 1), GCIS_E_INVALID);
    assert_string_equal(gcis_config_error(NULL), "");
    assert_null(gcis_config_get(NULL, "portal", "title"));
    assert_int_equal(gcis_config_print(NULL, NULL, &text), GCIS_E_INVALID);
    assert_int_equal(gcis_open(NULL, &gcis), GCIS_E_INVALID);
    gcis_config_set_clock(NULL, NULL, NULL);
    gcis_config_set_log(NULL, NULL, NULL);

    assert_int_equal(gcis_config_new(&config), GCIS_OK);
    assert_int_equal(gcis_config_set_store(config, NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_config_set_projection(config, NULL),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_config_set_timeout(config, 0), GCIS_E_INVALID);
    assert_int_equal(gcis_config_set_timeout(config, -1), GCIS_E_INVALID);
    assert_int_equal(gcis_config_set_timeout(config, 60001), GCIS_E_INVALID);
    assert_int_equal(gcis_config_set_timeout(config, 60000), GCIS_OK);
    assert_null(gcis_config_get(config, NULL, "title"));
    assert_null(gcis_config_get(config, "portal", NULL));
    assert_null(gcis_config_get(config, "portal", "no-such-key"));
    assert_null(gcis_config_get(config, "no-such-section", "title"));
    assert_int_equal(gcis_config_print(config, NULL, NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_config_print(config, "lax", &text),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_open(config, NULL), GCIS_E_INVALID);
    assert_null(text);
    assert_null(gcis);
    gcis_config_free(config);
}


static void
test_uris(void **state)
{
    static const struct {
        const char *uri;
        int status;
    } rows[] = {
        /* no scheme, one that is none, a relative socket, none at all */
        { "/run/gcis/gcisd.sock", GCIS_E_CONFIG },
        { "http://localhost/", GCIS_E_CONFIG },
        { "unix:gcisd.sock", GCIS_E_CONFIG },
        { "unix:", GCIS_E_CONFIG },
        { "lmdb:", GCIS_E_CONFIG },
        /* not built here */
        { "postgresql:host=x", GCIS_E_CONFIG },
        /* one byte more than a socket's address holds */
        { "unix:/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", GCIS_E_CONFIG },
        /* a folder that cannot be: a device is in the way */
        { "lmdb:/dev/null/store", GCIS_E_STORE },
        /* gcisd is away: that shows at the first call */
        { "unix:/nonexistent/gcisd.sock", GCIS_OK },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct gcis_config *config = NULL;
        struct gcis *gcis = NULL;
        int status;

        assert_int_equal(gcis_config_new(&config), GCIS_OK);
        assert_int_equal(gcis_config_set_store(config, rows[i].uri),
                         GCIS_OK);
        status = gcis_open(config, &gcis);
        if (status != rows[i].status
            || (status != GCIS_OK && gcis_config_error(config)[0] == '\0'))
        {
            fail_msg("%s: %d %s", rows[i].uri, status,
                     gcis_config_error(config));
        }
        assert_int_equal(status == GCIS_OK, gcis != NULL);
        gcis_close(gcis);
        gcis_config_free(config);
    }
}


static void
test_claim_of_nothing(void **state)
{
    struct gcis_claim *claim = NULL;

    (void) state;
    assert_int_equal(gcis_claim_new(NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_account(NULL, "a"), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_secret(NULL, "a", 1), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_audience(NULL, HOST), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_purpose(NULL, GCIS_PURPOSE_SIGN_IN),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_service(NULL, "sshd"), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_address(NULL, "::1"), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_rule(NULL, ""), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_methods(NULL, "oneday"), GCIS_E_INVALID);
    gcis_claim_set_check_only(NULL);
    assert_string_equal(gcis_claim_reason(NULL), "");
    assert_string_equal(gcis_claim_reference(NULL), "");
    assert_int_equal(gcis_claim_delay_ms(NULL), 0);

    assert_int_equal(gcis_claim_new(&claim), GCIS_OK);
    assert_int_equal(gcis_claim_set_account(claim, NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_secret(claim, NULL, 1), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_audience(claim, NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_service(claim, NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_address(claim, NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_rule(claim, NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_methods(claim, NULL), GCIS_E_INVALID);
    assert_string_equal(gcis_claim_reason(claim), "");
    assert_string_equal(gcis_claim_reference(claim), "");
    gcis_claim_free(claim);
}


static void
test_what_a_claim_cannot_say(void **state)
{
    struct gcis_claim *claim = NULL;
    static const char *const methods[] = {
        "", "certificate", "password,", ",oneday", "password,,oneday",
        "password oneday", "Password", "password,certificate", "root",
    };
    char text[LONG_MAX_SIZE];

    (void) state;
    assert_int_equal(gcis_claim_new(&claim), GCIS_OK);
    memset(text, 'a', sizeof(text));
    text[sizeof(text) - 1] = '\0';

    /* not in this version, and no purpose at all */
    assert_int_equal(gcis_claim_set_purpose(claim, GCIS_PURPOSE_STEP_UP),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_purpose(claim, GCIS_PURPOSE_REGISTER),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_purpose(claim, (enum gcis_purpose) 99),
                     GCIS_E_INVALID);
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        assert_int_equal(gcis_claim_set_methods(claim, methods[i]),
                         GCIS_E_INVALID);
    }

    /* too long for what it is */
    assert_int_equal(gcis_claim_set_audience(claim, text), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_service(claim, text), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_address(claim, text), GCIS_E_INVALID);
    assert_int_equal(gcis_claim_set_rule(claim, text), GCIS_E_INVALID);

    /* these are claims all the same, which nobody can prove */
    assert_int_equal(gcis_claim_set_account(claim, text), GCIS_OK);
    assert_int_equal(gcis_claim_set_secret(claim, text, sizeof(text)),
                     GCIS_OK);
    assert_int_equal(gcis_claim_set_secret(claim, NULL, 0), GCIS_OK);
    assert_int_equal(gcis_claim_set_secret(claim, "a\0b", 3), GCIS_OK);

    /* at the limit */
    text[GCIS_HOST_MAX] = '\0';
    assert_int_equal(gcis_claim_set_audience(claim, text), GCIS_OK);
    text[GCIS_HOST_MAX] = 'a';
    text[GCIS_RULE_MAX] = '\0';
    assert_int_equal(gcis_claim_set_rule(claim, text), GCIS_OK);
    assert_int_equal(gcis_claim_set_methods(claim, "oneday,password"),
                     GCIS_OK);
    gcis_claim_free(claim);
}


static void
test_identity_of_nobody(void **state)
{
    char roles[GCIS_ROLES_SIZE] = "x";

    (void) state;
    assert_string_equal(gcis_identity_account(NULL), "");
    assert_string_equal(gcis_identity_name(NULL), "");
    assert_string_equal(gcis_identity_agency(NULL), "");
    assert_string_equal(gcis_identity_kind(NULL), "");
    assert_string_equal(gcis_identity_application_name(NULL, "PRE"), "");
    assert_string_equal(gcis_identity_level(NULL), "");
    assert_string_equal(gcis_identity_method(NULL), "");
    assert_string_equal(gcis_identity_session(NULL), "");
    assert_string_equal(gcis_identity_token(NULL), "");
    assert_int_equal(gcis_identity_auth_time_s(NULL), 0);
    assert_int_equal(gcis_identity_expires_s(NULL), 0);
    assert_int_equal(gcis_identity_restricted(NULL), 1);
    assert_int_equal(gcis_identity_renewal_due(NULL, INT64_MAX), 0);
    assert_int_equal(gcis_identity_roles(NULL, "PRE", 0, roles),
                     GCIS_E_INVALID);
    assert_string_equal(roles, "");
    assert_int_equal(gcis_identity_roles(NULL, "PRE", 0, NULL),
                     GCIS_E_INVALID);
}


static void
test_rules(void **state)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        { NULL, false },
        { "application", false },
        { "application=", false },
        { "=PRE", false },
        { "colour=red", false },
        { "application=PRE application=BMS", false },
        { "application=P/E", false },
        { "role=", false },
        { "level=high", false },
        { "age=soon", false },
        { "age=-1s", false },
        { "network=localhost", false },
        { "network=192.0.2.0/33", false },
        { "application=PRE\nrole=chief", false },
        { "application=PRE", true },
        { "application=PRE role=clerk,chief level=certificate age=15m "
          "agency=TPE network=2001:db8::/32", true },
        { "agency=TPE", true },
    };
    struct gcis_rule *rule = NULL;
    char error[160], text[GCIS_RULE_MAX + 2];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int status = gcis_rule_parse(rows[i].text, &rule, error,
                                     sizeof(error));

        if ((status == GCIS_OK) != rows[i].good) {
            fail_msg("%s: %d", rows[i].text, status);
        }
        assert_true(rows[i].good || status == GCIS_E_INVALID);
        assert_true(rows[i].good || rows[i].text == NULL
                    || error[0] != '\0');
        assert_int_equal(rule != NULL, rows[i].good);
        gcis_rule_free(rule);
        rule = NULL;
    }

    memset(text, ' ', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(gcis_rule_parse(text, &rule, NULL, 0), GCIS_E_INVALID);
    assert_int_equal(gcis_rule_parse(text, &rule, error, 1), GCIS_E_INVALID);
    assert_string_equal(error, "");
    assert_int_equal(gcis_rule_parse("agency=TPE", NULL, error, 9),
                     GCIS_E_INVALID);
}


static void
test_forms(void **state)
{
    char nonce[GCIS_NONCE_SIZE], again[GCIS_NONCE_SIZE];
    char token[GCIS_FORM_TOKEN_SIZE], other[GCIS_FORM_TOKEN_SIZE];

    (void) state;
    assert_int_equal(gcis_nonce_new(NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_form_token(NULL, token), GCIS_E_INVALID);
    assert_int_equal(gcis_form_token("", token), GCIS_E_INVALID);
    assert_int_equal(gcis_form_token("a", NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_form_token_check(NULL, "a"), GCIS_E_DENIED);
    assert_int_equal(gcis_form_token_check("a", NULL), GCIS_E_DENIED);
    assert_int_equal(gcis_form_token_check("a", ""), GCIS_E_DENIED);
    assert_int_equal(gcis_form_token_check("", ""), GCIS_E_DENIED);

    assert_int_equal(gcis_nonce_new(nonce), GCIS_OK);
    assert_int_equal(gcis_nonce_new(again), GCIS_OK);
    assert_int_equal(strlen(nonce), GCIS_NONCE_SIZE - 1);
    assert_string_not_equal(nonce, again);
    assert_int_equal(gcis_form_token(nonce, token), GCIS_OK);
    assert_int_equal(gcis_form_token(again, other), GCIS_OK);
    assert_int_equal(strlen(token), GCIS_FORM_TOKEN_SIZE - 1);
    assert_string_not_equal(token, nonce);

    /* another browser's, what binds itself, one character more or less */
    assert_int_equal(gcis_form_token_check(nonce, other), GCIS_E_DENIED);
    assert_int_equal(gcis_form_token_check(nonce, nonce), GCIS_E_DENIED);
    assert_int_equal(gcis_form_token_check(nonce, token + 1), GCIS_E_DENIED);
    assert_int_equal(gcis_form_token_check(nonce, token), GCIS_OK);
    token[0] = token[0] == 'A' ? 'B' : 'A';
    assert_int_equal(gcis_form_token_check(nonce, token), GCIS_E_DENIED);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_of_statuses),
        cmocka_unit_test(test_free_takes_null),
        cmocka_unit_test(test_configuration_of_nothing),
        cmocka_unit_test(test_uris),
        cmocka_unit_test(test_claim_of_nothing),
        cmocka_unit_test(test_what_a_claim_cannot_say),
        cmocka_unit_test(test_identity_of_nobody),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
