/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arguments as JSON members, and the form of their values.  A value is judged
 * here only where a wrong one is a slip of typing; what it means is the
 * engine's affair.
 */
#include "arguments.h"

#include <stdlib.h>
#include <string.h>

#define INTEGER_LEN_MAX 15


static void
key_of(const char *name, char ret[ARGUMENT_NAME_MAX])
{
    size_t i;

    for (i = 0; name[i] != '\0' && i < ARGUMENT_NAME_MAX - 1; i++) {
        ret[i] = name[i] == '-' ? '_' : name[i];
    }
    ret[i] = '\0';
}


static json_t *
find(const struct arguments *arguments, const char *name)
{
    char key[ARGUMENT_NAME_MAX];
    json_t *found;

    key_of(name, key);
    found = json_object_get(arguments->parameters, key);

    return found != NULL ? found : json_object_get(arguments->own, key);
}


bool
argument_is_given(const struct arguments *arguments, const char *name)
{
    return find(arguments, name) != NULL;
}


const char *
argument(const struct arguments *arguments, const char *name)
{
    return json_string_value(find(arguments, name));
}


bool
argument_flag(const struct arguments *arguments, const char *name)
{
    return json_is_true(find(arguments, name));
}


bool
argument_put(struct arguments *arguments, bool own, const char *name,
             json_t *value)
{
    char key[ARGUMENT_NAME_MAX];

    key_of(name, key);

    return json_object_set_new(own ? arguments->own : arguments->parameters,
                               key, value) == 0;
}


void
argument_drop(struct arguments *arguments, const char *name)
{
    char key[ARGUMENT_NAME_MAX];

    key_of(name, key);
    (void) json_object_del(arguments->parameters, key);
    (void) json_object_del(arguments->own, key);
}


void
arguments_free(struct arguments *arguments)
{
    wipe_json(arguments->parameters);
    wipe_json(arguments->own);
    *arguments = (struct arguments){ NULL, NULL, false };
}


/* 2026-12-31, 2026-12-31T23:59:59, the same with a Z; "" takes a date away. */
static bool
is_date(const char *text)
{
    static const char form[] = "0000-00-00T00:00:00Z";
    size_t len = strlen(text);

    if (len != 0 && len != 10 && len != 19 && len != 20) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';

        if (form[i] == '0' ? !digit : text[i] != form[i]) {
            return false;
        }
    }

    return true;
}


static bool
is_choice(const char *choices, const char *text)
{
    size_t len = strlen(text);

    for (const char *at = choices; *at != '\0'; at += strcspn(at, " ")) {
        at += strspn(at, " ");
        if (strcspn(at, " ") == len && strncmp(at, text, len) == 0) {
            return true;
        }
    }

    return false;
}


static json_t *
integer(const char *text)
{
    char *end = NULL;
    long long value = strtoll(text, &end, 10);

    return end == text || *end != '\0' || strlen(text) > INTEGER_LEN_MAX
           ? NULL : json_integer(value);
}


json_t *
value_of_text(enum option_kind kind, const char *choices, const char *text,
              char why[VALUE_WHY_MAX])
{
    json_t *value = NULL;

    if (kind == OPTION_INTEGER) {
        (void) snprintf(why, VALUE_WHY_MAX, "not a whole number");
        return integer(text);
    }

    value = json_string(text);
    if (value == NULL) {
        (void) snprintf(why, VALUE_WHY_MAX, "is not UTF-8");
    } else if (kind == OPTION_DATE && !is_date(text)) {
        (void) snprintf(why, VALUE_WHY_MAX, "not a date or time: 2026-12-31 "
                        "or 2026-12-31T23:59:59");
    } else if (kind == OPTION_CHOICE && !is_choice(choices, text)) {
        (void) snprintf(why, VALUE_WHY_MAX, "one of: %s", choices);
    } else {
        return value;
    }
    json_decref(value);

    return NULL;
}
