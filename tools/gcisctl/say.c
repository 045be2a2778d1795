/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How gcisctl speaks.  What comes from elsewhere (names, messages of the
 * engine, words of the command line) is printed with its control characters
 * made visible: a name is no way into a terminal.
 */
#include "program.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>


void
print_plain(FILE *out, const char *text)
{
    mbstate_t state = { 0 };
    size_t left = strlen(text);

    while (left > 0) {
        wchar_t character = 0;
        size_t len = mbrtowc(&character, text, left, &state);
        bool broken = len == (size_t) -1 || len == (size_t) -2 || len == 0;

        if (broken || iswcntrl((wint_t) character)) {
            len = broken ? 1 : len;
            for (size_t i = 0; i < len; i++) {
                fprintf(out, "\\x%02x", (unsigned char) text[i]);
            }
            state = (mbstate_t){ 0 };
        } else {
            fwrite(text, 1, len, out);
        }
        text += len;
        left -= len;
    }
}


static void
print_line(FILE *out, const char *before, const char *format,
           va_list arguments)
{
    char *text = NULL;

    if (vasprintf(&text, format, arguments) < 0) {
        fputs("gcisctl: out of memory\n", stderr);
        return;
    }

    if (out != stdout) {
        (void) fflush(stdout); /* what was said before stands before */
    }
    fputs(before, out);
    print_plain(out, text);
    fputc('\n', out);
    free(text);
}


void
say(const struct program *program, const char *format, ...)
{
    va_list arguments;

    if (program->quiet || program->json) {
        return;
    }

    va_start(arguments, format);
    print_line(stdout, "", format, arguments);
    va_end(arguments);
}


void
warn(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_line(stderr, "gcisctl: ", format, arguments);
    va_end(arguments);
}


static void
print_error(struct trouble trouble, const char *message)
{
    json_t *error = json_pack("{s:s, s:s}", "error", trouble.code, "reason",
                              trouble.reason);

    if (error != NULL && trouble.field != NULL) {
        json_object_set_new(error, "field", json_string(trouble.field));
    }
    if (error != NULL) {
        json_object_set_new(error, "message", json_string(message));
    }
    print_json(error);
    json_decref(error);
}


int
refuse(const struct program *program, struct trouble trouble,
       const char *format, ...)
{
    va_list arguments;
    char *text = NULL;

    va_start(arguments, format);
    if (!program->json) {
        print_line(stderr, "gcisctl: ", format, arguments);
    } else if (vasprintf(&text, format, arguments) >= 0) {
        print_error(trouble, text);
        free(text);
    }
    va_end(arguments);

    return (int) trouble.status;
}


struct trouble
usage_trouble(const char *field)
{
    return (struct trouble){ EXIT_USAGE, "G403", "invalid", field };
}


struct trouble
cannot_trouble(const char *reason)
{
    return (struct trouble){ EXIT_CANNOT, "G500", reason, NULL };
}


const char *
member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}


bool
speaks_chinese(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

    /* not setlocale(): the locale need not be installed for its words */
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = secure_getenv(names[i]);

        if (value != NULL && value[0] != '\0') {
            return strncmp(value, "zh", 2) == 0;
        }
    }

    return false;
}
