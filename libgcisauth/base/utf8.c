/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decoder of UTF-8 and the short list of characters that may not reach a
 * line of a log.  No Unicode tables here, on purpose.
 */
#include "base/utf8.h"


/* Bytes of the sequence that `first` begins; its payload and least value. */
static size_t
lead(uint8_t first, uint32_t *ret_bits, uint32_t *ret_min)
{
    if (first < 0x80) {
        *ret_bits = first;
        *ret_min = 0;
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        *ret_bits = first & 0x1fu;
        *ret_min = 0x80;
        return 2;
    }
    if (first >= 0xe0 && first <= 0xef) {
        *ret_bits = first & 0x0fu;
        *ret_min = 0x800;
        return 3;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        *ret_bits = first & 0x07u;
        *ret_min = 0x10000;
        return 4;
    }
    return 0;
}


size_t
utf8_decode(struct span text, uint32_t *ret_code_point)
{
    uint32_t bits = 0;
    uint32_t min = 0;
    size_t len;

    if (text.len == 0) {
        return 0;
    }
    len = lead(text.data[0], &bits, &min);
    if (len == 0 || len > text.len) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if ((text.data[i] & 0xc0u) != 0x80u) {
            return 0;
        }
        bits = bits << 6 | (text.data[i] & 0x3fu);
    }
    if (bits < min || bits > 0x10ffff || (bits >= 0xd800 && bits <= 0xdfff)) {
        return 0;
    }
    *ret_code_point = bits;
    return len;
}


bool
utf8_is_valid(struct span text)
{
    uint32_t code_point;
    size_t step;

    for (size_t at = 0; at < text.len; at += step) {
        step = utf8_decode(span_of(text.data + at, text.len - at),
                           &code_point);
        if (step == 0) {
            return false;
        }
    }
    return true;
}


bool
utf8_is_harmless(uint32_t code_point)
{
    static const uint32_t harmful[][2] = {
        { 0x0000, 0x001f }, { 0x007f, 0x009f }, /* C0, DEL, C1 */
        { 0x061c, 0x061c },                     /* Arabic letter mark */
        { 0x200e, 0x200f },                     /* marks of direction */
        { 0x2028, 0x202e },                     /* separators, embeddings */
        { 0x2066, 0x206f },                     /* isolates, deprecated */
    };

    for (size_t i = 0; i < ARRAY_LEN(harmful); i++) {
        if (code_point >= harmful[i][0] && code_point <= harmful[i][1]) {
            return false;
        }
    }
    return true;
}
