/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes the place of syslog(3) in the driver, so that libpam's pam_syslog()
 * and the module's lines are seen exactly as they would be written, and
 * nothing reaches the machine's own log.
 */
#include "driver.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

#define LINE_SIZE 8192 /* bytes */

void __syslog_chk(int priority, int flag, const char *format, ...);
void __vsyslog_chk(int priority, int flag, const char *format,
                   va_list arguments);


static const char *
level_name(int priority)
{
    static const char *const names[] = {
        "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"
    };

    return names[priority & LOG_PRIMASK];
}


static void
capture(int priority, const char *format, va_list arguments)
{
    char line[LINE_SIZE];

    (void) vsnprintf(line, sizeof(line), format, arguments);
    say("log %s ", level_name(priority));
    say_quoted(line);
    say("\n");
}


void
vsyslog(int priority, const char *format, va_list arguments)
{
    capture(priority, format, arguments);
}


void
syslog(int priority, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    capture(priority, format, arguments);
    va_end(arguments);
}


void
__vsyslog_chk(int priority, int flag, const char *format, va_list arguments)
{
    (void) flag;
    capture(priority, format, arguments);
}


void
__syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list arguments;

    (void) flag;
    va_start(arguments, format);
    capture(priority, format, arguments);
    va_end(arguments);
}


void
openlog(const char *ident, int option, int facility)
{
    (void) ident;
    (void) option;
    (void) facility;
}


void
closelog(void)
{
}
