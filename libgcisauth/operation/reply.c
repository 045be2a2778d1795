/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members of replies.  A member that cannot be built for want of memory leaves
 * the object with a NULL in jansson's sense: absent; json_dumps() of the whole
 * would fail first.
 */
#include "operation/operation.h"


void
reply_text(json_t *object, const char *name, const char *value)
{
    json_object_set_new(object, name, json_string(value));
}


void
reply_integer(json_t *object, const char *name, int64_t value)
{
    json_object_set_new(object, name, json_integer(value));
}


void
reply_time(json_t *object, const char *name, int64_t value_s)
{
    if (value_s != 0) {
        reply_integer(object, name, value_s);
    }
}


void
reply_boolean(json_t *object, const char *name, bool value)
{
    json_object_set_new(object, name, json_boolean(value));
}


json_t *
reply_array(json_t *object, const char *name)
{
    json_t *array = json_array();

    json_object_set_new(object, name, array);

    return json_object_get(object, name);
}


json_t *
reply_item(json_t *array)
{
    json_t *item = json_object();

    json_array_append_new(array, item);

    return json_array_get(array, json_array_size(array) - 1);
}
