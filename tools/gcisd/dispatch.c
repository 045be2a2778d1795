/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One request, one call of the vtable, one reply.  Whether the peer may ask is
 * decided behind the vtable; how much of the answer he hears is decided here,
 * in outcome_for_peer(), and nowhere else.
 */
#include "dispatch.h"

#include "base/text.h"


enum dispatch_lane
dispatch_lane(const struct wire_request *request, slow_operation *is_slow)
{
    switch (request->method) {
    case WIRE_AUTHENTICATE:
        return LANE_SLOW;
    case WIRE_CALL:
        return is_slow(request->operation) ? LANE_SLOW : LANE_QUICK;
    case WIRE_CHECK:
    case WIRE_RENEW:
    case WIRE_END:
        return LANE_QUICK;
    case WIRE_NONE:
    case WIRE_CHALLENGE:
    case WIRE_ENTER:
    case WIRE_GET_INFO:
    case WIRE_GET_INTERFACE_DESCRIPTION:
        break;
    }
    return LANE_HERE;
}


/* FNV-1a: two accounts with one key share a thread, no more. */
static uint64_t
hash(struct span bytes)
{
    uint64_t sum = 0xcbf29ce484222325;

    for (size_t i = 0; i < bytes.len; i++) {
        sum = (sum ^ bytes.data[i]) * 0x100000001b3;
    }
    return sum == 0 ? 1 : sum;
}


static uint64_t
key_of_account(const char *typed)
{
    char mapped[TEXT_NAME_MAX + 1];

    if (!text_map_account(span_str(typed), mapped)) {
        return 0; /* there is no such account to be kept waiting */
    }
    return hash(span_str(mapped));
}


uint64_t
dispatch_key(const struct wire_request *request)
{
    const char *account = request->attempt.account;

    if (request->method == WIRE_CALL) {
        account = json_string_value(
            json_object_get(request->parameters, "account"));
        if (account == NULL) {
            return request->token[0] == '\0'
                       ? 0 : hash(span_str(request->token));
        }
    }
    return key_of_account(account);
}


char *
dispatch_here(const struct wire_request *request)
{
    if (request->method == WIRE_GET_INFO) {
        return wire_reply_info();
    }
    if (request->method == WIRE_GET_INTERFACE_DESCRIPTION) {
        return wire_reply_description(request->interface);
    }
    return wire_error_method(request->word);
}


/* The words that the table of SECURITY P asks for in acct_mgmt. */
static const enum reason check_words[] = {
    REASON_UNKNOWN_ACCOUNT, REASON_LOCKED, REASON_SUSPENDED, REASON_DORMANT,
    REASON_CLOSED, REASON_EXPIRED_ACCOUNT, REASON_NOT_ACTIVATED,
    REASON_MUST_CHANGE, REASON_NO_ROLE, REASON_LEVEL, REASON_AGE,
    REASON_AGENCY, REASON_NETWORK, REASON_INACTIVE,
};

/* What follows a proof by the person himself: his own affair. */
static const enum reason proven_words[] = {
    REASON_MUST_CHANGE, REASON_NO_ROLE, REASON_LEVEL, REASON_AGE,
    REASON_AGENCY, REASON_NETWORK, REASON_INACTIVE, REASON_PASSWORD_RULES,
};

/* Of the engine, not of an account. */
static const enum reason engine_words[] = {
    REASON_BUSY, REASON_STORE, REASON_NO_STORE,
};

/* What PAM must know before anything is proven: acct_mgmt tells it anyway. */
static const enum reason denied_words[] = {
    REASON_MUST_CHANGE, REASON_UNKNOWN_ACCOUNT,
};


static bool
is_among(enum reason reason, const enum reason *words, size_t n_words)
{
    for (size_t i = 0; i < n_words; i++) {
        if (words[i] == reason) {
            return true;
        }
    }
    return false;
}


static bool
may_hear(enum wire_method method, unsigned classes, int status,
         enum reason reason)
{
    bool pam = (classes & PEER_PAM) != 0;

    if (is_among(reason, engine_words, ARRAY_LEN(engine_words))) {
        return status == GCIS_E_BUSY || status == GCIS_E_STORE;
    }
    if (method == WIRE_CHECK) {
        return pam && is_among(reason, check_words, ARRAY_LEN(check_words));
    }
    if (status == GCIS_E_DENIED) {
        return pam && is_among(reason, denied_words, ARRAY_LEN(denied_words));
    }
    return (status == GCIS_E_FORBIDDEN || status == GCIS_E_INVALID)
           && is_among(reason, proven_words, ARRAY_LEN(proven_words));
}


void
outcome_for_peer(enum wire_method method, unsigned classes,
                 struct outcome *outcome)
{
    struct outcome told = { .status = outcome->status };

    if (outcome->status == GCIS_OK || (classes & PEER_ROOT)) {
        return;
    }
    memcpy(told.reference, outcome->reference, sizeof(told.reference));
    told.delay_ms = outcome->delay_ms;
    if (may_hear(method, classes, outcome->status, outcome->reason)) {
        told.reason = outcome->reason;
        if (told.reason == REASON_PASSWORD_RULES) {
            told.broken_rules = outcome->broken_rules;
        }
    }
    *outcome = told;
}


static char *
answer_attempt(const struct engine_handle *engine, const struct peer *peer,
               const struct wire_request *request)
{
    struct outcome outcome = { .status = GCIS_E_DENIED };
    bool check = request->method == WIRE_CHECK;
    char *reply;

    outcome.status = (check ? engine->vtable->check
                            : engine->vtable->authenticate)(
        engine->state, peer, &request->attempt, &outcome);
    outcome_for_peer(request->method, peer->classes, &outcome);
    reply = wire_reply_outcome(&outcome);
    explicit_bzero(&outcome, sizeof(outcome));
    return reply;
}


static char *
answer_token(const struct engine_handle *engine, const struct peer *peer,
             const struct wire_request *request)
{
    char token[TOKEN_MAX + 1] = "";
    char *reply;
    int status;

    if (request->method == WIRE_END) {
        return wire_reply_token(
            engine->vtable->end(engine->state, peer,
                                span_str(request->token)), NULL);
    }
    status = engine->vtable->renew(engine->state, peer,
                                   span_str(request->token), token);
    reply = wire_reply_token(status, token);
    explicit_bzero(token, sizeof(token));
    return reply;
}


static char *
answer_call(const struct engine_handle *engine, const struct peer *peer,
            struct wire_request *request)
{
    json_t *parameters = request->parameters;
    json_t *object = NULL;
    char *reply;
    int status;

    request->parameters = NULL;
    status = engine->vtable->call(engine->state, peer,
                                  span_str(request->token),
                                  request->operation, parameters, &object);
    reply = wire_reply_call(status, object);
    json_wipe(object);
    return reply;
}


/* A client reads no longer one: better a refusal that it can read. */
static char *
within_limit(char *reply)
{
    if (reply == NULL || strlen(reply) < WIRE_MESSAGE_MAX) {
        return reply;
    }
    wire_message_free(reply);
    return wire_error_status(GCIS_E_CRYPTO, REASON_LIMIT);
}


char *
dispatch_engine(const struct engine_handle *engine, const struct peer *peer,
                struct wire_request *request)
{
    switch (request->method) {
    case WIRE_AUTHENTICATE:
    case WIRE_CHECK:
        return answer_attempt(engine, peer, request);
    case WIRE_RENEW:
    case WIRE_END:
        return answer_token(engine, peer, request);
    case WIRE_CALL:
        return within_limit(answer_call(engine, peer, request));
    case WIRE_NONE:
    case WIRE_CHALLENGE:
    case WIRE_ENTER:
    case WIRE_GET_INFO:
    case WIRE_GET_INTERFACE_DESCRIPTION:
        break;
    }
    return dispatch_here(request);
}
