/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8: every way to be wrong, and each border of what is right. */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>


static void
what_is_no_utf8(void **state)
{
    static const char *const rows[] = {
        /* a continuation alone */
        "\x80",
        /* overlong: slash in two, three, four bytes */
        "\xc0\xaf",
        "\xe0\x80\xaf",
        "\xf0\x80\x80\xaf",
        /* the last overlong of each length */
        "\xc1\xbf",
        "\xe0\x9f\xbf",
        "\xf0\x8f\xbf\xbf",
        /* surrogates, first and last */
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        /* past U+10FFFF */
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        /* five and six bytes of old */
        "\xf8\x88\x80\x80\x80",
        "\xfc\x84\x80\x80\x80\x80",
        /* ends too early */
        "\xc2",
        "\xe4\xb8",
        "\xf0\x9f\x98",
        /* a letter where a continuation should be */
        "\xc2\x41",
        "\xe4\xb8\x41",
        /* never in UTF-8 */
        "\xfe",
        "\xff",
    };
    uint32_t code_point = 77;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(utf8_decode(span_str(rows[i]), &code_point), 0);
        assert_false(utf8_is_valid(span_str(rows[i])));
        assert_int_equal(code_point, 77);
    }
    assert_int_equal(utf8_decode(span_of(NULL, 0), &code_point), 0);
}


static void
what_is(void **state)
{
    static const struct {
        const char *text;
        uint32_t code_point;
    } rows[] = {
        { "\x7f", 0x7f },
        { "\xc2\x80", 0x80 },
        { "\xdf\xbf", 0x7ff },
        { "\xe0\xa0\x80", 0x800 },
        { "\xed\x9f\xbf", 0xd7ff },
        { "\xee\x80\x80", 0xe000 },
        { "\xef\xbf\xbf", 0xffff },
        { "\xf0\x90\x80\x80", 0x10000 },
        { "\xf4\x8f\xbf\xbf", 0x10ffff },
        { "王", 0x738b },
    };
    uint32_t code_point = 0;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(utf8_decode(span_str(rows[i].text), &code_point),
                         strlen(rows[i].text));
        assert_int_equal(code_point, rows[i].code_point);
        assert_true(utf8_is_valid(span_str(rows[i].text)));
    }
    /* U+0000 is UTF-8; whoever wants none says so himself */
    assert_int_equal(utf8_decode(span_of("", 1), &code_point), 1);
    assert_true(utf8_is_valid(span_of(NULL, 0)));
}


static void
what_may_stand_in_a_line(void **state)
{
    static const struct {
        uint32_t code_point;
        bool harmless;
    } rows[] = {
        { 0x00, false }, { 0x0a, false }, { 0x1b, false }, { 0x1f, false },
        { ' ', true }, { '~', true }, { 0x7f, false }, { 0x80, false },
        { 0x85, false }, { 0x9f, false }, { 0xa0, true },
        /* marks, embeddings, overrides, isolates */
        { 0x061c, false }, { 0x200d, true }, { 0x200e, false },
        { 0x200f, false }, { 0x2010, true }, { 0x2028, false },
        { 0x2029, false }, { 0x202a, false }, { 0x202e, false },
        { 0x202f, true }, { 0x2065, true }, { 0x2066, false },
        { 0x2069, false }, { 0x206f, false }, { 0x2070, true },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(utf8_is_harmless(rows[i].code_point),
                         rows[i].harmless);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_utf8),
        cmocka_unit_test(what_is),
        cmocka_unit_test(what_may_stand_in_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
