/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pam_authenticate(): one prompt, one question to the engine, one code.  The
 * engine tries password and one-day password on the same answer; whether the
 * account may sign in, and into this service, is its answer, not ours.
 */
#include "services.h"

#include "converse.h"
#include "memory.h"
#include "report.h"
#include "status.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define FAIL_DELAY_MS 2000
#define FAIL_DELAY_MAX_MS 60000


static void
delay(const struct request *request, const struct gcis_claim *claim)
{
    int64_t delay_ms = gcis_claim_delay_ms(claim);

    if (request->options.nodelay) {
        return;
    }
    if (delay_ms < FAIL_DELAY_MS) {
        delay_ms = FAIL_DELAY_MS;
    }
    if (delay_ms > FAIL_DELAY_MAX_MS) {
        delay_ms = FAIL_DELAY_MAX_MS;
    }

    (void) pam_fail_delay(request->pamh, (unsigned) delay_ms * 1000);
}


/* Somebody else's user is no guess of ours. */
static bool
counts(const struct request *request, int code)
{
    return code == PAM_AUTH_ERR
           || (code == PAM_USER_UNKNOWN
               && !request->options.ignore_unknown_user);
}


static int
fail(const struct request *request, struct memory *memory,
     const struct gcis_claim *claim, int code)
{
    delay(request, claim);

    if (counts(request, code)
        && ++memory->n_failures >= FAILURES_PER_HANDLE)
    {
        return PAM_MAXTRIES;
    }

    return code;
}


/* The identity must be that of the user who was asked for. */
static int
prove(const struct request *request, struct gcis_claim *claim,
      struct memory *memory)
{
    struct gcis_identity *identity;
    int status = gcis_authenticate(request->gcis, claim, &identity);

    if (status != GCIS_OK) {
        return status;
    }

    if (request_is_about(request, gcis_identity_account(identity))) {
        snprintf(memory->method, sizeof(memory->method), "%s",
                 gcis_identity_method(identity));
    } else {
        status = GCIS_E_DENIED;
    }
    gcis_identity_free(identity);

    return status;
}


static int
judge(const struct request *request, struct gcis_claim *claim,
      const struct secret *secret, struct memory *memory)
{
    int status = prove(request, claim, memory);
    int code = status_authenticate(status, gcis_claim_reason(claim),
                                   request_calls_acct_mgmt(request));

    if (!request_is_about(request, request->user)) {
        report(request, LOG_CRIT, "PAM_USER was changed meanwhile", "", "",
               false);
        return PAM_SYSTEM_ERR;
    }
    if (code != PAM_SUCCESS) {
        report_refusal(request, claim, status, "authentication failure");
        return fail(request, memory, claim, code);
    }

    report(request, LOG_INFO, "authentication success",
           gcis_claim_reason(claim), gcis_claim_reference(claim), true);
    memory->n_failures = 0;
    if (status != GCIS_OK) {
        memory->must_change = *secret;
    }

    return PAM_SUCCESS;
}


static int
ask(const struct request *request, struct gcis_claim *claim,
    struct memory *memory)
{
    struct secret secret SECRET = { 0 };
    int code = converse_password(request, &secret);

    if (code != PAM_SUCCESS) {
        return code;
    }
    if (secret.len == 0) {
        return PAM_AUTH_ERR; /* no guess: not counted, not asked */
    }
    if (gcis_claim_set_secret(claim, secret.text, secret.len) != GCIS_OK) {
        return PAM_SYSTEM_ERR;
    }

    return judge(request, claim, &secret, memory);
}


int
authenticate(struct request *request)
{
    struct memory *memory = memory_of(request->pamh);
    struct gcis_claim *claim;
    int code;

    if (memory == NULL) {
        return PAM_BUF_ERR;
    }
    memory_begin(memory, request->user);

    code = request_claim(request, &claim);
    if (code != PAM_SUCCESS) {
        return code;
    }

    code = ask(request, claim, memory);
    gcis_claim_free(claim);

    return code;
}
