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
    char user[256];         /* whom the rest is about */
    char method[16];        /* "" until proven */
    struct secret must_change; /* the secret that a change is to replace */
};

/* Of this handle, made where there is none; NULL when memory is out. */
struct memory *memory_of(pam_handle_t *pamh);
void memory_forget(struct memory *memory);

#endif
