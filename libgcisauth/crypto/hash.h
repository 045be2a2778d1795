/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Password hashes through libxcrypt (SECURITY D1, D2): the only home of
 * crypt(3).  Owns no state; knows no account and no policy.
 */
#ifndef GCIS_CRYPTO_HASH_H
#define GCIS_CRYPTO_HASH_H

#include "base/secret.h"

#define HASH_TEXT_MAX 255 /* bytes of a hash without its NUL */

enum hash_verdict {
    HASH_BROKEN, /* cannot tell: memory, damaged or refused hash */
    HASH_NO,
    HASH_YES,
};

/*
 * One slow hash, whatever the hash is: where `stored` is not on the allow-list
 * or damaged, `decoy` (a good hash of the default kind) is worked on and the
 * verdict is HASH_BROKEN.  Compares in constant time over the full length.
 */
enum hash_verdict hash_verify(const struct secret *secret,
                              const char *stored, const char *decoy)
    MUST_CHECK;

/* `ret` is NUL-terminated; a new random salt; false on any failure. */
bool hash_make(const struct secret *secret, const char *setting_prefix,
               char ret[HASH_TEXT_MAX + 1]) MUST_CHECK;

/* A hash of random bytes, for unknown accounts. */
bool hash_make_decoy(const char *setting_prefix, char ret[HASH_TEXT_MAX + 1])
    MUST_CHECK;

/*
 * May a hash of this text be stored at all?  The allow-list of SECURITY D2:
 * prefixes with bounded cost.  `ret_reason` (may be NULL) says why not.
 */
bool hash_is_allowed(const char *text, const char **ret_reason) MUST_CHECK;

/* Is it weaker than, or of another kind than, the default? */
bool hash_wants_rehash(const char *text, const char *setting_prefix)
    MUST_CHECK;

/* "yescrypt" or "" gives "$y$j9T$"; a prefix is checked; NULL if refused. */
const char *hash_setting(const char *configured);

#endif
