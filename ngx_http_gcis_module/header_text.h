/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spellings: which header names a backend would take for one of ours, and how
 * a value is written into a header.  Pure functions over bytes.
 */
#ifndef GCIS_HEADER_TEXT_H
#define GCIS_HEADER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether the name is X-Gcis or begins with X-Gcis-, where letters have any
 * case and any run of other bytes counts as one -, as CGI-like backends read.
 */
bool
header_name_is_ours(const char *name, size_t len);

/* Bytes of the value with %XX for all but visible ASCII and blanks, and %. */
size_t
header_value_size(const char *value, size_t len);

/* Writes just those bytes, without a NUL. */
void
header_value_write(const char *value, size_t len, char *to);

#endif
