/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pam_chauthtok(): the old secret proves, the new one is judged by the engine.
 * PRELIM asks and uses nothing up; UPDATE is one operation, which proves the
 * old secret again under the account's lock.
 */
#include "services.h"

#include "base/json.h"
#include "converse.h"
#include "memory.h"
#include "status.h"

#include <security/pam_ext.h>
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

    status = gcis_vouch(request->gcis, claim, &identity);
    code = status_acct_mgmt(status, gcis_claim_reason(claim));
    if (status == GCIS_OK) {
        gcis_identity_free(identity);
    }
    gcis_claim_free(claim);

    if (code == PAM_SUCCESS) {
        return PAM_IGNORE;
    }

    return code == PAM_NEW_AUTHTOK_REQD ? PAM_SUCCESS : code;
}


/* From PAM_OLDAUTHTOK, from what just proved this user here, or asked. */
static int
get_old(const struct request *request, struct secret *ret)
{
    const struct memory *memory = memory_of(request->pamh);
    const void *cached = NULL;

    if (pam_get_item(request->pamh, PAM_OLDAUTHTOK, &cached) == PAM_SUCCESS
        && cached != NULL)
    {
        return secret_set(ret, span_str(cached)) ? PAM_SUCCESS
                                                 : PAM_AUTH_ERR;
    }

    if (memory != NULL && memory->must_change.len > 0
        && strcmp(memory->user, request->user) == 0)
    {
        *ret = memory->must_change;
        return PAM_SUCCESS;
    }

    if (request->options.use_first_pass) {
        return PAM_AUTHTOK_RECOVERY_ERR;
    }

    return converse_ask(request, "Current password: ", ret) == PAM_SUCCESS
           ? PAM_SUCCESS : PAM_AUTHTOK_ERR;
}


static int
check_old(const struct request *request, const struct secret *old)
{
    struct gcis_identity *identity;
    struct gcis_claim *claim;
    int status, code = request_claim(request, &claim);

    if (code != PAM_SUCCESS) {
        return code;
    }

    gcis_claim_set_check_only(claim);
    status = gcis_claim_set_secret(claim, old->text, old->len);
    if (status == GCIS_OK) {
        status = gcis_authenticate(request->gcis, claim, &identity);
        if (status == GCIS_OK) {
            gcis_identity_free(identity);
        }
    }

    code = status_old_secret(status, gcis_claim_reason(claim), true);
    if (code != PAM_SUCCESS) {
        request_log(request, LOG_NOTICE, "change of password refused",
                    gcis_claim_reason(claim), gcis_claim_reference(claim),
                    code != PAM_USER_UNKNOWN);
    }
    gcis_claim_free(claim);

    return code;
}


static int
preliminary(const struct request *request)
{
    struct secret old SECRET = { 0 };
    int code = get_old(request, &old);

    if (code != PAM_SUCCESS) {
        return code;
    }
    if (old.len == 0) {
        return PAM_AUTH_ERR;
    }

    code = check_old(request, &old);
    if (code != PAM_SUCCESS) {
        return code;
    }

    return pam_set_item(request->pamh, PAM_OLDAUTHTOK, old.text);
}


static int
get_new(const struct request *request, struct secret *ret)
{
    struct secret again SECRET = { 0 };
    const void *cached = NULL;

    if (request->options.use_authtok) {
        if (pam_get_item(request->pamh, PAM_AUTHTOK, &cached) != PAM_SUCCESS
            || cached == NULL || !secret_set(ret, span_str(cached)))
        {
            return PAM_AUTHTOK_ERR;
        }
        return PAM_SUCCESS;
    }

    if (converse_ask(request, "New password: ", ret) != PAM_SUCCESS
        || converse_ask(request, "Retype new password: ", &again)
           != PAM_SUCCESS)
    {
        return PAM_AUTHTOK_ERR;
    }

    /* Both were typed just now by the same person: nothing leaks by time. */
    if (!span_equal(secret_span(ret), secret_span(&again))) {
        converse_tell(request, "The two new passwords are not the same.");
        return PAM_AUTHTOK_ERR;
    }

    return ret->len == 0 ? PAM_AUTHTOK_ERR : PAM_SUCCESS;
}


static char *
build_parameters(const struct request *request, const struct secret *old,
                 const struct secret *new)
{
    json_t *parameters = json_object();
    char *text = NULL;

    if (parameters != NULL
        && json_add_text(parameters, "account", request->user)
        && json_add_text(parameters, "service", request->service)
        && json_add_text(parameters, "old", old->text)
        && json_add_text(parameters, "new", new->text))
    {
        text = json_print(parameters);
    }
    json_wipe(parameters);

    return text;
}


/* The message of a refusal names the rules that are broken, all at once. */
static void
tell_refusal(const struct request *request, const char *reply)
{
    char error[JSON_ERROR_MAX];
    json_t *object CLEAN_JSON = NULL;
    const char *message = NULL;
    struct json_reader reader;

    if (reply == NULL) {
        return;
    }

    object = json_parse(span_str(reply), error);
    if (object == NULL) {
        return;
    }

    reader = json_reader_of(object);
    if (json_read_text(&reader, "message", 1024, &message)
        && message != NULL)
    {
        converse_tell(request, message);
    }
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

    if (status != GCIS_OK) {
        request_log(request, LOG_NOTICE, "change of password refused",
                    gcis_strerror(status), "", true);
        tell_refusal(request, reply);
    } else {
        request_log(request, LOG_INFO, "password changed", "", "", true);
    }
    free(reply);

    return status_change(status);
}


static int
update(const struct request *request)
{
    struct secret old SECRET = { 0 };
    struct secret new SECRET = { 0 };
    int code = get_old(request, &old);

    if (code == PAM_SUCCESS) {
        code = get_new(request, &new);
    }
    if (code == PAM_SUCCESS) {
        code = apply(request, &old, &new);
    }

    if (code != PAM_SUCCESS) {
        (void) pam_set_item(request->pamh, PAM_AUTHTOK, NULL);
        (void) pam_set_item(request->pamh, PAM_OLDAUTHTOK, NULL);
        return code;
    }

    return pam_set_item(request->pamh, PAM_AUTHTOK, new.text);
}


int
change_password(struct request *request)
{
    bool prelim = request_has_flag(request, PAM_PRELIM_CHECK);
    int code = is_due(request);

    if (code == PAM_IGNORE) {
        return PAM_SUCCESS;
    }
    if (code != PAM_SUCCESS) {
        return code == PAM_AUTHINFO_UNAVAIL
               ? (prelim ? PAM_TRY_AGAIN : PAM_AUTHTOK_ERR) : code;
    }

    return prelim ? preliminary(request) : update(request);
}
