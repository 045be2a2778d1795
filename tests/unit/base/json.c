/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON, strictly (SECURITY F9): what is refused, at which limit, and why. */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>


static void
what_is_refused(void **state)
{
    static const struct {
        const char *text;
        const char *error;
    } rows[] = {
        { "", "empty" },
        { " ", "ends too early" },
        /* no object at the top */
        { "[]", "not an object" },
        { "\"x\"", "not an object" },
        { "1", "not an object" },
        { "null", "not an object" },
        /* a member twice, also deeper, also spelled otherwise */
        { "{\"a\":1,\"a\":2}", "a member stands twice" },
        { "{\"a\":{\"b\":1,\"b\":1}}", "a member stands twice" },
        { "{\"a\":1,\"\\u0061\":2}", "a member stands twice" },
        /* U+0000, escaped, in a name, and as a byte */
        { "{\"a\":\"x\\u0000y\"}", "holds U+0000" },
        { "{\"a\\u0000\":1}", "holds U+0000" },
        /* real numbers, and what is spelled like one */
        { "{\"a\":1.5}", "a number is not an integer" },
        { "{\"a\":1.0}", "a number is not an integer" },
        { "{\"a\":[{\"b\":1e3}]}", "a number is not an integer" },
        { "{\"a\":9223372036854775808}", "a number is too big" },
        { "{\"a\":1e999}", "a number is too big" },
        { "{\"a\":NaN}", "not JSON" },
        { "{\"a\":01}", "not JSON" },
        { "{\"a\":+1}", "not JSON" },
        { "{\"a\":0x1}", "not JSON" },
        /* bytes behind the end */
        { "{}{}", "something follows the end" },
        { "{} x", "something follows the end" },
        { "{}\xef\xbb\xbf", "something follows the end" },
        /* bytes in front */
        { "\xef\xbb\xbf{}", "not JSON" },
        /* no UTF-8: overlong, surrogate, cut off, lone surrogate by escape */
        { "{\"a\":\"\xc0\xaf\"}", "not UTF-8" },
        { "{\"a\":\"\xed\xa0\x80\"}", "not UTF-8" },
        { "{\"a\":\"\xff\"}", "not UTF-8" },
        { "{\"a\":\"\\ud800\"}", "not JSON" },
        /* grammar */
        { "{", "ends too early" },
        { "{\"a\":\"x", "ends too early" },
        { "{\"a\":\"\n\"}", "not JSON" },
        { "{\"a\":1,}", "not JSON" },
        { "{'a':1}", "not JSON" },
        { "{\"a\":1 /* x */}", "not JSON" },
        { "{\"a\":[1}", "not JSON" },
        { "}{", "not JSON" },
    };
    char error[JSON_ERROR_MAX];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        error[0] = '\0';
        assert_null(json_parse(span_str(rows[i].text), error));
        if (strcmp(error, rows[i].error) != 0) {
            fail_msg("%s: %s", rows[i].text, error);
        }
        assert_null(json_parse(span_str(rows[i].text), NULL));
    }
    /* a NUL byte, inside and at the end */
    assert_null(json_parse(span_of("{\"a\":\"x\0\"}", 10), error));
    assert_null(json_parse(span_of("{}\0", 3), error));
}


/* {"a":[[...]]} of so many levels */
static bool
takes_depth(size_t depth)
{
    char text[256];
    size_t len = (size_t) snprintf(text, sizeof(text), "{\"a\":");
    json_t *value CLEAN_JSON = NULL;

    memset(text + len, '[', depth - 1);
    memset(text + len + depth - 1, ']', depth - 1);
    text[len + 2 * (depth - 1)] = '}';
    value = json_parse(span_of(text, len + 2 * (depth - 1) + 1), NULL);
    return value != NULL;
}


/* {"a":[1,1,...]} of so many values, the two around them counted */
static bool
takes_values(size_t n_values)
{
    char *text CLEAN_FREE = malloc(2 * n_values + 16);
    size_t len = 0;
    json_t *value CLEAN_JSON = NULL;

    assert_non_null(text);
    len = (size_t) snprintf(text, 16, "{ \"a\" : [ 1");
    for (size_t i = 3; i < n_values; i++) {
        memcpy(text + len, ",1", 2);
        len += 2;
    }
    memcpy(text + len, "]}", 2);
    value = json_parse(span_of(text, len + 2), NULL);
    return value != NULL;
}


/* {"a":"xxx..."} of so many bytes in all */
static bool
takes_bytes(size_t len)
{
    char *text CLEAN_FREE = malloc(len);
    json_t *value CLEAN_JSON = NULL;

    assert_non_null(text);
    memset(text, 'x', len);
    memcpy(text, "{\"a\":\"", 6);
    memcpy(text + len - 2, "\"}", 2);
    value = json_parse(span_of(text, len), NULL);
    return value != NULL;
}


static void
limits(void **state)
{
    (void) state;
    assert_false(takes_depth(JSON_DEPTH_MAX + 1));
    assert_true(takes_depth(JSON_DEPTH_MAX));
    assert_false(takes_depth(100));
    assert_false(takes_values(JSON_VALUES_MAX + 1));
    assert_true(takes_values(JSON_VALUES_MAX));
    assert_false(takes_bytes(JSON_TEXT_MAX + 1));
    assert_true(takes_bytes(JSON_TEXT_MAX));
}


/* Brackets and commas inside of strings count for nothing. */
static void
strings_are_opaque(void **state)
{
    char text[2 * JSON_VALUES_MAX];
    json_t *value CLEAN_JSON = NULL;

    (void) state;
    memset(text, ',', sizeof(text));
    memcpy(text, "{\"a\":\"\\\"[[[[[[[[[[[[[[[[[[[[[[[{{{{{{{{{{{\\\\", 42);
    memcpy(text + sizeof(text) - 2, "\"}", 2);
    value = json_parse(span_of(text, sizeof(text)), NULL);
    assert_non_null(value);
}


static void
there_and_back(void **state)
{
    static const char text[] =
        "{\"z\":1,\"a\":[true,false,null,-9223372036854775808],"
        "\"m\":{\"k\":\"王\\u0001\\\"\"},\"e\":{},\"l\":[]}";
    json_t *value CLEAN_JSON = json_parse(span_str(text), NULL);
    char *printed CLEAN_FREE = NULL;

    (void) state;
    assert_non_null(value);
    printed = json_print(value);
    assert_string_equal(printed, text);
}


/* A wrong type or value is named, and leaves what was there. */
static void
members_refused(void **state)
{
    json_t *object CLEAN_JSON = json_parse(span_str(
        "{\"t\":\"abcd\",\"i\":5,\"b\":true,\"o\":{},\"a\":[],\"n\":null}"),
        NULL);
    struct json_reader reader;
    const char *text = "before";
    int64_t number = 7;
    bool flag = true;
    json_t *value = NULL;
    struct secret secret = { 0 };

    (void) state;
    assert_non_null(object);
#define REFUSED(call, name) \
    reader = json_reader_of(object); \
    assert_false(call); \
    assert_string_equal(reader.field, name); \
    assert_false(json_reader_end(&reader)); \
    assert_string_equal(reader.field, name)

    REFUSED(json_read_text(&reader, "t", 3, &text), "t");
    REFUSED(json_read_text(&reader, "i", 9, &text), "i");
    REFUSED(json_read_text(&reader, "n", 9, &text), "n");
    REFUSED(json_read_text_needed(&reader, "none", 9, &text), "none");
    REFUSED(json_read_integer(&reader, "i", 6, 9, &number), "i");
    REFUSED(json_read_integer(&reader, "i", 1, 4, &number), "i");
    REFUSED(json_read_integer(&reader, "t", 1, 9, &number), "t");
    REFUSED(json_read_integer(&reader, "b", 0, 9, &number), "b");
    REFUSED(json_read_boolean(&reader, "i", &flag), "i");
    REFUSED(json_read_boolean(&reader, "n", &flag), "n");
    REFUSED(json_read_object(&reader, "a", &value), "a");
    REFUSED(json_read_array(&reader, "o", &value), "o");
    REFUSED(json_read_secret(&reader, "i", &secret, &flag), "i");
#undef REFUSED
    assert_string_equal(text, "before");
    assert_int_equal(number, 7);
    assert_null(value);
}


static void
members_read(void **state)
{
    json_t *object CLEAN_JSON = json_parse(span_str(
        "{\"t\":\"abcd\",\"i\":5,\"b\":false,\"o\":{},\"a\":[]}"), NULL);
    struct json_reader reader = json_reader_of(object);
    const char *text = NULL;
    const char *absent = "before";
    int64_t number = 0;
    bool flag = true;
    json_t *o = NULL;
    json_t *a = NULL;

    (void) state;
    assert_true(json_read_text_needed(&reader, "t", 4, &text));
    assert_true(json_read_text(&reader, "absent", 4, &absent));
    assert_true(json_read_integer(&reader, "i", 5, 5, &number));
    assert_true(json_read_boolean(&reader, "b", &flag));
    assert_true(json_read_object(&reader, "o", &o));
    /* one is left */
    assert_false(json_reader_end(&reader));
    assert_string_equal(reader.field, "a");

    reader = json_reader_of(object);
    assert_true(json_read_text(&reader, "t", 4, &text));
    assert_true(json_read_text(&reader, "t", 4, &text)); /* asked twice */
    assert_true(json_read_integer(&reader, "i", 5, 5, &number));
    assert_true(json_read_boolean(&reader, "b", &flag));
    assert_true(json_read_object(&reader, "o", &o));
    assert_true(json_read_array(&reader, "a", &a));
    assert_true(json_reader_end(&reader));
    assert_string_equal(text, "abcd");
    assert_string_equal(absent, "before");
    assert_int_equal(number, 5);
    assert_false(flag);
    assert_non_null(o);
    assert_non_null(a);
}


/* One may ask for so many names; the next is refused, not forgotten. */
static void
how_many_members(void **state)
{
    char names[JSON_MEMBERS_MAX + 1][8];
    json_t *object CLEAN_JSON = json_object();
    struct json_reader reader = json_reader_of(object);
    const char *text = NULL;

    (void) state;
    for (size_t i = 0; i <= JSON_MEMBERS_MAX; i++) {
        (void) snprintf(names[i], sizeof(names[i]), "m%zu", i);
    }
    for (size_t i = 0; i < JSON_MEMBERS_MAX; i++) {
        assert_true(json_read_text(&reader, names[i], 9, &text));
    }
    assert_false(json_read_text(&reader, names[JSON_MEMBERS_MAX], 9, &text));
    assert_string_equal(reader.field, names[JSON_MEMBERS_MAX]);
}


static void
secrets(void **state)
{
    char text[SECRET_MAX + 32];
    json_t *object = NULL;
    struct json_reader reader;
    struct secret secret = { 0 };
    bool present = true;

    (void) state;
    object = json_parse(span_str("{\"secret\":\"hunter22\"}"), NULL);
    reader = json_reader_of(object);
    assert_true(json_read_secret(&reader, "none", &secret, &present));
    assert_false(present);
    assert_true(json_read_secret(&reader, "secret", &secret, &present));
    assert_true(present);
    assert_string_equal(secret.text, "hunter22");
    /* the member is wiped in place */
    assert_string_equal(json_string_value(json_object_get(object, "secret")),
                        "");
    json_decref(object);

    /* one byte too many is refused, and wiped as well */
    (void) snprintf(text, sizeof(text), "{\"secret\":\"%0*d\"}",
                    SECRET_MAX + 1, 7);
    object = json_parse(span_str(text), NULL);
    reader = json_reader_of(object);
    assert_false(json_read_secret(&reader, "secret", &secret, &present));
    assert_string_equal(json_string_value(json_object_get(object, "secret")),
                        "");
    assert_int_equal(secret.len, 0);
    json_decref(object);

    (void) snprintf(text, sizeof(text), "{\"secret\":\"%0*d\"}", SECRET_MAX,
                    7);
    object = json_parse(span_str(text), NULL);
    reader = json_reader_of(object);
    assert_true(json_read_secret(&reader, "secret", &secret, &present));
    assert_int_equal(secret.len, SECRET_MAX);
    json_decref(object);
}


static void
replies(void **state)
{
    json_t *object CLEAN_JSON = json_object();
    char *printed CLEAN_FREE = NULL;

    (void) state;
    assert_false(json_add_text(object, "bad", "\xff"));
    assert_true(json_add_text(object, "t", "王"));
    assert_true(json_add_integer(object, "i", INT64_MIN));
    assert_true(json_add_boolean(object, "b", true));
    printed = json_print(object);
    assert_string_equal(printed,
                        "{\"t\":\"王\",\"i\":-9223372036854775808,"
                        "\"b\":true}");
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(limits),
        cmocka_unit_test(strings_are_opaque),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(members_refused),
        cmocka_unit_test(members_read),
        cmocka_unit_test(how_many_members),
        cmocka_unit_test(secrets),
        cmocka_unit_test(replies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
