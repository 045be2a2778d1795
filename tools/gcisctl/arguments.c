/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getopt_long() over the table.  Knows no verb; what a value means is the
 * engine's affair, but for its form where that is a matter of typing.
 */
#include "arguments.h"

#include "help.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    GLOBAL_STORE = 256,
    GLOBAL_CONFIG,
    GLOBAL_JSON,
    GLOBAL_QUIET,
    GLOBAL_HELP,
    GLOBAL_VERSION,
    OF_VERB = 512,         /* + the index in its options */
    OF_VERB_NEGATED = 768, /* --no-x */
};

#define GLOBALS \
    { "store", required_argument, NULL, GLOBAL_STORE }, \
    { "config", required_argument, NULL, GLOBAL_CONFIG }, \
    { "json", no_argument, NULL, GLOBAL_JSON }, \
    { "quiet", no_argument, NULL, GLOBAL_QUIET }, \
    { "help", no_argument, NULL, GLOBAL_HELP }
#define N_GLOBALS 5

#define NEGATED_MAX ARGUMENT_NAME_MAX /* bytes of "no-" and a name */

struct parsing {
    struct program *program;
    struct arguments *arguments;
    int argc;
    char **argv;
    size_t n_positional;
    struct option options[2 * VERB_OPTIONS_MAX + N_GLOBALS + 1];
    char negated[VERB_OPTIONS_MAX][NEGATED_MAX];
};


int
refuse_usage(const struct program *program, const char *field,
             const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);

    (void) refuse(program, usage_trouble(field), "%s", text);
    if (program->verb != NULL) {
        help_usage(stderr, program->verb);
    } else {
        fputs("usage: gcisctl [--store URI] [--config FILE] [--json] "
              "[--quiet] NOUN VERB [ARGUMENTS]\n"
              "       gcisctl --help\n", stderr);
    }

    return EXIT_USAGE;
}


/* An option that is none, or lacks its value, as getopt_long() left it. */
static int
refuse_option(const struct program *program, const char *typed, int found)
{
    const struct verb *verb = program->verb;
    const char *near = NULL;

    if (found == ':') {
        return refuse_usage(program, NULL, "%s: wants a value", typed);
    }
    if (optopt >= GLOBAL_STORE) {
        return refuse_usage(program, NULL, "%s: takes no value", typed);
    }
    if (strncmp(typed, "--", 2) == 0 && verb != NULL) {
        near = verbs_nearest_option(verb, typed + 2);
    }
    if (near != NULL) {
        return refuse_usage(program, NULL, "%s: there is no such option: do "
                            "you mean --%s?", typed, near);
    }

    return refuse_usage(program, NULL, "%s: there is no such option", typed);
}


/* getopt_long() takes any beginning of a name; we take the name. */
static bool
is_spelt_out(const char *typed, const char *name)
{
    size_t len = strcspn(typed, "=");

    return len == strlen(name) + 2 && strncmp(typed + 2, name, len - 2) == 0;
}


static bool
take_global(struct program *program, int found, bool *ret_help)
{
    switch (found) {
    case GLOBAL_STORE:
        program->store = optarg;
        return true;
    case GLOBAL_CONFIG:
        program->config_path = optarg;
        return true;
    case GLOBAL_JSON:
        program->json = true;
        return true;
    case GLOBAL_QUIET:
        program->quiet = true;
        return true;
    case GLOBAL_HELP:
        *ret_help = true;
        return true;
    default:
        return false;
    }
}


int
arguments_global(struct program *program, int argc, char **argv,
                 bool *ret_help, bool *ret_version, int *ret_at)
{
    static const struct option options[] = {
        GLOBALS,
        { "version", no_argument, NULL, GLOBAL_VERSION },
        { NULL, 0, NULL, 0 },
    };
    int found, index = 0;

    opterr = 0;
    while (true) {
        const char *typed = argv[optind == 0 ? 1 : optind];

        found = getopt_long(argc, argv, "+:", options, &index);
        if (found == -1) {
            break;
        }
        if (found == '?' || found == ':') {
            return refuse_option(program, typed, found);
        }
        if (!is_spelt_out(typed, options[index].name)) {
            return refuse_usage(program, NULL, "%s: spell it out: --%s",
                                typed, options[index].name);
        }
        if (!take_global(program, found, ret_help)) {
            *ret_version = true;
        }
    }
    *ret_at = optind;

    return EXIT_DONE;
}


static int
put_value(struct parsing *parsing, bool own, const char *name, json_t *value,
          const char *why)
{
    struct program *program = parsing->program;

    if (value == NULL) {
        return refuse_usage(program, name, "%s: %s", name, why);
    }
    if (argument_is_given(parsing->arguments, name)) {
        json_decref(value);
        return refuse_usage(program, name, "%s: given twice", name);
    }

    return argument_put(parsing->arguments, own, name, value)
           ? EXIT_DONE
           : refuse(program, cannot_trouble("memory"), "out of memory");
}


static int
put_option(struct parsing *parsing, const struct verb_option *option,
           bool negated)
{
    char why[VALUE_WHY_MAX] = "";
    json_t *value;

    if (option->kind == OPTION_LATER) {
        return refuse(parsing->program,
                      (struct trouble){ EXIT_USAGE, "G400",
                                        "not_in_this_version",
                                        option->name },
                      "--%s: not in this version", option->name);
    }

    value = option->value == NULL
            ? json_boolean(!negated)
            : value_of_text(option->kind, option->choices, optarg, why);

    return put_value(parsing, option->own, option->name, value, why);
}


static int
put_positional(struct parsing *parsing, const char *text)
{
    const struct verb *verb = parsing->program->verb;
    const struct verb_argument *at = &verb->arguments[parsing->n_positional];
    char why[VALUE_WHY_MAX] = "";
    json_t *value;

    if (at->name == NULL) {
        return refuse_usage(parsing->program, NULL,
                            "%s: one argument too many", text);
    }
    parsing->n_positional++;
    value = value_of_text(at->choices == NULL ? OPTION_TEXT : OPTION_CHOICE,
                          at->choices, text, why);

    return put_value(parsing, at->own, at->name, value, why);
}


static void
add_long(struct option *option, const char *name, bool value, int number)
{
    *option = (struct option){
        name, value ? required_argument : no_argument, NULL, number,
    };
}


static void
fill_options(struct parsing *parsing)
{
    static const struct option globals[N_GLOBALS] = { GLOBALS };
    const struct verb_option *at = parsing->program->verb->options;
    size_t n = 0;

    for (int i = 0; at != NULL && at[i].kind != OPTION_NONE; i++) {
        add_long(&parsing->options[n++], at[i].name, at[i].value != NULL,
                 OF_VERB + i);
        if (at[i].kind == OPTION_SWITCH) {
            (void) snprintf(parsing->negated[i], NEGATED_MAX, "no-%s",
                            at[i].name);
            add_long(&parsing->options[n++], parsing->negated[i], false,
                     OF_VERB_NEGATED + i);
        }
    }
    memcpy(&parsing->options[n], globals, sizeof(globals));
}


static int
take(struct parsing *parsing, int found, int index, const char *typed)
{
    const struct verb *verb = parsing->program->verb;

    if (found == 1) {
        return put_positional(parsing, optarg);
    }
    if (found == '?' || found == ':') {
        return refuse_option(parsing->program, typed, found);
    }
    if (!is_spelt_out(typed, parsing->options[index].name)) {
        return refuse_usage(parsing->program, NULL, "%s: spell it out: --%s",
                            typed, parsing->options[index].name);
    }
    if (take_global(parsing->program, found, &parsing->arguments->help)) {
        return EXIT_DONE;
    }
    if (found >= OF_VERB_NEGATED) {
        return put_option(parsing, &verb->options[found - OF_VERB_NEGATED],
                          true);
    }

    return put_option(parsing, &verb->options[found - OF_VERB], false);
}


static int
read_all(struct parsing *parsing)
{
    int status = EXIT_DONE, index = 0;

    optind = 0;
    opterr = 0;
    while (status == EXIT_DONE) {
        const char *typed = parsing->argv[optind == 0 ? 1 : optind];
        int found = getopt_long(parsing->argc, parsing->argv, "-:",
                                parsing->options, &index);

        if (found == -1) {
            break;
        }
        status = take(parsing, found, index, typed);
    }
    while (status == EXIT_DONE && optind < parsing->argc) {
        status = put_positional(parsing, parsing->argv[optind++]);
    }

    return status;
}


/* `unless` is OPTION=VALUE: the value that frees from the option. */
static bool
is_freed(const struct arguments *arguments, const char *unless)
{
    char name[NEGATED_MAX];
    const char *given;

    if (unless == NULL) {
        return false;
    }
    (void) snprintf(name, sizeof(name), "%.*s", (int) strcspn(unless, "="),
                    unless);
    given = argument(arguments, name);

    return given != NULL && strcmp(given, strchr(unless, '=') + 1) == 0;
}


static int
check_mandatory(const struct parsing *parsing)
{
    const struct program *program = parsing->program;
    const struct verb_option *at = program->verb->options;
    const struct verb_argument *next =
        &program->verb->arguments[parsing->n_positional];

    if (next->name != NULL && !next->optional) {
        return refuse_usage(program, next->name, "%s: missing", next->value);
    }
    for (; at != NULL && at->kind != OPTION_NONE; at++) {
        if (at->mandatory && argument(parsing->arguments, at->name) == NULL
            && !is_freed(parsing->arguments, at->unless))
        {
            return refuse_usage(program, at->name, "--%s: missing: it is "
                                "mandatory", at->name);
        }
    }
    if (program->verb->changes
        && json_object_size(parsing->arguments->parameters)
           == parsing->n_positional)
    {
        return refuse_usage(program, NULL, "%s %s: nothing to change: give "
                            "an option", program->verb->noun,
                            program->verb->name);
    }

    return EXIT_DONE;
}


int
arguments_parse(struct program *program, int argc, char **argv,
                struct arguments *ret)
{
    struct parsing parsing = { .program = program, .arguments = ret,
                               .argc = argc, .argv = argv };
    int status;

    *ret = (struct arguments){ json_object(), json_object(), false };
    if (ret->parameters == NULL || ret->own == NULL) {
        return refuse(program, cannot_trouble("memory"), "out of memory");
    }

    fill_options(&parsing);
    status = read_all(&parsing);
    if (status == EXIT_DONE && !ret->help && !program->verb->later) {
        status = check_mandatory(&parsing);
    }

    return status;
}
