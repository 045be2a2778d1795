/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pam_acct_mgmt() and the session: the account as it stands, whoever proved it
 * (sshd by public key calls only these).
 */
#include "services.h"

#include "converse.h"
#include "memory.h"
#include "report.h"
#include "status.h"

#include <stdio.h>
#include <string.h>
#include <time.h>


/* Asks about PAM_USER as he is now; he may have been changed since. */
int
account_vouch(const struct request *request, struct gcis_claim *claim,
              struct gcis_identity **ret_identity)
{
    struct gcis_identity *identity;
    int status = gcis_vouch(request->gcis, claim, &identity);

    if (status != GCIS_OK) {
        return status;
    }
    if (!request_is_about(request, gcis_identity_account(identity))) {
        gcis_identity_free(identity);
        return GCIS_E_DENIED;
    }

    *ret_identity = identity;

    return GCIS_OK;
}


static void
tell_code(const struct request *request, int code)
{
    if (code == PAM_NEW_AUTHTOK_REQD) {
        converse_tell(request, "Your password must be changed now.");
    }
    if (code == PAM_PERM_DENIED || code == PAM_ACCT_EXPIRED) {
        converse_tell(request, "You may not use this service: ask your "
                      "account manager.");
    }
}


int
account(struct request *request)
{
    struct gcis_identity *identity;
    struct gcis_claim *claim;
    int status, code = request_claim(request, &claim);

    if (code != PAM_SUCCESS) {
        return code;
    }

    status = account_vouch(request, claim, &identity);
    code = status_acct_mgmt(status, gcis_claim_reason(claim));
    if (status == GCIS_OK) {
        gcis_identity_free(identity);
    } else {
        report_refusal(request, claim, status, "account refused");
        tell_code(request, code);
    }
    gcis_claim_free(claim);

    return code;
}


static int
put(pam_handle_t *pamh, const char *name, const char *value)
{
    char text[GCIS_ROLES_SIZE + 32];

    snprintf(text, sizeof(text), "%s=%s", name, value);

    return pam_putenv(pamh, text);
}


static int
put_identity(const struct request *request,
             const struct gcis_identity *identity)
{
    const struct memory *memory = memory_of(request->pamh);
    char application[256], roles[GCIS_ROLES_SIZE] = "";
    int status;

    if (request->options.application != NULL) {
        snprintf(application, sizeof(application), "%s",
                 request->options.application);
    } else {
        snprintf(application, sizeof(application), "pam:%s",
                 request_service(request));
    }

    if (gcis_identity_roles(identity, application, (int64_t) time(NULL),
                            roles) != GCIS_OK)
    {
        return PAM_SESSION_ERR;
    }

    status = put(request->pamh, "GCIS_ACCOUNT",
                 gcis_identity_account(identity));
    if (status == PAM_SUCCESS) {
        status = put(request->pamh, "GCIS_ROLES", roles);
    }
    if (status == PAM_SUCCESS && memory_is_about(memory, request->user)
        && memory->method[0] != '\0')
    {
        status = put(request->pamh, "GCIS_METHOD", memory->method);
    }

    return status == PAM_SUCCESS ? PAM_SUCCESS : PAM_SESSION_ERR;
}


int
open_session(struct request *request)
{
    struct gcis_identity *identity;
    struct gcis_claim *claim;
    int status, code = request_claim(request, &claim);

    if (code != PAM_SUCCESS) {
        return PAM_SESSION_ERR;
    }

    status = account_vouch(request, claim, &identity);
    if (status == GCIS_E_DENIED || status == GCIS_E_FORBIDDEN) {
        gcis_claim_free(claim);
        return PAM_SUCCESS; /* not ours: sudo's target, say; sets nothing */
    }
    if (status != GCIS_OK) {
        report_refusal(request, claim, status, "session refused");
    }
    gcis_claim_free(claim);
    if (status != GCIS_OK) {
        return PAM_SESSION_ERR;
    }

    code = put_identity(request, identity);
    gcis_identity_free(identity);

    return code;
}


int
close_session(pam_handle_t *pamh)
{
    static const char *const names[] = {
        "GCIS_ACCOUNT", "GCIS_METHOD", "GCIS_ROLES"
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (pam_getenv(pamh, names[i]) != NULL) {
            (void) pam_putenv(pamh, names[i]);
        }
    }

    return PAM_SUCCESS;
}
