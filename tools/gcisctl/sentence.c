/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sentences of the table of verbs: {member} stands for a member of the
 * reply or, where it has none, of the arguments.
 */
#include "cell.h"
#include "render.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 40 /* bytes with the NUL */


static void
print_member(FILE *out, const char *name, const json_t *reply,
             const json_t *parameters)
{
    const json_t *value = json_object_get(reply, name);
    char *text;

    if (value == NULL) {
        value = json_object_get(parameters, name);
    }
    text = cell_text(name, value);
    fputs(text == NULL ? "" : text, out);
    free(text);
}


void
render_sentence(const struct program *program, const char *sentence,
                const json_t *reply, const json_t *parameters)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    if (out == NULL) {
        return;
    }

    for (const char *at = sentence; *at != '\0'; at++) {
        char name[NAME_MAX_LEN];
        size_t name_len = strcspn(at, "}");

        if (*at != '{' || name_len >= sizeof(name)) {
            fputc(*at, out);
            continue;
        }
        (void) snprintf(name, sizeof(name), "%.*s", (int) name_len - 1,
                        at + 1);
        print_member(out, name, reply, parameters);
        at += name_len;
    }

    if (fclose(out) == 0) {
        say(program, "%s", text);
    }
    free(text);
}
