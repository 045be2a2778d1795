/* SPDX-License-Identifier: BSD-2-Clause */
/* The data item pam_gcis. */
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEM "pam_gcis"


static void
cleanup(pam_handle_t *pamh, void *data, int status)
{
    (void) pamh;
    (void) status;

    explicit_bzero(data, sizeof(struct memory));
    free(data);
}


struct memory *
memory_of(pam_handle_t *pamh)
{
    const void *found = NULL;
    struct memory *memory;

    if (pam_get_data(pamh, ITEM, &found) == PAM_SUCCESS && found != NULL) {
        return (struct memory *) (uintptr_t) found;
    }

    memory = calloc(1, sizeof(*memory));
    if (memory != NULL
        && pam_set_data(pamh, ITEM, memory, cleanup) != PAM_SUCCESS)
    {
        free(memory);
        return NULL;
    }

    return memory;
}


void
memory_begin(struct memory *memory, const char *user)
{
    unsigned n_failures = memory->n_failures;

    explicit_bzero(memory, sizeof(*memory));
    memory->n_failures = n_failures;
    snprintf(memory->user, sizeof(memory->user), "%s", user);
}


/* A name that was cut is nobody's. */
bool
memory_is_about(const struct memory *memory, const char *user)
{
    return memory != NULL && memory->user[0] != '\0'
           && strcmp(memory->user, user) == 0;
}
