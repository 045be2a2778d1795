/* SPDX-License-Identifier: BSD-2-Clause */
/* The clock: one's own, or the system's two. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>


static int64_t
own(void *userdata, enum gcis_clock clock)
{
    const int64_t *times = userdata;

    return times[clock == GCIS_CLOCK_BOOT];
}


static void
a_clock_of_ones_own(void **state)
{
    int64_t times[] = { 1800000000999, 5000 };
    struct clock clock = { own, times };

    (void) state;
    assert_int_equal(clock_wall_ms(&clock), 1800000000999);
    assert_int_equal(clock_now_s(&clock), 1800000000);
    assert_int_equal(clock_boot_ms(&clock), 5000);
}


static void
the_clock_of_the_system(void **state)
{
    struct clock clock = { 0 };
    int64_t wall_s = time(NULL);
    int64_t boot_ms = clock_boot_ms(&clock);

    (void) state;
    assert_in_range(clock_now_s(&clock), wall_s - 1, wall_s + 2);
    assert_true(boot_ms > 0);
    assert_true(clock_boot_ms(&clock) >= boot_ms);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_of_ones_own),
        cmocka_unit_test(the_clock_of_the_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
