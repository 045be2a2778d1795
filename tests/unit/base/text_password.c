/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Passwords as they are compared (RFC 8265 4), and what the rules for them ask
 * about a text.
 */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define PRINTED(text) ((text) == NULL ? "(refused)" : (text))

struct row {
    const char *typed;
    const char *mapped; /* NULL: refused */
};


static void
passwords(void **state)
{
    static const struct row rows[] = {
        /* RFC 8265 4.3: no passwords */
        { "", NULL },
        { "my cat is a \tby", NULL },
        /* passwords */
        { "correct horse battery staple", "correct horse battery staple" },
        { "Correct Horse Battery Staple", "Correct Horse Battery Staple" },
        { "\u03c0\u00df\u00e5", "\u03c0\u00df\u00e5" },
        { "Jack of \u2666s", "Jack of \u2666s" },
        { "foo\u1680bar", "foo bar" },
        /* spaces become the one space; width and case stay */
        { "a\u00a0b\u3000c", "a b c" },
        { "\uff21", "\uff21" },
        { " a ", " a " },
        /* composed */
        { "A\u0308", "\u00c4" },
        { "\u1e69", "\u1e69" }, { "s\u0307\u0323", "\u1e69" },
        /* compatibility forms are kept apart */
        { "\ufb01", "\ufb01" }, { "\u2163", "\u2163" },
        { "\U0001f600!", "\U0001f600!" },
        { "\uf900", "\u8c48" },
        /* control characters, ignorables, unassigned, private */
        { "a\nb", NULL }, { "a\x7f", NULL }, { "a\xc2\x85", NULL },
        { "a\u200bb", NULL }, { "a\u2028b", NULL }, { "a\ue000", NULL },
        { "a\u0378", NULL }, { "a\ufdd0", NULL }, { "\u1100\u1161", NULL },
        /* context counts here too, direction does not */
        { "a\u200db", NULL }, { "a\u00b7b", NULL },
        { "a\u05d0", "a\u05d0" },
        /* no UTF-8 */
        { "a\xff", NULL }, { "\xc0\xaf", NULL }, { "\xed\xa0\x80", NULL },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct secret secret = { .len = 1, .text = "x" };
        bool taken = text_map_password(span_str(rows[i].typed), &secret);
        if (taken != (rows[i].mapped != NULL)
            || strcmp(secret.text, taken ? rows[i].mapped : "x") != 0
            || strlen(secret.text) != secret.len) {
            fail_msg("%s: %s instead of %s", rows[i].typed, secret.text,
                     PRINTED(rows[i].mapped));
        }
    }
}


static void
lengths_of_passwords(void **state)
{
    char typed[SECRET_MAX + 2];
    struct secret secret = { 0 };

    (void) state;
    memset(typed, 'p', sizeof(typed));
    assert_false(text_map_password(span_of(typed, SECRET_MAX + 1), &secret));
    assert_int_equal(secret.len, 0);
    assert_true(text_map_password(span_of(typed, SECRET_MAX), &secret));
    assert_int_equal(secret.len, SECRET_MAX);
    /* grows by NFC past the limit: U+0958 has three bytes, composed six */
    for (size_t i = 0; i + 3 <= SECRET_MAX; i += 3) {
        memcpy(typed + i, "\u0958", 3);
    }
    assert_false(text_map_password(span_of(typed, 510), &secret));
    assert_true(text_map_password(span_of(typed, 255), &secret));
    assert_int_equal(secret.len, 510);
    /* a NUL */
    assert_false(text_map_password(span_of("pass\0word", 9), &secret));
}


static void
counting(void **state)
{
    (void) state;
    assert_int_equal(text_code_points(span_str("a\xff")), SIZE_MAX);
    assert_int_equal(text_code_points(span_of(NULL, 0)), 0);
    assert_int_equal(text_code_points(span_str("王a\U0001f600")), 3);
}


static void
plain_text(void **state)
{
    static const char *const not_plain[] = {
        "a\nb", "a\tb", "\x1b", "a\x7f", "a\xc2\x85", "a\u2028b", "a\u2029",
        "a\xff", "\xed\xa0\x80",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(not_plain); i++) {
        assert_false(text_is_plain(span_str(not_plain[i])));
    }
    assert_false(text_is_plain(span_of("a\0b", 3)));
    assert_true(text_is_plain(span_str("王小明 (Wang)")));
    assert_true(text_is_plain(span_of(NULL, 0)));
}


static void
first_letters(void **state)
{
    (void) state;
    assert_false(text_starts_with_letter(span_of(NULL, 0)));
    assert_false(text_starts_with_letter(span_str("1a")));
    assert_false(text_starts_with_letter(span_str("-a")));
    assert_false(text_starts_with_letter(span_str("\xff")));
    assert_true(text_starts_with_letter(span_str("a1")));
    assert_true(text_starts_with_letter(span_str("王")));
}


static void
folding(void **state)
{
    static const struct row rows[] = {
        { "a\xff", NULL },
        { "", "" },
        { "PassWord", "password" },
        { "\uff30\uff41ss", "pass" },
        { "Stra\u00dfe", "strasse" },
        { "\u24b6\u2167", "aviii" },
        { "\u03a3\u03c2", "\u03c3\u03c3" },
        { "\uff76\uff9e", "\u30ac" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t len = 99;
        char *folded CLEAN_FREE = text_fold(span_str(rows[i].typed), &len);
        if (rows[i].mapped == NULL) {
            assert_null(folded);
            continue;
        }
        assert_string_equal(folded, rows[i].mapped);
        assert_int_equal(len, strlen(folded));
    }
}


static void
kinds(void **state)
{
    static const struct {
        const char *text;
        unsigned kinds;
    } rows[] = {
        { "a\xff", 0 },
        { "", 0 },
        { "abc", TEXT_LOWER },
        { "aB", TEXT_LOWER | TEXT_UPPER },
        { "aB3", TEXT_LOWER | TEXT_UPPER | TEXT_DIGIT },
        { "aB3 ", TEXT_LOWER | TEXT_UPPER | TEXT_DIGIT | TEXT_OTHER },
        { "\u00e4\u00c4", TEXT_LOWER | TEXT_UPPER },
        { "\u0663", TEXT_DIGIT },
        { "王", TEXT_OTHER },
        { "\u2163", TEXT_OTHER },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(text_kinds(span_str(rows[i].text)), rows[i].kinds);
    }
}


struct parts {
    char seen[256];
    int stop_at;
};


static bool
see_part(void *state, struct span part, size_t code_points, bool cjk)
{
    struct parts *parts = state;
    size_t len = strlen(parts->seen);

    (void) snprintf(parts->seen + len, sizeof(parts->seen) - len,
                    "%.*s/%zu%s ", (int) part.len, (const char *) part.data,
                    code_points, cjk ? "c" : "");
    return parts->stop_at != 0 && --parts->stop_at == 0;
}


static void
parts(void **state)
{
    static const struct {
        const char *text;
        const char *parts;
    } rows[] = {
        { "", "" },
        { "...--", "" },
        { "wang.xiao-ming2", "wang/4 xiao/4 ming2/5 " },
        { ".wang.", "wang/4 " },
        { "王 小明", "王/1c 小明/2c " },
        { "a王", "a王/2c " },
        { "かな ㄅㄆ 한글", "かな/2c ㄅㄆ/2c 한글/2c " },
        { "A\u0308b c", "A\u0308b/3 c/1 " },
        { "wa\xff" "ng", "wa/2 ng/2 " },
    };
    struct parts seen = { "", 2 };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct parts all = { "", 0 };
        assert_false(text_parts(span_str(rows[i].text), see_part, &all));
        assert_string_equal(all.seen, rows[i].parts);
    }
    assert_true(text_parts(span_str("a b c"), see_part, &seen));
    assert_string_equal(seen.seen, "a/1 b/1 ");
    seen = (struct parts){ "", 3 };
    assert_true(text_parts(span_str("a b c"), see_part, &seen));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords),
        cmocka_unit_test(lengths_of_passwords),
        cmocka_unit_test(counting),
        cmocka_unit_test(plain_text),
        cmocka_unit_test(first_letters),
        cmocka_unit_test(folding),
        cmocka_unit_test(kinds),
        cmocka_unit_test(parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
