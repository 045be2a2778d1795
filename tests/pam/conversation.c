/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How applications answer: by script, or as sshd (password, keyboard-
 * interactive), Dovecot and PostgreSQL do, each after its own source.
 */
#include "driver.h"

#include <stdlib.h>
#include <string.h>

struct caller {
    const char *name;
    int (*answer)(struct conversation *conversation,
                  const struct pam_message *message, char **ret_text);
};


static const char *
style_name(int style)
{
    switch (style) {
    case PAM_PROMPT_ECHO_OFF:
        return "ask";
    case PAM_PROMPT_ECHO_ON:
        return "ask-shown";
    case PAM_TEXT_INFO:
        return "info";
    case PAM_ERROR_MSG:
        return "error";
    default:
        return "unknown";
    }
}


static int
is_prompt(const struct pam_message *message)
{
    return message->msg_style == PAM_PROMPT_ECHO_OFF
           || message->msg_style == PAM_PROMPT_ECHO_ON;
}


static int
by_script(struct conversation *conversation,
          const struct pam_message *message, char **ret_text)
{
    const struct answer *answer;

    if (!is_prompt(message)) {
        return PAM_SUCCESS;
    }
    if (conversation->next >= conversation->n) {
        say("no answer is left\n");
        return PAM_CONV_ERR;
    }

    answer = &conversation->answers[conversation->next++];
    if (answer->new_user[0] != '\0') {
        (void) pam_set_item(conversation->pamh, PAM_USER, answer->new_user);
    }
    switch (answer->kind) {
    case ANSWER_TEXT:
        *ret_text = strdup(answer->text);
        return PAM_SUCCESS;
    case ANSWER_NULL:
    case ANSWER_NONE:
        return PAM_SUCCESS;
    case ANSWER_ERROR:
        return PAM_CONV_ERR;
    case ANSWER_AGAIN:
        return PAM_CONV_AGAIN;
    }

    return PAM_CONV_ERR;
}


/* The one password that came with the request, for every hidden prompt;
 * sshpam_passwd_conv() */
static int
as_sshd_password(struct conversation *conversation,
                 const struct pam_message *message, char **ret_text)
{
    switch (message->msg_style) {
    case PAM_PROMPT_ECHO_OFF:
        *ret_text = strdup(conversation->answers[0].text);
        return PAM_SUCCESS;
    case PAM_ERROR_MSG:
    case PAM_TEXT_INFO:
        *ret_text = strdup("");
        return PAM_SUCCESS;
    default:
        return PAM_CONV_ERR;
    }
}


/* Each prompt goes to the client, answers come one by one;
 * sshpam_thread_conv() */
static int
as_sshd_kbdint(struct conversation *conversation,
               const struct pam_message *message, char **ret_text)
{
    int status = by_script(conversation, message, ret_text);

    if (status == PAM_SUCCESS && *ret_text == NULL) {
        *ret_text = strdup("");
    }

    return status;
}


/* The password to every hidden prompt, the name to every shown one, and no
 * reply to messages; pam_userpass_conv() */
static int
as_dovecot(struct conversation *conversation,
           const struct pam_message *message, char **ret_text)
{
    switch (message->msg_style) {
    case PAM_PROMPT_ECHO_ON:
        *ret_text = strdup(conversation->user);
        return PAM_SUCCESS;
    case PAM_PROMPT_ECHO_OFF:
        *ret_text = strdup(conversation->answers[0].text);
        return PAM_SUCCESS;
    case PAM_ERROR_MSG:
    case PAM_TEXT_INFO:
        return PAM_SUCCESS;
    default:
        return PAM_CONV_ERR;
    }
}


/* An empty password ends the conversation; pam_passwd_conv_proc() */
static int
as_postgresql(struct conversation *conversation,
              const struct pam_message *message, char **ret_text)
{
    if (message->msg_style == PAM_PROMPT_ECHO_OFF
        && conversation->answers[0].text[0] == '\0')
    {
        return PAM_CONV_ERR;
    }

    return as_sshd_password(conversation, message, ret_text);
}


static const struct caller callers[] = {
    { "scripted", by_script },
    { "sshd-password", as_sshd_password },
    { "sshd-kbdint", as_sshd_kbdint },
    { "dovecot", as_dovecot },
    { "postgresql", as_postgresql },
};


static const struct caller *
find(const char *name)
{
    for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++) {
        if (strcmp(callers[i].name, name) == 0) {
            return &callers[i];
        }
    }

    return NULL;
}


int
conversation_is_known(const char *caller)
{
    return find(caller) != NULL;
}


static int
says_nothing(const struct conversation *conversation)
{
    return conversation->next > 0
           && conversation->answers[conversation->next - 1].kind
              == ANSWER_NONE;
}


static void
drop(struct pam_response *responses, int n)
{
    for (int i = 0; i < n; i++) {
        if (responses[i].resp != NULL) {
            explicit_bzero(responses[i].resp, strlen(responses[i].resp));
            free(responses[i].resp);
        }
    }
    free(responses);
}


int
converse(int n, const struct pam_message **messages,
         struct pam_response **ret_responses, void *state)
{
    struct conversation *conversation = state;
    const struct caller *caller = find(conversation->caller);
    struct pam_response *responses = calloc((size_t) n, sizeof(*responses));

    if (responses == NULL) {
        return PAM_BUF_ERR;
    }

    for (int i = 0; i < n; i++) {
        int status;

        say("%s ", style_name(messages[i]->msg_style));
        say_quoted(messages[i]->msg);
        say("\n");
        status = caller->answer(conversation, messages[i],
                                &responses[i].resp);
        if (status != PAM_SUCCESS) {
            drop(responses, n);
            return status;
        }
    }

    if (says_nothing(conversation)) {
        drop(responses, n);
        responses = NULL;
    }
    *ret_responses = responses;

    return PAM_SUCCESS;
}
