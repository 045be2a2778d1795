/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The six entry points.  Each starts as PAM_SYSTEM_ERR and has one exit.
 * PAM_IGNORE leaves by two doors alone, both opened by an option: a user below
 * minimum_uid, and an unknown one under ignore_unknown_user (CVE-2025-23013,
 * CVE-2025-24531: an error must never become one).  setcred always succeeds:
 * anything else breaks stacks after a good authentication.
 */
#include "services.h"

#define ENTRY __attribute__((visibility("default")))

typedef int work(struct request *request);


static int
serve(work *function, pam_handle_t *pamh, int flags, int argc,
      const char **argv)
{
    struct request request;
    int code = PAM_SYSTEM_ERR;

    code = request_begin(&request, pamh, flags, argc, argv);
    if (code == PAM_SUCCESS) {
        code = function(&request);
        if (code == PAM_IGNORE) {
            code = PAM_SYSTEM_ERR;
        }
    }
    request_end(&request);

    if (code == PAM_USER_UNKNOWN && request.options.ignore_unknown_user) {
        return PAM_IGNORE;
    }

    return code;
}


ENTRY int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    return serve(authenticate, pamh, flags, argc, argv);
}


ENTRY int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    (void) pamh;
    (void) flags;
    (void) argc;
    (void) argv;

    return PAM_SUCCESS;
}


ENTRY int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    return serve(account, pamh, flags, argc, argv);
}


ENTRY int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    return serve(open_session, pamh, flags, argc, argv);
}


ENTRY int
pam_sm_close_session(pam_handle_t *pamh, int flags, int argc,
                     const char **argv)
{
    (void) flags;
    (void) argc;
    (void) argv;

    return close_session(pamh);
}


ENTRY int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    return serve(change_password, pamh, flags, argc, argv);
}
