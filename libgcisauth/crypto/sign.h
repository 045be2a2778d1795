/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ECDSA over P-256 with SHA-256, signatures as r || s (RFC 7518 3.4): the
 * keys of nodes.  Keys are files of their node (SECURITY E9); no claims and
 * no tokens here.  One OSSL_LIB_CTX of the library's own (SECURITY C14).
 */
#ifndef GCIS_CRYPTO_SIGN_H
#define GCIS_CRYPTO_SIGN_H

#include "base/attributes.h"
#include "base/span.h"

#define SIGN_SIGNATURE_SIZE 64 /* bytes, r || s */
#define SIGN_POINT_SIZE 65     /* bytes, uncompressed */

struct sign_key;   /* private */
struct verify_key; /* public */

struct sign_key *sign_key_generate(void) MUST_CHECK;
/*
 * PKCS#8 PEM, opened O_NOFOLLOW | O_CLOEXEC; the file must be a regular one
 * of the effective user or root, and readable by nobody else.
 */
struct sign_key *sign_key_read(const char *path) MUST_CHECK;
/* O_CREAT | O_EXCL, 0400, fsynced. */
bool sign_key_write(const struct sign_key *key, const char *path) MUST_CHECK;
void sign_key_free(struct sign_key *key);
bool sign_key_point(const struct sign_key *key,
                    uint8_t ret[SIGN_POINT_SIZE]) MUST_CHECK;
/* Thread-safe. */
bool sign_make(const struct sign_key *key, struct span message,
               uint8_t ret[SIGN_SIGNATURE_SIZE]) MUST_CHECK;

struct verify_key *verify_key_new(struct span point) MUST_CHECK;
void verify_key_free(struct verify_key *key);
/* r and s in [1, n - 1]; thread-safe. */
bool verify_signature(const struct verify_key *key, struct span message,
                      const uint8_t signature[SIGN_SIGNATURE_SIZE])
    MUST_CHECK;

#endif
