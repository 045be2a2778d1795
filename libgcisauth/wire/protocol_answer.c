/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies as the client reads them: each reader starts from "away" and says
 * yes only to a reply without an error that holds all that a yes needs.  What
 * a later engine adds is passed over.
 */
#include "base/words.h"
#include "wire/message.h"


static bool
read_identity(json_t *object, struct outcome *ret)
{
    struct json_reader reader = json_reader_of(object);
    struct account_view *account = &ret->account;
    struct evidence *evidence = &ret->evidence;
    const char *id = NULL;
    const char *kind = NULL;
    const char *level = NULL;
    const char *method = NULL;
    const char *session = NULL;

    if (!wire_read_text(&reader, "account", account->name,
                        sizeof(account->name))
        || !wire_read_text(&reader, "full_name", account->full_name,
                           sizeof(account->full_name))
        || !wire_read_text(&reader, "agency", ret->agency,
                           sizeof(ret->agency))
        || !json_read_text_needed(&reader, "id", ID_TEXT_SIZE, &id)
        || !json_read_text_needed(&reader, "kind", 32, &kind)
        || !json_read_text_needed(&reader, "level", 32, &level)
        || !json_read_text_needed(&reader, "method", 32, &method)
        || !json_read_text_needed(&reader, "session", ID_TEXT_SIZE, &session)
        || !wire_read_boolean(&reader, "restricted", &evidence->restricted)
        || !wire_read_count(&reader, "auth_time_s", &evidence->auth_time_s)
        || !wire_read_count(&reader, "issued_s", &evidence->issued_s)
        || !wire_read_count(&reader, "expires_s", &evidence->expires_s)
        || !wire_read_count(&reader, "until_s", &account->until_s)
        || !wire_read_count(&reader, "password_expires_s",
                           &account->password_expires_s))
    {
        return false;
    }
    account->kind = kind_of_word(kind);
    evidence->level = level_of_word(level);
    evidence->method = method_of_word(span_str(method));
    return account->name[0] != '\0' && account->kind != KIND_NONE
           && id_parse(span_str(id), &account->id)
           && (session[0] == '\0'
               || id_parse(span_str(session), &evidence->session));
}


static bool
read_yes(json_t *parameters, struct outcome *ret)
{
    struct json_reader reader = json_reader_of(parameters);
    json_t *identity = NULL;

    if (!wire_read_text(&reader, "reference", ret->reference,
                        sizeof(ret->reference))
        || !wire_read_count(&reader, "delay_ms", &ret->delay_ms)
        || !wire_read_text(&reader, "application", ret->application,
                           sizeof(ret->application))
        || !wire_read_text(&reader, "roles", ret->roles, sizeof(ret->roles))
        || !wire_read_boolean(&reader, "activated", &ret->activated)
        || !wire_read_boolean(&reader, "must_change", &ret->must_change)
        || !wire_read_text(&reader, "token", ret->token, sizeof(ret->token))
        || !json_read_object(&reader, "identity", &identity))
    {
        return false;
    }
    return identity != NULL && read_identity(identity, ret);
}


/* An error of the service has none of these members: then nothing is said. */
static bool
read_refusal(json_t *parameters, struct outcome *ret)
{
    struct json_reader reader = json_reader_of(parameters);
    const char *reason = "";
    const char *reference = "";
    int64_t broken_rules = 0;

    if (!json_read_text(&reader, "reason", 64, &reason)
        || !json_read_text(&reader, "reference", REFERENCE_SIZE - 1,
                           &reference)
        || !json_read_integer(&reader, "delay_ms", 0, INT64_MAX,
                              &ret->delay_ms)
        || !json_read_integer(&reader, "broken_rules", 0, UINT32_MAX,
                              &broken_rules))
    {
        return false;
    }
    ret->reason = reason_of_word(reason);
    ret->broken_rules = (unsigned) broken_rules;
    words_print(ret->reference, sizeof(ret->reference), "%s", reference);
    return true;
}


bool
wire_outcome_parse(struct span message, struct outcome *ret)
{
    struct outcome outcome = { .status = GCIS_E_STORE };
    struct wire_reply reply;
    bool good;

    memset(ret, 0, sizeof(*ret));
    ret->status = GCIS_E_STORE;
    ret->reason = REASON_ENGINE_AWAY;
    if (!wire_reply_read(message, &reply)) {
        return false;
    }
    good = reply.status == GCIS_OK ? read_yes(reply.parameters, &outcome)
                                   : read_refusal(reply.parameters, &outcome);
    outcome.status = reply.status;
    wire_reply_wipe(&reply);
    if (good) {
        *ret = outcome;
    }
    explicit_bzero(outcome.token, sizeof(outcome.token));
    return good;
}


bool
wire_token_parse(struct span message, int *ret_status,
                 char ret_token[TOKEN_MAX + 1])
{
    struct wire_reply reply;
    struct json_reader reader;
    const char *token = "";
    bool good;

    if (!wire_reply_read(message, &reply)) {
        return false;
    }
    reader = json_reader_of(reply.parameters);
    good = reply.status != GCIS_OK
           || json_read_text(&reader, "token", TOKEN_MAX, &token);
    if (good) {
        memcpy(ret_token, token, strlen(token) + 1);
        *ret_status = reply.status;
    }
    wire_reply_wipe(&reply);
    return good;
}


/* Where the engine refused before the operation said anything. */
static json_t *
error_object(int status, json_t *parameters)
{
    json_t *field = json_object_get(parameters, "parameter");
    const char *reason = json_string_value(json_object_get(parameters,
                                                           "reason"));
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s}", "error", wire_status_code(status),
        "reason", reason == NULL ? "" : reason,
        "message", wire_status_text(status), "reference", "");

    if (object != NULL && json_is_string(field)
        && json_object_set(object, "field", field) != 0)
    {
        json_decref(object);
        return NULL;
    }
    return object;
}


static json_t *
call_reply(const struct wire_reply *reply)
{
    if (reply->status == GCIS_OK) {
        json_t *object = json_object_get(reply->parameters, "reply");
        return json_is_object(object) ? json_incref(object) : NULL;
    }
    if (json_is_string(json_object_get(reply->parameters, "error"))) {
        return json_incref(reply->parameters);
    }
    return error_object(reply->status, reply->parameters);
}


bool
wire_call_parse(struct span message, int *ret_status, json_t **ret_reply)
{
    struct wire_reply reply;
    json_t *object;

    if (!wire_reply_read(message, &reply)) {
        return false;
    }
    object = call_reply(&reply);
    if (object != NULL) {
        *ret_status = reply.status;
        *ret_reply = object;
    }
    /* dropped, not wiped: the reply lives on */
    json_decref(reply.tree);
    return object != NULL;
}
