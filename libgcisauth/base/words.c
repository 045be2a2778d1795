/* SPDX-License-Identifier: BSD-2-Clause */
/* Cutting at the end of a whole character of UTF-8. */
#include "base/words.h"

#include <stdio.h>


void
vwords_print(char *ret, size_t size, const char *format, va_list arguments)
{
    int len = vsnprintf(ret, size, format, arguments);
    size_t end;

    if (len < 0) {
        ret[0] = '\0';
        return;
    }
    if ((size_t) len < size) {
        return;
    }

    /* Back over a character that was cut: its continuation bytes, its lead. */
    end = size - 1;
    while (end > 0 && ((unsigned char) ret[end - 1] & 0xc0) == 0x80) {
        end--;
    }
    if (end > 0 && (unsigned char) ret[end - 1] >= 0xc0) {
        end--;
    }
    ret[end] = '\0';
}


void
words_print(char *ret, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vwords_print(ret, size, format, arguments);
    va_end(arguments);
}
