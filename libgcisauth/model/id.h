/* SPDX-License-Identifier: BSD-2-Clause */
/* Ids of accounts, sessions, stores and changes: 16 random bytes. */
#ifndef GCIS_MODEL_ID_H
#define GCIS_MODEL_ID_H

#include "base/encode.h"

#define ID_SIZE 16      /* bytes */
#define ID_TEXT_SIZE 23 /* base64url with its NUL */

struct id {
    uint8_t bytes[ID_SIZE];
};

static inline struct span
id_span(const struct id *id)
{
    return span_of(id->bytes, ID_SIZE);
}


static inline bool
id_equal(const struct id *a, const struct id *b)
{
    return memcmp(a->bytes, b->bytes, ID_SIZE) == 0;
}


static inline void
id_print(const struct id *id, char ret[ID_TEXT_SIZE])
{
    base64url_encode(id_span(id), ret);
}


static inline bool
id_parse(struct span text, struct id *ret)
{
    size_t len;

    return base64url_decode(text, ret->bytes, ID_SIZE, &len)
           && len == ID_SIZE;
}

#endif
