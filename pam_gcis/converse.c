/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prompts by pam_prompt() and not by pam_get_authtok(), which makes one code
 * of a failed conversation and of an answer that was not there.
 */
#include "converse.h"

#include <security/pam_ext.h>
#include <stdlib.h>
#include <string.h>


/* PAM_MAX_RESP_SIZE is more than a password may have: what is too long goes
 * on as a secret that cannot be one, at the same cost as a wrong one. */
static void
take(struct secret *ret, const char *answer)
{
    if (!secret_set(ret, span_str(answer))
        && !secret_set(ret, span_str("\x01")))
    {
        secret_wipe(ret);
    }
}


/* Of a conversation that failed nothing is touched: who fails may have freed
 * what it leaves behind. */
static int
prompt(const struct request *request, const char *text, char **ret_answer)
{
    char *answer = NULL;
    int status = pam_prompt(request->pamh, PAM_PROMPT_ECHO_OFF, &answer, "%s",
                            text);

    if (status == PAM_CONV_AGAIN) {
        return PAM_INCOMPLETE;
    }
    if (status == PAM_BUF_ERR) {
        return status;
    }
    if (status != PAM_SUCCESS) {
        return PAM_CONV_ERR;
    }

    *ret_answer = answer;

    return PAM_SUCCESS;
}


static int
ask(const struct request *request, int item, const char *text,
    struct secret *ret)
{
    char *answer = NULL;
    int status = prompt(request, text, &answer);

    if (status != PAM_SUCCESS || answer == NULL) {
        return status;
    }

    status = pam_set_item(request->pamh, item, answer);
    take(ret, answer);
    explicit_bzero(answer, strlen(answer));
    free(answer);

    return status;
}


static int
get(const struct request *request, int item, const char *text,
    int nothing_cached, struct secret *ret)
{
    const void *cached = NULL;

    if (pam_get_item(request->pamh, item, &cached) == PAM_SUCCESS
        && cached != NULL)
    {
        take(ret, cached);
        return PAM_SUCCESS;
    }

    return request->options.use_first_pass ? nothing_cached
                                           : ask(request, item, text, ret);
}


int
converse_password(const struct request *request, struct secret *ret)
{
    return get(request, PAM_AUTHTOK, "Password: ", PAM_AUTH_ERR, ret);
}


int
converse_old_password(const struct request *request, struct secret *ret)
{
    return get(request, PAM_OLDAUTHTOK, "Current password: ",
               PAM_AUTHTOK_RECOVERY_ERR, ret);
}


void
converse_tell(const struct request *request, const char *text)
{
    if (!request->options.quiet
        && !request_has_flag(request, PAM_SILENT))
    {
        (void) pam_info(request->pamh, "%s", text);
    }
}
