/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A signature as r || s (RFC 7518 3.4) and as OpenSSL wants it, in DER.
 * Private to crypto/.
 */
#ifndef GCIS_CRYPTO_SIGN_FORM_H
#define GCIS_CRYPTO_SIGN_FORM_H

#include "base/attributes.h"
#include "crypto/sign.h"

#define SIGN_NUMBER_SIZE 32 /* bytes of r, and of s */
#define SIGN_DER_MAX 72     /* bytes */

/* False unless r and s are in [1, n - 1]. */
bool sign_form_to_der(const uint8_t signature[SIGN_SIGNATURE_SIZE],
                      uint8_t ret[SIGN_DER_MAX], size_t *ret_len) MUST_CHECK;
bool sign_form_from_der(struct span der, uint8_t ret[SIGN_SIGNATURE_SIZE])
    MUST_CHECK;

#endif
