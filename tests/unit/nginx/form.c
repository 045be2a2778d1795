/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parser of forms: each fault, then the limits at N and one past it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"

#define BODY(text) text, sizeof(text) - 1

static const char *const allowed[] = { "account", "secret", "token", NULL };

static const struct {
    const char *body;
    size_t len;
    enum form_verdict verdict;
} bad[] = {
    /* no fields */
    { BODY("&"), FORM_MALFORMED },
    { BODY("account=a&"), FORM_MALFORMED },
    { BODY("&account=a"), FORM_MALFORMED },
    { BODY("account=a&&secret=b"), FORM_MALFORMED },
    { BODY("="), FORM_MALFORMED },
    { BODY("=a"), FORM_MALFORMED },
    /* escapes */
    { BODY("account=%"), FORM_MALFORMED },
    { BODY("account=%4"), FORM_MALFORMED },
    { BODY("account=%4&secret=1"), FORM_MALFORMED },
    { BODY("account=%g1"), FORM_MALFORMED },
    { BODY("account=%1g"), FORM_MALFORMED },
    { BODY("account=%-1"), FORM_MALFORMED },
    { BODY("%=a"), FORM_MALFORMED },
    { BODY("account%=a"), FORM_MALFORMED },
    /* NUL, and raw bytes that a browser escapes */
    { BODY("account=a%00b"), FORM_MALFORMED },
    { BODY("account=a\0b"), FORM_MALFORMED },
    { BODY("account%00=a"), FORM_MALFORMED },
    { BODY("account=a b"), FORM_MALFORMED },
    { BODY("account=a\n"), FORM_MALFORMED },
    { BODY("account=a\x7f"), FORM_MALFORMED },
    /* not UTF-8: alone, overlong, surrogate, past the end, cut */
    { BODY("account=%ff"), FORM_MALFORMED },
    { BODY("account=%80"), FORM_MALFORMED },
    { BODY("account=%c0%af"), FORM_MALFORMED },
    { BODY("account=%e0%80%af"), FORM_MALFORMED },
    { BODY("account=%ed%a0%80"), FORM_MALFORMED },
    { BODY("account=%f4%90%80%80"), FORM_MALFORMED },
    { BODY("account=%e7%8e"), FORM_MALFORMED },
    { BODY("account=\xe7\x8e"), FORM_MALFORMED },
    { BODY("%ff=a"), FORM_MALFORMED },
    /* twice, also when spelled in another way */
    { BODY("account=a&account=a"), FORM_DOUBLED },
    { BODY("account=a&secret=b&account="), FORM_DOUBLED },
    { BODY("account=a&%61ccount=b"), FORM_DOUBLED },
    /* a field that the form does not have */
    { BODY("account=a&admin=1"), FORM_UNKNOWN },
    { BODY("Account=a"), FORM_UNKNOWN },
    { BODY("account[]=a"), FORM_UNKNOWN },
    { BODY("accoun=a"), FORM_UNKNOWN },
    { BODY("accounts=a"), FORM_UNKNOWN },
};


static void
refuses(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct form form = { 0 };
        enum form_verdict verdict = form_parse(bad[i].body, bad[i].len,
            allowed, &form);

        if (verdict != bad[i].verdict) {
            fail_msg("%s: %d", bad[i].body, verdict);
        }
        assert_null(form.bytes);
    }
}


static void
decodes(void **state)
{
    static const char body[] =
        "account=%E7%8E%8B+a%2Bb&secret=%26%3D%25&token";
    struct form form;

    (void) state;
    assert_int_equal(form_parse(BODY(body), allowed, &form), FORM_GOOD);
    assert_int_equal(form.n_fields, 3);
    assert_string_equal(form_value(&form, "account"), "王 a+b");
    assert_string_equal(form_value(&form, "secret"), "&=%");
    assert_int_equal(form_find(&form, "secret")->value_len, 3);
    assert_string_equal(form_value(&form, "token"), "");
    assert_non_null(form_find(&form, "token"));
    assert_null(form_find(&form, "return"));
    assert_string_equal(form_value(&form, "return"), "");
    form_wipe(&form);
    assert_null(form.bytes);
    assert_int_equal(form.n_fields, 0);
    form_wipe(&form);
}


static void
takes_an_empty_body(void **state)
{
    struct form form;

    (void) state;
    assert_int_equal(form_parse(NULL, 0, allowed, &form), FORM_GOOD);
    assert_int_equal(form.n_fields, 0);
    form_wipe(&form);
}


static void
takes_any_name_without_a_list(void **state)
{
    struct form form;

    (void) state;
    assert_int_equal(form_parse(BODY("first&lang=en"), NULL, &form),
        FORM_GOOD);
    assert_non_null(form_find(&form, "first"));
    assert_string_equal(form_value(&form, "lang"), "en");
    form_wipe(&form);
}


static void
ends_at_its_size(void **state)
{
    static char body[FORM_BYTES_MAX + 1];
    struct form form;

    (void) state;
    memset(body, 'a', sizeof(body));
    memcpy(body, "secret=", 7);
    assert_int_equal(form_parse(body, sizeof(body), allowed, &form),
        FORM_TOO_LARGE);
    assert_int_equal(form_parse(body, FORM_BYTES_MAX, allowed, &form),
        FORM_GOOD);
    assert_int_equal(form_find(&form, "secret")->value_len,
        FORM_BYTES_MAX - 7);
    form_wipe(&form);
}


static void
ends_at_its_fields(void **state)
{
    char body[256] = "";
    size_t len = 0;
    struct form form;

    (void) state;
    for (int i = 0; i < FORM_FIELDS_MAX; i++) {
        len += (size_t) snprintf(body + len, sizeof(body) - len, "%sf%d",
            i == 0 ? "" : "&", i);
    }
    assert_int_equal(form_parse(body, len, NULL, &form), FORM_GOOD);
    assert_int_equal(form.n_fields, FORM_FIELDS_MAX);
    form_wipe(&form);
    memcpy(body + len, "&x", 2);
    assert_int_equal(form_parse(body, len + 2, NULL, &form), FORM_TOO_MANY);
}


static void
leaves_the_body_alone(void **state)
{
    char body[] = "account=%41&secret=b";
    struct form form;

    (void) state;
    assert_int_equal(form_parse(body, strlen(body), allowed, &form),
        FORM_GOOD);
    assert_string_equal(body, "account=%41&secret=b");
    form_wipe(&form);
}


/* Bodies of noise: no crash, and what is good is text without a NUL. */
static void
survives_noise(void **state)
{
    static const char bytes[] = "&&==%%%+aA0f\xe7\x8e\x8b\x01\xff c4";
    uint32_t seed = 20240507;
    size_t n_good = 0;

    (void) state;
    for (int i = 0; i < 100000; i++) {
        char body[24];
        size_t len = 0;
        struct form form;

        for (; len < sizeof(body); len++) {
            seed = seed * 1664525 + 1013904223;
            if ((seed >> 24) % 12 == 0) {
                break;
            }
            body[len] = bytes[(seed >> 8) % (sizeof(bytes) - 1)];
        }
        if (form_parse(body, len, NULL, &form) != FORM_GOOD) {
            continue;
        }
        n_good++;
        for (size_t k = 0; k < form.n_fields; k++) {
            assert_int_equal(strlen(form.fields[k].value),
                form.fields[k].value_len);
            assert_int_not_equal(form.fields[k].name[0], '\0');
        }
        form_wipe(&form);
    }
    assert_in_range(n_good, 1000, 99999);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(decodes),
        cmocka_unit_test(takes_an_empty_body),
        cmocka_unit_test(takes_any_name_without_a_list),
        cmocka_unit_test(ends_at_its_size),
        cmocka_unit_test(ends_at_its_fields),
        cmocka_unit_test(leaves_the_body_alone),
        cmocka_unit_test(survives_noise),
    };

    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
