/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests as the engine reads them, strictly: a parameter that is not known,
 * of a wrong type or too long is an error that names it.  Who may ask for what
 * is not decided here.
 */
#include "base/words.h"
#include "wire/message.h"

static const struct method_row {
    enum wire_method method;
    const char *name;
} methods[] = {
    { WIRE_AUTHENTICATE, WIRE_INTERFACE ".Authenticate" },
    { WIRE_CHALLENGE, WIRE_INTERFACE ".Challenge" },
    { WIRE_CHECK, WIRE_INTERFACE ".Check" },
    { WIRE_RENEW, WIRE_INTERFACE ".Renew" },
    { WIRE_ENTER, WIRE_INTERFACE ".Enter" },
    { WIRE_END, WIRE_INTERFACE ".End" },
    { WIRE_CALL, WIRE_INTERFACE ".Call" },
    { WIRE_GET_INFO, WIRE_SERVICE ".GetInfo" },
    { WIRE_GET_INTERFACE_DESCRIPTION,
      WIRE_SERVICE ".GetInterfaceDescription" },
};

static const struct purpose_row {
    enum purpose purpose;
    const char *word;
} purposes[] = {
    { PURPOSE_SIGN_IN, "sign-in" },
    { PURPOSE_CHANGE_PASSWORD, "change-password" },
    { PURPOSE_STEP_UP, "step-up" },
    { PURPOSE_REGISTER, "register" },
};


static enum wire_method
method_of_name(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (strcmp(methods[i].name, name) == 0) {
            return methods[i].method;
        }
    }
    return WIRE_NONE;
}


static enum purpose
purpose_of_word(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(purposes); i++) {
        if (strcmp(purposes[i].word, word) == 0) {
            return purposes[i].purpose;
        }
    }
    return PURPOSE_NONE;
}


const char *
wire_method_name(enum wire_method method)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (methods[i].method == method) {
            return methods[i].name;
        }
    }
    return "";
}


const char *
wire_purpose_word(enum purpose purpose)
{
    for (size_t i = 0; i < ARRAY_LEN(purposes); i++) {
        if (purposes[i].purpose == purpose) {
            return purposes[i].word;
        }
    }
    return "";
}


static bool
read_text(struct json_reader *reader, const char *name, char *ret,
          size_t size)
{
    const char *text = "";

    if (!json_read_text(reader, name, size - 1, &text)) {
        return false;
    }
    memcpy(ret, text, strlen(text) + 1);
    return true;
}


static bool
refuse(struct json_reader *reader, const char *name)
{
    reader->field = name;
    return false;
}


static bool
read_methods(struct json_reader *reader, unsigned *ret_bits)
{
    json_t *list = NULL;
    json_t *item;
    size_t i;

    if (!json_read_array(reader, "methods", &list)) {
        return false;
    }
    if (list == NULL) {
        return true;
    }
    json_array_foreach(list, i, item) {
        enum method method = METHOD_NONE;
        if (json_is_string(item)) {
            method = method_of_word(span_str(json_string_value(item)));
        }
        if (method == METHOD_NONE) {
            return refuse(reader, "methods");
        }
        *ret_bits |= 1U << method;
    }
    /* an empty list must not come to mean all of them */
    return *ret_bits != 0 || refuse(reader, "methods");
}


static bool
read_proof(struct json_reader *reader, struct attempt *ret)
{
    const char *purpose = "";
    bool present;

    if (!json_read_text_needed(reader, "purpose", 32, &purpose)
        || !json_read_secret(reader, "secret", &ret->secret, &present)
        || !json_read_secret(reader, "new_secret", &ret->new_secret, &present)
        || !read_text(reader, "audience", ret->audience,
                      sizeof(ret->audience))
        || !json_read_boolean(reader, "check_only", &ret->check_only)
        || !read_methods(reader, &ret->methods))
    {
        return false;
    }
    ret->purpose = purpose_of_word(purpose);
    return ret->purpose != PURPOSE_NONE || refuse(reader, "purpose");
}


static bool
read_attempt(struct json_reader *reader, enum wire_method method,
             struct attempt *ret)
{
    return wire_read_text(reader, "account", ret->account,
                            sizeof(ret->account))
           && json_read_boolean(reader, "account_too_long",
                                &ret->account_too_long)
           && read_text(reader, "service", ret->service, sizeof(ret->service))
           && read_text(reader, "address", ret->address, sizeof(ret->address))
           && read_text(reader, "rule", ret->rule, sizeof(ret->rule))
           && (method == WIRE_CHECK || read_proof(reader, ret));
}


static bool
read_call(struct json_reader *reader, struct wire_request *ret)
{
    json_t *parameters = NULL;

    if (!wire_read_text(reader, "operation", ret->operation,
                          sizeof(ret->operation))
        || !read_text(reader, "token", ret->token, sizeof(ret->token))
        || !json_read_object(reader, "parameters", &parameters))
    {
        return false;
    }
    ret->parameters = parameters == NULL ? json_object()
                                         : json_incref(parameters);
    return ret->parameters != NULL || refuse(reader, "parameters");
}


static bool
read_parameters(struct json_reader *reader, struct wire_request *ret)
{
    switch (ret->method) {
    case WIRE_AUTHENTICATE:
    case WIRE_CHECK:
        return read_attempt(reader, ret->method, &ret->attempt);
    case WIRE_RENEW:
    case WIRE_END:
        return wire_read_text(reader, "token", ret->token,
                                sizeof(ret->token));
    case WIRE_CALL:
        return read_call(reader, ret);
    case WIRE_GET_INTERFACE_DESCRIPTION:
        return wire_read_text(reader, "interface", ret->interface,
                                sizeof(ret->interface));
    case WIRE_GET_INFO:
        return true;
    case WIRE_NONE:
    case WIRE_CHALLENGE:
    case WIRE_ENTER:
        break;
    }
    return false;
}


/* `more` is granted by giving the one reply; `upgrade` is not on offer. */
static bool
read_envelope(struct json_reader *reader, struct wire_request *ret,
              json_t **ret_parameters)
{
    bool more = false;
    bool upgrade = false;

    if (!wire_read_text(reader, "method", ret->word, sizeof(ret->word))
        || !json_read_boolean(reader, "oneway", &ret->oneway)
        || !json_read_boolean(reader, "more", &more)
        || !json_read_boolean(reader, "upgrade", &upgrade)
        || !json_read_object(reader, "parameters", ret_parameters)
        || !json_reader_end(reader))
    {
        return false;
    }
    ret->method = method_of_name(ret->word);
    return !upgrade || refuse(reader, "upgrade");
}


static bool
read_request(json_t *tree, struct wire_request *ret,
             char field[WIRE_FIELD_SIZE])
{
    struct json_reader envelope = json_reader_of(tree);
    struct json_reader reader;
    json_t *parameters = NULL;
    json_t *none CLEAN_JSON = json_object();

    if (!read_envelope(&envelope, ret, &parameters)) {
        words_print(field, WIRE_FIELD_SIZE, "%s",
                    envelope.field == NULL ? "" : envelope.field);
        return false;
    }
    if (ret->method == WIRE_NONE || ret->method == WIRE_CHALLENGE
        || ret->method == WIRE_ENTER)
    {
        return true;
    }
    reader = json_reader_of(parameters == NULL ? none : parameters);
    if (!read_parameters(&reader, ret) || !json_reader_end(&reader)) {
        words_print(field, WIRE_FIELD_SIZE, "%s",
                    reader.field == NULL ? "" : reader.field);
        return false;
    }
    if (ret->parameters != NULL) {
        /* ours now: what is left of the tree is wiped */
        (void) json_object_del(parameters, "parameters");
    }
    return true;
}


bool
wire_request_parse(struct span message, struct wire_request *ret,
                   char field[WIRE_FIELD_SIZE])
{
    json_t *tree = json_parse(message, NULL);
    bool good;

    memset(ret, 0, sizeof(*ret));
    field[0] = '\0';
    if (tree == NULL) {
        return false;
    }
    good = read_request(tree, ret, field);
    json_wipe(tree);
    if (!good) {
        wire_request_wipe(ret);
    }
    return good;
}


void
wire_request_wipe(struct wire_request *request)
{
    json_wipe(request->parameters);
    explicit_bzero(request, sizeof(*request));
}
