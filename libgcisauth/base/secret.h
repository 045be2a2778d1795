/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A secret that somebody typed, or that we made to be shown once: a struct of
 * fixed size, wiped by its cleanup attribute at every exit.  Nothing here
 * compares secrets: crypto/equal.h does.
 */
#ifndef GCIS_BASE_SECRET_H
#define GCIS_BASE_SECRET_H

#include "base/attributes.h"
#include "base/span.h"

#define SECRET_MAX 511 /* bytes; libxcrypt takes no more */

struct secret {
    size_t len;
    char text[SECRET_MAX + 1]; /* NUL-terminated beyond len */
};

/* struct secret typed SECRET = { 0 }; */
#define SECRET CLEANUP(secret_wipe)

/* False, and an empty secret, where the bytes are too many or hold a NUL. */
bool secret_set(struct secret *secret, struct span bytes) MUST_CHECK;
void secret_wipe(struct secret *secret);

static inline struct span
secret_span(const struct secret *secret)
{
    return span_of(secret->text, secret->len);
}

#endif
