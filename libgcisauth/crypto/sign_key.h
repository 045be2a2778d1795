/* SPDX-License-Identifier: BSD-2-Clause */
/* What both kinds of keys are inside.  Private to crypto/sign*.c. */
#ifndef GCIS_CRYPTO_SIGN_KEY_H
#define GCIS_CRYPTO_SIGN_KEY_H

#include "crypto/context.h"
#include "crypto/sign.h"

struct sign_key {
    EVP_PKEY *key;
    EVP_MD_CTX *ready; /* set up for signing; copied for each signature */
};

struct verify_key {
    EVP_PKEY *key;
    EVP_MD_CTX *ready; /* set up for verifying; copied likewise */
};

/* Takes `key` over, also where it fails. */
struct sign_key *sign_key_of(EVP_PKEY *key) MUST_CHECK;

#endif
