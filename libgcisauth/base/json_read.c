/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members of an object, in and out, by name and type.  The reader remembers
 * the names that were asked for, so that a member nobody knows is an error
 * and not a typing mistake that passes in silence.
 */
#include "base/json.h"


struct json_reader
json_reader_of(json_t *object)
{
    return (struct json_reader){ .object = object };
}


static bool
was_asked(const struct json_reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->n_asked; i++) {
        if (strcmp(reader->asked[i], name) == 0) {
            return true;
        }
    }
    return false;
}


static bool
refuse(struct json_reader *reader, const char *name)
{
    if (reader->field == NULL) {
        reader->field = name;
    }
    return false;
}


/* The member, or NULL; false only where the reader is full. */
static bool
take(struct json_reader *reader, const char *name, json_t **ret)
{
    *ret = json_object_get(reader->object, name);
    if (was_asked(reader, name)) {
        return true;
    }
    if (reader->n_asked == JSON_MEMBERS_MAX) {
        return refuse(reader, name);
    }
    reader->asked[reader->n_asked++] = name;
    reader->n_read += *ret != NULL;
    return true;
}


bool
json_read_text(struct json_reader *reader, const char *name,
               size_t max_bytes, const char **ret)
{
    json_t *member;

    if (!take(reader, name, &member)) {
        return false;
    }
    if (member == NULL) {
        return true;
    }
    if (!json_is_string(member) || json_string_length(member) > max_bytes) {
        return refuse(reader, name);
    }
    *ret = json_string_value(member);
    return true;
}


bool
json_read_text_needed(struct json_reader *reader, const char *name,
                      size_t max_bytes, const char **ret)
{
    const char *text = NULL;

    if (!json_read_text(reader, name, max_bytes, &text)) {
        return false;
    }
    if (text == NULL) {
        return refuse(reader, name);
    }
    *ret = text;
    return true;
}


bool
json_read_secret(struct json_reader *reader, const char *name,
                 struct secret *ret, bool *ret_present)
{
    json_t *member;
    bool fits;

    if (!take(reader, name, &member)) {
        return false;
    }
    if (member == NULL) {
        *ret_present = false;
        return true;
    }
    if (!json_is_string(member)) {
        return refuse(reader, name);
    }
    fits = secret_set(ret, span_of(json_string_value(member),
                                   json_string_length(member)));
    explicit_bzero((char *) json_string_value(member),
                   json_string_length(member));
    if (!fits) {
        return refuse(reader, name);
    }
    *ret_present = true;
    return true;
}


bool
json_read_integer(struct json_reader *reader, const char *name,
                  int64_t min, int64_t max, int64_t *ret)
{
    json_t *member;

    if (!take(reader, name, &member)) {
        return false;
    }
    if (member == NULL) {
        return true;
    }
    if (!json_is_integer(member) || json_integer_value(member) < min
        || json_integer_value(member) > max) {
        return refuse(reader, name);
    }
    *ret = json_integer_value(member);
    return true;
}


bool
json_read_boolean(struct json_reader *reader, const char *name, bool *ret)
{
    json_t *member;

    if (!take(reader, name, &member)) {
        return false;
    }
    if (member == NULL) {
        return true;
    }
    if (!json_is_boolean(member)) {
        return refuse(reader, name);
    }
    *ret = json_is_true(member);
    return true;
}


bool
json_read_object(struct json_reader *reader, const char *name, json_t **ret)
{
    json_t *member;

    if (!take(reader, name, &member)) {
        return false;
    }
    if (member == NULL) {
        return true;
    }
    if (!json_is_object(member)) {
        return refuse(reader, name);
    }
    *ret = member;
    return true;
}


bool
json_read_array(struct json_reader *reader, const char *name, json_t **ret)
{
    json_t *member;

    if (!take(reader, name, &member)) {
        return false;
    }
    if (member == NULL) {
        return true;
    }
    if (!json_is_array(member)) {
        return refuse(reader, name);
    }
    *ret = member;
    return true;
}


bool
json_reader_end(struct json_reader *reader)
{
    const char *name;
    json_t *member;

    if (reader->field != NULL || !json_is_object(reader->object)) {
        return refuse(reader, "");
    }
    if (reader->n_read == json_object_size(reader->object)) {
        return true;
    }
    json_object_foreach(reader->object, name, member) {
        if (!was_asked(reader, name)) {
            return refuse(reader, name);
        }
    }
    return refuse(reader, "");
}


bool
json_add_text(json_t *object, const char *name, const char *value)
{
    return json_object_set_new(object, name, json_string(value)) == 0;
}


bool
json_add_integer(json_t *object, const char *name, int64_t value)
{
    return json_object_set_new(object, name, json_integer(value)) == 0;
}


bool
json_add_boolean(json_t *object, const char *name, bool value)
{
    return json_object_set_new(object, name, json_boolean(value)) == 0;
}
