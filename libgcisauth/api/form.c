/* SPDX-License-Identifier: BSD-2-Clause */
/* Nonces and form tokens: derived from what no other site can read. */
#include "gcisauth.h"

#include "base/encode.h"
#include "crypto/digest.h"
#include "crypto/equal.h"
#include "crypto/random.h"

#include <string.h>

_Static_assert(BASE64URL_LEN(DIGEST_SIZE) + 1 == GCIS_FORM_TOKEN_SIZE,
               "a form token is a digest in base64url");


int
gcis_nonce_new(char ret_nonce[GCIS_NONCE_SIZE])
{
    uint8_t bytes[DIGEST_SIZE];

    if (ret_nonce == NULL) {
        return GCIS_E_INVALID;
    }
    if (!random_bytes(bytes, sizeof(bytes))) {
        return GCIS_E_CRYPTO;
    }

    base64url_encode(span_of(bytes, sizeof(bytes)), ret_nonce);

    return GCIS_OK;
}


int
gcis_form_token(const char *binding, char ret_token[GCIS_FORM_TOKEN_SIZE])
{
    struct span parts[2] = { span_str("gcis-form-v1"), span_str(binding) };
    uint8_t digest[DIGEST_SIZE];

    if (binding == NULL || binding[0] == '\0' || ret_token == NULL) {
        return GCIS_E_INVALID;
    }
    if (!digest_sha256(parts, ARRAY_LEN(parts), digest)) {
        return GCIS_E_CRYPTO;
    }

    base64url_encode(span_of(digest, sizeof(digest)), ret_token);

    return GCIS_OK;
}


int
gcis_form_token_check(const char *binding, const char *given)
{
    char expected[GCIS_FORM_TOKEN_SIZE];
    int status;

    if (given == NULL || strlen(given) != GCIS_FORM_TOKEN_SIZE - 1) {
        return GCIS_E_DENIED;
    }

    status = gcis_form_token(binding, expected);
    if (status != GCIS_OK) {
        return status;
    }

    return equal_secret(expected, given, GCIS_FORM_TOKEN_SIZE - 1)
           ? GCIS_OK : GCIS_E_DENIED;
}
