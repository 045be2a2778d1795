/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests, as the engine reads them: what is refused, and which parameter is
 * named for it. */
#include "wire/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define METHOD(name) "\"method\":\"tw.gov.gcis.Auth." name "\""
#define CALL(name, parameters) \
    "{" METHOD(name) ",\"parameters\":{" parameters "}}"
#define GOOD "\"purpose\":\"sign-in\",\"account\":\"wang\",\"secret\":\"x\""

static const struct bad_row {
    const char *message;
    const char *field;
} bad_rows[] = {
    /* no request at all */
    { "", "" },
    { "{", "" },
    { "[]", "" },
    { "1", "" },
    { "null", "" },
    { "not json", "" },
    { CALL("Renew", "\"token\":\"t\"") " ", NULL }, /* white space may follow */
    { CALL("Renew", "\"token\":\"t\"") "{}", "" },
    { "\xef\xbb\xbf" CALL("Renew", "\"token\":\"t\""), "" },
    /* a member twice, in the envelope and below */
    { "{" METHOD("Renew") "," METHOD("End") "}", "" },
    { CALL("Renew", "\"token\":\"t\",\"token\":\"t\""), "" },
    /* U+0000, bad UTF-8, a lone surrogate */
    { CALL("Renew", "\"token\":\"t\\u0000\""), "" },
    { CALL("Renew", "\"token\":\"\xff\""), "" },
    { CALL("Renew", "\"token\":\"\\ud800\""), "" },
    /* a number that is no integer */
    { CALL("Renew", "\"token\":1.5"), "" },
    /* the envelope */
    { "{}", "method" },
    { "{\"method\":1}", "method" },
    { "{" METHOD("Renew") ",\"parameters\":[]}", "parameters" },
    { "{" METHOD("Renew") ",\"parameters\":null}", "parameters" },
    { "{" METHOD("Renew") ",\"oneway\":1}", "oneway" },
    { "{" METHOD("Renew") ",\"more\":\"yes\"}", "more" },
    { "{" METHOD("Renew") ",\"upgrade\":true}", "upgrade" },
    { "{" METHOD("Renew") ",\"uid\":0}", "uid" },
    /* Renew and End: the token and nothing else */
    { "{" METHOD("Renew") "}", "token" },
    { CALL("Renew", ""), "token" },
    { CALL("Renew", "\"token\":null"), "token" },
    { CALL("Renew", "\"token\":{}"), "token" },
    { CALL("End", "\"token\":\"t\",\"sub\":\"wang\""), "sub" },
    /* Authenticate */
    { CALL("Authenticate", ""), "account" },
    { CALL("Authenticate", "\"account\":\"wang\",\"secret\":\"x\""),
      "purpose" },
    { CALL("Authenticate", "\"purpose\":\"none\",\"account\":\"wang\""),
      "purpose" },
    { CALL("Authenticate", "\"purpose\":\"\",\"account\":\"wang\""),
      "purpose" },
    { CALL("Authenticate", "\"purpose\":\"sign-in\",\"account\":7"),
      "account" },
    { CALL("Authenticate", GOOD ",\"account_too_long\":0"),
      "account_too_long" },
    { CALL("Authenticate", "\"purpose\":\"sign-in\",\"account\":\"wang\","
           "\"secret\":[]"), "secret" },
    { CALL("Authenticate", GOOD ",\"new_secret\":null"), "new_secret" },
    { CALL("Authenticate", GOOD ",\"check_only\":\"true\""), "check_only" },
    { CALL("Authenticate", GOOD ",\"audience\":[]"), "audience" },
    { CALL("Authenticate", GOOD ",\"service\":1"), "service" },
    { CALL("Authenticate", GOOD ",\"address\":{}"), "address" },
    { CALL("Authenticate", GOOD ",\"rule\":false"), "rule" },
    { CALL("Authenticate", GOOD ",\"methods\":\"password\""), "methods" },
    { CALL("Authenticate", GOOD ",\"methods\":[\"card\"]"), "methods" },
    { CALL("Authenticate", GOOD ",\"methods\":[1]"), "methods" },
    /* none must not come to mean all */
    { CALL("Authenticate", GOOD ",\"methods\":[]"), "methods" },
    { CALL("Authenticate", GOOD ",\"uid\":0"), "uid" },
    { CALL("Authenticate", GOOD ",\"classes\":8"), "classes" },
    { CALL("Authenticate", GOOD ",\"token\":\"t\""), "token" },
    /* Check proves nothing, so it takes no secret and no audience */
    { CALL("Check", "\"account\":\"wang\",\"secret\":\"x\""), "secret" },
    { CALL("Check", "\"account\":\"wang\",\"audience\":\"a\""), "audience" },
    { CALL("Check", "\"account\":\"wang\",\"purpose\":\"sign-in\""),
      "purpose" },
    /* Call */
    { CALL("Call", ""), "operation" },
    { CALL("Call", "\"operation\":\"a.b\",\"parameters\":[]"), "parameters" },
    { CALL("Call", "\"operation\":\"a.b\",\"actor\":\"root\""), "actor" },
    /* the service */
    { "{\"method\":\"org.varlink.service.GetInfo\",\"parameters\":{\"a\":1}}",
      "a" },
    { "{\"method\":\"org.varlink.service.GetInterfaceDescription\"}",
      "interface" },
    /* the name of what is wrong is cut between characters */
    { CALL("Renew", "\"token\":\"t\",\""
           "01234567890123456789012345678901234567890123456789012345678一二"
           "\":1"),
      "01234567890123456789012345678901234567890123456789012345678一" },
};


static void
test_refused(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(bad_rows); i++) {
        const struct bad_row *row = &bad_rows[i];
        struct wire_request request;
        char field[WIRE_FIELD_SIZE] = "untouched";
        bool good = wire_request_parse(span_str(row->message), &request,
                                       field);
        if (row->field == NULL) {
            assert_true(good);
            wire_request_wipe(&request);
            continue;
        }
        if (good || strcmp(field, row->field) != 0) {
            print_error("%s: %s \"%s\"\n", row->message,
                        good ? "taken" : "refused for", field);
            fail();
        }
    }
}


/* `n` bytes of text as the value of one parameter of a good request. */
static bool
takes(const char *method, const char *before, const char *name, size_t n)
{
    size_t size = n + 512;
    char *message = test_malloc(size);
    struct wire_request request;
    char field[WIRE_FIELD_SIZE];
    int len = snprintf(message, size,
                       "{\"method\":\"tw.gov.gcis.Auth.%s\","
                       "\"parameters\":{%s\"%s\":\"", method, before, name);
    bool good;

    memset(message + len, 'a', n);
    strncpy(message + len + n, "\"}}", 4);
    good = wire_request_parse(span_str(message), &request, field);
    if (good) {
        wire_request_wipe(&request);
    } else {
        assert_string_equal(field, name);
    }
    test_free(message);
    return good;
}


static void
test_limits(void **state)
{
    static const char proof[] = "\"purpose\":\"sign-in\",";
    static const char all[] = GOOD ",";
    static const struct {
        const char *method;
        const char *before;
        const char *name;
        size_t max;
    } rows[] = {
        { "Authenticate", proof, "account", TYPED_NAME_MAX },
        { "Authenticate", "\"purpose\":\"sign-in\",\"account\":\"wang\",",
          "secret", SECRET_MAX },
        { "Authenticate", all, "new_secret", SECRET_MAX },
        { "Authenticate", all, "audience", HOST_MAX },
        { "Authenticate", all, "service", SERVICE_MAX },
        { "Authenticate", all, "address", ADDRESS_MAX },
        { "Authenticate", all, "rule", RULE_TEXT_MAX },
        { "Renew", "", "token", TOKEN_MAX },
        { "Call", "", "operation", OPERATION_NAME_MAX },
        { "Call", "\"operation\":\"a.b\",", "token", TOKEN_MAX },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_false(takes(rows[i].method, rows[i].before, rows[i].name,
                           rows[i].max + 1));
        assert_true(takes(rows[i].method, rows[i].before, rows[i].name,
                          rows[i].max));
    }
}


/* Arrays in arrays below a parameter of an operation. */
static bool
takes_depth(size_t depth)
{
    char message[256] = CALL("Call", "\"operation\":\"a.b\",\"parameters\":{"
                             "\"p\":@}");
    char nested[64];
    char whole[512];
    struct wire_request request;
    char field[WIRE_FIELD_SIZE];
    char *at = strchr(message, '@');
    bool good;

    memset(nested, '[', depth);
    memset(nested + depth, ']', depth);
    nested[2 * depth] = '\0';
    *at = '\0';
    (void) snprintf(whole, sizeof(whole), "%s%s%s", message, nested, at + 1);
    good = wire_request_parse(span_str(whole), &request, field);
    if (good) {
        wire_request_wipe(&request);
    }
    return good;
}


static void
test_depth(void **state)
{
    (void) state;
    /* message, parameters, parameters of the operation: three already */
    assert_false(takes_depth(JSON_DEPTH_MAX - 3 + 1));
    assert_true(takes_depth(JSON_DEPTH_MAX - 3));
}


/* A message as long as it may be, and one byte longer. */
static bool
takes_length(size_t len)
{
    static const char head[] = "{" METHOD("Renew")
                               ",\"parameters\":{\"token\":\"t\"}";
    char *message = test_malloc(len);
    struct wire_request request;
    char field[WIRE_FIELD_SIZE];
    bool good;

    memset(message, ' ', len);
    memcpy(message, head, sizeof(head) - 1);
    message[len - 1] = '}';
    good = wire_request_parse(span_of(message, len), &request, field);
    if (good) {
        wire_request_wipe(&request);
    }
    test_free(message);
    return good;
}


static void
test_length(void **state)
{
    (void) state;
    assert_false(takes_length(WIRE_MESSAGE_MAX + 1));
    assert_true(takes_length(WIRE_MESSAGE_MAX - 1));
}


/* Every beginning of a good request is none. */
static void
test_cut(void **state)
{
    static const char whole[] = CALL("Authenticate", GOOD);

    (void) state;
    for (size_t n = 0; n < sizeof(whole) - 1; n++) {
        struct wire_request request;
        char field[WIRE_FIELD_SIZE];
        assert_false(wire_request_parse(span_of(whole, n), &request, field));
        assert_string_equal(field, "");
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
