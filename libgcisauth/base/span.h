/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Borrowed bytes: a pointer and a length, owned by somebody else.  A span is
 * never NUL-terminated by promise.  An empty span has len 0; its data may be
 * NULL.  Not for secrets that are compared: see crypto/equal.h.
 */
#ifndef GCIS_BASE_SPAN_H
#define GCIS_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const uint8_t *data;
    size_t len; /* bytes */
};


static inline struct span
span_of(const void *data, size_t len)
{
    return (struct span){ (const uint8_t *) data, len };
}


/* The bytes of a C string, without its NUL; NULL is the empty span. */
static inline struct span
span_str(const char *text)
{
    return span_of(text, text == NULL ? 0 : strlen(text));
}


static inline bool
span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

#endif
