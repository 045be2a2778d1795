/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account close: final, so the account's name is typed once more.  Whether it
 * is the right one, the engine says.
 */
#include "commands.h"

#include "arguments.h"
#include "render.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>


/* A line of standard input, asked for where somebody sits there. */
static char *
read_name(const char *account)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len;

    if (isatty(STDIN_FILENO)) {
        fputs("Closing an account is final.  Type its name to close ",
              stderr);
        print_plain(stderr, account);
        fputs(": ", stderr);
    }
    len = getline(&line, &size, stdin);
    if (len <= 0) {
        free(line);
        return NULL;
    }
    line[strcspn(line, "\r\n")] = '\0';

    return line;
}


static int
ask_name(const struct program *program, struct arguments *arguments)
{
    char *typed = read_name(argument(arguments, "account"));
    json_t *value = typed == NULL ? NULL : json_string(typed);

    free(typed);
    if (value == NULL) {
        return refuse_usage(program, "confirm", "confirm: closing is final: "
                            "type the account's name, or --confirm NAME");
    }

    return argument_put(arguments, false, "confirm", value)
           ? EXIT_DONE
           : refuse(program, cannot_trouble("memory"), "out of memory");
}


int
command_account_close(struct program *program, struct arguments *arguments)
{
    json_t *reply = NULL;
    int status = argument_is_given(arguments, "confirm")
                 ? EXIT_DONE : ask_name(program, arguments);

    if (status == EXIT_DONE) {
        status = program_call(program, "account.close",
                              arguments->parameters, &reply);
    }
    if (status != EXIT_DONE) {
        return status;
    }

    if (program->json) {
        print_json(reply);
    } else {
        render_sentence(program, program->verb->said, reply,
                        arguments->parameters);
    }
    if (!program->json && member(reply, "warning")[0] != '\0') {
        warn("%s", member(reply, "warning"));
    }
    wipe_json(reply);

    return EXIT_DONE;
}
