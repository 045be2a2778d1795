/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that a backend could take for ours, and values that fit into a line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "header_text.h"

static const char *const ours[] = {
    "X-Gcis-Account", "x-gcis-account", "X-GCIS-ACCOUNT", "X_Gcis_Account",
    "X-Gcis_Account", "x_gcis-ACCOUNT", "X.Gcis.Account", "X-Gcis.Roles",
    "X--Gcis-Account", "X-Gcis--Account", "X_-_Gcis_-_Account",
    "-X-Gcis-Account", "__X-Gcis-Account", "X-Gcis", "X_GCIS", "X-Gcis-",
    "X-Gcis--", "X Gcis Account", "X$Gcis~Account", "X-Gcis-\xc3\xa4",
    "X\xc2\xa0Gcis-Name", "X-Gcis-Anything-At-All",
};

static const char *const others[] = {
    "", "X", "X-", "-", "Gcis-Account", "XGcis-Account", "X-Gci", "X-Gcisa",
    "X-Gcis2-Account", "X-Gcisx", "Y-Gcis-Account", "X-Y-Gcis-Account",
    "X-G-cis-Account", "Cookie", "X-Forwarded-For", "X-G", "Xx-Gcis-Account",
};


static void
test_names(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
        assert_true(header_name_is_ours(ours[i], strlen(ours[i])));
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(header_name_is_ours(others[i], strlen(others[i])));
    }
}


static const struct {
    const char *value;
    size_t len;
    const char *written;
} values[] = {
    /* what would end the line, or what a program would read as an end */
    { "a\r\nX: y", 7, "a%0D%0AX: y" },
    { "a\0b", 3, "a%00b" },
    { "\t\x7f\x1f", 3, "%09%7F%1F" },
    /* what stands for something else */
    { "100%", 4, "100%25" },
    { "%41", 3, "%2541" },
    { "王", 3, "%E7%8E%8B" },
    { "\xff", 1, "%FF" },
    /* the rest as it is */
    { "", 0, "" },
    { "a b,c;d=\"e\"~!", 13, "a b,c;d=\"e\"~!" },
};


static void
test_values(void **state)
{
    char written[64];

    (void) state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        size_t size = header_value_size(values[i].value, values[i].len);

        assert_int_equal(strlen(values[i].written), size);
        memset(written, '#', sizeof(written));
        header_value_write(values[i].value, values[i].len, written);
        assert_memory_equal(values[i].written, written, size);
        assert_int_equal('#', written[size]);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
