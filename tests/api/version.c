/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest program that links the shared library: it finds the symbol and
 * the version is three numbers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <setjmp.h>
#include <cmocka.h>

#include "gcisauth.h"


static void
test_version_is_three_numbers(void **state)
{
    unsigned int major, minor, patch;
    int end = 0;

    (void) state;
    assert_int_equal(3, sscanf(gcis_version(), "%u.%u.%u%n", &major, &minor,
                               &patch, &end));
    assert_int_equal('\0', gcis_version()[end]);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_is_three_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
