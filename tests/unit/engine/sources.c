/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Limits by source address: from which failure on an answer is slowed, then
 * refused, for whom, and till when.
 */
#include "engine/sources.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOW_S 1700000000
#define SLOW 3
#define REFUSE 6
#define PERIOD_S 900


static int
make(void **state)
{
    struct config *config = config_new();

    assert_non_null(config);
    assert_true(config_set(config, "lockout", "source_slow", "3"));
    assert_true(config_set(config, "lockout", "source_refuse", "6"));
    assert_true(config_set(config, "lockout", "exempt",
                           "192.0.2.128/25 2001:db8:ffff::/48"));
    *state = sources_new(config);
    assert_non_null(*state);
    config_free(config);

    return 0;
}


static int
end(void **state)
{
    sources_free(*state);

    return 0;
}


static void
fail_times(struct sources *sources, const char *address, unsigned n,
           int64_t now_s)
{
    for (unsigned i = 0; i < n; i++) {
        sources_fail(sources, address, now_s);
    }
}


static void
test_steps(void **state)
{
    struct sources *sources = *state;

    for (unsigned i = 0; i < REFUSE + 3; i++) {
        enum source_verdict wanted = i >= REFUSE ? SOURCE_REFUSED
                                     : i >= SLOW ? SOURCE_SLOWED
                                                 : SOURCE_FREE;

        assert_int_equal(sources_judge(sources, "192.0.2.1", NOW_S), wanted);
        /* asking counts nothing */
        assert_int_equal(sources_judge(sources, "192.0.2.1", NOW_S), wanted);
        sources_fail(sources, "192.0.2.1", NOW_S);
    }
}


static void
test_who_is_counted(void **state)
{
    static const struct {
        const char *failing, *asking;
        enum source_verdict verdict;
    } rows[] = {
        /* the same, in other words */
        { "192.0.2.1", "192.0.2.1", SOURCE_REFUSED },
        { "192.0.2.2", "::ffff:192.0.2.2", SOURCE_REFUSED },
        /* an IPv6 source is its /64 */
        { "2001:db8::1", "2001:db8::ffff:1:2:3", SOURCE_REFUSED },
        { "2001:db8:0:1::1", "2001:db8:0:2::1", SOURCE_FREE },
        /* a neighbour */
        { "192.0.2.3", "192.0.2.4", SOURCE_FREE },
        /* exempt networks, at their edges */
        { "192.0.2.128", "192.0.2.128", SOURCE_FREE },
        { "192.0.2.255", "192.0.2.255", SOURCE_FREE },
        { "::ffff:192.0.2.129", "192.0.2.129", SOURCE_FREE },
        { "192.0.2.127", "192.0.2.127", SOURCE_REFUSED },
        { "2001:db8:ffff:1::1", "2001:db8:ffff:1::1", SOURCE_FREE },
        /* no address, and none that can be read */
        { "", "", SOURCE_FREE },
        { "localhost", "localhost", SOURCE_FREE },
        { "192.0.2.300", "192.0.2.300", SOURCE_FREE },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum source_verdict verdict;

        fail_times(*state, rows[i].failing, REFUSE, NOW_S);
        verdict = sources_judge(*state, rows[i].asking, NOW_S);
        if (verdict != rows[i].verdict) {
            fail_msg("%s, %s: %d", rows[i].failing, rows[i].asking, verdict);
        }
    }
}


static void
test_period(void **state)
{
    struct sources *sources = *state;

    fail_times(sources, "192.0.2.1", REFUSE, NOW_S);
    assert_int_equal(sources_judge(sources, "192.0.2.1",
                                   NOW_S + PERIOD_S - 1), SOURCE_REFUSED);
    /* a refused one that tries on does not prolong it */
    fail_times(sources, "192.0.2.1", 3, NOW_S + PERIOD_S - 1);
    assert_int_equal(sources_judge(sources, "192.0.2.1", NOW_S + PERIOD_S),
                     SOURCE_FREE);
    fail_times(sources, "192.0.2.1", SLOW - 1, NOW_S + PERIOD_S);
    assert_int_equal(sources_judge(sources, "192.0.2.1", NOW_S + PERIOD_S),
                     SOURCE_FREE);
}


/* More than are remembered: the memory is the same, and a newcomer counts. */
static void
test_more_than_are_remembered(void **state)
{
    struct sources *sources = *state;
    char address[32];

    for (unsigned i = 0; i < 4 * SOURCES_MAX; i++) {
        snprintf(address, sizeof(address), "10.%u.%u.%u", i >> 16,
                 (i >> 8) & 255, i & 255);
        sources_fail(sources, address, NOW_S + i / 100);
    }
    fail_times(sources, "192.0.2.1", REFUSE, NOW_S + 400);
    assert_int_equal(sources_judge(sources, "192.0.2.1", NOW_S + 400),
                     SOURCE_REFUSED);
}


static void
test_self(void **state)
{
    struct sources *sources = *state;

    for (unsigned i = 0; i < SELF_ATTEMPTS_MAX; i++) {
        assert_true(sources_self(sources, 1000, NOW_S));
    }
    assert_false(sources_self(sources, 1000, NOW_S));
    assert_false(sources_self(sources, 1000, NOW_S + SELF_PERIOD_S - 1));
    assert_true(sources_self(sources, 1001, NOW_S));
    assert_true(sources_self(sources, 1000, NOW_S + SELF_PERIOD_S));
    assert_int_equal(sources_judge(sources, "0.0.3.232", NOW_S),
                     SOURCE_FREE);
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_steps),
        TEST(test_who_is_counted),
        TEST(test_period),
        TEST(test_more_than_are_remembered),
        TEST(test_self),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
