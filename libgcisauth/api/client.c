/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The static client has no engine, no projection and no catalogue: what
 * local.c does in the library is refused or needless here.
 */
#include "api/context.h"

#include <stdio.h>


int
local_open(struct gcis *gcis, char error[CONFIG_ERROR_MAX])
{
    (void) gcis;
    snprintf(error, CONFIG_ERROR_MAX, "lmdb: is not for this program: ask "
             "gcisd by unix:SOCKET");

    return GCIS_E_CONFIG;
}


void
local_close(struct gcis *gcis)
{
    (void) gcis;
}


int
identity_complete(struct gcis *gcis, struct gcis_identity *identity)
{
    (void) gcis;
    (void) identity;

    return GCIS_OK;
}


void
identity_release_catalogue(struct gcis_identity *identity)
{
    (void) identity;
}


bool
identity_catalogue_roles(const struct gcis_identity *identity,
                         const char *application, int64_t now_s,
                         char ret[GCIS_ROLES_SIZE])
{
    (void) identity;
    (void) application;
    (void) now_s;
    (void) ret;

    return false;
}


const char *
identity_catalogue_application(const struct gcis_identity *identity,
                               const char *application)
{
    (void) identity;
    (void) application;

    return NULL;
}
