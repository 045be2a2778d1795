/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fields of an application/x-www-form-urlencoded body or query, strictly:
 * what a browser would not send is refused, not mended.  Knows bytes, not
 * what a field means; forms hold passwords, so all it copied is wiped.
 */
#ifndef GCIS_FORM_H
#define GCIS_FORM_H

#include <stddef.h>

#define FORM_BYTES_MAX (16 * 1024) /* bytes of the body */
#define FORM_FIELDS_MAX 32

enum form_verdict {
    FORM_MALFORMED = 0, /* bad escape, NUL, not UTF-8, no name */
    FORM_GOOD,
    FORM_TOO_LARGE,
    FORM_TOO_MANY, /* fields */
    FORM_DOUBLED,  /* a field twice */
    FORM_UNKNOWN,  /* a field that is not allowed */
    FORM_NO_MEMORY,
};

struct form_field {
    const char *name; /* both end with a NUL and hold none */
    const char *value;
    size_t value_len;
};

struct form {
    char *bytes; /* owned; the fields point into it */
    size_t size;
    struct form_field fields[FORM_FIELDS_MAX];
    size_t n_fields;
};

/*
 * allowed: the names that may occur, ended by NULL; or NULL for any name.
 * *ret_form is written on FORM_GOOD only and then wants form_wipe().
 */
enum form_verdict
form_parse(const char *body, size_t len, const char *const *allowed,
    struct form *ret_form) __attribute__((warn_unused_result));

/* The field; NULL where the form has none of that name. */
const struct form_field *
form_find(const struct form *form, const char *name);

/* The value, or "". */
const char *
form_value(const struct form *form, const char *name);

/* Wipes and frees; a zeroed form is taken too. */
void
form_wipe(struct form *form);

#endif
