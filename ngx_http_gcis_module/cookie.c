/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reading and cutting of Cookie lines.  Knows nothing of what a cookie
 * means, nor of nginx.
 */
#include "cookie.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>


/* The end of the pair that begins at at: its semicolon, or the line's end. */
static const char *
pair_end(const char *at, const char *end)
{
    const char *semicolon = memchr(at, ';', (size_t) (end - at));

    return semicolon == NULL ? end : semicolon;
}


static const char *
skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return at;
}


static void
found(struct cookie_search *search, const char *value, const char *end)
{
    while (end > value && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    if (search->verdict == COOKIE_NONE) {
        search->verdict = COOKIE_ONE;
        search->value = value;
        search->value_len = (size_t) (end - value);
        return;
    }
    if ((size_t) (end - value) != search->value_len
        || memcmp(value, search->value, search->value_len) != 0)
    {
        search->verdict = COOKIE_TWICE;
    }
}


void
cookie_look(struct cookie_search *search, const char *line, size_t len)
{
    const char *end = line + len;
    const char *at = line;

    search->n_bytes += len;
    if (search->n_bytes > COOKIE_BYTES_MAX) {
        search->verdict = COOKIE_TOO_LONG;
    }
    while (at < end && search->verdict <= COOKIE_ONE) {
        const char *stop = pair_end(at, end);
        const char *name = skip_blanks(at, stop);

        if ((size_t) (stop - name) > search->name_len
            && name[search->name_len] == '='
            && memcmp(name, search->name, search->name_len) == 0)
        {
            found(search, name + search->name_len + 1, stop);
        }
        at = stop + 1;
    }
}


/* Blanks around the name, or no =, do not save a pair from being cut. */
static bool
is_named(const char *at, const char *stop, const char *name,
    size_t name_len)
{
    const char *begin = skip_blanks(at, stop);

    if ((size_t) (stop - begin) < name_len
        || strncasecmp(begin, name, name_len) != 0)
    {
        return false;
    }
    begin = skip_blanks(begin + name_len, stop);
    return begin == stop || *begin == '=';
}


static bool
has_pair(const char *line, const char *end, const char *name,
    size_t name_len)
{
    const char *at = line;

    while (at < end) {
        const char *stop = pair_end(at, end);

        if (is_named(at, stop, name, name_len)) {
            return true;
        }
        at = stop + 1;
    }
    return false;
}


size_t
cookie_cut(char *line, size_t len, const char *name, size_t name_len)
{
    const char *end = line + len;
    const char *at = line;
    char *out = line;

    if (!has_pair(line, end, name, name_len)) {
        return len;
    }
    while (at < end) {
        const char *stop = pair_end(at, end);

        if (!is_named(at, stop, name, name_len)) {
            const char *from = out == line ? skip_blanks(at, stop) : at;

            if (out != line) {
                *out++ = ';';
            }
            memmove(out, from, (size_t) (stop - from));
            out += stop - from;
        }
        at = stop + 1;
    }
    explicit_bzero(out, (size_t) (end - out));
    return (size_t) (out - line);
}
