/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages with one thing wrong, everywhere: nothing breaks, a request stays
 * within its limits, and no refusal turns into a yes. */
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* What is put in the place of a byte, or before it. */
static const char bytes[] = "\"\\{}[]:,0-1.etfn \x01\x7f\x80\xc3\xff";

/* Calls `look` with each text that is one byte away from `text`. */
typedef void look(const char *text, size_t len, const void *state);


static void
each_neighbour(const char *text, look *see, const void *state)
{
    size_t len = strlen(text);
    char *near = test_malloc(len + 2);

    for (size_t at = 0; at < len; at++) {
        /* one byte less */
        memcpy(near, text, at);
        memcpy(near + at, text + at + 1, len - at);
        see(near, len - 1, state);
        for (size_t i = 0; i < sizeof(bytes); i++) { /* and the NUL */
            /* another one */
            memcpy(near, text, len + 1);
            near[at] = bytes[i];
            see(near, len, state);
            /* one more */
            memcpy(near + at + 1, text + at, len - at + 1);
            see(near, len + 1, state);
        }
    }
    test_free(near);
}


static void
look_at_request(const char *text, size_t len, const void *state)
{
    struct wire_request request;
    char field[WIRE_FIELD_SIZE];

    (void) state;
    if (!wire_request_parse(span_of(text, len), &request, field)) {
        assert_true(strlen(field) < WIRE_FIELD_SIZE);
        assert_null(request.parameters);
        return;
    }
    assert_true(strlen(request.attempt.account) <= TYPED_NAME_MAX);
    assert_true(request.attempt.secret.len <= SECRET_MAX);
    assert_true(strlen(request.token) <= TOKEN_MAX);
    if (request.method == WIRE_AUTHENTICATE) {
        assert_int_not_equal(request.attempt.purpose, PURPOSE_NONE);
    }
    if (request.method == WIRE_CALL) {
        assert_true(json_is_object(request.parameters));
    }
    wire_request_wipe(&request);
}


static void
test_requests(void **state)
{
    struct attempt attempt = {
        .purpose = PURPOSE_CHANGE_PASSWORD, .account = "王", .secret = { 1, "a" },
        .new_secret = { 1, "b" }, .service = "sshd", .check_only = true,
        .methods = 1U << METHOD_ONEDAY,
    };
    json_t *parameters = json_pack("{s:[i, s]}", "a", -1, "b");
    char *messages[] = {
        wire_request_attempt(WIRE_AUTHENTICATE, &attempt),
        wire_request_attempt(WIRE_CHECK, &attempt),
        wire_request_token(WIRE_RENEW, span_str("a.b.c")),
        wire_request_call(span_str("t"), "account.add", parameters),
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
        assert_non_null(messages[i]);
        each_neighbour(messages[i], look_at_request, NULL);
        wire_message_free(messages[i]);
    }
    json_decref(parameters);
}


static void
must_refuse(const char *text, size_t len, const void *state)
{
    struct outcome outcome = { .status = GCIS_OK };
    char token[TOKEN_MAX + 1];
    json_t *reply = NULL;
    int status = GCIS_E_STORE;

    (void) state;
    (void) !wire_outcome_parse(span_of(text, len), &outcome);
    assert_int_not_equal(outcome.status, GCIS_OK);
    (void) !wire_token_parse(span_of(text, len), &status, token);
    assert_int_not_equal(status, GCIS_OK);
    status = GCIS_E_STORE;
    if (wire_call_parse(span_of(text, len), &status, &reply)) {
        assert_true(json_is_object(reply));
        json_decref(reply);
    }
    assert_int_not_equal(status, GCIS_OK);
}


/* Nothing one byte away from a refusal is a yes. */
static void
test_refusals(void **state)
{
    struct outcome refused = sample_outcome();

    (void) state;
    for (int status = -8; status < 0; status++) {
        char *message;
        refused.status = status;
        refused.reason = REASON_MUST_CHANGE;
        message = wire_reply_outcome(&refused);
        each_neighbour(message, must_refuse, NULL);
        wire_message_free(message);
    }
}


/* A yes about somebody; what is one byte away may be refused, or it is about
 * a whole account with a name and a kind. */
static void
look_at_yes(const char *text, size_t len, const void *state)
{
    struct outcome outcome = { .status = GCIS_OK };

    (void) state;
    if (!wire_outcome_parse(span_of(text, len), &outcome)) {
        assert_int_equal(outcome.status, GCIS_E_STORE);
        assert_string_equal(outcome.token, "");
        return;
    }
    if (outcome.status == GCIS_OK) {
        assert_string_not_equal(outcome.account.name, "");
        assert_int_not_equal(outcome.account.kind, KIND_NONE);
    }
}


static void
test_yes(void **state)
{
    struct outcome outcome = sample_outcome();
    char *message = wire_reply_outcome(&outcome);

    (void) state;
    each_neighbour(message, look_at_yes, NULL);
    wire_message_free(message);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_yes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
