/* SPDX-License-Identifier: BSD-2-Clause */
/* Cutting at the end of a whole character of UTF-8. */
#include "base/words.h"

#include <stdio.h>


/* Bytes of the character that this one leads; 1 for what leads none. */
static size_t
character_len(unsigned char lead)
{
    if (lead >= 0xf0) {
        return 4;
    }
    if (lead >= 0xe0) {
        return 3;
    }

    return lead >= 0xc0 ? 2 : 1;
}


/* Where the text ends if a character that was cut is left out. */
static size_t
whole_len(const char *text, size_t len)
{
    size_t last = len;

    while (last > 0) {
        unsigned char byte = (unsigned char) text[--last];

        if ((byte & 0xc0) != 0x80) {
            return last + character_len(byte) <= len ? len : last;
        }
    }

    return len;
}


void
vwords_print(char *ret, size_t size, const char *format, va_list arguments)
{
    int len = vsnprintf(ret, size, format, arguments);

    if (len < 0) {
        ret[0] = '\0';
    } else if ((size_t) len >= size) {
        ret[whole_len(ret, size - 1)] = '\0';
    }
}


void
words_print(char *ret, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vwords_print(ret, size, format, arguments);
    va_end(arguments);
}
