/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One-day passwords (SECURITY D9): random, read from paper, kept as an HMAC
 * over account and value.
 */
#ifndef GCIS_METHOD_ONEDAY_H
#define GCIS_METHOD_ONEDAY_H

#include "base/secret.h"
#include "model/id.h"

#define ONEDAY_ALPHABET "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#define ONEDAY_LENGTH_MAX 64 /* characters */

/* A new one of `length` characters, as XXXX-XXXX-XXXX into `ret`. */
bool oneday_make(size_t length, struct secret *ret) MUST_CHECK;

/* Case, spaces and hyphens of `typed` don't count.  `ret`: 32 bytes. */
bool oneday_mac(struct span key, const struct id *account,
                const struct secret *typed, uint8_t *ret) MUST_CHECK;

#endif
