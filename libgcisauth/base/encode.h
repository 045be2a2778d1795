/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base64url without padding (RFC 4648 5) and lower-case hexadecimal, strict:
 * one value has one spelling, anything else is refused.
 */
#ifndef GCIS_BASE_ENCODE_H
#define GCIS_BASE_ENCODE_H

#include "base/attributes.h"
#include "base/span.h"

/* Characters without the NUL. */
#define BASE64URL_LEN(bytes) (((bytes) * 4 + 2) / 3)

/* `ret` holds BASE64URL_LEN(len) + 1 bytes; NUL-terminated. */
void base64url_encode(struct span bytes, char *ret);

/*
 * False for padding, white space, foreign characters, non-zero spare bits, or
 * more than `size` bytes.
 */
bool base64url_decode(struct span text, uint8_t *ret, size_t size,
                      size_t *ret_len) MUST_CHECK;

/* `ret` holds 2 * len + 1 bytes; NUL-terminated. */
void hex_encode(struct span bytes, char *ret);

#endif
