/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The copy and the end of a secret.  No allocation, so no copy is left behind
 * by a reallocation; no comparison, which is crypto/equal.c's.
 */
#include "base/secret.h"


bool
secret_set(struct secret *secret, struct span bytes)
{
    secret_wipe(secret);
    if (bytes.len == 0) {
        return true;
    }
    if (bytes.len > SECRET_MAX || memchr(bytes.data, 0, bytes.len) != NULL) {
        return false;
    }
    memcpy(secret->text, bytes.data, bytes.len);
    secret->len = bytes.len;
    return true;
}


void
secret_wipe(struct secret *secret)
{
    explicit_bzero(secret, sizeof(*secret));
}
