/* SPDX-License-Identifier: BSD-2-Clause */
/* OpenSSL's comparison, whose time depends on the length alone. */
#include "crypto/equal.h"

#include <openssl/crypto.h>


bool
equal_secret(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}
