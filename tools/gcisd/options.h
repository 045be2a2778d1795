/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of gcisd. */
#ifndef GCISD_OPTIONS_H
#define GCISD_OPTIONS_H

#include "base/attributes.h"

#include <stdbool.h>

struct options {
    const char *config; /* NULL: GCIS_CONFIG, or the installed one */
    const char *socket; /* NULL: `[client] socket` */
    bool foreground;    /* log to standard error */
    bool verbose;
    bool help;
};

/* False after it said on standard error what is wrong. */
bool options_parse(int argc, char **argv, struct options *ret) MUST_CHECK;
void options_help(void);

#endif
