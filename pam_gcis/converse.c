/* SPDX-License-Identifier: BSD-2-Clause */
/* Prompts by pam_prompt(), so that a failed conversation is told apart. */
#include "converse.h"

#include <security/pam_ext.h>
#include <stdlib.h>
#include <string.h>


static void
wipe_answer(char *answer)
{
    explicit_bzero(answer, strlen(answer));
    free(answer);
}


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


int
converse_ask(const struct request *request, const char *prompt,
             struct secret *ret)
{
    char *answer = NULL;
    int status = pam_prompt(request->pamh, PAM_PROMPT_ECHO_OFF, &answer, "%s",
                            prompt);

    if (status == PAM_CONV_AGAIN) {
        return PAM_INCOMPLETE;
    }
    if (status == PAM_BUF_ERR) {
        return status;
    }
    if (status != PAM_SUCCESS || answer == NULL) {
        return PAM_CONV_ERR;
    }

    take(ret, answer);
    wipe_answer(answer);

    return PAM_SUCCESS;
}


int
converse_secret(const struct request *request, const char *prompt,
                struct secret *ret)
{
    const void *cached = NULL;
    int status = pam_get_item(request->pamh, PAM_AUTHTOK, &cached);

    if (status == PAM_SUCCESS && cached != NULL) {
        take(ret, cached);
        return PAM_SUCCESS;
    }
    if (request->options.use_first_pass) {
        return PAM_AUTH_ERR;
    }

    status = converse_ask(request, prompt, ret);
    if (status != PAM_SUCCESS) {
        return status;
    }

    return pam_set_item(request->pamh, PAM_AUTHTOK, ret->text);
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
