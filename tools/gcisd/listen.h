/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The socket that clients know: handed over by systemd, or made here.
 */
#ifndef GCISD_LISTEN_H
#define GCISD_LISTEN_H

#include "base/attributes.h"

#include <stdbool.h>
#include <sys/stat.h>

#define LISTEN_ERROR_MAX 512 /* bytes with the NUL */

struct listener {
    int fd;
    int lock_fd;      /* -1: systemd's socket */
    const char *path; /* borrowed; NULL: not ours to remove */
    struct stat file;
};

/* The descriptors that systemd handed over, from 3 on. */
int listen_inherited(void);

/*
 * `n_inherited` as listen_inherited() said; 0: makes the socket, and its
 * folder where that is absent.  False with words in `error`, among others
 * where another gcisd listens there.
 */
bool listen_open(struct listener *listener, int n_inherited, const char *path,
                 char error[LISTEN_ERROR_MAX]) MUST_CHECK;

/* Takes the name away where it is still ours and we may. */
void listen_remove(struct listener *listener);

#endif
