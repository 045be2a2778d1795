/* SPDX-License-Identifier: BSD-2-Clause */
/* Usage lines and help, out of the table of verbs. */
#ifndef GCISCTL_HELP_H
#define GCISCTL_HELP_H

#include "verbs.h"

#include <stdio.h>

void help_usage(FILE *out, const struct verb *verb);
void help_verb(const struct verb *verb);
/* All verbs of a noun. */
void help_noun(FILE *out, const char *noun);
void help_all(FILE *out);

#endif
