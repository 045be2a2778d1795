/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zones: days of 23, 24 and 25 hours and none, rules of old and of the footer,
 * dates as typed, against the system's zoneinfo.
 */
#include "base/zone.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOUR 3600


static void
names_refused(void **state)
{
    static const char *const rows[] = {
        "", "/etc/passwd", "../../../etc/passwd", "Asia/../Asia/Taipei",
        "Asia/Taipei ", "Asia/Taipei\n", "Asia\\Taipei", ".hidden", "a:b",
        "Europe/\xc3\xa4",
        "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        /* names, but of no zone: a folder, a text, one with leap seconds */
        "Asia", "zone1970.tab", "right/Europe/Berlin",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        errno = 0;
        assert_null(zone_load(rows[i]));
        if (i < 11) {
            assert_int_equal(errno, EINVAL);
        }
    }
    assert_null(zone_load("Asia/Nowhere"));
    assert_int_equal(errno, ENOENT);
    zone_free(NULL);
}


static struct zone *
load(const char *name)
{
    struct zone *zone = zone_load(name);

    if (zone == NULL) {
        fail_msg("no zone %s", name);
    }
    return zone;
}


static int64_t
at(const struct zone *zone, const char *text)
{
    int64_t at_s = 0;

    if (!zone_parse_time(zone, text, &at_s)) {
        fail_msg("no time %s", text);
    }
    return at_s;
}


static void
offsets(void **state)
{
    static const struct {
        const char *zone;
        const char *utc;
        int32_t offset_s;
    } rows[] = {
        { "UTC", "2026-07-01T00:00:00Z", 0 },
        { "Asia/Taipei", "2026-07-01T00:00:00Z", 8 * HOUR },
        { "Asia/Taipei", "1979-08-01T00:00:00Z", 9 * HOUR },
        /* around both changes, to the second */
        { "Europe/Berlin", "2026-03-29T00:59:59Z", HOUR },
        { "Europe/Berlin", "2026-03-29T01:00:00Z", 2 * HOUR },
        { "Europe/Berlin", "2026-10-25T00:59:59Z", 2 * HOUR },
        { "Europe/Berlin", "2026-10-25T01:00:00Z", HOUR },
        /* past the table of the file, by the rule of its footer */
        { "Europe/Berlin", "2099-03-29T00:59:59Z", HOUR },
        { "Europe/Berlin", "2099-03-29T01:00:00Z", 2 * HOUR },
        { "Europe/Berlin", "2099-12-31T23:59:59Z", HOUR },
        { "Europe/Berlin", "2399-07-01T00:00:00Z", 2 * HOUR },
        /* south: summer runs over the turn of the year */
        { "Australia/Sydney", "2099-01-01T00:00:00Z", 11 * HOUR },
        { "Australia/Sydney", "2099-07-01T00:00:00Z", 10 * HOUR },
        { "Australia/Sydney", "2098-12-31T23:59:59Z", 11 * HOUR },
        /* hours below zero and half ones */
        { "America/Sao_Paulo", "2026-01-01T00:00:00Z", -3 * HOUR },
        { "Asia/Kathmandu", "2026-01-01T00:00:00Z", 20700 },
        /* a rule with a negative time of day, and one of less summer */
        { "America/Nuuk", "2099-07-01T00:00:00Z", -HOUR },
        { "Europe/Dublin", "2099-07-01T00:00:00Z", HOUR },
        { "Europe/Dublin", "2099-01-01T00:00:00Z", 0 },
        { "Africa/Casablanca", "2026-07-01T00:00:00Z", HOUR },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct zone *zone = load(rows[i].zone);
        int32_t offset_s = zone_offset_s(zone, at(zone, rows[i].utc));
        if (offset_s != rows[i].offset_s) {
            fail_msg("%s %s: %d", rows[i].zone, rows[i].utc, offset_s);
        }
        zone_free(zone);
    }
}


/* From a moment to the end of the day that holds it, both in UTC. */
static void
days(void **state)
{
    static const struct {
        const char *zone;
        const char *utc;
        const char *end;
    } rows[] = {
        /* 23:59:59 and 00:00:00 */
        { "Asia/Taipei", "2026-11-24T15:59:59Z", "2026-11-24T16:00:00Z" },
        { "Asia/Taipei", "2026-11-24T16:00:00Z", "2026-11-25T16:00:00Z" },
        /* before 1970 */
        { "Asia/Taipei", "1969-12-31T15:59:59Z", "1969-12-31T16:00:00Z" },
        /* the turn of the year, a leap day */
        { "Asia/Taipei", "2026-12-31T15:59:59Z", "2026-12-31T16:00:00Z" },
        { "UTC", "2028-02-28T12:00:00Z", "2028-02-29T00:00:00Z" },
        { "UTC", "2028-02-29T12:00:00Z", "2028-03-01T00:00:00Z" },
        /* the day of 23 hours, from before and after the change */
        { "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z" },
        { "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T22:00:00Z" },
        /* the day of 25 hours */
        { "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z" },
        { "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T23:00:00Z" },
        { "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T23:00:00Z" },
        /* by the footer's rule */
        { "Europe/Berlin", "2099-10-25T00:30:00Z", "2099-10-25T23:00:00Z" },
        /* midnight is left out: the day begins at 01:00 */
        { "America/Sao_Paulo", "2018-11-03T12:00:00Z",
          "2018-11-04T03:00:00Z" },
        { "America/Sao_Paulo", "2018-11-04T03:00:00Z",
          "2018-11-05T02:00:00Z" },
        /* at midnight it is 23:00 once more */
        { "America/Sao_Paulo", "2018-02-18T01:30:00Z",
          "2018-02-18T03:00:00Z" },
        { "America/Sao_Paulo", "2018-02-18T02:30:00Z",
          "2018-02-18T03:00:00Z" },
        /* a whole day is left out: 2011-12-30 */
        { "Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-30T10:00:00Z" },
        /* half hours */
        { "Australia/Lord_Howe", "2026-04-04T12:00:00Z",
          "2026-04-04T13:00:00Z" },
        { "Australia/Lord_Howe", "2026-04-04T13:00:00Z",
          "2026-04-05T13:30:00Z" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct zone *zone = load(rows[i].zone);
        struct zone *utc = load("UTC");
        int64_t from_s = 0;
        int64_t end_s;
        char printed[ZONE_TIME_MAX];
        if (strncmp(rows[i].utc, "1969", 4) == 0) {
            from_s = -8 * HOUR - 1; /* no time that people may type */
            end_s = zone_day_end_s(zone, from_s);
            assert_int_equal(end_s, -8 * HOUR);
        } else {
            end_s = zone_day_end_s(zone, at(utc, rows[i].utc));
            if (end_s != at(utc, rows[i].end)) {
                zone_print(utc, end_s, printed);
                fail_msg("%s %s: %s", rows[i].zone, rows[i].utc, printed);
            }
        }
        zone_free(zone);
        zone_free(utc);
    }
}


/* Hour by hour through two years: the end is ahead, and a border of days. */
static void
ends_are_borders(void **state)
{
    static const char *const names[] = {
        "Asia/Taipei", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia",
        "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct zone *zone = load(names[i]);
        for (int64_t t = 1293840000; t < 1293840000 + 900 * 24 * HOUR;
             t += HOUR) {
            int64_t end_s = zone_day_end_s(zone, t);
            char before[ZONE_TIME_MAX];
            char now[ZONE_TIME_MAX];
            char after[ZONE_TIME_MAX];
            zone_print(zone, t, now);
            zone_print(zone, end_s - 1, before);
            zone_print(zone, end_s, after);
            assert_in_range(end_s - t, 1, 50 * HOUR);
            assert_memory_equal(now, before, 10);
            assert_true(memcmp(after, now, 10) > 0);
        }
        zone_free(zone);
    }
}


static void
times_refused(void **state)
{
    static const char *const rows[] = {
        "", "2026", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31",
        "2026-01-00", "1969-12-31", "26-01-01", "2026-1-1", "2026/01/01",
        "2026-01-01 ", " 2026-01-01", "2026-01-01T", "2026-01-01T00:00",
        "2026-01-01 00:00:00", "2026-01-01T24:00:00", "2026-01-01T00:60:00",
        "2026-01-01T00:00:60", "2026-01-01T00:00:00z", "2026-01-01T00:00:00+",
        "2026-01-01T00:00:00+08:00", "2026-01-01T0a:00:00", "-026-01-01",
        "2026-01-01T-1:00:00", "0x26-01-01", "2100-02-29",
    };
    struct zone *zone = load("Asia/Taipei");
    int64_t at_s = 77;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (zone_parse_time(zone, rows[i], &at_s)) {
            fail_msg("%s is taken", rows[i]);
        }
        assert_int_equal(at_s, 77);
    }
    zone_free(zone);
}


static void
times(void **state)
{
    static const struct {
        const char *zone;
        const char *text;
        const char *utc;
    } rows[] = {
        /* a day means its end */
        { "Asia/Taipei", "2026-12-31", "2026-12-31T16:00:00Z" },
        { "Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00Z" },
        { "Europe/Berlin", "2026-10-25", "2026-10-25T23:00:00Z" },
        { "America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00Z" },
        { "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z" },
        /* local, and with a Z */
        { "Asia/Taipei", "2026-12-31T23:59:59", "2026-12-31T15:59:59Z" },
        { "Asia/Taipei", "2026-12-31T23:59:59Z", "2026-12-31T23:59:59Z" },
        { "Asia/Taipei", "1970-01-01T08:00:00", "1970-01-01T00:00:00Z" },
        /* left out: the moment of the jump; doubled: the earlier */
        { "Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z" },
        { "Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z" },
        { "Asia/Taipei", "9999-12-31", "9999-12-31T16:00:00Z" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct zone *zone = load(rows[i].zone);
        int64_t at_s = at(zone, rows[i].text);
        if (at_s != at(zone, rows[i].utc)) {
            fail_msg("%s %s: %lld", rows[i].zone, rows[i].text,
                     (long long) at_s);
        }
        zone_free(zone);
    }
}


static void
printing(void **state)
{
    struct zone *zone = load("Asia/Taipei");
    char printed[ZONE_TIME_MAX];

    (void) state;
    zone_print(zone, 0, printed);
    assert_string_equal(printed, "1970-01-01 08:00:00");
    zone_print(zone, -8 * HOUR - 1, printed);
    assert_string_equal(printed, "1969-12-31 23:59:59");
    zone_print(zone, at(zone, "2026-11-24T06:07:08"), printed);
    assert_string_equal(printed, "2026-11-24 06:07:08");
    /* whatever is in a record, something is printed */
    zone_print(zone, INT64_MAX, printed);
    zone_print(zone, INT64_MIN, printed);
    assert_true(zone_day_end_s(zone, INT64_MAX) > 0);
    assert_true(zone_day_end_s(zone, INT64_MIN) < 0);
    zone_free(zone);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_refused),
        cmocka_unit_test(offsets),
        cmocka_unit_test(days),
        cmocka_unit_test(ends_are_borders),
        cmocka_unit_test(times_refused),
        cmocka_unit_test(times),
        cmocka_unit_test(printing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
