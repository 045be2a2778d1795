/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One event, one line.  The quoting is what keeps a stranger's text from
 * forging lines or turning a terminal; the line as a whole is cleaned once
 * more, for callers that forgot.  Where the line goes is the callback's affair.
 */
#include "base/log.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

#define ESCAPE_MAX 12 /* bytes: \u{10FFFF} and the NUL */


/* Puts a question mark over each byte that must not stand in a line. */
static void
clean(char *line)
{
    size_t left = strlen(line);

    for (char *at = line; left > 0;) {
        uint32_t code_point = 0;
        size_t step = utf8_decode(span_of(at, left), &code_point);
        if (step == 0 || !utf8_is_harmless(code_point)) {
            step = step == 0 ? 1 : step;
            memset(at, '?', step);
        }
        at += step;
        left -= step;
    }
}


void
log_line(const struct logger *logger, enum log_level level,
         const char *format, ...)
{
    char line[LOG_LINE_MAX + 1] = "";
    va_list arguments;
    int len;

    if (logger == NULL || logger->write == NULL) {
        return;
    }
    va_start(arguments, format);
    len = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (len < 0) {
        return;
    }
    clean(line);
    logger->write(logger->userdata, (int) level, line);
}


/* The spelling of the first character of `text`; returns its bytes there. */
static size_t
escape(struct span text, char ret[ESCAPE_MAX])
{
    uint32_t code_point = 0;
    size_t step = utf8_decode(text, &code_point);

    if (step == 0) {
        (void) snprintf(ret, ESCAPE_MAX, "\\u{%X}", text.data[0]);
        return 1;
    }
    if (!utf8_is_harmless(code_point)) {
        (void) snprintf(ret, ESCAPE_MAX, "\\u{%X}", code_point);
        return step;
    }
    if (code_point == '"' || code_point == '\\') {
        (void) snprintf(ret, ESCAPE_MAX, "\\%c", (char) code_point);
        return step;
    }
    (void) snprintf(ret, ESCAPE_MAX, "%.*s", (int) step,
                    (const char *) text.data);
    return step;
}


const char *
log_quote(char ret[LOG_FIELD_MAX + 3], struct span text)
{
    size_t len = 0;

    ret[len++] = '"';
    while (text.len > 0) {
        char spelled[ESCAPE_MAX];
        size_t step = escape(text, spelled);
        size_t spelled_len = strlen(spelled);
        if (len - 1 + spelled_len > LOG_FIELD_MAX) {
            break;
        }
        memcpy(ret + len, spelled, spelled_len);
        len += spelled_len;
        text = span_of(text.data + step, text.len - step);
    }
    ret[len++] = '"';
    ret[len] = '\0';
    return ret;
}
