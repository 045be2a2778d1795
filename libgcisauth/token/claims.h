/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Header and claims as text, both ways: one spelling, byte for byte.
 */
#ifndef GCIS_TOKEN_CLAIMS_H
#define GCIS_TOKEN_CLAIMS_H

#include "token/token.h"

#define TOKEN_HEADER_MAX 64 /* bytes, decoded */

/* Length written, NUL-terminated; 0 for what no token may hold. */
size_t claims_write_header(const char *kid, char ret[TOKEN_HEADER_MAX])
    MUST_CHECK;
size_t claims_write(const struct token_claims *claims,
                    char ret[TOKEN_PAYLOAD_MAX]) MUST_CHECK;

bool claims_parse_header(struct span text, char ret_kid[KID_MAX + 1])
    MUST_CHECK;
bool claims_parse(struct span text, struct token_claims *ret) MUST_CHECK;

#endif
