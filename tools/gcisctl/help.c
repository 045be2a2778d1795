/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of verbs in words.  A line of usage is what an error of typing
 * gets; the rest is --help.
 */
#include "help.h"

#include <stdarg.h>
#include <string.h>

#define COLUMN 34 /* where the words of a list begin */
#define WIDTH 79  /* of a usage line */
#define INDENT 7  /* of its next lines */


/* One word of a usage line, on the next line where this one is full. */
__attribute__((format(printf, 3, 4)))
static void
print_word(FILE *out, int *column, const char *format, ...)
{
    char text[128];
    va_list arguments;
    int len;

    va_start(arguments, format);
    len = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);

    if (*column + 1 + len > WIDTH) {
        *column = fprintf(out, "\n%*s", INDENT, "") - 1;
    }
    *column += fprintf(out, " %s", text);
}


static void
print_option(FILE *out, int *column, const struct verb_option *option)
{
    bool has_value = option->value != NULL;

    print_word(out, column, option->mandatory ? "--%s%s%s%s" : "[--%s%s%s%s",
               option->name, has_value ? " " : "",
               has_value ? option->value : "",
               option->mandatory ? "" : "]");
}


void
help_usage(FILE *out, const struct verb *verb)
{
    const struct verb_option *option = verb->options;
    int column = fprintf(out, "usage: gcisctl %s%s%s", verb->noun,
                         verb->name[0] == '\0' ? "" : " ", verb->name);

    for (const struct verb_argument *at = verb->arguments; at->name != NULL;
         at++) {
        print_word(out, &column, at->optional ? "[%s]" : "%s",
                   at->choices == NULL ? at->value : at->choices);
    }
    for (; option != NULL && option->kind != OPTION_NONE; option++) {
        if (option->kind != OPTION_LATER) {
            print_option(out, &column, option);
        }
    }
    fputc('\n', out);
}


static void
print_row(FILE *out, const char *name, const char *value, const char *text)
{
    int len = fprintf(out, "  %s%s%s", name, value[0] == '\0' ? "" : " ",
                      value);

    fprintf(out, "%*s%s", len < COLUMN ? COLUMN - len : 2, "", text);
}


static void
print_options(const struct verb_option *options)
{
    for (const struct verb_option *at = options;
         at != NULL && at->kind != OPTION_NONE; at++) {
        char name[64];

        (void) snprintf(name, sizeof(name), "--%s%s",
                        at->kind == OPTION_SWITCH ? "[no-]" : "", at->name);
        print_row(stdout, name, at->value == NULL ? "" : at->value,
                  at->help);
        if (at->choices != NULL) {
            printf(": %s", at->choices);
        }
        if (at->kind == OPTION_LATER) {
            fputs(" (not in this version)", stdout);
        } else if (at->mandatory) {
            printf(" (mandatory%s%s)", at->unless == NULL ? "" : " unless --",
                   at->unless == NULL ? "" : at->unless);
        }
        fputc('\n', stdout);
    }
}


void
help_verb(const struct verb *verb)
{
    help_usage(stdout, verb);
    printf("\n%s%s.\n", verb->help,
           verb->later ? " (not in this version)" : "");
    if (verb->options != NULL) {
        fputc('\n', stdout);
        print_options(verb->options);
    }
}


static void
print_verb(FILE *out, const struct verb *verb)
{
    print_row(out, verb->noun, verb->name, verb->help);
    fputs(verb->later ? " (not in this version)\n" : "\n", out);
}


void
help_noun(FILE *out, const char *noun)
{
    for (size_t i = 0; i < verbs_count(); i++) {
        if (strcmp(verbs_at(i)->noun, noun) == 0) {
            print_verb(out, verbs_at(i));
        }
    }
}


void
help_all(FILE *out)
{
    fputs("usage: gcisctl [--store URI] [--config FILE] [--json] [--quiet] "
          "NOUN VERB [ARGUMENTS]\n\n"
          "Accounts, roles and sign-in, by the engine behind its socket or, "
          "with\n--store lmdb:DIR, on a store that nothing else has open.\n\n"
          "  --store URI                     unix:SOCKET or lmdb:DIR\n"
          "  --config FILE                   configuration (GCIS_CONFIG, "
          "/etc/gcis/gcis.conf)\n"
          "  --json                          one JSON document in place of "
          "words\n"
          "  --quiet                         nothing but what was asked for\n"
          "  --help                          this; of a noun or verb: after "
          "it\n"
          "  --version                       version of tool and library\n\n",
          out);
    for (size_t i = 0; i < verbs_count(); i++) {
        print_verb(out, verbs_at(i));
    }
    fputs("\nExit status: 0 done, 1 refused, 2 usage, 3 cannot tell (store, "
          "daemon,\nconfiguration).\n", out);
}
