/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cookie header lines, read as a browser writes them: pairs between
 * semicolons, names compared byte by byte.  Pure functions over bytes, because
 * nginx's own reading ignores the case of names and takes the first of
 * several.
 */
#ifndef GCIS_COOKIE_H
#define GCIS_COOKIE_H

#include <stddef.h>

#define COOKIE_BYTES_MAX 8192 /* bytes of all lines of a request */

enum cookie_verdict {
    COOKIE_NONE = 0,
    COOKIE_ONE,      /* or several with the same value */
    COOKIE_TWICE,    /* with different values: somebody tosses cookies */
    COOKIE_TOO_LONG, /* more lines than anybody needs */
};

/* Begin with name and name_len set and the rest zero. */
struct cookie_search {
    const char *name;
    size_t name_len;
    enum cookie_verdict verdict;
    const char *value; /* in the line that was looked at */
    size_t value_len;
    size_t n_bytes;
};

/* Looks through one more line. */
void
cookie_look(struct cookie_search *search, const char *line, size_t len);

/*
 * Takes every pair of that name, in any case of letters, out of the line, in
 * place, and wipes what is left over; the other pairs stay as they are.
 * Returns the new length.
 */
size_t
cookie_cut(char *line, size_t len, const char *name, size_t name_len);

#endif
