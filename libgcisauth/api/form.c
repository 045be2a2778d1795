/* SPDX-License-Identifier: BSD-2-Clause */
/* Nonces and form tokens: argument checks, and one call down. */
#include "gcisauth.h"

#include "token/form.h"

_Static_assert(FORM_TEXT_SIZE == GCIS_FORM_TOKEN_SIZE
               && FORM_TEXT_SIZE == GCIS_NONCE_SIZE,
               "both are 32 bytes in base64url");


int
gcis_nonce_new(char ret_nonce[GCIS_NONCE_SIZE])
{
    if (ret_nonce == NULL) {
        return GCIS_E_INVALID;
    }

    return form_nonce(ret_nonce) ? GCIS_OK : GCIS_E_CRYPTO;
}


int
gcis_form_token(const char *binding, char ret_token[GCIS_FORM_TOKEN_SIZE])
{
    if (binding == NULL || binding[0] == '\0' || ret_token == NULL) {
        return GCIS_E_INVALID;
    }

    return form_token(binding, ret_token) ? GCIS_OK : GCIS_E_CRYPTO;
}


int
gcis_form_token_check(const char *binding, const char *given)
{
    if (binding == NULL || binding[0] == '\0' || given == NULL) {
        return GCIS_E_DENIED;
    }

    return form_token_holds(binding, given) ? GCIS_OK : GCIS_E_DENIED;
}
