/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pam_authenticate(): one prompt, one question to the engine, one code.  The
 * engine tries password and one-day password on the same answer; whether the
 * account may sign in, and into this service, is its answer, not ours.
 */
#include "services.h"

#include "converse.h"
#include "memory.h"
#include "status.h"

#include <security/pam_ext.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define FAIL_DELAY_US 2000000


static void
delay(const struct request *request, const struct gcis_claim *claim)
{
    int64_t delay_us = gcis_claim_delay_ms(claim) * 1000;

    if (!request->options.nodelay) {
        (void) pam_fail_delay(request->pamh,
                              (unsigned) (delay_us > FAIL_DELAY_US
                                          ? delay_us : FAIL_DELAY_US));
    }
}


static void
log_verdict(const struct request *request, const struct gcis_claim *claim,
            int status, int code)
{
    const char *reason = gcis_claim_reason(claim);
    const char *reference = gcis_claim_reference(claim);
    bool known = code != PAM_USER_UNKNOWN;

    if (code == PAM_SUCCESS) {
        request_log(request, LOG_INFO, "authentication success", reason,
                    reference, true);
        return;
    }
    if (code == PAM_AUTHINFO_UNAVAIL) {
        request_log(request, LOG_CRIT, "the engine does not answer: is gcisd "
                    "running?", gcis_strerror(status), reference, false);
        return;
    }
    if (code == PAM_SERVICE_ERR) {
        request_log(request, LOG_ALERT, "the engine does not let this caller "
                    "ask: list it in [peers] pam", gcis_strerror(status),
                    reference, false);
        return;
    }

    request_log(request, LOG_NOTICE, "authentication failure", reason,
                reference, known);
}


/* What later calls on this handle may use, if they come to the same one. */
static void
remember(const struct request *request, struct memory *memory,
         const char *method, const struct secret *must_change)
{
    memory_forget(memory);
    memory->n_failures = 0;
    snprintf(memory->user, sizeof(memory->user), "%s", request->user);
    snprintf(memory->method, sizeof(memory->method), "%s", method);
    if (must_change != NULL) {
        memory->must_change = *must_change;
    }
}


static int
fail(const struct request *request, struct memory *memory,
     const struct gcis_claim *claim, int code)
{
    delay(request, claim);

    if (code == PAM_AUTH_ERR || code == PAM_USER_UNKNOWN) {
        memory->n_failures++;
        if (memory->n_failures >= FAILURES_PER_HANDLE) {
            return PAM_MAXTRIES;
        }
    }

    return code;
}


/* The identity must be that of the user who was asked for, letter by letter:
 * to the system two spellings are two users. */
static int
prove(const struct request *request, struct gcis_claim *claim,
      char ret_method[16])
{
    struct gcis_identity *identity;
    int status = gcis_authenticate(request->gcis, claim, &identity);

    ret_method[0] = '\0';
    if (status != GCIS_OK) {
        return status;
    }

    if (strcmp(gcis_identity_account(identity), request->user) != 0) {
        status = GCIS_E_DENIED;
    } else {
        snprintf(ret_method, 16, "%s", gcis_identity_method(identity));
    }
    gcis_identity_free(identity);

    return status;
}


static int
judge(const struct request *request, struct gcis_claim *claim,
      const struct secret *secret, struct memory *memory)
{
    char method[16];
    int status = prove(request, claim, method);
    int code = status_authenticate(status, gcis_claim_reason(claim),
                                   request_calls_acct_mgmt(request));

    log_verdict(request, claim, status, code);

    if (code != PAM_SUCCESS) {
        return fail(request, memory, claim, code);
    }

    remember(request, memory, method, status == GCIS_OK ? NULL : secret);

    return PAM_SUCCESS;
}


int
authenticate(struct request *request)
{
    struct secret secret SECRET = { 0 };
    struct gcis_claim *claim;
    struct memory *memory = memory_of(request->pamh);
    int code;

    if (memory == NULL) {
        return PAM_BUF_ERR;
    }

    code = converse_secret(request, "Password: ", &secret);
    if (code != PAM_SUCCESS) {
        return code;
    }
    if (secret.len == 0) {
        return PAM_AUTH_ERR;
    }

    code = request_claim(request, &claim);
    if (code != PAM_SUCCESS) {
        return code;
    }

    code = gcis_claim_set_secret(claim, secret.text, secret.len) == GCIS_OK
           ? judge(request, claim, &secret, memory) : PAM_SYSTEM_ERR;
    gcis_claim_free(claim);

    return code;
}
