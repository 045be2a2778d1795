/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one handle remembers between calls: pam_set_data() with a wiping
 * cleanup.  sshd loses it between its processes, so nothing may depend on it.
 */
#ifndef PAM_GCIS_MEMORY_H
#define PAM_GCIS_MEMORY_H

#include "base/secret.h"

#include <security/pam_modules.h>

#define FAILURES_PER_HANDLE 3 /* then PAM_MAXTRIES */

struct memory {
    unsigned n_failures;
    char user[256];            /* whom the rest is about */
    char method[16];           /* "" until proven */
    struct secret must_change; /* the secret that a change is to replace */
    bool prelim_done;          /* pam_chauthtok() has been here once */
    int prelim;                /* and got this; PAM_IGNORE: nothing is due */
};

/* Of this handle, made where there is none; NULL when memory is out. */
struct memory *memory_of(pam_handle_t *pamh);
/* Everything but the failures; what follows is about `user`. */
void memory_begin(struct memory *memory, const char *user);
/* Does it remember anything about `user`? */
bool memory_is_about(const struct memory *memory, const char *user);

#endif
