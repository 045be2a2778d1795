/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that does not fit is cut between characters, and only there. */
#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>


static void
test_cut(void **state)
{
    static const struct {
        size_t size;
        const char *text, *expected;
    } rows[] = {
        /* nothing fits, half of a character, all of one, one and a half */
        { 1, "a", "" },
        { 2, "王", "" },
        { 3, "王", "" },
        { 4, "王", "王" },
        { 4, "王小", "王" },
        { 6, "王小", "王" },
        { 7, "王小", "王小" },
        /* two and four bytes, and after an ordinary letter */
        { 2, "é", "" },
        { 3, "éé", "é" },
        { 4, "𠀋", "" },
        { 5, "𠀋x", "𠀋" },
        { 3, "abc", "ab" },
        { 4, "abc", "abc" },
    };
    char text[16];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        words_print(text, rows[i].size, "%s", rows[i].text);
        assert_string_equal(text, rows[i].expected);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
