/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes as text that goes into cookies, tokens and JSON.  The decoder takes
 * the one spelling that the encoder makes: two spellings of one token would
 * be two entries in every list of revoked ones (SECURITY E2).
 */
#include "base/encode.h"

static const char base64url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";


void
base64url_encode(struct span bytes, char *ret)
{
    uint32_t bits = 0;
    unsigned n_bits = 0;

    for (size_t i = 0; i < bytes.len; i++) {
        bits = (bits << 8 | bytes.data[i]) & 0xffffu;
        for (n_bits += 8; n_bits >= 6; n_bits -= 6) {
            *ret++ = base64url_digits[bits >> (n_bits - 6) & 0x3fu];
        }
    }
    if (n_bits > 0) {
        *ret++ = base64url_digits[bits << (6 - n_bits) & 0x3fu];
    }
    *ret = '\0';
}


/* 0 to 63, or 64 for what is no digit. */
static uint32_t
digit_value(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') {
        return (uint32_t) c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return (uint32_t) c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return (uint32_t) c - '0' + 52;
    }
    if (c == '-') {
        return 62;
    }
    return c == '_' ? 63 : 64;
}


bool
base64url_decode(struct span text, uint8_t *ret, size_t size, size_t *ret_len)
{
    uint32_t bits = 0;
    unsigned n_bits = 0;
    size_t len = 0;

    if (text.len % 4 == 1 || text.len / 4 * 3 + text.len % 4 * 3 / 4 > size) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        uint32_t value = digit_value(text.data[i]);
        if (value > 63) {
            return false;
        }
        bits = (bits << 6 | value) & 0x3fffu;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            ret[len++] = (uint8_t) (bits >> n_bits & 0xffu);
        }
    }
    if ((bits & ((1u << n_bits) - 1)) != 0) {
        return false;
    }
    *ret_len = len;
    return true;
}


void
hex_encode(struct span bytes, char *ret)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < bytes.len; i++) {
        *ret++ = digits[bytes.data[i] >> 4];
        *ret++ = digits[bytes.data[i] & 0x0fu];
    }
    *ret = '\0';
}
