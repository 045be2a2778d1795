/* SPDX-License-Identifier: BSD-2-Clause */
/* A neighbour in a stack that asks for passwords and judges none of them, as
 * pam_pwquality does before a change. */
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <stddef.h>


static int
ask(pam_handle_t *pamh)
{
    const char *typed;

    return pam_get_authtok(pamh, PAM_AUTHTOK, &typed, NULL);
}


int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    (void) flags;
    (void) argc;
    (void) argv;

    return ask(pamh);
}


int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    (void) pamh;
    (void) flags;
    (void) argc;
    (void) argv;

    return PAM_SUCCESS;
}


int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    (void) argc;
    (void) argv;

    return (flags & PAM_UPDATE_AUTHTOK) != 0 ? ask(pamh) : PAM_SUCCESS;
}
