/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Durations (15m, 12h, 90d, 250ms) and sizes (64K, 1G) as they are written in
 * configuration, rules and options.  Strict: one number without sign, leading
 * zeros or blanks, and one unit.  Which bounds a value has is the affair of
 * who asked for it.
 */
#ifndef GCIS_BASE_DURATION_H
#define GCIS_BASE_DURATION_H

#include "base/attributes.h"
#include "base/span.h"

/* "0", or a number with ms, s, m, h or d; milliseconds. */
bool duration_parse_ms(struct span text, int64_t *ret_ms) MUST_CHECK;
/* The same in whole seconds. */
bool duration_parse_s(struct span text, int64_t *ret_s) MUST_CHECK;
/* A number, or one with K, M, G, T (powers of 1024); bytes. */
bool size_parse(struct span text, int64_t *ret_bytes) MUST_CHECK;

#endif
