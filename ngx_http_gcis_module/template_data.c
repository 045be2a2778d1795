/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a name of a template finds its value in the data of a page.
 */
#include "template_data.h"

#include <string.h>


static const json_t *
member(const json_t *object, const char *name, size_t len)
{
    char key[TEMPLATE_NAME_MAX + 1];

    if (len > TEMPLATE_NAME_MAX) {
        return NULL;
    }
    memcpy(key, name, len);
    key[len] = '\0';
    return json_object_get(object, key);
}


const json_t *
data_find(const struct data *data, const char *name, size_t len)
{
    const char *dot = memchr(name, '.', len);
    size_t word = dot == NULL ? len : (size_t) (dot - name);
    const json_t *found = NULL;

    if (len == 1 && dot != NULL) {
        return data->stack[data->depth - 1];
    }
    for (size_t i = data->depth; i > 0 && found == NULL; i--) {
        found = member(data->stack[i - 1], name, word);
    }
    while (found != NULL && word < len) {
        name += word + 1;
        len -= word + 1;
        dot = memchr(name, '.', len);
        word = dot == NULL ? len : (size_t) (dot - name);
        found = member(found, name, word);
    }
    return found;
}


bool
data_is_empty(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return json_string_length(value) == 0;
    case JSON_INTEGER:
        return json_integer_value(value) == 0;
    case JSON_ARRAY:
        return json_array_size(value) == 0;
    case JSON_OBJECT:
    case JSON_TRUE:
        return false;
    case JSON_REAL:
    case JSON_FALSE:
    case JSON_NULL:
        return true;
    }
    return true;
}
