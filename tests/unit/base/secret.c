/* SPDX-License-Identifier: BSD-2-Clause */
/* Secrets: what is not taken, and that nothing stays behind. */
#include "base/secret.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>


static bool
is_zero(const struct secret *secret)
{
    static const struct secret zero;

    return memcmp(secret, &zero, sizeof(zero)) == 0;
}


static void
what_is_refused(void **state)
{
    char long_text[SECRET_MAX + 2];
    struct secret secret = { 0 };

    (void) state;
    memset(long_text, 'x', sizeof(long_text));
    /* one byte too many: refused, and what was there before is gone */
    assert_true(secret_set(&secret, span_str("before")));
    assert_false(secret_set(&secret, span_of(long_text, SECRET_MAX + 1)));
    assert_true(is_zero(&secret));
    /* a NUL in the middle, and alone */
    assert_false(secret_set(&secret, span_of("ab\0cd", 5)));
    assert_true(is_zero(&secret));
    assert_false(secret_set(&secret, span_of("", 1)));
    assert_true(is_zero(&secret));
}


static void
what_is_kept(void **state)
{
    char long_text[SECRET_MAX];
    struct secret secret = { 0 };

    (void) state;
    memset(long_text, 'x', sizeof(long_text));
    assert_true(secret_set(&secret, span_of(NULL, 0)));
    assert_int_equal(secret.len, 0);
    assert_true(secret_set(&secret, span_of(long_text, SECRET_MAX)));
    assert_int_equal(secret.len, SECRET_MAX);
    assert_int_equal(strlen(secret.text), SECRET_MAX);
    /* a shorter one leaves nothing of the longer */
    assert_true(secret_set(&secret, span_str("ab")));
    assert_string_equal(secret.text, "ab");
    assert_int_equal(secret.text[2], 0);
    assert_int_equal(secret.text[SECRET_MAX - 1], 0);
}


static void
fill(struct secret *seen)
{
    struct secret secret SECRET = { 0 };

    assert_true(secret_set(&secret, span_str("gone")));
    *seen = secret;
}


static void
what_is_wiped(void **state)
{
    struct secret secret = { 0 };

    (void) state;
    fill(&secret);
    assert_string_equal(secret.text, "gone");
    secret_wipe(&secret);
    assert_true(is_zero(&secret));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(what_is_kept),
        cmocka_unit_test(what_is_wiped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
