/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the driver: an application of PAM that does what it is told
 * line by line, and says all that happens to it.
 */
#ifndef TESTS_PAM_DRIVER_H
#define TESTS_PAM_DRIVER_H

#include <security/pam_appl.h>

#define ANSWERS_MAX 64
#define ANSWER_SIZE 1024 /* bytes with the NUL */

enum answer_kind {
    ANSWER_TEXT,
    ANSWER_NULL,  /* a reply without text */
    ANSWER_NONE,  /* success, and no reply at all */
    ANSWER_ERROR, /* PAM_CONV_ERR */
    ANSWER_AGAIN, /* PAM_CONV_AGAIN */
};

struct answer {
    enum answer_kind kind;
    char text[ANSWER_SIZE];
    char new_user[ANSWER_SIZE]; /* set as PAM_USER before it answers; "" */
};

/* How the application answers, and what it still has to answer with. */
struct conversation {
    const char *caller; /* "scripted", or whom it imitates */
    pam_handle_t *pamh;
    char user[ANSWER_SIZE];
    unsigned n, next;
    struct answer answers[ANSWERS_MAX];
};

/* Whether PAM may be served by this imitation. */
int conversation_is_known(const char *caller);
int converse(int n, const struct pam_message **messages,
             struct pam_response **ret_responses, void *state);

/* To standard output, at once. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Between double quotes; what is not printable ASCII as \xHH. */
void say_quoted(const char *text);

#endif
