/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One real sign-in from the terminal: what was asked, what came of it.  Shared
 * by the parts of `try`.
 */
#ifndef GCISCTL_TRY_H
#define GCISCTL_TRY_H

#include "secret.h"

#define TRY_HOST "localhost" /* whose session is made where none is named */

struct try {
    struct program *program;
    const char *account;
    const char *application; /* or NULL */
    const char *role;        /* or NULL */
    const char *service;     /* or NULL: as this program */
    const char *host;        /* of --token, or NULL */
    bool session;            /* one is made, and ended unless host */
    struct secret_source source;
    struct secret_text secret;

    json_t *before;                 /* account.show, where we may; or NULL */
    struct gcis_claim *claim;
    struct gcis_identity *identity; /* NULL: no yes */
    int status;                     /* enum gcis_status */
    bool changed;                   /* the forced change was made */
    json_t *report;                 /* what --json prints */
};

/* A line of a step; on standard error where a token stands on the output. */
__attribute__((format(printf, 3, 4)))
void try_step(const struct try *try, bool good, const char *format, ...);

/* try_report.c: what the answer was, in lines and in the report. */
void try_report_yes(struct try *try);
/* Says the no; the exit status. */
int try_report_no(struct try *try);

/* try_home.c: what the account may enter, and its sign-in before. */
void try_home(struct try *try);

/* try_change.c: is a change due, and the change. */
bool try_change_is_due(const struct try *try);
int try_change(struct try *try);

#endif
