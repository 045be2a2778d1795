/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two profiles of RFC 8265: names of accounts and passwords, from what was
 * typed to what is compared.  Which characters may stand is text_class.c's;
 * how long a password must be is policy's.
 */
#include "base/text.h"
#include "base/text_class.h"
#include "base/utf8.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>


static bool
decode(struct span text, struct text_points *ret)
{
    ret->len = 0;
    while (text.len > 0) {
        size_t step;
        if (ret->len == TEXT_POINTS_MAX) {
            return false;
        }
        step = utf8_decode(text, &ret->at[ret->len]);
        if (step == 0) {
            return false;
        }
        ret->len++;
        text = span_of(text.data + step, text.len - step);
    }
    return true;
}


/* False, with something in ret, where it takes more than `size` bytes. */
static bool
encode(const struct text_points *points, char *ret, size_t size,
       size_t *ret_len)
{
    size_t len = 0;

    for (size_t i = 0; i < points->len; i++) {
        uint8_t bytes[6];
        int step = u8_uctomb(bytes, points->at[i], sizeof(bytes));
        if (step <= 0 || len + (size_t) step > size) {
            return false;
        }
        memcpy(ret + len, bytes, (size_t) step);
        len += (size_t) step;
    }
    *ret_len = len;
    return true;
}


/* libunistring gave `result` of *len for what should have gone to `ret`. */
static bool
arrived(uint32_t *result, size_t len, struct text_points *ret)
{
    if (result == NULL) {
        return false;
    }
    if (result != ret->at) {
        explicit_bzero(result, len * sizeof(*result));
        free(result);
        return false;
    }
    ret->len = len;
    return true;
}


static bool
compose(const struct text_points *points, struct text_points *ret)
{
    size_t len = TEXT_POINTS_MAX;
    uint32_t *result = u32_normalize(UNINORM_NFC, points->at, points->len,
                                     ret->at, &len);

    return arrived(result, len, ret);
}


static bool
lower(const struct text_points *points, struct text_points *ret)
{
    size_t len = TEXT_POINTS_MAX;
    uint32_t *result = u32_tolower(points->at, points->len, NULL, NULL,
                                   ret->at, &len);

    return arrived(result, len, ret);
}


/* Full and half width forms become what they are forms of. */
static void
map_width(struct text_points *points)
{
    for (size_t i = 0; i < points->len; i++) {
        ucs4_t mapped[UC_DECOMPOSITION_MAX_LENGTH];
        int tag = 0;
        int n = uc_decomposition(points->at[i], &tag, mapped);
        if (n == 1 && (tag == UC_DECOMP_WIDE || tag == UC_DECOMP_NARROW)) {
            points->at[i] = mapped[0];
        }
    }
}


/* The rules of RFC 8265 3.3 once, in place. */
static bool
enforce_account(struct text_points *points)
{
    struct text_points lowered;

    map_width(points);
    return text_is_of_class(points, TEXT_IDENTIFIER)
        && lower(points, &lowered)
        && compose(&lowered, points)
        && text_is_of_class(points, TEXT_IDENTIFIER)
        && text_keeps_bidi_rule(points);
}


bool
text_map_account(struct span typed, char ret[TEXT_NAME_MAX + 1])
{
    struct text_points once;
    struct text_points twice;
    size_t len;

    if (typed.len == 0 || typed.len > TEXT_NAME_MAX || !decode(typed, &once)
        || !enforce_account(&once)) {
        return false;
    }
    /* a name that maps on would be stored under one key, sought under another
       (RFC 8264 7) */
    twice = once;
    if (!enforce_account(&twice) || twice.len != once.len
        || memcmp(twice.at, once.at, once.len * sizeof(once.at[0])) != 0) {
        return false;
    }
    if (once.len == 0 || !encode(&once, ret, TEXT_NAME_MAX, &len)) {
        return false;
    }
    ret[len] = '\0';
    return true;
}


static void
map_spaces(struct text_points *points)
{
    for (size_t i = 0; i < points->len; i++) {
        if (uc_is_general_category(points->at[i], UC_SPACE_SEPARATOR)) {
            points->at[i] = ' ';
        }
    }
}


bool
text_map_password(struct span typed, struct secret *ret)
{
    struct text_points points CLEAN_POINTS;
    struct text_points composed CLEAN_POINTS;
    struct secret mapped SECRET = { 0 };

    points.len = 0;
    composed.len = 0;
    if (typed.len == 0 || typed.len > SECRET_MAX || !decode(typed, &points)) {
        return false;
    }
    map_spaces(&points);
    if (!text_is_of_class(&points, TEXT_FREEFORM)
        || !compose(&points, &composed)
        || !text_is_of_class(&composed, TEXT_FREEFORM)) {
        return false;
    }
    if (!encode(&composed, mapped.text, SECRET_MAX, &mapped.len)
        || mapped.len == 0) {
        return false;
    }
    *ret = mapped;
    return true;
}


size_t
text_code_points(struct span text)
{
    uint32_t code_point;
    size_t n = 0;

    while (text.len > 0) {
        size_t step = utf8_decode(text, &code_point);
        if (step == 0) {
            return SIZE_MAX;
        }
        n++;
        text = span_of(text.data + step, text.len - step);
    }
    return n;
}


bool
text_is_plain(struct span text)
{
    uint32_t c = 0;

    while (text.len > 0) {
        size_t step = utf8_decode(text, &c);
        if (step == 0 || c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028
            || c == 0x2029) {
            return false;
        }
        text = span_of(text.data + step, text.len - step);
    }
    return true;
}
