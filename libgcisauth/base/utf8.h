/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTF-8, strictly (RFC 3629): shortest forms only, no surrogates, nothing past
 * U+10FFFF.  Needs no tables, so that the static client has it too; what
 * characters are is the affair of base/text.h.
 */
#ifndef GCIS_BASE_UTF8_H
#define GCIS_BASE_UTF8_H

#include "base/attributes.h"
#include "base/span.h"

/* The bytes of the first code point of `text`; 0 where there is none. */
size_t utf8_decode(struct span text, uint32_t *ret_code_point) MUST_CHECK;

bool utf8_is_valid(struct span text) MUST_CHECK;

/*
 * May it stand in a line that a person reads?  Not so the control characters
 * (C0, DEL, C1), line and paragraph separators, and what turns the direction
 * of text (SECURITY G4).
 */
bool utf8_is_harmless(uint32_t code_point) MUST_CHECK;

#endif
