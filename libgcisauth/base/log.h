/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where log lines go: a callback with its userdata.  One event is one line;
 * text from outside is quoted by log_quote() (SECURITY G4) and stands last.
 * No secret and no hash is ever passed to these functions.
 */
#ifndef GCIS_BASE_LOG_H
#define GCIS_BASE_LOG_H

#include "base/attributes.h"
#include "base/span.h"

/* The levels of syslog(3), so that a number means the same everywhere. */
enum log_level {
    LOG_LEVEL_ALERT = 1,
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE = 5,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7,
};

#define LOG_FIELD_MAX 512 /* bytes of one quoted field, escapes included */
#define LOG_LINE_MAX 4096 /* bytes */

/* `line` has no newline and is valid UTF-8; called from any thread. */
typedef void log_function(void *userdata, int level, const char *line);

struct logger {
    log_function *write; /* NULL: silence */
    void *userdata;
};

void log_line(const struct logger *logger, enum log_level level,
              const char *format, ...) PRINTF(3, 4);

/*
 * Writes `text` between double quotes into `ret` (LOG_FIELD_MAX + 3 bytes):
 * quotes and backslashes escaped, control, bidi and line separator characters
 * and invalid bytes as \u{HEX}, cut at LOG_FIELD_MAX bytes.  Returns ret.
 */
const char *log_quote(char ret[LOG_FIELD_MAX + 3], struct span text);

#endif
