/* SPDX-License-Identifier: BSD-2-Clause */
/* What each class of peer hears of an answer (SECURITY F10), which thread a
 * request needs, and whose it is. */
#include "dispatch.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROOT (PEER_SELF | PEER_ROOT)
#define WEB (PEER_SELF | PEER_WEB)
#define PAM (PEER_SELF | PEER_PAM)
#define SELF PEER_SELF
#define SIGN_IN WIRE_AUTHENTICATE
#define CHECK WIRE_CHECK


static struct outcome
full_outcome(int status, enum reason reason)
{
    struct outcome outcome = {
        .status = status,
        .reason = reason,
        .reference = "ABCDEFGH23",
        .delay_ms = 250,
        .broken_rules = 3,
        .account = { .name = "wang", .full_name = "Wang" },
        .evidence = { .expires_s = 9 },
        .must_change = true,
        .agency = "A01",
        .application = "BMS",
        .roles = "clerk",
        .token = "a.b.c",
    };
    return outcome;
}


static const struct row {
    enum wire_method method;
    unsigned classes;
    int status;
    enum reason reason;
    enum reason heard;
} rows[] = {
    /* nothing proven: one word for every no */
    { SIGN_IN, WEB, GCIS_E_DENIED, REASON_UNKNOWN_ACCOUNT, REASON_NONE },
    { SIGN_IN, WEB, GCIS_E_DENIED, REASON_WRONG_SECRET, REASON_NONE },
    { SIGN_IN, WEB, GCIS_E_DENIED, REASON_LOCKED, REASON_NONE },
    { SIGN_IN, WEB, GCIS_E_DENIED, REASON_SUSPENDED, REASON_NONE },
    { SIGN_IN, WEB, GCIS_E_DENIED, REASON_MUST_CHANGE, REASON_NONE },
    { SIGN_IN, WEB, GCIS_E_DENIED, REASON_NO_ROLE, REASON_NONE },
    { SIGN_IN, SELF, GCIS_E_DENIED, REASON_UNKNOWN_ACCOUNT, REASON_NONE },
    { SIGN_IN, SELF, GCIS_E_DENIED, REASON_WRONG_SECRET, REASON_NONE },
    { SIGN_IN, SELF, GCIS_E_DENIED, REASON_LOCKED, REASON_NONE },
    { SIGN_IN, SELF, GCIS_E_CONFIG, REASON_FORBIDDEN, REASON_NONE },
    /* PAM hears two words, no third */
    { SIGN_IN, PAM, GCIS_E_DENIED, REASON_WRONG_SECRET, REASON_NONE },
    { SIGN_IN, PAM, GCIS_E_DENIED, REASON_LOCKED, REASON_NONE },
    { SIGN_IN, PAM, GCIS_E_DENIED, REASON_CLOSED, REASON_NONE },
    { SIGN_IN, PAM, GCIS_E_DENIED, REASON_ONEDAY_USED_UP, REASON_NONE },
    { SIGN_IN, PAM, GCIS_E_DENIED, REASON_SOURCE_LIMIT, REASON_NONE },
    { SIGN_IN, PAM, GCIS_E_DENIED, REASON_UNKNOWN_ACCOUNT,
      REASON_UNKNOWN_ACCOUNT },
    { SIGN_IN, PAM, GCIS_E_DENIED, REASON_MUST_CHANGE, REASON_MUST_CHANGE },
    /* in Check PAM hears the state, nobody else does */
    { CHECK, WEB, GCIS_E_DENIED, REASON_SUSPENDED, REASON_NONE },
    { CHECK, WEB, GCIS_E_FORBIDDEN, REASON_NO_ROLE, REASON_NONE },
    { CHECK, SELF, GCIS_E_DENIED, REASON_LOCKED, REASON_NONE },
    { CHECK, PAM, GCIS_E_DENIED, REASON_WRONG_SECRET, REASON_NONE },
    { CHECK, PAM, GCIS_E_DENIED, REASON_DAMAGED, REASON_NONE },
    { CHECK, PAM, GCIS_E_DENIED, REASON_SUSPENDED, REASON_SUSPENDED },
    { CHECK, PAM, GCIS_E_DENIED, REASON_LOCKED, REASON_LOCKED },
    { CHECK, PAM, GCIS_E_DENIED, REASON_EXPIRED_ACCOUNT,
      REASON_EXPIRED_ACCOUNT },
    { CHECK, PAM, GCIS_E_DENIED, REASON_UNKNOWN_ACCOUNT,
      REASON_UNKNOWN_ACCOUNT },
    { CHECK, PAM, GCIS_E_FORBIDDEN, REASON_NO_ROLE, REASON_NO_ROLE },
    /* proven by the person: then he hears what he lacks */
    { SIGN_IN, WEB, GCIS_E_FORBIDDEN, REASON_LOCKED, REASON_NONE },
    { SIGN_IN, WEB, GCIS_E_FORBIDDEN, REASON_NO_ROLE, REASON_NO_ROLE },
    { SIGN_IN, WEB, GCIS_E_FORBIDDEN, REASON_LEVEL, REASON_LEVEL },
    { SIGN_IN, SELF, GCIS_E_FORBIDDEN, REASON_MUST_CHANGE,
      REASON_MUST_CHANGE },
    { SIGN_IN, WEB, GCIS_E_INVALID, REASON_PASSWORD_RULES,
      REASON_PASSWORD_RULES },
    { SIGN_IN, WEB, GCIS_E_INVALID, REASON_BAD_INPUT, REASON_NONE },
    /* of the engine, not of an account */
    { SIGN_IN, WEB, GCIS_E_DENIED, REASON_BUSY, REASON_NONE },
    { SIGN_IN, WEB, GCIS_E_BUSY, REASON_BUSY, REASON_BUSY },
    { SIGN_IN, SELF, GCIS_E_STORE, REASON_STORE, REASON_STORE },
    { SIGN_IN, SELF, GCIS_E_STORE, REASON_CLOCK, REASON_NONE },
    { CHECK, WEB, GCIS_E_STORE, REASON_NO_STORE, REASON_NO_STORE },
};


static void
test_refusals(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *row = &rows[i];
        struct outcome told = full_outcome(row->status, row->reason);
        struct outcome wanted = { .status = row->status,
                                  .reason = row->heard,
                                  .reference = "ABCDEFGH23",
                                  .delay_ms = 250 };
        if (row->heard == REASON_PASSWORD_RULES) {
            wanted.broken_rules = 3;
        }
        outcome_for_peer(row->method, row->classes, &told);
        if (memcmp(&told, &wanted, sizeof(told)) != 0) {
            print_error("row %zu: hears %s\n", i, reason_word(told.reason));
            fail();
        }
    }
}


/* Root hears all of it; classes of one uid add up; a yes is a yes. */
static void
test_untouched(void **state)
{
    static const struct {
        unsigned classes;
        int status;
    } whole[] = {
        { ROOT, GCIS_E_DENIED }, { ROOT | WEB, GCIS_E_DENIED },
        { ROOT, GCIS_E_STORE }, { SELF, GCIS_OK }, { WEB, GCIS_OK },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
        struct outcome told = full_outcome(whole[i].status,
                                           REASON_WRONG_SECRET);
        struct outcome wanted = told;
        outcome_for_peer(SIGN_IN, whole[i].classes, &told);
        assert_memory_equal(&told, &wanted, sizeof(told));
    }
}


/* Every refusal that proved nothing has one size on the wire. */
static void
test_one_size(void **state)
{
    static const enum reason reasons[] = {
        REASON_UNKNOWN_ACCOUNT, REASON_WRONG_SECRET, REASON_LOCKED,
        REASON_SUSPENDED, REASON_DORMANT, REASON_CLOSED,
        REASON_NOT_ACTIVATED, REASON_ONEDAY_EXPIRED, REASON_METHOD,
        REASON_EXPIRED_ACCOUNT, REASON_BAD_INPUT, REASON_SOURCE_LIMIT,
    };
    size_t size = 0;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
        struct outcome told = full_outcome(GCIS_E_DENIED, reasons[i]);
        char *reply;
        outcome_for_peer(SIGN_IN, WEB, &told);
        reply = wire_reply_outcome(&told);
        assert_non_null(reply);
        assert_true(size == 0 || size == strlen(reply));
        size = strlen(reply);
        wire_message_free(reply);
    }
}


static bool
only_password_set(const char *operation)
{
    return strcmp(operation, "password.set") == 0;
}


static void
test_lanes(void **state)
{
    static const struct {
        enum wire_method method;
        const char *operation;
        enum dispatch_lane lane;
    } lanes[] = {
        { WIRE_NONE, "", LANE_HERE },
        { WIRE_CHALLENGE, "", LANE_HERE },
        { WIRE_ENTER, "", LANE_HERE },
        { WIRE_GET_INFO, "", LANE_HERE },
        { WIRE_GET_INTERFACE_DESCRIPTION, "", LANE_HERE },
        { WIRE_AUTHENTICATE, "", LANE_SLOW },
        { WIRE_CHECK, "", LANE_QUICK },
        { WIRE_RENEW, "", LANE_QUICK },
        { WIRE_END, "", LANE_QUICK },
        { WIRE_CALL, "account.list", LANE_QUICK },
        { WIRE_CALL, "no.such", LANE_QUICK },
        { WIRE_CALL, "password.set", LANE_SLOW },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(lanes); i++) {
        struct wire_request request = { .method = lanes[i].method };
        strncpy(request.operation, lanes[i].operation,
                OPERATION_NAME_MAX);
        assert_int_equal(dispatch_lane(&request, only_password_set),
                         lanes[i].lane);
    }
}


static uint64_t
key_of_name(const char *account)
{
    struct wire_request request = { .method = WIRE_AUTHENTICATE };

    strncpy(request.attempt.account, account, TYPED_NAME_MAX);
    return dispatch_key(&request);
}


static uint64_t
key_of_call(const char *account, const char *token)
{
    struct wire_request request = { .method = WIRE_CALL };
    uint64_t key;

    strncpy(request.token, token, TOKEN_MAX);
    request.parameters = account == NULL
                             ? json_object()
                             : json_pack("{s:s}", "account", account);
    key = dispatch_key(&request);
    json_decref(request.parameters);
    return key;
}


static void
test_keys(void **state)
{
    (void) state;
    /* what is no name has no account to be kept for */
    assert_int_equal(key_of_name(""), 0);
    assert_int_equal(key_of_name("a\x01"), 0);
    assert_int_equal(key_of_call(NULL, ""), 0);
    assert_true(key_of_name("wang") != key_of_name("wang2"));
    assert_true(key_of_call(NULL, "a") != key_of_call(NULL, "b"));
    /* the account, however it was typed and whatever is done to it */
    assert_true(key_of_name("wang") != 0);
    assert_true(key_of_name("wang") == key_of_name("WANG"));
    assert_true(key_of_name("wang") == key_of_call("Wang", "token"));
}


/* The engine's reply may be too long for a message: then it is refused. */
static int
call_long(void *engine, const struct peer *peer, struct span token,
          const char *operation, json_t *parameters, json_t **ret_reply)
{
    size_t len = *(size_t *) engine;
    char *text = malloc(len + 1);

    (void) peer;
    (void) token;
    (void) operation;
    json_decref(parameters);
    memset(text, 'a', len);
    *ret_reply = json_pack("{s:s%}", "t", text, len);
    free(text);
    return GCIS_OK;
}


static bool
fits(size_t len)
{
    static const struct engine_vtable vtable = { .call = call_long };
    struct engine_handle engine = { &vtable, &len };
    struct peer peer = { .classes = ROOT };
    struct wire_request request = { .method = WIRE_CALL };
    char *reply;
    bool good;

    request.parameters = json_object();
    reply = dispatch_engine(&engine, &peer, &request);
    assert_non_null(reply);
    assert_true(strlen(reply) < WIRE_MESSAGE_MAX);
    good = strstr(reply, "\"error\"") == NULL;
    wire_message_free(reply);
    return good;
}


static void
test_long_reply(void **state)
{
    /* {"parameters":{"reply":{"t":""}}} and the NUL */
    const size_t around = 34;

    (void) state;
    assert_false(fits(WIRE_MESSAGE_MAX - around + 1));
    assert_true(fits(WIRE_MESSAGE_MAX - around));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_untouched),
        cmocka_unit_test(test_one_size),
        cmocka_unit_test(test_lanes),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_long_reply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
