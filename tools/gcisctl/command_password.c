/* SPDX-License-Identifier: BSD-2-Clause */
/* password set: the password is asked for, or a hash is taken as it is. */
#include "commands.h"

#include "render.h"
#include "secret.h"


static int
add_password(const struct program *program, struct arguments *arguments)
{
    struct secret_text password CLEAN_SECRET = { 0 };
    struct secret_source source;
    json_t *value;
    int status = secret_source_of(program, arguments, &source);

    if (status == EXIT_DONE) {
        status = secret_read_new(program, &source, "New password: ",
                                 &password);
    }
    if (status != EXIT_DONE) {
        return status;
    }

    value = json_stringn(password.text, password.len);
    if (value == NULL) {
        return refuse(program,
                      (struct trouble){ EXIT_REFUSED, "G403", "invalid",
                                        "password" },
                      "password: is not UTF-8");
    }

    return argument_put(arguments, false, "password", value)
           ? EXIT_DONE
           : refuse(program, cannot_trouble("memory"), "out of memory");
}


int
command_password_set(struct program *program, struct arguments *arguments)
{
    json_t *reply = NULL;
    int status = EXIT_DONE;

    if (!argument_is_given(arguments, "hash")) {
        status = add_password(program, arguments);
    } else if (argument_is_given(arguments, "stdin")
               || argument_is_given(arguments, "fd"))
    {
        status = refuse_usage(program, "hash", "--hash takes the place of a "
                              "password: no --stdin, no --fd");
    }
    if (status == EXIT_DONE) {
        status = program_call(program, "password.set",
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
    wipe_json(reply);

    return EXIT_DONE;
}
