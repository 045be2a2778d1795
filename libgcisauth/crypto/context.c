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
#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static struct crypto_context shared;
static atomic_bool is_made;


/* What fails for want of memory is tried again by the next caller. */
static bool
make_context(struct crypto_context *ret)
{
    struct crypto_context made = { .library = OSSL_LIB_CTX_new() };

    if (made.library != NULL
        && OSSL_PROVIDER_load(made.library, "default") != NULL) {
        made.sha256 = EVP_MD_fetch(made.library, "SHA256", NULL);
        made.hmac = EVP_MAC_fetch(made.library, "HMAC", NULL);
    }
    if (made.sha256 == NULL || made.hmac == NULL) {
        EVP_MD_free(made.sha256);
        EVP_MAC_free(made.hmac);
        OSSL_LIB_CTX_free(made.library);
        return false;
    }
    *ret = made;
    return true;
}


const struct crypto_context *
crypto_context(void)
{
    if (atomic_load_explicit(&is_made, memory_order_acquire)) {
        return &shared;
    }
    (void) pthread_mutex_lock(&making);
    if (!atomic_load_explicit(&is_made, memory_order_relaxed)) {
        crypto_errors_begin();
        atomic_store_explicit(&is_made, make_context(&shared),
                              memory_order_release);
        crypto_errors_end();
    }
    (void) pthread_mutex_unlock(&making);
    return atomic_load_explicit(&is_made, memory_order_acquire) ? &shared
                                                                : NULL;
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
