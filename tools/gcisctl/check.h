/* SPDX-License-Identifier: BSD-2-Clause */
/* What `check` found, a line each with its mend.  Shared by its parts. */
#ifndef GCISCTL_CHECK_H
#define GCISCTL_CHECK_H

#include "program.h"

#define CHECK_PATH_MAX 4096 /* bytes with the NUL */

struct checking {
    struct program *program;
    unsigned n_bad;
    unsigned n_cannot; /* could not be looked at, and must be there */
    json_t *items;     /* what --json prints */
};

void check_good(struct checking *checking, const char *what,
                const char *detail);
/* `mend` is the command or key that mends it. */
void check_bad(struct checking *checking, const char *what,
               const char *detail, const char *mend);
/* This user cannot see it, and need not. */
void check_unseen(struct checking *checking, const char *what,
                  const char *detail);

/* check_store.c: the folders of an lmdb: store, and the projection. */
void check_store(struct checking *checking, const char *directory);
void check_projection(struct checking *checking, const char *path);
/* check_engine.c: the socket, who serves it, and what the engine says. */
void check_socket(struct checking *checking, const char *path);
void check_engine(struct checking *checking);

#endif
