/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line, read by the table of verbs: strictly, no abbreviations,
 * nothing twice, and never a secret.
 */
#ifndef GCISCTL_ARGUMENTS_H
#define GCISCTL_ARGUMENTS_H

#include "program.h"
#include "verbs.h"

struct arguments {
    json_t *parameters; /* of the operation */
    json_t *own;        /* gcisctl's own */
    bool help;
};

/* Global options, which may stand anywhere; what is left begins at *ret_at. */
int arguments_global(struct program *program, int argc, char **argv,
                     bool *ret_help, bool *ret_version, int *ret_at);
/* The arguments of program->verb; EXIT_DONE, or what is wrong is said. */
int arguments_parse(struct program *program, int argc, char **argv,
                    struct arguments *ret);
void arguments_free(struct arguments *arguments);

/* NULL where it was not given; wherever it belongs to. */
const char *argument(const struct arguments *arguments, const char *name);
bool argument_flag(const struct arguments *arguments, const char *name);

#define ARGUMENT_NAME_MAX 40 /* bytes with the NUL */
/* Names may be spelled with - or with _. */
bool argument_is_given(const struct arguments *arguments, const char *name);
/* Takes `value`; false when memory is out. */
bool argument_put(struct arguments *arguments, bool own, const char *name,
                  json_t *value);
void argument_drop(struct arguments *arguments, const char *name);

/* The value of a text of that kind, or NULL and why not. */
#define VALUE_WHY_MAX 160 /* bytes with the NUL */
json_t *value_of_text(enum option_kind kind, const char *choices,
                      const char *text, char why[VALUE_WHY_MAX]);

/* Says the usage line of the verb after what went wrong; EXIT_USAGE. */
__attribute__((format(printf, 3, 4)))
int refuse_usage(const struct program *program, const char *field,
                 const char *format, ...);

#endif
