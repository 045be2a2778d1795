/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages as such: printed without a copy left behind, wiped, and the
 * envelope of replies, which alone says whether one is a yes.  Nothing here
 * knows a method.
 */
#include "wire/message.h"

#include <stdio.h>


void
wire_message_free(char *message)
{
    if (message != NULL) {
        explicit_bzero(message, strlen(message));
        free(message);
    }
}


/* In two passes into a block that fits: a growing one would leave copies. */
static char *
print(const json_t *tree)
{
    size_t len = json_dumpb(tree, NULL, 0, JSON_COMPACT);
    char *text;

    if (len == 0) {
        return NULL;
    }
    text = malloc(len + 1);
    if (text == NULL) {
        return NULL;
    }
    if (json_dumpb(tree, text, len, JSON_COMPACT) != len) {
        explicit_bzero(text, len);
        free(text);
        return NULL;
    }
    text[len] = '\0';
    return text;
}


char *
wire_message_lending(const char *member, const char *name,
                     json_t *parameters, const char *lent)
{
    json_t *tree = json_object();
    char *text = NULL;

    if (tree != NULL && parameters != NULL
        && (name == NULL || json_add_text(tree, member, name))
        && json_object_set(tree, "parameters", parameters) == 0)
    {
        text = print(tree);
    }
    if (parameters != NULL && lent != NULL) {
        (void) json_object_del(parameters, lent);
    }
    json_decref(tree);
    json_wipe(parameters);
    return text;
}


char *
wire_message(const char *member, const char *name, json_t *parameters)
{
    return wire_message_lending(member, name, parameters, NULL);
}


char *
wire_message_error(int status, json_t *parameters)
{
    char name[96];

    (void) snprintf(name, sizeof(name), WIRE_INTERFACE ".%s",
                    wire_error_word(status));
    return wire_message("error", name, parameters);
}


char *
wire_message_service_error(const char *word, const char *member,
                           const char *value)
{
    char name[96];
    json_t *parameters = json_pack("{s:s}", member, value);

    (void) snprintf(name, sizeof(name), WIRE_SERVICE ".%s", word);
    return wire_message("error", name, parameters);
}


static bool
has(const struct json_reader *reader, const char *name)
{
    return json_object_get(reader->object, name) != NULL;
}


bool
wire_read_text(struct json_reader *reader, const char *name, char *ret,
               size_t size)
{
    const char *text = NULL;

    if (!json_read_text_needed(reader, name, size - 1, &text)) {
        return false;
    }
    memcpy(ret, text, strlen(text) + 1);
    return true;
}


bool
wire_read_boolean(struct json_reader *reader, const char *name, bool *ret)
{
    return json_read_boolean(reader, name, ret) && has(reader, name);
}


bool
wire_read_count(struct json_reader *reader, const char *name, int64_t *ret)
{
    return json_read_integer(reader, name, 0, INT64_MAX, ret)
           && has(reader, name);
}


/* "tw.gov.gcis.Auth.Denied" and the errors of the service, to a status. */
static int
status_of_name(const char *name)
{
    static const char own[] = WIRE_INTERFACE ".";
    static const char service[] = WIRE_SERVICE ".";

    if (strncmp(name, own, sizeof(own) - 1) == 0) {
        return wire_status_of_error(name + sizeof(own) - 1);
    }
    if (strncmp(name, service, sizeof(service) - 1) == 0) {
        return GCIS_E_INVALID;
    }
    return GCIS_E_STORE;
}


static bool
read_reply(struct wire_reply *reply)
{
    struct json_reader reader = json_reader_of(reply->tree);
    const char *error = NULL;
    bool continues = false;

    if (!json_read_text(&reader, "error", 256, &error)
        || !json_read_object(&reader, "parameters", &reply->parameters)
        || !json_read_boolean(&reader, "continues", &continues)
        || !json_reader_end(&reader) || continues)
    {
        return false;
    }
    reply->status = error == NULL ? GCIS_OK : status_of_name(error);
    return reply->parameters != NULL;
}


bool
wire_reply_read(struct span message, struct wire_reply *ret)
{
    *ret = (struct wire_reply){ .status = GCIS_E_STORE };
    ret->tree = json_parse(message, NULL);
    if (ret->tree == NULL || !read_reply(ret)) {
        wire_reply_wipe(ret);
        return false;
    }
    return true;
}


void
wire_reply_wipe(struct wire_reply *reply)
{
    json_wipe(reply->tree);
    *reply = (struct wire_reply){ .status = GCIS_E_STORE };
}
