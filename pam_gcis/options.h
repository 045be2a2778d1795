/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The module's options: one sorted table, exact words, no guesses.  An unknown
 * option is logged at LOG_ALERT and the call fails.
 */
#ifndef PAM_GCIS_OPTIONS_H
#define PAM_GCIS_OPTIONS_H

#include <security/pam_modules.h>
#include <stdbool.h>
#include <stdint.h>

struct options {
    const char *config;      /* absolute; NULL: the installed one */
    const char *methods;     /* NULL: every method */
    const char *application; /* NULL: pam:SERVICE where there is one */
    const char *role;
    int64_t timeout_ms;      /* 0: the configuration's */
    int64_t minimum_uid;     /* 0: none */
    bool audit;
    bool debug;
    bool quiet;
    bool nodelay;
    bool use_first_pass;
    bool use_authtok;
    bool defer_pwchange;
    bool ignore_unknown_user;
};

/* PAM_SUCCESS or PAM_SERVICE_ERR, logged.  Borrows from argv. */
int options_parse(pam_handle_t *pamh, int argc, const char **argv,
                  struct options *ret);

#endif
