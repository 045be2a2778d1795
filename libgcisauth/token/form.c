/* SPDX-License-Identifier: BSD-2-Clause */
/* Nonces and form tokens. */
#include "token/form.h"

#include "crypto/equal.h"
#include "crypto/random.h"


bool
form_nonce(char ret[FORM_TEXT_SIZE])
{
    uint8_t bytes[DIGEST_SIZE];

    if (!random_bytes(bytes, sizeof(bytes))) {
        return false;
    }

    base64url_encode(span_of(bytes, sizeof(bytes)), ret);

    return true;
}


bool
form_token(const char *binding, char ret[FORM_TEXT_SIZE])
{
    struct span parts[2] = { span_str("gcis-form-v1"), span_str(binding) };
    uint8_t digest[DIGEST_SIZE];

    if (!digest_sha256(parts, ARRAY_LEN(parts), digest)) {
        return false;
    }

    base64url_encode(span_of(digest, sizeof(digest)), ret);

    return true;
}


bool
form_token_holds(const char *binding, const char *given)
{
    char expected[FORM_TEXT_SIZE];

    return strlen(given) == FORM_TEXT_SIZE - 1
           && form_token(binding, expected)
           && equal_secret(expected, given, FORM_TEXT_SIZE - 1);
}
