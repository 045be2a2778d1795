/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A time zone read from the system's zoneinfo (TZif, RFC 8536) into an object
 * of ours: libc's own zone is one per process and belongs to the host
 * program.  It bounds days; it parses and prints no dates but those below.
 */
#ifndef GCIS_BASE_ZONE_H
#define GCIS_BASE_ZONE_H

#include "base/attributes.h"

#include <stdbool.h>
#include <stdint.h>

struct zone;

/*
 * `name` as in Asia/Taipei: letters, digits, `_+-/`, no `..`.  NULL, with
 * errno set (EINVAL for a bad name or file), where it can't be read.
 */
struct zone *zone_load(const char *name) MUST_CHECK;
void zone_free(struct zone *zone);

/* Seconds to add to UTC at that moment. */
int32_t zone_offset_s(const struct zone *zone, int64_t at_s);

/* The first second of the local day after the one that holds at_s. */
int64_t zone_day_end_s(const struct zone *zone, int64_t at_s);

/*
 * "2026-12-31" (the end of that local day: its last second + 1),
 * "2026-12-31T23:59:59" (local) or the same with a Z (UTC).
 */
bool zone_parse_time(const struct zone *zone, const char *text,
                     int64_t *ret_s) MUST_CHECK;

/* "2026-11-24 06:07:08", local. */
#define ZONE_TIME_MAX 32 /* bytes with the NUL */
void zone_print(const struct zone *zone, int64_t at_s,
                char ret[ZONE_TIME_MAX]);

#endif
