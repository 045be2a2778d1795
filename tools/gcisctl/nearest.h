/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of some words did somebody mean who typed another?  Knows no words. */
#ifndef GCISCTL_NEAREST_H
#define GCISCTL_NEAREST_H

#include <stddef.h>

#define NEAREST_MAX 32 /* bytes of a word that is looked at */

struct nearest {
    const char *typed;
    const char *best; /* borrowed from who tried it */
    size_t distance;
};

struct nearest nearest_to(const char *typed);
void nearest_try(struct nearest *nearest, const char *word);
/* NULL where none is near enough to be meant. */
const char *nearest_word(const struct nearest *nearest);

#endif
