/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A time zone in memory, as read from the bytes of a TZif file (RFC 8536, the
 * 64-bit half alone), and the rule of its footer for all time after the table.
 * Private to base/zone*.c and their tests.
 */
#ifndef GCIS_BASE_ZONE_FILE_H
#define GCIS_BASE_ZONE_FILE_H

#include "base/attributes.h"
#include "base/span.h"

#define ZONE_FILE_MAX (64 * 1024)     /* bytes; the largest of tzdata is 4 K */
#define ZONE_OFFSET_MAX_S (26 * 3600) /* exclusive, RFC 8536 3.2 */
#define ZONE_DAY_S 86400

/* One end of summer time, as in a POSIX TZ string. */
struct zone_date {
    enum { ZONE_JULIAN, ZONE_DAY_OF_YEAR, ZONE_WEEKDAY } kind;
    int month;   /* 1 to 12 */
    int week;    /* 1 to 5, 5: the last */
    int day;     /* of the week from Sunday, or of the year */
    int64_t time_s; /* local, -167 h to 167 h */
};

struct zone_rule {
    bool present;
    bool has_summer;
    int32_t standard_s; /* to add to UTC */
    int32_t summer_s;
    struct zone_date start; /* of summer time */
    struct zone_date end;
};

struct zone {
    struct zone_rule rule;
    size_t n_times;
    int64_t *times;    /* ascending */
    int32_t *offsets;  /* from times[i] on */
    int32_t first_s;   /* before times[0] */
};

/* One offset and the moment at which it ends; INT64_MAX: never. */
struct zone_span {
    int32_t offset_s;
    int64_t until_s;
};

/* errno is EINVAL where the bytes are no TZif file, else ENOMEM. */
struct zone *zone_parse(struct span file) MUST_CHECK;

/* "CET-1CEST,M3.5.0,M10.5.0/3"; false for what is no rule. */
bool zone_rule_parse(struct span text, struct zone_rule *ret) MUST_CHECK;
struct zone_span zone_rule_at(const struct zone_rule *rule, int64_t at_s);

/* The proleptic Gregorian calendar; days since 1970-01-01. */
int64_t zone_days_of(int64_t year, int month, int day);
void zone_date_of(int64_t days, int64_t *ret_year, int *ret_month,
                  int *ret_day);
bool zone_is_leap(int64_t year);
int zone_month_days(int64_t year, int month);

#endif
