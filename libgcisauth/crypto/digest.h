/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-256 and HMAC-SHA-256.  False on any failure of the library below. */
#ifndef GCIS_CRYPTO_DIGEST_H
#define GCIS_CRYPTO_DIGEST_H

#include "base/span.h"
#include "base/attributes.h"

#define DIGEST_SIZE 32 /* bytes */

bool digest_sha256(const struct span *parts, size_t n_parts,
                   uint8_t ret[DIGEST_SIZE]) MUST_CHECK;
bool digest_hmac(struct span key, const struct span *parts, size_t n_parts,
                 uint8_t ret[DIGEST_SIZE]) MUST_CHECK;

#endif
