/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON documents: printed, and wiped.  What is printed here may be a secret
 * that was asked for, so the text is wiped after it went out.
 */
#include "program.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>


void
print_json(const json_t *document)
{
    size_t flags = isatty(STDOUT_FILENO) ? JSON_INDENT(2) : JSON_COMPACT;
    size_t size = json_dumpb(document, NULL, 0, flags);
    char *text = size == 0 ? NULL : malloc(size);

    if (text == NULL || json_dumpb(document, text, size, flags) != size) {
        fputs("gcisctl: out of memory\n", stderr);
        free(text);
        return;
    }

    fwrite(text, 1, size, stdout);
    fputc('\n', stdout);
    explicit_bzero(text, size);
    free(text);
}


static void
wipe_texts(json_t *value)
{
    const char *name;
    json_t *inner;
    size_t i;

    if (json_is_string(value)) {
        explicit_bzero((char *) json_string_value(value),
                       json_string_length(value));
    }
    json_array_foreach(value, i, inner) {
        wipe_texts(inner);
    }
    json_object_foreach(value, name, inner) {
        wipe_texts(inner);
    }
}


void
wipe_json(json_t *value)
{
    if (value == NULL) {
        return;
    }

    wipe_texts(value);
    json_decref(value);
}
