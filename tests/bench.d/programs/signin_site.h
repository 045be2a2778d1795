/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two sites of the sign-in benchmark, each a store in a temporary folder
 * with the default hash: one in this process, one behind a gcisd.
 */
#ifndef TESTS_BENCH_SIGNIN_SITE_H
#define TESTS_BENCH_SIGNIN_SITE_H

#include "gcisauth_admin.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#define SITE_SECRET "Correct-Horse-7"
#define SITE_HOST "apps.example.gov.tw"

struct site {
    char dir[64];
    atomic_llong ahead_s; /* of the clock; in this process alone */
    pid_t gcisd;          /* 0: none */
    struct gcis *gcis;
};

/* Ends the program with words where `good` is not. */
void need(bool good, const char *what);

/* With the accounts wang, lin (locked) and shi (suspended). */
void site_make(struct site *site, bool with_gcisd);
void site_end(struct site *site);
/* Its status; a session is made where it is a yes. */
int site_sign_in(struct site *site, const char *account, const char *secret);

#endif
