/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the library's OSSL_LIB_CTX at the first call and keeps it to the end
 * of the process.  This is a global, against the rule: a context takes
 * milliseconds and its algorithms some 100 KB, no caller of a digest has an
 * object that could own one, and after the first call it is only read.  The
 * context of the process is left as the host made it: OpenSSL 3.0 may load the
 * host's configuration into that one when it looks for engines, never here.
 */
#include "crypto/context.h"

#include <openssl/err.h>
#include <openssl/provider.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct crypto_context shared;


static void
make_context(void)
{
    OSSL_LIB_CTX *library;

    crypto_errors_begin();
    library = OSSL_LIB_CTX_new();
    if (library != NULL && OSSL_PROVIDER_load(library, "default") != NULL) {
        shared.sha256 = EVP_MD_fetch(library, "SHA256", NULL);
        shared.hmac = EVP_MAC_fetch(library, "HMAC", NULL);
    }
    shared.library = library;
    crypto_errors_end();
}


const struct crypto_context *
crypto_context(void)
{
    if (pthread_once(&once, make_context) != 0 || shared.library == NULL
        || shared.sha256 == NULL || shared.hmac == NULL) {
        return NULL;
    }
    return &shared;
}


void
crypto_errors_begin(void)
{
    (void) ERR_set_mark();
}


void
crypto_errors_end(void)
{
    (void) ERR_pop_to_mark();
}
