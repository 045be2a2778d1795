/* SPDX-License-Identifier: BSD-2-Clause */
/* Where gcisd's log lines go: standard error, or syslog as authpriv. */
#ifndef GCISD_LOGGING_H
#define GCISD_LOGGING_H

#include "base/log.h"

#include <stdbool.h>

struct logging {
    bool foreground;
    int least; /* important level that is written */
};

struct logger logging_open(struct logging *logging);

/* A reason not to start: to the log, and to whoever typed the command. */
void logging_complain(const struct logging *logging, const char *format, ...)
    PRINTF(2, 3);

#endif
