/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests over several parts in one go, with algorithms fetched beforehand. */
#include "crypto/digest.h"

#include "crypto/context.h"

#include <openssl/core_names.h>
#include <openssl/params.h>


static bool
update_digest(EVP_MD_CTX *state, const struct crypto_context *context,
              const struct span *parts, size_t n_parts)
{
    if (EVP_DigestInit_ex2(state, context->sha256, NULL) != 1) {
        return false;
    }
    for (size_t i = 0; i < n_parts; i++) {
        if (EVP_DigestUpdate(state, parts[i].data, parts[i].len) != 1) {
            return false;
        }
    }
    return true;
}


bool
digest_sha256(const struct span *parts, size_t n_parts,
              uint8_t ret[DIGEST_SIZE])
{
    const struct crypto_context *context = crypto_context();
    unsigned len = 0;
    EVP_MD_CTX *state;
    bool done;

    if (context == NULL) {
        return false;
    }
    crypto_errors_begin();
    state = EVP_MD_CTX_new();
    done = state != NULL && update_digest(state, context, parts, n_parts)
        && EVP_DigestFinal_ex(state, ret, &len) == 1 && len == DIGEST_SIZE;
    EVP_MD_CTX_free(state);
    crypto_errors_end();
    return done;
}


static bool
update_hmac(EVP_MAC_CTX *state, struct span key, const struct span *parts,
            size_t n_parts)
{
    char name[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end(),
    };

    if (EVP_MAC_init(state, key.data, key.len, params) != 1) {
        return false;
    }
    for (size_t i = 0; i < n_parts; i++) {
        if (parts[i].len > 0
            && EVP_MAC_update(state, parts[i].data, parts[i].len) != 1) {
            return false;
        }
    }
    return true;
}


bool
digest_hmac(struct span key, const struct span *parts, size_t n_parts,
            uint8_t ret[DIGEST_SIZE])
{
    const struct crypto_context *context = crypto_context();
    size_t len = 0;
    EVP_MAC_CTX *state;
    bool done;

    /* without a key OpenSSL would go on with one of before */
    if (context == NULL || key.len == 0) {
        return false;
    }
    crypto_errors_begin();
    state = EVP_MAC_CTX_new(context->hmac);
    done = state != NULL && update_hmac(state, key, parts, n_parts)
        && EVP_MAC_final(state, ret, &len, DIGEST_SIZE) == 1
        && len == DIGEST_SIZE;
    EVP_MAC_CTX_free(state);
    crypto_errors_end();
    return done;
}
