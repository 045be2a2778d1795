/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests as the client writes them.  What cannot be said in JSON, because it
 * is no UTF-8, goes as what the engine refuses at the same cost.  How they are
 * read is in protocol_request.c.
 */
#include "base/utf8.h"
#include "wire/message.h"


bool
wire_attempt_is_text(const struct attempt *attempt)
{
    return utf8_is_valid(span_str(attempt->audience))
           && utf8_is_valid(span_str(attempt->service))
           && utf8_is_valid(span_str(attempt->address))
           && utf8_is_valid(span_str(attempt->rule));
}


static bool
add_unless_empty(json_t *object, const char *name, const char *value)
{
    return value[0] == '\0' || json_add_text(object, name, value);
}


/* What is no UTF-8 cannot be right: it goes as an empty one, which is judged
 * like every wrong secret and counts as none. */
static bool
add_secret(json_t *object, const char *name, const struct secret *secret)
{
    size_t len = utf8_is_valid(secret_span(secret)) ? secret->len : 0;

    return json_object_set_new(object, name,
                               json_stringn(secret->text, len)) == 0;
}


/* Likewise: a name that is no UTF-8 goes as one that there cannot be. */
static bool
add_account(json_t *object, const struct attempt *attempt)
{
    bool valid = utf8_is_valid(span_str(attempt->account));

    return json_add_text(object, "account", valid ? attempt->account : "")
           && ((valid && !attempt->account_too_long)
               || json_add_boolean(object, "account_too_long", true));
}


static bool
add_methods(json_t *object, unsigned bits)
{
    json_t *list;

    if (bits == 0) {
        return true;
    }
    list = json_array();
    for (enum method method = METHOD_PASSWORD;
         method <= METHOD_CERTIFICATE_TLS; method++)
    {
        if ((bits & 1U << method)
            && json_array_append_new(list, json_string(method_word(method)))
                   != 0)
        {
            json_decref(list);
            return false;
        }
    }
    return json_object_set_new(object, "methods", list) == 0;
}


static bool
add_proof(json_t *object, const struct attempt *attempt)
{
    return json_add_text(object, "purpose", wire_purpose_word(attempt->purpose))
           && add_secret(object, "secret", &attempt->secret)
           && (attempt->purpose != PURPOSE_CHANGE_PASSWORD
               || add_secret(object, "new_secret", &attempt->new_secret))
           && add_unless_empty(object, "audience", attempt->audience)
           && (!attempt->check_only
               || json_add_boolean(object, "check_only", true))
           && add_methods(object, attempt->methods);
}


char *
wire_request_attempt(enum wire_method method, const struct attempt *attempt)
{
    json_t *parameters = json_object();

    if (parameters == NULL || !add_account(parameters, attempt)
        || !add_unless_empty(parameters, "service", attempt->service)
        || !add_unless_empty(parameters, "address", attempt->address)
        || !add_unless_empty(parameters, "rule", attempt->rule)
        || (method == WIRE_AUTHENTICATE && !add_proof(parameters, attempt)))
    {
        json_wipe(parameters);
        return NULL;
    }
    return wire_message("method", wire_method_name(method), parameters);
}


static json_t *
token_parameters(struct span token)
{
    json_t *parameters = json_object();

    if (token.len > 0
        && json_object_set_new(parameters, "token",
                               json_stringn((const char *) token.data,
                                            token.len)) != 0)
    {
        json_decref(parameters);
        return NULL;
    }
    return parameters;
}


char *
wire_request_token(enum wire_method method, struct span token)
{
    return wire_message("method", wire_method_name(method),
                        token_parameters(token));
}


char *
wire_request_call(struct span token, const char *operation,
                  json_t *call_parameters)
{
    json_t *parameters = token_parameters(token);

    if (parameters == NULL
        || !json_add_text(parameters, "operation", operation)
        || json_object_set(parameters, "parameters", call_parameters) != 0)
    {
        (void) json_object_del(parameters, "parameters");
        json_wipe(parameters);
        return NULL;
    }
    return wire_message_lending("method", wire_method_name(WIRE_CALL), parameters,
                                "parameters");
}
