/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON files: the catalogues of messages and the table of pages.
 */
#include "template_json.h"

#include <stdlib.h>

#include "template_file.h"

#define LICENCE_KEY "SPDX-License-Identifier"


json_t *
json_file_read(const char *path, size_t max, const struct fault *fault)
{
    json_error_t wrong;
    json_t *object;
    char *bytes;
    size_t len;

    if (!file_read(path, max, fault, &bytes, &len)) {
        return NULL;
    }
    object = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &wrong);
    free(bytes);
    if (object == NULL) {
        fault_set(fault, path, (unsigned) wrong.line, "%s", wrong.text);
        return NULL;
    }
    if (!json_is_object(object)) {
        fault_set(fault, path, 1, "not an object");
        json_decref(object);
        return NULL;
    }
    json_object_del(object, LICENCE_KEY);
    return object;
}
