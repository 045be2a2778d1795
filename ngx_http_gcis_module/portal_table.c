/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members of the table of pages.  Whether a page wants a session, and whether
 * a restricted one may see it, has no default: a slip of the pen must not
 * open a page.
 */
#include "portal_table.h"

#include <stdlib.h>
#include <string.h>


bool
table_text(const struct entry *entry, const char *member, char **ret_text)
{
    const json_t *value = json_object_get(entry->object, member);

    if (!json_is_string(value)) {
        return table_fault(entry, "%s: %s: a text is expected", entry->name, member);
    }
    *ret_text = strdup(json_string_value(value));
    return *ret_text != NULL || table_fault(entry, "no memory");
}


bool
table_optional(const struct entry *entry, const char *member, char **ret_text)
{
    return json_is_null(json_object_get(entry->object, member))
        || table_text(entry, member, ret_text);
}


bool
table_message(const struct entry *entry, const char *member, char **ret_text)
{
    if (!table_text(entry, member, ret_text)) {
        return false;
    }
    return template_set_has_message(entry->set, *ret_text)
        || table_fault(entry, "%s: %s: unknown message %s", entry->name, member,
            *ret_text);
}


bool
table_members(const struct entry *entry, const char *const *members)
{
    const char *key;
    json_t *value;
    size_t n = 0;

    json_object_foreach((json_t *) entry->object, key, value) {
        size_t i = 0;

        while (members[i] != NULL && strcmp(members[i], key) != 0) {
            i++;
        }
        if (members[i] == NULL) {
            return table_fault(entry, "%s: unknown member %s", entry->name, key);
        }
    }
    for (; members[n] != NULL; n++) {
        if (json_object_get(entry->object, members[n]) == NULL) {
            return table_fault(entry, "%s: %s is missing", entry->name, members[n]);
        }
    }
    return true;
}


bool
table_methods(const struct entry *entry, unsigned *ret_methods)
{
    const json_t *list = json_object_get(entry->object, "methods");
    unsigned methods = 0;
    size_t i;
    json_t *method;

    json_array_foreach(list, i, method) {
        const char *word = json_string_value(method);

        if (word != NULL && strcmp(word, "GET") == 0) {
            methods |= PAGE_GET;
        } else if (word != NULL && strcmp(word, "POST") == 0) {
            methods |= PAGE_POST;
        } else {
            return table_fault(entry, "%s: methods: GET or POST", entry->name);
        }
    }
    *ret_methods = methods;
    return methods != 0 || table_fault(entry, "%s: methods: none", entry->name);
}


bool
table_session(const struct entry *entry, struct page *page)
{
    const char *word = json_string_value(
        json_object_get(entry->object, "session"));
    const json_t *restricted = json_object_get(entry->object, "restricted");

    if (!json_is_boolean(restricted)) {
        return table_fault(entry, "%s: restricted: true or false", entry->name);
    }
    page->restricted = json_is_true(restricted);
    if (word != NULL && strcmp(word, "optional") == 0) {
        page->session = PAGE_SESSION_OPTIONAL;
        return true;
    }
    page->session = PAGE_SESSION_REQUIRED;
    return (word != NULL && strcmp(word, "required") == 0)
        || table_fault(entry, "%s: session: required or optional", entry->name);
}
