/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One operation: parameters out, reply or refusal in, and what a refusal is
 * to the shell.  What the engine says is shown as it says it: it names what,
 * why and what to do.
 */
#include "arguments.h"
#include "help.h"
#include "rules.h"

#include <stdlib.h>
#include <string.h>


static bool
is_word(const char *word, const char *other)
{
    return strcmp(word, other) == 0;
}


/* A field that nobody gave and the engine must have is a slip of typing. */
static bool
is_missing(const struct program *program, const json_t *parameters,
           const json_t *error)
{
    const char *field = member(error, "field");
    const char *reason = member(error, "reason");

    return program->verb != NULL && field[0] != '\0'
           && (is_word(reason, "invalid") || is_word(reason, "reference"))
           && json_object_get(parameters, field) == NULL;
}


static int
exit_of(const struct program *program, const json_t *parameters, int status,
        const json_t *error)
{
    const char *reason = member(error, "reason");

    switch (status) {
    case GCIS_E_DENIED:
    case GCIS_E_FORBIDDEN:
        return EXIT_REFUSED;
    case GCIS_E_INVALID:
        if (is_word(reason, "not_in_this_version")
            || is_word(reason, "unknown_operation")
            || is_missing(program, parameters, error))
        {
            return EXIT_USAGE;
        }
        return EXIT_REFUSED;
    case GCIS_E_BUSY:
        /* nothing was changed, and asking again is no help */
        return is_word(reason, "conflict") ? EXIT_REFUSED : EXIT_CANNOT;
    default:
        return EXIT_CANNOT;
    }
}


static void
tell(const struct program *program, int status, json_t *error)
{
    const char *message = member(error, "message");
    bool away = is_word(member(error, "reason"), "engine_away");

    if (away && program->log[0] != '\0') {
        message = program->log;
        json_object_set_new(error, "message", json_string(message));
        message = member(error, "message");
    }
    if (program->json && error != NULL) {
        print_json(error);
        return;
    }
    if (program->json) {
        (void) refuse(program, cannot_trouble("engine"), "%s",
                      gcis_strerror(status));
        return;
    }

    if (json_object_get(error, "rules") != NULL) {
        message = "the new password breaks these rules: choose another";
    }
    warn("%s", message[0] == '\0' ? gcis_strerror(status) : message);
    rules_tell(error);
}


/* The engine's reply, whatever it is: NULL only where there is none. */
static int
ask(struct program *program, const char *operation, const json_t *parameters,
    json_t **ret_reply)
{
    size_t size = json_dumpb(parameters, NULL, 0, JSON_COMPACT);
    char *text = calloc(1, size + 1);
    char *reply = NULL;
    int status = GCIS_E_NOMEM;

    *ret_reply = NULL;
    program->log[0] = '\0';
    if (text != NULL
        && json_dumpb(parameters, text, size, JSON_COMPACT) == size)
    {
        status = gcis_call(program->gcis, NULL, operation, text, &reply);
        explicit_bzero(text, size);
    }
    free(text);

    if (reply != NULL) {
        *ret_reply = json_loads(reply, JSON_REJECT_DUPLICATES, NULL);
        explicit_bzero(reply, strlen(reply));
        free(reply);
    }

    program->answered = status == GCIS_OK && *ret_reply == NULL
                        ? GCIS_E_NOMEM : status;

    return program->answered;
}


int
program_call(struct program *program, const char *operation,
             json_t *parameters, json_t **ret_reply)
{
    json_t *reply = NULL;
    int status = program_open(program);
    int code;

    if (status != EXIT_DONE) {
        return status;
    }

    code = ask(program, operation, parameters, &reply);
    if (code == GCIS_OK) {
        *ret_reply = reply;
        return EXIT_DONE;
    }

    status = exit_of(program, parameters, code, reply);
    tell(program, code, reply);
    if (status == EXIT_USAGE) {
        help_usage(stderr, program->verb);
    }
    wipe_json(reply);

    return status;
}


json_t *
program_ask(struct program *program, const char *operation,
            json_t *parameters)
{
    json_t *reply = NULL;

    program->answered = GCIS_E_STORE;
    if (program->gcis != NULL
        && ask(program, operation, parameters, &reply) != GCIS_OK)
    {
        wipe_json(reply);
        return NULL;
    }

    return reply;
}
