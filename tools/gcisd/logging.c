/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One line an event.  What is in it was quoted by whoever wrote it; here it is
 * only sent on its way.
 */
#include "logging.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>


static void
write_line(void *userdata, int level, const char *line)
{
    const struct logging *logging = userdata;

    if (level > logging->least) {
        return;
    }
    if (logging->foreground) {
        (void) fprintf(stderr, "gcisd: %s\n", line);
        return;
    }
    syslog(level, "%s", line);
}


struct logger
logging_open(struct logging *logging)
{
    if (!logging->foreground) {
        openlog("gcisd", LOG_PID, LOG_AUTHPRIV);
    }
    return (struct logger){ .write = write_line, .userdata = logging };
}


void
logging_complain(const struct logging *logging, const char *format, ...)
{
    char line[LOG_LINE_MAX] = "";
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    (void) fprintf(stderr, "gcisd: %s\n", line);
    if (!logging->foreground) {
        syslog(LOG_ERR, "%s", line);
    }
}
