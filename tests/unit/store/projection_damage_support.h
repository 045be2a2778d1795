/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A projection that is filled, copied, overwritten, and what reading all of it
 * comes to.
 */
#ifndef TESTS_STORE_PROJECTION_DAMAGE_SUPPORT_H
#define TESTS_STORE_PROJECTION_DAMAGE_SUPPORT_H

#include "projection_support.h"

#define PAGE 4096 /* bytes */
#define N_ACCOUNTS 400

enum outcome {
    OUTCOME_RIGHT,   /* every account, as it is */
    OUTCOME_REFUSED, /* some of them not */
    OUTCOME_ABSENT,  /* some are said not to be: a no, but for no reason */
    OUTCOME_DIED,
    OUTCOME_WRONG,   /* what is not so */
    N_OUTCOMES,
};

void damage_fill(struct site *site);
/* Of the accounts that damage_fill() made. */
enum outcome damage_read_all(struct site *site);

void damage_path(const char *folder, const char *name, char ret[160]);
long damage_n_pages(const char *folder);
/* Not the slack behind the last page. */
void damage_copy(const char *from, const char *to, long n_pages);
void damage_write(const char *path, off_t at, const void *bytes, size_t len);

#endif
