/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies as the engine writes them.  Every refusal of an attempt has one
 * shape, so that its size says nothing; what a peer may know was decided
 * before.  How they are read is in protocol_answer.c.
 */
#include "wire/message.h"


static json_t *
identity_object(const struct outcome *outcome)
{
    const struct account_view *account = &outcome->account;
    const struct evidence *evidence = &outcome->evidence;
    static const struct id none;
    char id[ID_TEXT_SIZE];
    char session[ID_TEXT_SIZE] = "";

    id_print(&account->id, id);
    if (!id_equal(&evidence->session, &none)) {
        id_print(&evidence->session, session);
    }
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:I, s:I, s:I,"
        " s:I}",
        "account", account->name, "id", id,
        "full_name", account->full_name, "agency", outcome->agency,
        "kind", kind_word(account->kind),
        "level", level_word(evidence->level),
        "method", method_word(evidence->method), "session", session,
        "restricted", (int) evidence->restricted,
        "auth_time_s", (json_int_t) evidence->auth_time_s,
        "issued_s", (json_int_t) evidence->issued_s,
        "expires_s", (json_int_t) evidence->expires_s,
        "until_s", (json_int_t) account->until_s,
        "password_expires_s", (json_int_t) account->password_expires_s);
}


static json_t *
yes_object(const struct outcome *outcome)
{
    return json_pack(
        "{s:s, s:I, s:o, s:s, s:s, s:b, s:b, s:s}",
        "reference", outcome->reference,
        "delay_ms", (json_int_t) outcome->delay_ms,
        "identity", identity_object(outcome),
        "application", outcome->application, "roles", outcome->roles,
        "activated", (int) outcome->activated,
        "must_change", (int) outcome->must_change,
        "token", outcome->token);
}


static json_t *
refusal_object(const struct outcome *outcome)
{
    const char *word = outcome->reason == REASON_NONE
                           ? "" : reason_word(outcome->reason);

    return json_pack("{s:s, s:s, s:I, s:I}",
                     "reason", word, "reference", outcome->reference,
                     "delay_ms", (json_int_t) outcome->delay_ms,
                     "broken_rules", (json_int_t) outcome->broken_rules);
}


char *
wire_reply_outcome(const struct outcome *outcome)
{
    if (outcome->status == GCIS_OK) {
        return wire_message(NULL, NULL, yes_object(outcome));
    }
    return wire_message_error(outcome->status, refusal_object(outcome));
}


char *
wire_error_status(int status, enum reason reason)
{
    struct outcome outcome = { .status = status, .reason = reason };

    return wire_message_error(status, refusal_object(&outcome));
}


char *
wire_reply_token(int status, const char *token)
{
    if (status != GCIS_OK) {
        return wire_error_status(status, REASON_NONE);
    }
    if (token == NULL) {
        return wire_message(NULL, NULL, json_object());
    }
    return wire_message(NULL, NULL, json_pack("{s:s}", "token", token));
}


/* The error object is the parameters; both it and a reply stay the caller's. */
char *
wire_reply_call(int status, json_t *reply)
{
    json_t *parameters;

    if (reply == NULL) {
        return wire_error_status(status == GCIS_OK ? GCIS_E_STORE : status,
                                 REASON_NONE);
    }
    if (status != GCIS_OK) {
        return wire_message_error(status, json_deep_copy(reply));
    }
    parameters = json_object();
    if (parameters == NULL
        || json_object_set(parameters, "reply", reply) != 0)
    {
        json_decref(parameters);
        return NULL;
    }
    return wire_message_lending(NULL, NULL, parameters, "reply");
}
