/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading one line that nobody else shall see: not echoed, not buffered, not
 * longer than a password may be.
 */
#include "secret.h"

#include <bsd/readpassphrase.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>


void
secret_wipe(struct secret_text *secret)
{
    explicit_bzero(secret, sizeof(*secret));
}


bool
secret_is_same(const struct secret_text *a, const struct secret_text *b)
{
    unsigned difference = a->len != b->len;

    for (size_t i = 0; i < sizeof(a->text); i++) {
        difference |= (unsigned) (unsigned char) a->text[i]
                      ^ (unsigned char) b->text[i];
    }

    return difference == 0;
}


bool
secret_is_typed(const struct secret_source *source)
{
    return source->fd < 0;
}


int
secret_source_of(const struct program *program,
                 const struct arguments *arguments,
                 struct secret_source *ret)
{
    json_t *fd = json_object_get(arguments->own, "fd");
    bool from_stdin = argument_flag(arguments, "stdin");

    if (fd != NULL && from_stdin) {
        return refuse_usage(program, "fd", "--stdin, --fd: one of the two");
    }
    if (fd != NULL && (json_integer_value(fd) < 0
                       || json_integer_value(fd) > 65535))
    {
        return refuse_usage(program, "fd", "fd: not a descriptor");
    }

    ret->fd = from_stdin ? STDIN_FILENO
                         : fd != NULL ? (int) json_integer_value(fd) : -1;

    return EXIT_DONE;
}


static int
refuse_long(const struct program *program)
{
    return refuse(program,
                  (struct trouble){ EXIT_REFUSED, "G403", "invalid", NULL },
                  "password: longer than %d bytes", GCIS_SECRET_MAX);
}


/* A byte at a time: what follows the line is not ours to take. */
static int
read_line(const struct program *program, int fd, struct secret_text *ret,
          bool *ret_more)
{
    bool any = false;
    char byte = '\0';

    while (true) {
        ssize_t n = read(fd, &byte, 1);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return refuse(program, usage_trouble("fd"), "descriptor %d: %s: "
                          "give an open one", fd, strerrordesc_np(errno));
        }
        any = any || n > 0;
        if (n == 0 || byte == '\n') {
            break;
        }
        if (ret->len > GCIS_SECRET_MAX) {
            return refuse_long(program);
        }
        ret->text[ret->len++] = byte;
    }
    if (ret->len > GCIS_SECRET_MAX) {
        return refuse_long(program);
    }
    *ret_more = any;

    return EXIT_DONE;
}


static int
read_typed(const struct program *program, const char *prompt,
           struct secret_text *ret)
{
    if (readpassphrase(prompt, ret->text, sizeof(ret->text),
                       RPP_REQUIRE_TTY) == NULL)
    {
        return errno == ENOTTY
            ? refuse_usage(program, NULL, "password: no terminal to ask on: "
                           "--stdin reads it from standard input")
            : refuse_usage(program, NULL, "password: none was given");
    }

    ret->len = strlen(ret->text);

    return ret->len > GCIS_SECRET_MAX ? refuse_long(program) : EXIT_DONE;
}


int
secret_read(const struct program *program, const struct secret_source *source,
            const char *prompt, struct secret_text *ret, bool *ret_more)
{
    bool more = true;
    int status;

    *ret = (struct secret_text){ 0 };
    status = secret_is_typed(source)
             ? read_typed(program, prompt, ret)
             : read_line(program, source->fd, ret, &more);
    if (status != EXIT_DONE) {
        return status;
    }
    if (memchr(ret->text, '\0', ret->len) != NULL) {
        return refuse(program,
                      (struct trouble){ EXIT_REFUSED, "G403", "invalid",
                                        NULL },
                      "password: has a NUL in it");
    }

    if (ret_more != NULL) {
        *ret_more = more;
    } else if (!more) {
        return refuse_usage(program, NULL, "password: none was given");
    }

    return EXIT_DONE;
}


int
secret_read_new(const struct program *program,
                const struct secret_source *source, const char *prompt,
                struct secret_text *ret)
{
    struct secret_text again CLEAN_SECRET = { 0 };
    int status = secret_read(program, source, prompt, ret, NULL);

    if (status != EXIT_DONE || !secret_is_typed(source)) {
        return status;
    }

    status = secret_read(program, source, "The same again: ", &again, NULL);
    if (status == EXIT_DONE && !secret_is_same(ret, &again)) {
        return refuse(program,
                      (struct trouble){ EXIT_REFUSED, "G403", "invalid",
                                        NULL },
                      "password: the two are not the same: nothing was "
                      "changed");
    }

    return status;
}
