/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Secrets come from the terminal, from standard input or from a descriptor,
 * never from an argument; they are wiped by who read them.
 */
#ifndef GCISCTL_SECRET_H
#define GCISCTL_SECRET_H

#include "arguments.h"

#define SECRET_SIZE (GCIS_SECRET_MAX + 2) /* one too many is seen */

struct secret_text {
    size_t len;
    char text[SECRET_SIZE];
};

#define CLEAN_SECRET __attribute__((cleanup(secret_wipe)))
void secret_wipe(struct secret_text *secret);

struct secret_source {
    int fd; /* negative: the terminal */
};

/* By --stdin and --fd; EXIT_DONE, or said. */
int secret_source_of(const struct program *program,
                     const struct arguments *arguments,
                     struct secret_source *ret);
bool secret_is_typed(const struct secret_source *source);

/* One line of the source.  `*ret_more` (may be NULL) is false where there was
 * none: then it is no error. */
int secret_read(const struct program *program,
                const struct secret_source *source, const char *prompt,
                struct secret_text *ret, bool *ret_more);
/* A new one: twice from the terminal, once else. */
int secret_read_new(const struct program *program,
                    const struct secret_source *source, const char *prompt,
                    struct secret_text *ret);
/* Both were typed by the same person; in constant time all the same. */
bool secret_is_same(const struct secret_text *a, const struct secret_text *b);

#endif
