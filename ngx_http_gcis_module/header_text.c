/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names are folded further than any backend known to us folds them: what is
 * taken out too much is nobody's loss.
 */
#include "header_text.h"

#define OURS "x-gcis"


/* Without a branch: it is asked of every byte of every line. */
static unsigned
is_odd(char byte)
{
    unsigned place = (unsigned char) byte - (unsigned) ' ';

    return (unsigned) (place > '~' - ' ') | (unsigned) (byte == '%');
}


/* Small letters and digits as they are; 0 for what separates. */
static char
fold(char byte)
{
    if (byte >= 'A' && byte <= 'Z') {
        return (char) (byte - 'A' + 'a');
    }
    if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) {
        return byte;
    }
    return '\0';
}


bool
header_name_is_ours(const char *name, size_t len)
{
    static const char ours[] = OURS;
    const size_t ours_len = sizeof(ours) - 1;
    size_t n = 0;    /* bytes of ours that are matched */
    bool gap = true; /* what separates at the beginning counts for nothing */

    for (size_t i = 0; i < len; i++) {
        char byte = fold(name[i]);

        if (byte == '\0' && gap) {
            continue;
        }
        if (n == ours_len) {
            return byte == '\0';
        }
        if (ours[n] != (byte == '\0' ? '-' : byte)) {
            return false;
        }
        gap = byte == '\0';
        n++;
    }
    return n == ours_len;
}


size_t
header_value_size(const char *value, size_t len)
{
    size_t n_odd = 0;

    for (size_t i = 0; i < len; i++) {
        n_odd += is_odd(value[i]);
    }
    return len + 2 * n_odd;
}


void
header_value_write(const char *value, size_t len, char *to)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char) value[i];

        if (is_odd(value[i])) {
            *to++ = '%';
            *to++ = hex[byte >> 4];
            *to++ = hex[byte & 15];
        } else {
            *to++ = value[i];
        }
    }
}
