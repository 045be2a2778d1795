/* SPDX-License-Identifier: BSD-2-Clause */
/* What a full library reads tokens with.  Private to api/. */
#ifndef GCIS_API_READERS_H
#define GCIS_API_READERS_H

#include "api/context.h"
#include "token/token.h"

struct readers {
    struct token_cache *tokens;
    struct projection_reader *projection;
};

/* Borrowed; false where they cannot be had (memory, no store yet). */
bool readers_of(struct gcis *gcis, struct readers *ret) MUST_CHECK;
void readers_free(struct readers *readers);

#endif
