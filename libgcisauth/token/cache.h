/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is remembered of a token whose signature was verified: its claims and
 * the key that verified it.  Whether session, account and key still stand is
 * asked each time, cached or not (SECURITY E8).
 */
#ifndef GCIS_TOKEN_CACHE_H
#define GCIS_TOKEN_CACHE_H

#include "crypto/digest.h"
#include "token/token.h"

#define CACHE_KEY_TAG_SIZE 8 /* bytes of a public point that name a key */

struct known_token {
    struct token_claims claims;
    uint8_t key_tag[CACHE_KEY_TAG_SIZE];
};

bool token_cache_find(struct token_cache *cache,
                      const uint8_t digest[DIGEST_SIZE],
                      struct known_token *ret) MUST_CHECK;
/* Only what was verified; whatever does not fit is not kept. */
void token_cache_enter(struct token_cache *cache,
                       const uint8_t digest[DIGEST_SIZE],
                       const struct known_token *known);

#endif
