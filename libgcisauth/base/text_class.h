/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The classes of PRECIS (RFC 8264) and the bidi rule (RFC 5893), as questions
 * about a whole string of code points.  Private to base/text*.c.
 */
#ifndef GCIS_BASE_TEXT_CLASS_H
#define GCIS_BASE_TEXT_CLASS_H

#include "base/secret.h"

/* NFC makes at most three code points of one. */
#define TEXT_POINTS_MAX (3 * (SECRET_MAX + 1)) /* code points */

struct text_points {
    size_t len; /* code points */
    uint32_t at[TEXT_POINTS_MAX];
};

/* struct text_points typed CLEAN_POINTS = { 0 }; they may be a password. */
#define CLEAN_POINTS CLEANUP(text_points_wipe)
void text_points_wipe(struct text_points *points);

enum text_class {
    TEXT_IDENTIFIER,
    TEXT_FREEFORM,
};

/* Every character is of the class, and stands where it may. */
bool text_is_of_class(const struct text_points *points, enum text_class of)
    MUST_CHECK;

/* True as well where nothing runs from right to left. */
bool text_keeps_bidi_rule(const struct text_points *points) MUST_CHECK;

#endif
