/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text as people type it: PRECIS (RFC 8264, 8265) over libunistring's tables.
 * What is compared is mapped; what is shown is kept as typed.  The only home
 * of libunistring; not part of the static client.
 */
#ifndef GCIS_BASE_TEXT_H
#define GCIS_BASE_TEXT_H

#include "base/secret.h"

#define TEXT_NAME_MAX 64 /* bytes of an account name, typed or mapped */

/*
 * UsernameCaseMapped (RFC 8265 3.3): width mapping, lower case, NFC, the
 * IdentifierClass and the bidi rule.  False for what is empty, too long,
 * invalid or not allowed.  `ret` is NUL-terminated.
 */
bool text_map_account(struct span typed, char ret[TEXT_NAME_MAX + 1])
    MUST_CHECK;

/*
 * OpaqueString (RFC 8265 4.2): non-ASCII spaces become U+0020, NFC, the
 * FreeformClass.  False for what is empty, invalid, holds a control
 * character, or is over SECRET_MAX bytes afterwards.
 */
bool text_map_password(struct span typed, struct secret *ret) MUST_CHECK;

/* Code points of valid UTF-8; SIZE_MAX where it is invalid. */
size_t text_code_points(struct span text);

/* Valid UTF-8, no control characters, no U+0000, no line separators. */
bool text_is_plain(struct span text);

/* A letter of any script; false where it is empty or invalid. */
bool text_starts_with_letter(struct span text);

/*
 * For comparisons that ignore case and width (parts of names in passwords,
 * blocklists): NFKC and case folding into a malloc'd string of the caller's;
 * NULL where it is invalid or memory is out.
 */
char *text_fold(struct span text, size_t *ret_len) MUST_CHECK;

/* Kinds of characters in a password, for B18's composition. */
enum text_kind {
    TEXT_UPPER = 1 << 0,
    TEXT_LOWER = 1 << 1,
    TEXT_DIGIT = 1 << 2,
    TEXT_OTHER = 1 << 3,
};
unsigned text_kinds(struct span text);

/*
 * Calls `visit` for each part of `text` between characters that are neither
 * letters nor digits; `cjk` says that the part holds an ideograph, kana,
 * bopomofo or hangul.  `text` should be valid; an invalid byte parts.  Stops
 * when visit returns true, and returns that.
 */
typedef bool text_part_visitor(void *state, struct span part,
                               size_t code_points, bool cjk);
bool text_parts(struct span text, text_part_visitor *visit, void *state);

#endif
