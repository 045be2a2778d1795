/* SPDX-License-Identifier: BSD-2-Clause */
/* base64url and hexadecimal: one value, one spelling (SECURITY E2). */
#include "base/encode.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>


static void
what_is_no_base64url(void **state)
{
    static const char *const rows[] = {
        /* padding */
        "Zg==", "Zm8=", "=",
        /* one character alone can be no byte */
        "A", "AAAAA",
        /* the other alphabet */
        "ab+d", "ab/d",
        /* white space, front, middle and end */
        " Zm9", "Zm 9", "Zm9v\n", "Zm9v ",
        /* spare bits that are not zero: "Zg", "Zm8" are the spellings */
        "Zh", "Zi", "Zo", "Zx", "Zm9", "Zm-", "Zm_",
        /* foreign characters */
        "Zm9\xc3", "Zm.v", "Zm9\x80",
    };
    uint8_t bytes[16];
    size_t len = 99;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_false(base64url_decode(span_str(rows[i]), bytes,
                                      sizeof(bytes), &len));
        assert_int_equal(len, 99);
    }
    assert_false(base64url_decode(span_of("Zm9\0", 4), bytes, sizeof(bytes),
                                  &len));
}


static void
how_much_fits(void **state)
{
    uint8_t bytes[3];
    size_t len;

    (void) state;
    assert_false(base64url_decode(span_str("AAAAAA"), bytes, 3, &len));
    assert_false(base64url_decode(span_str("AAAA"), bytes, 2, &len));
    assert_true(base64url_decode(span_str("AAAA"), bytes, 3, &len));
    assert_int_equal(len, 3);
    assert_false(base64url_decode(span_str("AAA"), bytes, 1, &len));
    assert_true(base64url_decode(span_str("AAA"), bytes, 2, &len));
    assert_false(base64url_decode(span_str("AA"), bytes, 0, &len));
    assert_true(base64url_decode(span_of(NULL, 0), NULL, 0, &len));
    assert_int_equal(len, 0);
}


/* RFC 4648 10, and the two digits that differ from base64. */
static void
there_and_back(void **state)
{
    static const struct {
        const char *bytes;
        const char *text;
    } rows[] = {
        { "", "" },
        { "f", "Zg" },
        { "fo", "Zm8" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg" },
        { "fooba", "Zm9vYmE" },
        { "foobar", "Zm9vYmFy" },
        { "\xfb\xff\xbf", "-_-_" },
    };
    uint8_t bytes[8];
    char text[12];
    size_t len;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        base64url_encode(span_str(rows[i].bytes), text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(strlen(text), BASE64URL_LEN(strlen(rows[i].bytes)));
        assert_true(base64url_decode(span_str(text), bytes, sizeof(bytes),
                                     &len));
        assert_int_equal(len, strlen(rows[i].bytes));
        assert_memory_equal(bytes, rows[i].bytes, len);
    }
}


/* Of all texts of two and three digits, those that decode encode to itself. */
static void
one_spelling_each(void **state)
{
    uint8_t bytes[3];
    char again[5];
    size_t n = 0;
    size_t len;

    (void) state;
    for (unsigned i = 0; i < 256 * 256; i++) {
        char text[3] = { (char) (i & 0xff), (char) (i >> 8), 'A' };
        for (size_t text_len = 2; text_len <= 3; text_len++) {
            if (base64url_decode(span_of(text, text_len), bytes,
                                 sizeof(bytes), &len)) {
                base64url_encode(span_of(bytes, len), again);
                assert_int_equal(strlen(again), text_len);
                assert_memory_equal(again, text, text_len);
                n++;
            }
        }
    }
    /* 64 first digits, 4 second ones without spare bits; all with 'A' last */
    assert_int_equal(n, 64 * 4 + 64 * 64);
}


static void
hexadecimal(void **state)
{
    char text[9];

    (void) state;
    hex_encode(span_of("\x00\x0f\xa9\xff", 4), text);
    assert_string_equal(text, "000fa9ff");
    hex_encode(span_of(NULL, 0), text);
    assert_string_equal(text, "");
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_base64url),
        cmocka_unit_test(how_much_fits),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(one_spelling_each),
        cmocka_unit_test(hexadecimal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
