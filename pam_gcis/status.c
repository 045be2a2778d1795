/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables; each begins with a refusal and falls through to one. */
#include "status.h"

#include "gcisauth.h"

#include <security/pam_modules.h>
#include <stddef.h>
#include <string.h>

struct word {
    const char *reason;
    int code;
};


static int
code_of(const struct word *words, size_t n, const char *reason, int otherwise)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(words[i].reason, reason) == 0) {
            return words[i].code;
        }
    }

    return otherwise;
}


/* What judges nobody: the engine, the configuration, this machine. */
static int
trouble(int status)
{
    switch ((enum gcis_status) status) {
    case GCIS_E_STORE:
    case GCIS_E_BUSY:
        return PAM_AUTHINFO_UNAVAIL;
    case GCIS_E_CONFIG:
    case GCIS_E_INVALID:
        return PAM_SERVICE_ERR;
    case GCIS_E_NOMEM:
        return PAM_BUF_ERR;
    case GCIS_OK:
    case GCIS_E_DENIED:
    case GCIS_E_FORBIDDEN:
    case GCIS_E_CRYPTO:
        break;
    }

    return PAM_SYSTEM_ERR;
}


int
status_authenticate(int status, const char *reason, bool defers)
{
    static const struct word denied[] = {
        { "unknown_account", PAM_USER_UNKNOWN },
    };

    if (status == GCIS_OK) {
        return PAM_SUCCESS;
    }
    if (status == GCIS_E_DENIED) {
        return code_of(denied, 1, reason, PAM_AUTH_ERR);
    }
    if (status == GCIS_E_FORBIDDEN) {
        if (strcmp(reason, "must_change") != 0) {
            return PAM_PERM_DENIED;
        }
        return defers ? PAM_SUCCESS : PAM_AUTH_ERR;
    }

    return trouble(status);
}


int
status_acct_mgmt(int status, const char *reason)
{
    static const struct word denied[] = {
        { "unknown_account", PAM_USER_UNKNOWN },
        { "locked", PAM_PERM_DENIED },
    };

    if (status == GCIS_OK) {
        return PAM_SUCCESS;
    }
    if (status == GCIS_E_DENIED) {
        return code_of(denied, 2, reason, PAM_ACCT_EXPIRED);
    }
    if (status == GCIS_E_FORBIDDEN) {
        return strcmp(reason, "must_change") == 0 ? PAM_NEW_AUTHTOK_REQD
                                                  : PAM_PERM_DENIED;
    }

    return trouble(status);
}


/* PRELIM says of an engine that is away: try again. */
static int
later(int code)
{
    return code == PAM_AUTHINFO_UNAVAIL ? PAM_TRY_AGAIN : code;
}


int
status_due(int status, const char *reason)
{
    int code = status_acct_mgmt(status, reason);

    switch (code) {
    case PAM_NEW_AUTHTOK_REQD:
        return PAM_SUCCESS;
    case PAM_SUCCESS: /* nothing is forced: the caller knows */
    case PAM_ACCT_EXPIRED:
        return PAM_PERM_DENIED;
    default:
        return later(code);
    }
}


int
status_old_secret(int status, const char *reason)
{
    return later(status_authenticate(status, reason, true));
}


int
status_change(int status)
{
    switch ((enum gcis_status) status) {
    case GCIS_OK:
        return PAM_SUCCESS;
    case GCIS_E_DENIED:
        return PAM_AUTH_ERR;
    case GCIS_E_FORBIDDEN:
        return PAM_PERM_DENIED;
    case GCIS_E_CONFIG:
        return PAM_SERVICE_ERR;
    case GCIS_E_NOMEM:
        return PAM_BUF_ERR;
    case GCIS_E_INVALID:
    case GCIS_E_STORE:
    case GCIS_E_CRYPTO:
    case GCIS_E_BUSY:
        break;
    }

    return PAM_AUTHTOK_ERR;
}
