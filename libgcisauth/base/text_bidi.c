/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bidi rule (RFC 5893 2), its six conditions, for names that run from
 * right to left: such a name must look as it is stored, whatever stands
 * around it.
 */
#include "base/text_class.h"

#include <unictype.h>

#define BIT(bidi_class) (1u << (unsigned) (bidi_class))

#define RIGHT_TO_LEFT \
    (BIT(UC_BIDI_R) | BIT(UC_BIDI_AL) | BIT(UC_BIDI_AN))
#define IN_BOTH \
    (BIT(UC_BIDI_EN) | BIT(UC_BIDI_ES) | BIT(UC_BIDI_CS) | BIT(UC_BIDI_ET) \
     | BIT(UC_BIDI_ON) | BIT(UC_BIDI_BN) | BIT(UC_BIDI_NSM))


static unsigned
bit_of(uint32_t code_point)
{
    return BIT(uc_bidi_class(code_point));
}


static unsigned
bits_of(const struct text_points *points)
{
    unsigned bits = 0;

    for (size_t i = 0; i < points->len; i++) {
        bits |= bit_of(points->at[i]);
    }
    return bits;
}


/* The class of the last character that is no non-spacing mark. */
static unsigned
last_bit(const struct text_points *points)
{
    size_t len = points->len;

    while (len > 0 && bit_of(points->at[len - 1]) == BIT(UC_BIDI_NSM)) {
        len--;
    }
    return len == 0 ? 0 : bit_of(points->at[len - 1]);
}


bool
text_keeps_bidi_rule(const struct text_points *points)
{
    unsigned all = bits_of(points);
    unsigned first;

    if ((all & RIGHT_TO_LEFT) == 0) {
        return true;
    }
    first = bit_of(points->at[0]);
    if (first == BIT(UC_BIDI_L)) {
        /* conditions 5 and 6: here always no, for something runs the other
           way; a rule read to its end is easier to check */
        return (all & ~(BIT(UC_BIDI_L) | IN_BOTH)) == 0
            && (last_bit(points) & (BIT(UC_BIDI_L) | BIT(UC_BIDI_EN))) != 0;
    }
    if (first != BIT(UC_BIDI_R) && first != BIT(UC_BIDI_AL)) {
        return false; /* 1 */
    }
    if ((all & ~(RIGHT_TO_LEFT | IN_BOTH)) != 0) {
        return false; /* 2 */
    }
    if ((last_bit(points) & (RIGHT_TO_LEFT | BIT(UC_BIDI_EN))) == 0) {
        return false; /* 3 */
    }
    return (all & BIT(UC_BIDI_EN)) == 0 || (all & BIT(UC_BIDI_AN)) == 0; /* 4 */
}
