/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pam_chauthtok(): the old secret proves, the new one is judged by the engine.
 * PRELIM asks and uses nothing up; UPDATE is one operation, which proves the
 * old secret again under the account's lock.
 */
#include "services.h"

#include "base/json.h"
#include "base/utf8.h"
#include "converse.h"
#include "memory.h"
#include "report.h"
#include "rules.h"
#include "status.h"

#include <security/pam_ext.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>


/* With PAM_CHANGE_EXPIRED_AUTHTOK: is there anything to change?  PAM_IGNORE
 * here stands for no, and never leaves this file. */
static int
is_due(const struct request *request)
{
    struct gcis_identity *identity;
    struct gcis_claim *claim;
    int status, code;

    if (!request_has_flag(request, PAM_CHANGE_EXPIRED_AUTHTOK)) {
        return PAM_SUCCESS;
    }

    code = request_claim(request, &claim);
    if (code != PAM_SUCCESS) {
        return code;
    }

    status = account_vouch(request, claim, &identity);
    code = status_due(status, gcis_claim_reason(claim));
    if (status == GCIS_OK) {
        gcis_identity_free(identity);
        code = PAM_IGNORE;
    }
    if (status != GCIS_OK && code != PAM_SUCCESS) {
        report_refusal(request, claim, status, "change of password refused");
    }
    gcis_claim_free(claim);

    return code;
}


/* What just proved this user here, else PAM_OLDAUTHTOK, else what is asked. */
static int
get_old(const struct request *request, const struct memory *memory,
        struct secret *ret)
{
    int code;

    if (memory_is_about(memory, request->user)
        && memory->must_change.len > 0)
    {
        *ret = memory->must_change;
        return PAM_SUCCESS;
    }

    code = converse_old_password(request, ret);

    return code == PAM_CONV_ERR || code == PAM_INCOMPLETE ? PAM_AUTHTOK_ERR
                                                          : code;
}


static int
check_old(const struct request *request, struct gcis_claim *claim,
          const struct secret *old)
{
    struct gcis_identity *identity;
    int code, status = gcis_claim_set_secret(claim, old->text, old->len);

    gcis_claim_set_check_only(claim);
    if (status == GCIS_OK) {
        status = gcis_authenticate(request->gcis, claim, &identity);
    }
    if (status == GCIS_OK) {
        gcis_identity_free(identity);
    }

    code = status_old_secret(status, gcis_claim_reason(claim));
    if (code != PAM_SUCCESS) {
        report_refusal(request, claim, status, "change of password refused");
    }

    return code;
}


static int
ask_old(const struct request *request, const struct memory *memory,
        struct gcis_claim *claim)
{
    struct secret old SECRET = { 0 };
    int code = get_old(request, memory, &old);

    if (code == PAM_SUCCESS && old.len == 0) {
        return PAM_AUTH_ERR;
    }
    if (code == PAM_SUCCESS) {
        code = check_old(request, claim, &old);
    }
    if (code == PAM_SUCCESS) {
        code = pam_set_item(request->pamh, PAM_OLDAUTHTOK, old.text);
    }

    return code;
}


static int
preliminary(const struct request *request, const struct memory *memory)
{
    struct gcis_claim *claim;
    int code = is_due(request);

    if (code == PAM_SUCCESS) {
        code = request_claim(request, &claim);
    }
    if (code != PAM_SUCCESS) {
        return code;
    }

    code = ask_old(request, memory, claim);
    gcis_claim_free(claim);

    return code;
}


/* libpam asks twice and compares, and knows use_authtok and use_first_pass. */
static int
get_new(const struct request *request, struct secret *ret)
{
    const char *typed = NULL;
    int code = pam_get_authtok(request->pamh, PAM_AUTHTOK, &typed, NULL);

    if (code == PAM_BUF_ERR || code == PAM_AUTHTOK_RECOVERY_ERR) {
        return code;
    }
    if (code != PAM_SUCCESS || typed == NULL || typed[0] == '\0') {
        return PAM_AUTHTOK_ERR;
    }
    if (!secret_set(ret, span_str(typed))
        || !utf8_is_valid(secret_span(ret)))
    {
        rules_tell(request, "bad_text");
        return PAM_AUTHTOK_ERR;
    }

    return PAM_SUCCESS;
}


static char *
build_parameters(const struct request *request, const struct secret *old,
                 const struct secret *new)
{
    json_t *parameters = json_object();
    char *text = NULL;

    if (parameters != NULL
        && json_add_text(parameters, "account", request->user)
        && json_add_text(parameters, "service", request_service(request))
        && json_add_text(parameters, "old", old->text)
        && json_add_text(parameters, "new", new->text))
    {
        text = json_print(parameters);
    }
    json_wipe(parameters);

    return text;
}


static int
apply(const struct request *request, const struct secret *old,
      const struct secret *new)
{
    char *parameters = build_parameters(request, old, new);
    char *reply = NULL;
    int status;

    if (parameters == NULL) {
        return PAM_BUF_ERR;
    }

    status = gcis_call(request->gcis, NULL, "password.change", parameters,
                       &reply);
    explicit_bzero(parameters, strlen(parameters));
    free(parameters);

    if (status == GCIS_OK) {
        report(request, LOG_INFO, "password changed", "", "", true);
    } else {
        rules_refused(request, reply);
    }
    free(reply);

    return status_change(status);
}


static int
update(const struct request *request, struct memory *memory)
{
    struct secret old SECRET = { 0 };
    struct secret new SECRET = { 0 };
    int code = get_old(request, memory, &old);

    if (code == PAM_SUCCESS) {
        code = get_new(request, &new);
    }
    if (code == PAM_SUCCESS) {
        code = apply(request, &old, &new);
    }

    if (code == PAM_SUCCESS) {
        secret_wipe(&memory->must_change);
        return PAM_SUCCESS;
    }

    (void) pam_set_item(request->pamh, PAM_AUTHTOK, NULL);
    (void) pam_set_item(request->pamh, PAM_OLDAUTHTOK, NULL);

    return code;
}


/* What PRELIM said, UPDATE says too: libpam calls it even where another module
 * of the stack outvoted our no. */
int
change_password(struct request *request)
{
    struct memory *memory = memory_of(request->pamh);

    if (memory == NULL) {
        return PAM_BUF_ERR;
    }

    if (request_has_flag(request, PAM_PRELIM_CHECK)) {
        if (!memory_is_about(memory, request->user)) {
            memory_begin(memory, request->user);
        }
        memory->prelim = preliminary(request, memory);
        memory->prelim_done = true;
        return memory->prelim == PAM_IGNORE ? PAM_SUCCESS : memory->prelim;
    }

    if (!memory->prelim_done || !memory_is_about(memory, request->user)) {
        return PAM_SYSTEM_ERR;
    }
    memory->prelim_done = false;
    if (memory->prelim == PAM_IGNORE) {
        return PAM_SUCCESS;
    }
    if (memory->prelim == PAM_TRY_AGAIN) {
        return PAM_AUTHTOK_ERR;
    }

    return memory->prelim == PAM_SUCCESS ? update(request, memory)
                                         : memory->prelim;
}
