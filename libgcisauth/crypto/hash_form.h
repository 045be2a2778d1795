/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The spellings of hashes that are allowed (SECURITY D2): which kind, which
 * cost, and whether the whole is as long as it must be.  Private to crypto/.
 */
#ifndef GCIS_CRYPTO_HASH_FORM_H
#define GCIS_CRYPTO_HASH_FORM_H

#include "base/attributes.h"
#include "base/span.h"

enum hash_kind {
    HASH_KIND_NONE,
    HASH_KIND_YESCRYPT,
    HASH_KIND_GOST_YESCRYPT,
    HASH_KIND_SCRYPT,
    HASH_KIND_BCRYPT,
    HASH_KIND_SHA512,
    HASH_KIND_SHA256,
};

#define HASH_BCRYPT_SECRET_MAX 72 /* bytes; it looks at no more */

struct hash_form {
    enum hash_kind kind;
    unsigned long cost;       /* in the units of crypt_gensalt() */
    const char *gensalt;      /* its prefix there */
    size_t prefix_len;        /* bytes up to the salt */
};

/* Of a hash or of a prefix alone; NULL, or why it is refused. */
const char *hash_form_of(const char *text, struct hash_form *ret) MUST_CHECK;

/* NULL, or why what follows the prefix is no salt and hash. */
const char *hash_form_check_rest(const char *text,
                                 const struct hash_form *form) MUST_CHECK;

#endif
