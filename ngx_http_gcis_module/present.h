/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values of the engine as people read them, and the choice of the language.
 * Pure functions; the zone's offset comes with the engine's reply.
 */
#ifndef GCIS_PRESENT_H
#define GCIS_PRESENT_H

#include <stdint.h>

#define PRESENT_TIME_SIZE 64 /* bytes with the NUL */

/* "2024/05/07 16:31:32"; "" for a time outside of the years 1 to 9999. */
void
present_time(int64_t at_s, int32_t zone_offset_s,
    char ret_text[PRESENT_TIME_SIZE]);

/* "2024/5/7 PM 5:30" */
void
present_time_short(int64_t at_s, int32_t zone_offset_s,
    char ret_text[PRESENT_TIME_SIZE]);

/*
 * The language of a page, one of offered (ended by NULL, the first is the
 * default): the first that is on offer of ?lang=, the cookie, and
 * Accept-Language.  Each of the three may be NULL.
 */
const char *
present_language(const char *const *offered, const char *query,
    const char *cookie, const char *accept);

#endif
