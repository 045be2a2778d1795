/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signs and verifies.  A key is made ready once and copied for each use: what
 * is costly about OpenSSL is finding algorithms, and a copy needs no search and
 * no lock.  The nonce of a signature is OpenSSL's affair alone.
 */
#include "crypto/sign.h"

#include "crypto/sign_form.h"
#include "crypto/sign_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/params.h>
#include <openssl/provider.h>

#define GROUP "prime256v1"


/*
 * OpenSSL 3.0 asks the engines of the whole process first, and those come from
 * the host's configuration: a key that went to one is not used.
 */
static bool
is_of_own_provider(EVP_MD_CTX *ready)
{
    EVP_PKEY_CTX *inner = EVP_MD_CTX_get_pkey_ctx(ready);
    const OSSL_PROVIDER *provider =
        inner == NULL ? NULL : EVP_PKEY_CTX_get0_provider(inner);

    return provider != NULL
        && strcmp(OSSL_PROVIDER_get0_name(provider), "default") == 0;
}


struct sign_key *
sign_key_of(EVP_PKEY *key)
{
    const struct crypto_context *context = crypto_context();
    struct sign_key *made = calloc(1, sizeof(*made));

    if (made == NULL || context == NULL || key == NULL) {
        EVP_PKEY_free(key);
        free(made);
        return NULL;
    }
    made->key = key;
    made->ready = EVP_MD_CTX_new();
    if (made->ready == NULL
        || EVP_DigestSignInit_ex(made->ready, NULL, "SHA256",
                                 context->library, NULL, key, NULL) != 1
        || !is_of_own_provider(made->ready)) {
        sign_key_free(made);
        return NULL;
    }
    return made;
}


struct sign_key *
sign_key_generate(void)
{
    const struct crypto_context *context = crypto_context();
    struct sign_key *made;

    if (context == NULL) {
        return NULL;
    }
    crypto_errors_begin();
    made = sign_key_of(EVP_PKEY_Q_keygen(context->library, NULL, "EC", GROUP));
    crypto_errors_end();
    return made;
}


void
sign_key_free(struct sign_key *key)
{
    if (key == NULL) {
        return;
    }
    EVP_MD_CTX_free(key->ready);
    EVP_PKEY_free(key->key);
    free(key);
}


bool
sign_key_point(const struct sign_key *key, uint8_t ret[SIGN_POINT_SIZE])
{
    size_t len = 0;
    bool done;

    crypto_errors_begin();
    done = EVP_PKEY_get_octet_string_param(key->key, OSSL_PKEY_PARAM_PUB_KEY,
                                           ret, SIGN_POINT_SIZE, &len) == 1
        && len == SIGN_POINT_SIZE && ret[0] == POINT_CONVERSION_UNCOMPRESSED;
    crypto_errors_end();
    return done;
}


bool
sign_make(const struct sign_key *key, struct span message,
          uint8_t ret[SIGN_SIGNATURE_SIZE])
{
    uint8_t der[SIGN_DER_MAX];
    size_t der_len = sizeof(der);
    EVP_MD_CTX *state;
    bool done;

    crypto_errors_begin();
    state = EVP_MD_CTX_new();
    done = state != NULL && EVP_MD_CTX_copy_ex(state, key->ready) == 1
        && EVP_DigestSign(state, der, &der_len, message.data, message.len)
               == 1
        && sign_form_from_der(span_of(der, der_len), ret);
    EVP_MD_CTX_free(state);
    crypto_errors_end();
    return done;
}


/* OpenSSL refuses a point that is not on the curve. */
static EVP_PKEY *
key_of_point(const struct crypto_context *context, struct span point)
{
    char group[] = GROUP;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group,
                                         0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
                                          (void *) (uintptr_t) point.data,
                                          point.len),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(context->library, "EC",
                                                     NULL);
    EVP_PKEY *key = NULL;

    if (maker != NULL && EVP_PKEY_fromdata_init(maker) == 1) {
        (void) EVP_PKEY_fromdata(maker, &key, EVP_PKEY_PUBLIC_KEY, params);
    }
    EVP_PKEY_CTX_free(maker);
    return key;
}


static struct verify_key *
make_verify_key(const struct crypto_context *context, struct span point)
{
    struct verify_key *made = calloc(1, sizeof(*made));

    if (made == NULL) {
        return NULL;
    }
    made->key = key_of_point(context, point);
    made->ready = EVP_MD_CTX_new();
    if (made->key == NULL || made->ready == NULL
        || EVP_DigestVerifyInit_ex(made->ready, NULL, "SHA256",
                                   context->library, NULL, made->key, NULL)
               != 1
        || !is_of_own_provider(made->ready)) {
        verify_key_free(made);
        return NULL;
    }
    return made;
}


struct verify_key *
verify_key_new(struct span point)
{
    const struct crypto_context *context = crypto_context();
    struct verify_key *made;

    if (context == NULL || point.len != SIGN_POINT_SIZE
        || point.data[0] != POINT_CONVERSION_UNCOMPRESSED) {
        return NULL;
    }
    crypto_errors_begin();
    made = make_verify_key(context, point);
    crypto_errors_end();
    return made;
}


void
verify_key_free(struct verify_key *key)
{
    if (key == NULL) {
        return;
    }
    EVP_MD_CTX_free(key->ready);
    EVP_PKEY_free(key->key);
    free(key);
}


bool
verify_signature(const struct verify_key *key, struct span message,
                 const uint8_t signature[SIGN_SIGNATURE_SIZE])
{
    uint8_t der[SIGN_DER_MAX];
    size_t der_len;
    EVP_MD_CTX *state;
    bool right;

    crypto_errors_begin();
    state = EVP_MD_CTX_new();
    right = state != NULL && sign_form_to_der(signature, der, &der_len)
        && EVP_MD_CTX_copy_ex(state, key->ready) == 1
        && EVP_DigestVerify(state, der, der_len, message.data, message.len)
               == 1;
    EVP_MD_CTX_free(state);
    crypto_errors_end();
    return right;
}
