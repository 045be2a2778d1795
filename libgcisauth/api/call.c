/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations, and the two calls about a token that go to the engine. */
#include "api/context.h"

#include "gcisauth_admin.h"

#include <stdio.h>


/* The engine could not be asked, or the parameters were none. */
static char *
local_error(const char *code, const char *reason, const char *message)
{
    json_t *error CLEAN_JSON = json_object();

    if (error == NULL || !json_add_text(error, "error", code)
        || !json_add_text(error, "reason", reason)
        || !json_add_text(error, "message", message))
    {
        return NULL;
    }

    return json_print(error);
}


static int
ask(struct gcis *gcis, const struct gcis_identity *actor,
    const char *operation, json_t *parameters, char **ret_reply_json)
{
    struct span token = span_str(actor == NULL ? NULL : actor->token);
    struct peer peer = self_peer();
    json_t *reply = NULL;
    int status;

    status = gcis->engine.vtable->call(gcis->engine.state, &peer, token,
                                       operation, parameters, &reply);
    if (reply != NULL) {
        *ret_reply_json = json_print(reply);
        json_wipe(reply);
        return *ret_reply_json == NULL ? GCIS_E_NOMEM : status;
    }

    *ret_reply_json = status == GCIS_E_BUSY
        ? local_error("G101", "busy", "the engine is busy: try again later")
        : local_error("G500", "engine_away", "the engine does not answer: "
                      "is gcisd running?");

    return status == GCIS_OK ? GCIS_E_STORE : status;
}


int
gcis_call(struct gcis *gcis, const struct gcis_identity *actor,
          const char *operation, const char *parameters_json,
          char **ret_reply_json)
{
    json_t *parameters;
    char error[JSON_ERROR_MAX];
    int status;

    if (gcis == NULL || operation == NULL || ret_reply_json == NULL
        || strlen(operation) > OPERATION_NAME_MAX
        || (actor != NULL && actor->token[0] == '\0'))
    {
        return GCIS_E_INVALID;
    }

    *ret_reply_json = NULL;
    status = context_ready(gcis);
    if (status != GCIS_OK) {
        return status;
    }

    parameters = json_parse(span_str(parameters_json == NULL
                                     ? "{}" : parameters_json), error);
    if (parameters == NULL) {
        *ret_reply_json = local_error("G403", "invalid", error);
        return GCIS_E_INVALID;
    }

    return ask(gcis, actor, operation, parameters, ret_reply_json);
}


int
gcis_token_renew(struct gcis *gcis, const char *token, size_t token_len,
                 char *ret_token)
{
    struct peer peer = self_peer();
    char renewed[TOKEN_MAX + 1];
    int status;

    if (gcis == NULL || token == NULL || ret_token == NULL
        || token_len > TOKEN_MAX)
    {
        return GCIS_E_INVALID;
    }

    status = context_ready(gcis);
    if (status == GCIS_OK) {
        status = gcis->engine.vtable->renew(gcis->engine.state, &peer,
                                            span_of(token, token_len),
                                            renewed);
    }
    if (status == GCIS_OK) {
        memcpy(ret_token, renewed, sizeof(renewed));
    }

    return status;
}


int
gcis_token_end(struct gcis *gcis, const char *token, size_t token_len)
{
    struct peer peer = self_peer();
    int status;

    if (gcis == NULL || token == NULL || token_len > TOKEN_MAX) {
        return GCIS_E_INVALID;
    }

    status = context_ready(gcis);

    return status != GCIS_OK
           ? status
           : gcis->engine.vtable->end(gcis->engine.state, &peer,
                                      span_of(token, token_len));
}
