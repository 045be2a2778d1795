/* SPDX-License-Identifier: BSD-2-Clause */
/* Random bytes from the kernel.  A failure is an error, never a weak value. */
#ifndef GCIS_CRYPTO_RANDOM_H
#define GCIS_CRYPTO_RANDOM_H

#include "base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

bool random_bytes(void *ret, size_t len) MUST_CHECK;

/*
 * `length` characters out of `alphabet` (a power of two of them, ≤ 256); `ret`
 * takes length + 1 bytes and is NUL-terminated.
 */
bool random_text(const char *alphabet, size_t length, char *ret) MUST_CHECK;

#endif
