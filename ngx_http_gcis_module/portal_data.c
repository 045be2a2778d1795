/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Errors of a form, once as a list for the summary and once by field; what a
 * refusal says; and what templates, which have no logic, cannot ask.
 */
#include "portal_data.h"

#include <stdlib.h>
#include <string.h>

#include "return_address.h"
#include "template_data.h"


/* The member of that name, made where it is missing. */
static json_t *
member_of(json_t *data, const char *name, json_t *(*make)(void))
{
    json_t *value = json_object_get(data, name);

    if (value == NULL && json_object_set_new(data, name, make()) == 0) {
        value = json_object_get(data, name);
    }
    return value;
}


/* The messages of one field, each on a line of its own. */
static bool
add_by_field(json_t *by_field, const char *field, const char *message)
{
    const char *before = json_string_value(json_object_get(by_field, field));
    json_t *both = before == NULL ? json_string(message)
        : json_pack("s++", before, "\n", message);

    return json_object_set_new(by_field, field, both) == 0;
}


bool
portal_error(json_t *data, const char *field, const char *message)
{
    json_t *errors = member_of(data, "errors", json_array);
    json_t *by_field = member_of(data, "error", json_object);

    return errors != NULL && by_field != NULL
        && json_array_append_new(errors, json_pack("{s:s, s:s}", "field",
            field, "message", message)) == 0
        && add_by_field(by_field, field, message);
}


static bool
set_message(json_t *data, const char *member, const char *key,
    const struct template_set *set, const char *language)
{
    char *text = template_message(set, key, language, data);
    bool good = text != NULL
        && json_object_set_new(data, member, json_string(text)) == 0;

    free(text);
    return good;
}


bool
portal_refuse(const struct page_refusal *refusal,
    const struct template_set *set, const char *language, json_t *data)
{
    return json_object_set_new(data, "status", json_integer(refusal->status))
            == 0
        && (refusal->code == NULL || json_object_set_new(data, "code",
            json_string(refusal->code)) == 0)
        && set_message(data, "title", refusal->title, set, language)
        && set_message(data, "sentence", refusal->sentence, set, language)
        && set_message(data, "next", refusal->next, set, language);
}


/* A list in a page stands in a frame that must not stand there empty. */
static const struct {
    const char *flag;
    const char *member;
} flags[] = {
    { "has_errors", "errors" },
    { "has_applications", "applications" },
    { "has_downloads", "downloads" },
    { "has_reminders", "failures" },
    { "has_reminders", "password_days" },
    { "has_reminders", "no_certificate" },
};


static bool
set_return_query(json_t *data)
{
    const char *address = json_string_value(json_object_get(data, "return"));
    char text[3 * RETURN_ADDRESS_MAX + 1];

    if (address == NULL || address[0] == '\0') {
        return true;
    }
    return return_address_encode(address, strlen(address), text,
            sizeof(text))
        && json_object_set_new(data, "return_query", json_string(text)) == 0;
}


bool
portal_complete(json_t *data)
{
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        const json_t *value = json_object_get(data, flags[i].member);

        if (value != NULL && !data_is_empty(value)
            && json_object_set_new(data, flags[i].flag, json_true()) != 0)
        {
            return false;
        }
    }
    return set_return_query(data);
}
