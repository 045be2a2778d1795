/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a value looks like follows from its type and from the end of its
 * member's name (INTERFACE.md, JSON): `_s` is a time, `age_s` an age.
 */
#include "cell.h"

#include "render.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_S 86400


void
render_time(int64_t at_s, char ret[RENDER_TIME_MAX])
{
    time_t at = (time_t) at_s;
    struct tm parts;

    if (localtime_r(&at, &parts) == NULL
        || strftime(ret, RENDER_TIME_MAX, "%Y-%m-%d %H:%M:%S", &parts) == 0)
    {
        (void) snprintf(ret, RENDER_TIME_MAX, "%lld", (long long) at_s);
    }
}


static bool
ends_with(const char *name, const char *end)
{
    size_t len = strlen(name), end_len = strlen(end);

    return len >= end_len && strcmp(name + len - end_len, end) == 0;
}


bool
cell_is_time(const char *name)
{
    return ends_with(name, "_s") && !ends_with(name, "age_s");
}


static char *
age_text(int64_t age_s)
{
    char *text = NULL;
    long long age = (long long) age_s;
    int len;

    if (age >= 2 * DAY_S) {
        len = asprintf(&text, "%lldd", age / DAY_S);
    } else if (age >= 2 * 3600) {
        len = asprintf(&text, "%lldh", age / 3600);
    } else if (age >= 120) {
        len = asprintf(&text, "%lldm", age / 60);
    } else {
        len = asprintf(&text, "%llds", age);
    }

    return len < 0 ? NULL : text;
}


static char *
number_text(const char *name, int64_t value)
{
    char *text = NULL;

    if (ends_with(name, "age_s")) {
        return age_text(value);
    }
    if (cell_is_time(name)) {
        char time[RENDER_TIME_MAX];

        render_time(value, time);
        return strdup(time);
    }

    return asprintf(&text, "%lld", (long long) value) < 0 ? NULL : text;
}


/* Words with commas between; what is not a word is shown as JSON. */
static char *
array_text(const json_t *array)
{
    char *text = NULL;
    size_t len = 0, i;
    json_t *item;
    FILE *out = open_memstream(&text, &len);

    if (out == NULL) {
        return NULL;
    }
    json_array_foreach((json_t *) array, i, item) {
        char *word = json_is_string(item)
                     ? strdup(json_string_value(item))
                     : json_dumps(item, JSON_COMPACT | JSON_ENCODE_ANY);

        fprintf(out, "%s%s", i == 0 ? "" : ", ", word == NULL ? "" : word);
        free(word);
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }

    return text;
}


char *
cell_text(const char *name, const json_t *value)
{
    switch (value == NULL ? JSON_NULL : json_typeof(value)) {
    case JSON_STRING:
        return strdup(json_string_value(value));
    case JSON_INTEGER:
        return number_text(name, json_integer_value(value));
    case JSON_TRUE:
        return strdup("yes");
    case JSON_FALSE:
        return strdup("no");
    case JSON_ARRAY:
        return array_text(value);
    case JSON_OBJECT:
        return json_dumps(value, JSON_COMPACT);
    case JSON_REAL:
    case JSON_NULL:
        break;
    }

    return strdup("");
}


bool
cell_says_something(const json_t *value)
{
    if (value == NULL || json_is_null(value)) {
        return false;
    }
    if (json_is_string(value)) {
        return json_string_length(value) > 0;
    }

    return !json_is_array(value) || json_array_size(value) > 0;
}


void
cell_words(char *name)
{
    size_t len = strlen(name);

    if (ends_with(name, "_s")) {
        name[len - 2] = '\0';
    }
    for (char *at = name; *at != '\0'; at++) {
        *at = *at == '_' ? ' ' : *at;
    }
}


void
cell_title(const char *name, char *ret, size_t size)
{
    (void) snprintf(ret, size, "%s", name);
    cell_words(ret);
    for (char *at = ret; *at != '\0'; at++) {
        *at = *at >= 'a' && *at <= 'z' ? (char) (*at - 'a' + 'A') : *at;
    }
}
