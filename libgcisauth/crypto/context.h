/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The library's own OpenSSL (SECURITY C14): one OSSL_LIB_CTX that reads no
 * OPENSSL_CONF and shares nothing with the host program's.  Private to
 * crypto/.
 */
#ifndef GCIS_CRYPTO_CONTEXT_H
#define GCIS_CRYPTO_CONTEXT_H

#include "base/attributes.h"

#include <openssl/evp.h>

struct crypto_context {
    OSSL_LIB_CTX *library;
    EVP_MD *sha256;
    EVP_MAC *hmac;
};

/* NULL where OpenSSL could not be set up; from any thread. */
const struct crypto_context *crypto_context(void) MUST_CHECK;

/*
 * What OpenSSL queues between the two is dropped at the end; what the host
 * program had queued before stays.
 */
void crypto_errors_begin(void);
void crypto_errors_end(void);

#endif
