/* SPDX-License-Identifier: BSD-2-Clause */
/* Durations and sizes: one number, one unit, one spelling. */
#include "base/duration.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>


static void
durations_that_are_none(void **state)
{
    static const char *const rows[] = {
        /* nothing, no number, no unit */
        "", "s", "15", "ms", "00", "1",
        /* signs, blanks, padding, fractions */
        "-1s", "+1s", " 1s", "1s ", "1 s", "01s", "00s", "1.5h", "1,5h",
        "1e3s",
        /* units that are none */
        "1S", "1M", "1H", "1D", "1w", "1y", "1min", "1sm", "1s1s", "1mss",
        "1u", "1K",
        /* other digits */
        "\xef\xbc\x91s", "\xd9\xa1s", "0x1s",
        /* too large for the number, for the unit */
        "9223372036854775808ms", "99999999999999999999999s",
        "9223372036854776s", "106751991168d",
    };
    int64_t value = 77;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (duration_parse_ms(span_str(rows[i]), &value)
            || duration_parse_s(span_str(rows[i]), &value) || value != 77)
        {
            fail_msg("row %zu: %s", i, rows[i]);
        }
    }
    assert_false(duration_parse_ms(span_of(NULL, 0), &value));
    assert_false(duration_parse_ms(span_of("1s\0", 3), &value));
    /* seconds are whole */
    assert_false(duration_parse_s(span_str("999ms"), &value));
    assert_false(duration_parse_s(span_str("1001ms"), &value));
}


static void
durations(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        { "0", 0 },
        { "0d", 0 },
        { "1ms", 1 },
        { "250ms", 250 },
        { "4s", 4000 },
        { "15m", 900000 },
        { "12h", 43200000 },
        { "90d", INT64_C(7776000000) },
        { "9223372036854775807ms", INT64_MAX },
        { "9223372036854775s", INT64_C(9223372036854775000) },
        { "106751991167d", INT64_C(9223372036828800000) },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t ms = -1;
        int64_t s = -1;
        bool whole = rows[i].ms % 1000 == 0;

        if (!duration_parse_ms(span_str(rows[i].text), &ms)
            || ms != rows[i].ms
            || duration_parse_s(span_str(rows[i].text), &s) != whole
            || s != (whole ? ms / 1000 : -1))
        {
            fail_msg("row %zu: %s", i, rows[i].text);
        }
    }
}


static void
sizes(void **state)
{
    static const char *const none[] = {
        "", "K", "-1", "1k", "1KB", "1 K", "01", "1.5G", "1P", "64Ki",
        "9223372036854775808", "8388608T",
    };
    static const struct {
        const char *text;
        int64_t bytes;
    } rows[] = {
        { "0", 0 },
        { "1", 1 },
        { "64K", 65536 },
        { "5M", 5242880 },
        { "1G", 1073741824 },
        { "2T", INT64_C(2199023255552) },
        { "9223372036854775807", INT64_MAX },
        { "8388607T", INT64_C(8388607) << 40 },
    };
    int64_t bytes = 77;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        if (size_parse(span_str(none[i]), &bytes) || bytes != 77) {
            fail_msg("row %zu: %s", i, none[i]);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_true(size_parse(span_str(rows[i].text), &bytes));
        assert_int_equal(bytes, rows[i].bytes);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_that_are_none),
        cmocka_unit_test(durations),
        cmocka_unit_test(sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
