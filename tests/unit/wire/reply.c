/* SPDX-License-Identifier: BSD-2-Clause */
/* Replies: nothing but a whole yes reads as one; refusals have one shape; what
 * is sent comes back. */
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define ERROR(name) "{\"error\":\"tw.gov.gcis.Auth." name "\""
#define IDENTITY \
    "\"identity\":{\"account\":\"wang\",\"id\":\"AAAAAAAAAAAAAAAAAAAAAA\"," \
    "\"full_name\":\"W\",\"agency\":\"\",\"kind\":\"member\"," \
    "\"level\":\"password\",\"method\":\"password\",\"session\":\"\"," \
    "\"restricted\":false,\"auth_time_s\":1,\"issued_s\":1,\"expires_s\":2," \
    "\"until_s\":0,\"password_expires_s\":0}"
#define REST \
    "\"reference\":\"A\",\"delay_ms\":0,\"application\":\"\"," \
    "\"roles\":\"\",\"activated\":false,\"must_change\":false"
#define YES "{\"parameters\":{" REST "," IDENTITY ",\"token\":\"t\"}}"

/* Whatever the engine may say that is no yes. */
static const char *const nonsense[] = {
    "",
    "{}",
    "[]",
    "null",
    "OK",
    "{\"parameters\":{}}",
    "{\"parameters\":null}",
    "{\"parameters\":[]}",
    "{\"error\":1,\"parameters\":{}}",
    "{\"error\":null,\"parameters\":{" REST "," IDENTITY ",\"token\":\"\"}}",
    ERROR("Denied") "}",
    /* without one of the parts */
    "{\"parameters\":{" REST ",\"token\":\"t\"}}",
    "{\"parameters\":{" REST "," IDENTITY "}}",
    "{\"parameters\":{" IDENTITY ",\"token\":\"t\"}}",
    "{\"parameters\":{" REST ",\"identity\":{},\"token\":\"t\"}}",
    "{\"parameters\":{" REST ",\"identity\":\"wang\",\"token\":\"t\"}}",
    /* more than one, or of another protocol */
    "{\"continues\":true,\"parameters\":{" REST "," IDENTITY
    ",\"token\":\"t\"}}",
    "{\"denied\":true,\"parameters\":{" REST "," IDENTITY
    ",\"token\":\"t\"}}",
};


static void
test_nonsense(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(nonsense); i++) {
        struct outcome outcome = { .status = GCIS_OK };
        if (wire_outcome_parse(span_str(nonsense[i]), &outcome)) {
            print_error("taken: %s\n", nonsense[i]);
            fail();
        }
        assert_int_equal(outcome.status, GCIS_E_STORE);
        assert_int_equal(outcome.reason, REASON_ENGINE_AWAY);
    }
}


static void
test_yes(void **state)
{
    struct outcome outcome;

    (void) state;
    assert_true(wire_outcome_parse(span_str(YES), &outcome));
    assert_int_equal(outcome.status, GCIS_OK);
    assert_string_equal(outcome.account.name, "wang");
    assert_string_equal(outcome.token, "t");
}


/* No beginning of a yes is a yes. */
static void
test_cut(void **state)
{
    (void) state;
    for (size_t n = 0; n < sizeof(YES) - 1; n++) {
        struct outcome outcome = { .status = GCIS_OK };
        assert_false(wire_outcome_parse(span_of(YES, n), &outcome));
        assert_int_equal(outcome.status, GCIS_E_STORE);
    }
}


/* Whatever stands beside an error, it is no yes. */
static void
test_error_wins(void **state)
{
    static const char both[] =
        ERROR("Denied") ",\"parameters\":{" REST "," IDENTITY
        ",\"token\":\"t\"}}";
    struct outcome outcome;

    (void) state;
    assert_true(wire_outcome_parse(span_str(both), &outcome));
    assert_int_equal(outcome.status, GCIS_E_DENIED);
    assert_string_equal(outcome.account.name, "");
    assert_string_equal(outcome.token, "");
}


static void
test_errors(void **state)
{
    static const struct {
        const char *name;
        int status;
    } rows[] = {
        { "tw.gov.gcis.Auth.Denied", GCIS_E_DENIED },
        { "tw.gov.gcis.Auth.Forbidden", GCIS_E_FORBIDDEN },
        { "tw.gov.gcis.Auth.Invalid", GCIS_E_INVALID },
        { "tw.gov.gcis.Auth.OutOfMemory", GCIS_E_NOMEM },
        { "tw.gov.gcis.Auth.NotAllowed", GCIS_E_CONFIG },
        { "tw.gov.gcis.Auth.Unavailable", GCIS_E_STORE },
        { "tw.gov.gcis.Auth.Failed", GCIS_E_CRYPTO },
        { "tw.gov.gcis.Auth.Busy", GCIS_E_BUSY },
        /* a word that is none is no answer */
        { "tw.gov.gcis.Auth.Granted", GCIS_E_STORE },
        { "tw.gov.gcis.Auth.", GCIS_E_STORE },
        { "Denied", GCIS_E_STORE },
        { "", GCIS_E_STORE },
        { "org.varlink.service.InvalidParameter", GCIS_E_INVALID },
        { "org.varlink.service.MethodNotFound", GCIS_E_INVALID },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct outcome outcome = { .status = GCIS_OK };
        char message[160];
        (void) snprintf(message, sizeof(message),
                        "{\"error\":\"%s\",\"parameters\":{}}", rows[i].name);
        assert_true(wire_outcome_parse(span_str(message), &outcome));
        assert_int_equal(outcome.status, rows[i].status);
    }
    for (int status = -8; status < 0; status++) {
        assert_int_equal(wire_status_of_error(wire_error_word(status)),
                         status);
    }
    /* there is no error that means yes */
    assert_int_equal(wire_status_of_error(wire_error_word(GCIS_OK)),
                     GCIS_E_STORE);
}


static void
test_outcome(void **state)
{
    struct outcome sent = sample_outcome();
    struct outcome got;
    char *message = wire_reply_outcome(&sent);

    (void) state;
    assert_true(wire_outcome_parse(span_str(message), &got));
    wire_message_free(message);
    assert_memory_equal(&got, &sent, sizeof(sent));
}


static void
test_refusal(void **state)
{
    struct outcome sent = {
        .status = GCIS_E_INVALID,
        .reason = REASON_PASSWORD_RULES,
        .reference = "ABCDEFGH23",
        .delay_ms = 400,
        .broken_rules = 5,
    };
    struct outcome got;
    char *message = wire_reply_outcome(&sent);

    (void) state;
    assert_true(wire_outcome_parse(span_str(message), &got));
    wire_message_free(message);
    assert_memory_equal(&got, &sent, sizeof(sent));
}


/* A refusal holds nothing of an account, whatever the outcome held. */
static void
test_refusal_is_bare(void **state)
{
    struct outcome outcome = sample_outcome();
    char *message;
    char *bare;

    (void) state;
    outcome.status = GCIS_E_DENIED;
    message = wire_reply_outcome(&outcome);
    outcome = (struct outcome){ .status = GCIS_E_DENIED,
                                .delay_ms = outcome.delay_ms };
    memcpy(outcome.reference, sample_outcome().reference, REFERENCE_SIZE);
    bare = wire_reply_outcome(&outcome);
    assert_string_equal(message, bare);
    wire_message_free(message);
    wire_message_free(bare);
}


static void
test_token(void **state)
{
    static const struct {
        int status;
        const char *token;
        int got;
        const char *got_token;
    } rows[] = {
        { GCIS_E_DENIED, "t", GCIS_E_DENIED, "" },
        { GCIS_E_BUSY, NULL, GCIS_E_BUSY, "" },
        { GCIS_OK, NULL, GCIS_OK, "" },
        { GCIS_OK, "a.b.c", GCIS_OK, "a.b.c" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *message = wire_reply_token(rows[i].status, rows[i].token);
        char token[TOKEN_MAX + 1] = "";
        int status = 1;
        assert_true(wire_token_parse(span_str(message), &status, token));
        assert_int_equal(status, rows[i].got);
        assert_string_equal(token, rows[i].got_token);
        wire_message_free(message);
    }
    assert_false(wire_token_parse(span_str("{\"parameters\":{\"token\":1}}"),
                                  &(int){ 0 }, (char[TOKEN_MAX + 1]){ 0 }));
}


/* status, what the operation said, what arrives (NULL: nonsense) */
static void
test_call(void **state)
{
    static const struct {
        int status;
        const char *reply;
        int got;
        const char *got_reply;
    } rows[] = {
        { GCIS_E_DENIED, "{\"error\":\"G402\",\"reason\":\"exists\"}",
          GCIS_E_DENIED, "{\"error\":\"G402\",\"reason\":\"exists\"}" },
        { GCIS_E_BUSY, NULL, GCIS_E_BUSY,
          "{\"error\":\"G101\",\"reason\":\"\",\"message\":\"the engine is"
          " busy: try again later\",\"reference\":\"\"}" },
        /* a yes without a reply is none */
        { GCIS_OK, NULL, GCIS_E_STORE,
          "{\"error\":\"G500\",\"reason\":\"\",\"message\":\"the engine is"
          " not available\",\"reference\":\"\"}" },
        { GCIS_OK, "{}", GCIS_OK, "{}" },
        /* a reply may well have a member of that name */
        { GCIS_OK, "{\"error\":\"x\",\"items\":[1,2]}", GCIS_OK,
          "{\"error\":\"x\",\"items\":[1,2]}" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *reply = rows[i].reply == NULL
                            ? NULL : json_loads(rows[i].reply, 0, NULL);
        json_t *wanted = json_loads(rows[i].got_reply, 0, NULL);
        char *message = wire_reply_call(rows[i].status, reply);
        json_t *got = NULL;
        int status = 1;
        assert_true(wire_call_parse(span_str(message), &status, &got));
        assert_int_equal(status, rows[i].got);
        assert_true(json_equal(got, wanted));
        json_decref(got);
        json_decref(wanted);
        json_decref(reply);
        wire_message_free(message);
    }
}


static void
test_call_nonsense(void **state)
{
    static const char *const rows[] = {
        "", "{}", "{\"parameters\":{}}", "{\"parameters\":{\"reply\":1}}",
        "{\"parameters\":{\"reply\":{}}", "{\"reply\":{}}",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *reply = NULL;
        int status = GCIS_E_STORE;
        assert_false(wire_call_parse(span_str(rows[i]), &status, &reply));
        assert_null(reply);
        assert_int_equal(status, GCIS_E_STORE);
    }
}


/* The parameter that the engine did not take is named in the error object. */
static void
test_call_invalid(void **state)
{
    char *message = wire_error_invalid("operation");
    json_t *reply = NULL;
    int status = 1;

    (void) state;
    assert_true(wire_call_parse(span_str(message), &status, &reply));
    assert_int_equal(status, GCIS_E_INVALID);
    assert_string_equal(json_string_value(json_object_get(reply, "error")),
                        "G403");
    assert_string_equal(json_string_value(json_object_get(reply, "field")),
                        "operation");
    json_decref(reply);
    wire_message_free(message);
}


/* Each method, type and error that is described is one that we have. */
static void
test_description(void **state)
{
    static const char *const words[] = {
        "method Authenticate(", "method Challenge(", "method Check(",
        "method Renew(", "method Enter(", "method End(", "method Call(",
    };
    char *message = wire_reply_description("tw.gov.gcis.Nothing");

    (void) state;
    assert_non_null(strstr(message, "InterfaceNotFound"));
    wire_message_free(message);

    message = wire_reply_description(WIRE_INTERFACE);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        assert_non_null(strstr(message, words[i]));
    }
    for (int status = -8; status < 0; status++) {
        char word[64];
        (void) snprintf(word, sizeof(word), "error %s(",
                        wire_error_word(status));
        assert_non_null(strstr(message, word));
    }
    wire_message_free(message);

    message = wire_reply_info();
    assert_non_null(strstr(message, WIRE_INTERFACE));
    wire_message_free(message);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nonsense),
        cmocka_unit_test(test_yes),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_error_wins),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_outcome),
        cmocka_unit_test(test_refusal),
        cmocka_unit_test(test_refusal_is_bare),
        cmocka_unit_test(test_token),
        cmocka_unit_test(test_call),
        cmocka_unit_test(test_call_nonsense),
        cmocka_unit_test(test_call_invalid),
        cmocka_unit_test(test_description),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
