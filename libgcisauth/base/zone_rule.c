/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TZ string of POSIX with the hours of RFC 8536 3.3.1: what it says, and
 * which offset holds at a moment.  Names of zones are passed over; the system
 * has no use for them.
 */
#include "base/zone_file.h"

struct cursor {
    struct span left;
};


static bool
take(struct cursor *cursor, char c)
{
    if (cursor->left.len == 0 || cursor->left.data[0] != (uint8_t) c) {
        return false;
    }
    cursor->left = span_of(cursor->left.data + 1, cursor->left.len - 1);
    return true;
}


static bool
take_number(struct cursor *cursor, int min, int max, int *ret)
{
    int value = 0;
    size_t n = 0;

    while (n < cursor->left.len && n < 3 && cursor->left.data[n] >= '0'
           && cursor->left.data[n] <= '9') {
        value = value * 10 + (cursor->left.data[n] - '0');
        n++;
    }
    if (n == 0 || value < min || value > max) {
        return false;
    }
    cursor->left = span_of(cursor->left.data + n, cursor->left.len - n);
    *ret = value;
    return true;
}


static bool
is_name_character(uint8_t c, bool quoted)
{
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

    return letter
        || (quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-'));
}


static bool
take_name(struct cursor *cursor)
{
    bool quoted = take(cursor, '<');
    size_t n = 0;

    while (n < cursor->left.len
           && is_name_character(cursor->left.data[n], quoted)) {
        n++;
    }
    cursor->left = span_of(cursor->left.data + n, cursor->left.len - n);
    return n >= 3 && (!quoted || take(cursor, '>'));
}


/* [+-]hh[:mm[:ss]] in seconds */
static bool
take_time(struct cursor *cursor, int max_hours, int64_t *ret_s)
{
    bool negative = take(cursor, '-');
    int hours;
    int minutes = 0;
    int seconds = 0;

    if (!negative) {
        (void) take(cursor, '+');
    }
    if (!take_number(cursor, 0, max_hours, &hours)) {
        return false;
    }
    if (take(cursor, ':')) {
        if (!take_number(cursor, 0, 59, &minutes)) {
            return false;
        }
        if (take(cursor, ':') && !take_number(cursor, 0, 59, &seconds)) {
            return false;
        }
    }
    *ret_s = hours * 3600 + minutes * 60 + seconds;
    *ret_s = negative ? -*ret_s : *ret_s;
    return true;
}


/* An offset is written as what makes UTC of local time: west is positive. */
static bool
take_offset(struct cursor *cursor, int32_t *ret_s)
{
    int64_t west_s;

    if (!take_time(cursor, 24, &west_s)) {
        return false;
    }
    *ret_s = (int32_t) -west_s;
    return true;
}


static bool
take_day(struct cursor *cursor, struct zone_date *ret)
{
    if (take(cursor, 'J')) {
        ret->kind = ZONE_JULIAN;
        return take_number(cursor, 1, 365, &ret->day);
    }
    if (take(cursor, 'M')) {
        ret->kind = ZONE_WEEKDAY;
        return take_number(cursor, 1, 12, &ret->month)
            && take(cursor, '.') && take_number(cursor, 1, 5, &ret->week)
            && take(cursor, '.') && take_number(cursor, 0, 6, &ret->day);
    }
    ret->kind = ZONE_DAY_OF_YEAR;
    return take_number(cursor, 0, 365, &ret->day);
}


static bool
take_date(struct cursor *cursor, struct zone_date *ret)
{
    if (!take(cursor, ',') || !take_day(cursor, ret)) {
        return false;
    }
    ret->time_s = 2 * 3600;
    return !take(cursor, '/') || take_time(cursor, 167, &ret->time_s);
}


bool
zone_rule_parse(struct span text, struct zone_rule *ret)
{
    struct cursor cursor = { text };
    struct zone_rule rule = { .present = true };

    if (!take_name(&cursor) || !take_offset(&cursor, &rule.standard_s)) {
        return false;
    }
    if (cursor.left.len > 0) {
        rule.has_summer = true;
        rule.summer_s = rule.standard_s + 3600;
        if (!take_name(&cursor)) {
            return false;
        }
        if (cursor.left.len > 0 && cursor.left.data[0] != ','
            && !take_offset(&cursor, &rule.summer_s)) {
            return false;
        }
        if (!take_date(&cursor, &rule.start) || !take_date(&cursor, &rule.end)
            || cursor.left.len > 0) {
            return false;
        }
    }
    *ret = rule;
    return true;
}


/* The day of that year, in days since 1970. */
static int64_t
day_in_year(const struct zone_date *date, int64_t year)
{
    int64_t first;
    int64_t weekday;
    int day;

    switch (date->kind) {
    case ZONE_JULIAN: /* February 29 is never counted */
        return zone_days_of(year, 1, 1) + date->day - 1
            + (date->day >= 60 && zone_is_leap(year));
    case ZONE_DAY_OF_YEAR:
        return zone_days_of(year, 1, 1) + date->day;
    case ZONE_WEEKDAY:
        break;
    }
    first = zone_days_of(year, date->month, 1);
    weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    day = (int) ((date->day - weekday + 7) % 7) + (date->week - 1) * 7;
    if (day >= zone_month_days(year, date->month)) {
        day -= 7;
    }
    return first + day;
}


struct zone_span
zone_rule_at(const struct zone_rule *rule, int64_t at_s)
{
    struct zone_span found = { rule->standard_s, INT64_MAX };
    int64_t latest = INT64_MIN;
    int64_t year;
    int month;
    int day;

    if (!rule->has_summer) {
        return found;
    }
    /* a time of day may reach a week into the year before or after */
    zone_date_of(at_s / ZONE_DAY_S, &year, &month, &day);
    for (int64_t y = year - 2; y <= year + 2; y++) {
        int64_t ends = day_in_year(&rule->end, y) * ZONE_DAY_S
            + rule->end.time_s - rule->summer_s;
        int64_t starts = day_in_year(&rule->start, y) * ZONE_DAY_S
            + rule->start.time_s - rule->standard_s;
        if (ends <= at_s && ends > latest) {
            latest = ends;
            found.offset_s = rule->standard_s;
        }
        /* where both fall together, summer time lasts all year */
        if (starts <= at_s && starts >= latest) {
            latest = starts;
            found.offset_s = rule->summer_s;
        }
        if (ends > at_s && ends < found.until_s) {
            found.until_s = ends;
        }
        if (starts > at_s && starts < found.until_s) {
            found.until_s = starts;
        }
    }
    return found;
}
