/* SPDX-License-Identifier: BSD-2-Clause */
/* The one comparison for what is derived from a secret: constant time. */
#ifndef GCIS_CRYPTO_EQUAL_H
#define GCIS_CRYPTO_EQUAL_H

#include "base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

bool equal_secret(const void *a, const void *b, size_t len) MUST_CHECK;

#endif
