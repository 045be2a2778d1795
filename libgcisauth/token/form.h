/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Form tokens: a digest of what no other site can read or set, so that they
 * need neither a key nor memory (SECURITY E7).
 */
#ifndef GCIS_TOKEN_FORM_H
#define GCIS_TOKEN_FORM_H

#include "base/attributes.h"
#include "base/encode.h"
#include "crypto/digest.h"

#define FORM_TEXT_SIZE (BASE64URL_LEN(DIGEST_SIZE) + 1) /* with the NUL */

/* 32 random bytes in base64url. */
bool form_nonce(char ret[FORM_TEXT_SIZE]) MUST_CHECK;
bool form_token(const char *binding, char ret[FORM_TEXT_SIZE]) MUST_CHECK;
/* In constant time. */
bool form_token_holds(const char *binding, const char *given) MUST_CHECK;

#endif
