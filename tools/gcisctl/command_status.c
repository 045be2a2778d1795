/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * status and explain: a reply whose content is the exit status as well.  What
 * is red and what is allowed is the engine's to say.
 */
#include "commands.h"

#include "arguments.h"
#include "render.h"


static void
show_status(const struct program *program, json_t *reply, bool red)
{
    json_t *warnings = json_object_get(reply, "warnings");
    json_t *item;
    size_t i;

    if (program->json) {
        print_json(reply);
        return;
    }

    json_array_foreach(warnings, i, item) {
        warn("red: %s: %s", member(item, "what"), member(item, "message"));
    }
    (void) json_object_del(reply, "warnings");
    if (!program->quiet) {
        printf("%s\n", red ? "RED" : "green");
        render_object(reply);
    }
}


int
command_status(struct program *program, struct arguments *arguments)
{
    json_t *reply = NULL;
    bool red;
    int status = program_call(program, "store.status", arguments->parameters,
                              &reply);

    if (status != EXIT_DONE) {
        return status;
    }

    red = json_array_size(json_object_get(reply, "warnings")) > 0;
    show_status(program, reply, red);
    wipe_json(reply);

    return red ? EXIT_REFUSED : EXIT_DONE;
}


static void
print_steps(const json_t *steps)
{
    json_t *step;
    size_t i;

    json_array_foreach((json_t *) steps, i, step) {
        const char *command = member(step, "command");

        printf("%s ", member(step, "verdict")[0] == 'y' ? "✓" : "✗");
        print_plain(stdout, member(step, "what"));
        fputs(": ", stdout);
        print_plain(stdout, member(step, "detail"));
        if (command[0] != '\0') {
            fputs(": ", stdout);
            print_plain(stdout, command);
        }
        fputc('\n', stdout);
    }
}


int
command_explain(struct program *program, struct arguments *arguments)
{
    json_t *reply = NULL;
    bool allowed;
    int status = program_call(program, "explain", arguments->parameters,
                              &reply);

    if (status != EXIT_DONE) {
        return status;
    }

    allowed = json_is_true(json_object_get(reply, "allowed"));
    if (program->json) {
        print_json(reply);
    } else {
        print_steps(json_object_get(reply, "steps"));
        printf("%s%s\n", allowed ? "yes" : "no: ",
               allowed ? "" : member(reply, "reason"));
    }
    wipe_json(reply);

    return allowed ? EXIT_DONE : EXIT_REFUSED;
}
