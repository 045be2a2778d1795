/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The six entry points.  Each starts as PAM_SYSTEM_ERR and has one exit.
 * PAM_IGNORE leaves by two doors alone, both opened by an option: a user below
 * minimum_uid, and an unknown one under ignore_unknown_user (CVE-2025-23013,
 * CVE-2025-24531: an error must never become one).  setcred always succeeds:
 * anything else breaks stacks after a good authentication.
 */
#include "services.h"

#include <security/pam_ext.h>
#include <syslog.h>

#define ENTRY __attribute__((visibility("default")))

struct service {
    const char *name;
    int (*work)(struct request *request);
};


static int
serve(const struct service *service, pam_handle_t *pamh, int flags, int argc,
      const char **argv)
{
    struct request request;
    int code = PAM_SYSTEM_ERR;

    code = request_begin(&request, pamh, flags, argc, argv);
    if (code == PAM_SUCCESS) {
        code = service->work(&request);
        if (code == PAM_IGNORE) {
            code = PAM_SYSTEM_ERR;
        }
    }
    if (request.options.debug) {
        pam_syslog(pamh, LOG_DEBUG, "%s: %d (%s)", service->name, code,
                   pam_strerror(pamh, code));
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
    static const struct service service = { "authenticate", authenticate };

    return serve(&service, pamh, flags, argc, argv);
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
    static const struct service service = { "acct_mgmt", account };

    return serve(&service, pamh, flags, argc, argv);
}


ENTRY int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    static const struct service service = { "open_session", open_session };
    int code = serve(&service, pamh, flags, argc, argv);

    return code == PAM_SUCCESS || code == PAM_IGNORE ? code : PAM_SESSION_ERR;
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
    static const struct service service = { "chauthtok", change_password };
    int code = serve(&service, pamh, flags, argc, argv);

    return code == PAM_CONV_ERR || code == PAM_INCOMPLETE ? PAM_AUTHTOK_ERR
                                                          : code;
}
