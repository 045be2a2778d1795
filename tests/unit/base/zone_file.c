/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Damaged TZif files and rules: refused, never read past their end.  Every
 * file of the system is cut and flipped at each byte.
 */
#include "base/zone.h"
#include "base/zone_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>


static void
rules_refused(void **state)
{
    static const char *const rows[] = {
        "", "CET", "C-1", "CET-25", "CET-1x", "CET-1:60", "CET-1CEST",
        "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
        "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M0.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J1", "CET-1CEST,J366,J1",
        "CET-1CEST,366,0", "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/3x", "<+08-8", "<>-8", "<a!b>-8",
        "CET-99999999999", "CET-1CEST,M3.5.0,M10.5.0,J1",
    };
    struct zone_rule rule = { .standard_s = 77 };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (zone_rule_parse(span_str(rows[i]), &rule)) {
            fail_msg("%s is taken", rows[i]);
        }
        assert_int_equal(rule.standard_s, 77);
    }
}


static void
rules(void **state)
{
    struct zone_rule rule;

    (void) state;
    assert_true(zone_rule_parse(span_str("CST-8"), &rule));
    assert_int_equal(rule.standard_s, 8 * 3600);
    assert_false(rule.has_summer);
    assert_true(zone_rule_parse(span_str("<+0530>-5:30"), &rule));
    assert_int_equal(rule.standard_s, 19800);
    assert_true(zone_rule_parse(
        span_str("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"), &rule));
    assert_int_equal(rule.summer_s, -2 * 3600);
    assert_int_equal(rule.start.time_s, -2 * 3600);
    assert_true(zone_rule_parse(
        span_str("IST-1GMT0,M10.5.0,M3.5.0/1"), &rule));
    assert_int_equal(rule.summer_s, 0);
    /* days of the year: J60 is March 1 always, 59 only without a leap day */
    assert_true(zone_rule_parse(span_str("AAA0BBB,J60/0,300/0"), &rule));
    assert_int_equal(zone_rule_at(&rule, zone_days_of(2028, 3, 1) * 86400)
                         .offset_s, 3600);
    assert_int_equal(zone_rule_at(&rule, zone_days_of(2028, 3, 1) * 86400 - 1)
                         .offset_s, 0);
    assert_true(zone_rule_parse(span_str("AAA0BBB,59/0,300/0"), &rule));
    assert_int_equal(zone_rule_at(&rule, zone_days_of(2028, 2, 29) * 86400)
                         .offset_s, 3600);
    /* summer time all year, as RFC 8536 3.3.1 spells it */
    assert_true(zone_rule_parse(
        span_str("EST5EDT,0/0,J365/25"), &rule));
    for (int64_t day = 20000; day < 22000; day++) {
        assert_int_equal(zone_rule_at(&rule, day * 86400 + 17999).offset_s,
                         -4 * 3600);
        assert_int_equal(zone_rule_at(&rule, day * 86400 + 18000).offset_s,
                         -4 * 3600);
    }
}


/* Days and dates agree with each other, one by one, over 800 years. */
static void
calendar(void **state)
{
    int64_t days = zone_days_of(1600, 1, 1);

    (void) state;
    assert_int_equal(zone_days_of(1970, 1, 1), 0);
    assert_int_equal(zone_days_of(2000, 3, 1), 11017);
    for (int64_t year = 1600; year < 2400; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= zone_month_days(year, month); day++) {
                int64_t y;
                int m;
                int d;
                zone_date_of(days, &y, &m, &d);
                assert_int_equal(zone_days_of(year, month, day), days);
                assert_true(y == year && m == month && d == day);
                days++;
            }
        }
    }
}


static size_t
read_zone(const char *name, uint8_t *ret, size_t size)
{
    char path[256];
    FILE *file;
    size_t len;

    (void) snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
    file = fopen(path, "rb");
    assert_non_null(file);
    len = fread(ret, 1, size, file);
    (void) fclose(file);
    assert_in_range(len, 100, size - 1);
    return len;
}


/* Asked everything; what it answers is nobody's affair. */
static void
question(struct span file)
{
    /* a copy of exact size: a sanitizer sees a read past the end */
    uint8_t *copy CLEAN_FREE = malloc(file.len + 1);
    struct zone *zone;
    int64_t at_s = 0;

    assert_non_null(copy);
    memcpy(copy + 1, file.data, file.len);
    zone = zone_parse(span_of(copy + 1, file.len));
    if (zone == NULL) {
        return;
    }
    for (int64_t t = -4000000000; t < 8000000000; t += 200000003) {
        int32_t offset_s = zone_offset_s(zone, t);
        assert_in_range(offset_s + 100000, 0, 200000);
        assert_true(zone_day_end_s(zone, t) > t);
    }
    assert_true(zone_parse_time(zone, "2026-03-29T02:30:00", &at_s));
    zone_free(zone);
}


static void
damaged_files(void **state)
{
    static const char *const names[] = {
        "Asia/Taipei", "Europe/Berlin", "UTC",
    };
    uint8_t file[8192];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        size_t len = read_zone(names[i], file, sizeof(file));
        for (size_t cut = 0; cut < len; cut++) {
            struct zone *zone = zone_parse(span_of(file, cut));
            if (zone != NULL) {
                fail_msg("%s cut to %zu is taken", names[i], cut);
            }
        }
        for (size_t at = 0; at < len; at++) {
            static const uint8_t flips[] = { 0x01, 0x80, 0xff };
            for (size_t j = 0; j < ARRAY_LEN(flips); j++) {
                file[at] ^= flips[j];
                question(span_of(file, len));
                file[at] ^= flips[j];
            }
        }
        file[len] = 'x';
        assert_null(zone_parse(span_of(file, len + 1)));
    }
}


/* The header's counts, each far too great. */
static void
great_counts(void **state)
{
    uint8_t file[8192];
    size_t len = read_zone("Asia/Taipei", file, sizeof(file));

    (void) state;
    for (size_t at = 20; at < 44; at += 4) {
        uint8_t before[4];
        memcpy(before, file + at, 4);
        memset(file + at, 0xff, 4);
        assert_null(zone_parse(span_of(file, len)));
        memcpy(file + at, before, 4);
    }
    /* version 1 has no footer and 32 bits of time */
    file[4] = 0;
    assert_null(zone_parse(span_of(file, len)));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_refused),
        cmocka_unit_test(rules),
        cmocka_unit_test(calendar),
        cmocka_unit_test(damaged_files),
        cmocka_unit_test(great_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
