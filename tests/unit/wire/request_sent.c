/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests as the client writes them: what goes there comes back unchanged, or
 * as what the engine refuses at the same cost. */
#include "wire/protocol.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define METHOD(name) "\"method\":\"tw.gov.gcis.Auth." name "\""


static struct attempt
full_attempt(void)
{
    struct attempt attempt = {
        .purpose = PURPOSE_CHANGE_PASSWORD,
        .account = "王小明",
        .secret = { 3, "a\"\\" },
        .new_secret = { 9, "新密碼" },
        .audience = "portal.example",
        .service = "sshd",
        .address = "2001:db8::1",
        .rule = "application=A role=B,C",
        .check_only = true,
        .methods = 1U << METHOD_PASSWORD | 1U << METHOD_ONEDAY,
    };
    return attempt;
}


static void
there_and_back(enum wire_method method, const struct attempt *attempt,
               struct wire_request *ret)
{
    char *message = wire_request_attempt(method, attempt);
    char field[WIRE_FIELD_SIZE];

    assert_non_null(message);
    assert_true(wire_request_parse(span_str(message), ret, field));
    assert_int_equal(ret->method, method);
    wire_message_free(message);
}


static void
test_authenticate(void **state)
{
    struct attempt attempt = full_attempt();
    struct wire_request request;

    (void) state;
    there_and_back(WIRE_AUTHENTICATE, &attempt, &request);
    assert_memory_equal(&request.attempt, &attempt, sizeof(attempt));
    wire_request_wipe(&request);

    /* no new secret but for a change of password */
    attempt.purpose = PURPOSE_SIGN_IN;
    there_and_back(WIRE_AUTHENTICATE, &attempt, &request);
    assert_int_equal(request.attempt.new_secret.len, 0);
    wire_request_wipe(&request);

    /* a name that was cut stays one that there cannot be */
    attempt.account_too_long = true;
    there_and_back(WIRE_AUTHENTICATE, &attempt, &request);
    assert_true(request.attempt.account_too_long);
    wire_request_wipe(&request);
}


/* What is no UTF-8 is sent as what cannot be right, and not refused here: the
 * engine judges it at the same cost. */
static void
test_not_utf8(void **state)
{
    struct attempt attempt = full_attempt();
    struct wire_request request;

    (void) state;
    attempt.account[0] = '\xff';
    there_and_back(WIRE_AUTHENTICATE, &attempt, &request);
    assert_true(request.attempt.account_too_long);
    assert_string_equal(request.attempt.account, "");
    wire_request_wipe(&request);

    attempt = full_attempt();
    attempt.secret.text[0] = '\xff';
    there_and_back(WIRE_AUTHENTICATE, &attempt, &request);
    assert_int_equal(request.attempt.secret.len, 0);
    wire_request_wipe(&request);

    attempt = full_attempt();
    assert_true(wire_attempt_is_text(&attempt));
    attempt.rule[0] = '\xff';
    assert_false(wire_attempt_is_text(&attempt));
    assert_null(wire_request_attempt(WIRE_AUTHENTICATE, &attempt));
}


static void
test_check(void **state)
{
    struct attempt attempt = full_attempt();
    struct wire_request request;

    (void) state;
    there_and_back(WIRE_CHECK, &attempt, &request);
    assert_string_equal(request.attempt.account, attempt.account);
    assert_string_equal(request.attempt.service, attempt.service);
    assert_string_equal(request.attempt.address, attempt.address);
    assert_string_equal(request.attempt.rule, attempt.rule);
    /* nothing else goes over */
    assert_int_equal(request.attempt.secret.len, 0);
    assert_string_equal(request.attempt.audience, "");
    assert_int_equal(request.attempt.purpose, PURPOSE_NONE);
    wire_request_wipe(&request);
}


static void
test_token(void **state)
{
    static const enum wire_method methods[] = { WIRE_RENEW, WIRE_END };
    struct wire_request request;
    char field[WIRE_FIELD_SIZE];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        char *message = wire_request_token(methods[i], span_str("a.b.c"));
        assert_true(wire_request_parse(span_str(message), &request, field));
        assert_int_equal(request.method, methods[i]);
        assert_string_equal(request.token, "a.b.c");
        wire_request_wipe(&request);
        wire_message_free(message);
    }
}


static void
test_call(void **state)
{
    json_t *parameters = json_pack("{s:s, s:i}", "account", "wang", "n", 3);
    struct wire_request request;
    char field[WIRE_FIELD_SIZE];
    char *message = wire_request_call(span_str("a.b.c"), "account.show",
                                      parameters);

    (void) state;
    assert_true(wire_request_parse(span_str(message), &request, field));
    assert_int_equal(request.method, WIRE_CALL);
    assert_string_equal(request.token, "a.b.c");
    assert_string_equal(request.operation, "account.show");
    assert_true(json_equal(request.parameters, parameters));
    wire_request_wipe(&request);
    wire_message_free(message);

    /* what was lent is whole */
    assert_string_equal(
        json_string_value(json_object_get(parameters, "account")), "wang");
    json_decref(parameters);

    /* parameters may be left out; then there are none */
    assert_true(wire_request_parse(
        span_str("{" METHOD("Call")
                 ",\"parameters\":{\"operation\":\"status\"}}"), &request, field));
    assert_int_equal(json_object_size(request.parameters), 0);
    wire_request_wipe(&request);
}


/* A method that is none, or waits, is told apart by the server's answer. */
static void
test_methods(void **state)
{
    static const struct {
        const char *message;
        enum wire_method method;
        const char *error;
    } rows[] = {
        { "{\"method\":\"\"}", WIRE_NONE, "InterfaceNotFound" },
        { "{\"method\":\"Renew\"}", WIRE_NONE, "InterfaceNotFound" },
        { "{\"method\":\"tw.gov.gcis.Other.Renew\"}", WIRE_NONE,
          "InterfaceNotFound" },
        { "{\"method\":\"tw.gov.gcis.Auth.Shutdown\"}", WIRE_NONE,
          "MethodNotFound" },
        { "{\"method\":\"tw.gov.gcis.Auth.renew\"}", WIRE_NONE,
          "MethodNotFound" },
        { "{" METHOD("Challenge") ",\"parameters\":{\"a\":1}}",
          WIRE_CHALLENGE, "MethodNotImplemented" },
        { "{" METHOD("Enter") "}", WIRE_ENTER, "MethodNotImplemented" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct wire_request request;
        char field[WIRE_FIELD_SIZE];
        char *error;
        assert_true(wire_request_parse(span_str(rows[i].message), &request,
                                       field));
        assert_int_equal(request.method, rows[i].method);
        error = wire_error_method(request.word);
        assert_non_null(strstr(error, rows[i].error));
        wire_message_free(error);
        wire_request_wipe(&request);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_authenticate),
        cmocka_unit_test(test_not_utf8),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_token),
        cmocka_unit_test(test_call),
        cmocka_unit_test(test_methods),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
