/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cookie lines: what is not the cookie first; then what is left when it is
 * cut.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "cookie.h"

#define NAME "__Host-gcis"

struct look {
    const char *lines[4]; /* ended by NULL */
    enum cookie_verdict verdict;
    const char *value;
};

static const struct look looks[] = {
    /* nothing at all */
    { { "" }, COOKIE_NONE, NULL },
    { { ";;; ;" }, COOKIE_NONE, NULL },
    { { "a=b; c=d" }, COOKIE_NONE, NULL },
    /* a name that is nearly it */
    { { "__host-gcis=x" }, COOKIE_NONE, NULL },
    { { "__Host-gci=x" }, COOKIE_NONE, NULL },
    { { "__Host-gcis2=x" }, COOKIE_NONE, NULL },
    { { "x__Host-gcis=x" }, COOKIE_NONE, NULL },
    { { "__Host-gcis =x" }, COOKIE_NONE, NULL },
    { { "__Host-gcis" }, COOKIE_NONE, NULL },
    { { "__Host-gcis;=x" }, COOKIE_NONE, NULL },
    /* it stands in the value of another */
    { { "a=__Host-gcis=x" }, COOKIE_NONE, NULL },
    { { "a=b __Host-gcis=x" }, COOKIE_NONE, NULL },
    { { "a=b, __Host-gcis=x" }, COOKIE_NONE, NULL },
    /* two that differ, in one line or in two */
    { { "__Host-gcis=x; __Host-gcis=y" }, COOKIE_TWICE, NULL },
    { { "__Host-gcis=x; a=b", "__Host-gcis=xx" }, COOKIE_TWICE, NULL },
    { { "__Host-gcis=x", "__Host-gcis=" }, COOKIE_TWICE, NULL },
    { { "__Host-gcis=x", "__Host-gcis=X" }, COOKIE_TWICE, NULL },
    { { "__Host-gcis=x", "__Host-gcis=y", "__Host-gcis=x" }, COOKIE_TWICE,
      NULL },
    /* it is there */
    { { "__Host-gcis=" }, COOKIE_ONE, "" },
    { { "__Host-gcis=x" }, COOKIE_ONE, "x" },
    { { "a=b;__Host-gcis=x;c=d" }, COOKIE_ONE, "x" },
    { { "a=b; \t __Host-gcis=x \t; c=d" }, COOKIE_ONE, "x" },
    { { "__Host-gcis=a=b" }, COOKIE_ONE, "a=b" },
    { { "__Host-gcis=\"x\"" }, COOKIE_ONE, "\"x\"" },
    { { "a=b", "c=d", "__Host-gcis=x" }, COOKIE_ONE, "x" },
    { { "__Host-gcis=x; __Host-gcis=x", "__Host-gcis=x" }, COOKIE_ONE, "x" },
};


/* In memory of just its size, so that the sanitizer sees what is outside. */
static char *
exact(const char *text)
{
    size_t len = strlen(text);
    char *copy = malloc(len > 0 ? len : 1);

    assert_non_null(copy);
    memcpy(copy, text, len);
    return copy;
}


static void
look_through(const struct look *row)
{
    struct cookie_search search = {
        .name = NAME, .name_len = sizeof(NAME) - 1,
    };
    char *lines[4] = { NULL };

    for (size_t i = 0; row->lines[i] != NULL; i++) {
        lines[i] = exact(row->lines[i]);
        cookie_look(&search, lines[i], strlen(row->lines[i]));
    }
    assert_int_equal(row->verdict, search.verdict);
    if (row->value != NULL) {
        assert_int_equal(strlen(row->value), search.value_len);
        assert_memory_equal(row->value, search.value, search.value_len);
    }
    for (size_t i = 0; i < 4; i++) {
        free(lines[i]);
    }
}


static void
test_look(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        look_through(&looks[i]);
    }
}


static void
test_look_is_bounded(void **state)
{
    struct cookie_search search = {
        .name = NAME, .name_len = sizeof(NAME) - 1,
    };
    static char line[COOKIE_BYTES_MAX + 1];

    (void) state;
    memset(line, 'a', sizeof(line));
    memcpy(line, NAME "=x;", sizeof(NAME) + 2);
    cookie_look(&search, line, COOKIE_BYTES_MAX);
    assert_int_equal(COOKIE_ONE, search.verdict);
    cookie_look(&search, line, 1);
    assert_int_equal(COOKIE_TOO_LONG, search.verdict);
    cookie_look(&search, line, 1);
    assert_int_equal(COOKIE_TOO_LONG, search.verdict);
}


static const struct {
    const char *line;
    const char *left;
} cuts[] = {
    /* nothing of it: not a byte changes */
    { "", "" },
    { ";", ";" },
    { " a=b;; c = d ;", " a=b;; c = d ;" },
    { "a=__Host-gcis=x", "a=__Host-gcis=x" },
    { "__Host-gcis2=x", "__Host-gcis2=x" },
    /* it alone */
    { "__Host-gcis=x", "" },
    { "__Host-gcis=", "" },
    { "__Host-gcis", "" },
    { " __Host-gcis=x ; ", "" },
    { "__Host-gcis=x; __Host-gcis=y", "" },
    /* in any case of letters, with blanks before the = */
    { "__HOST-gcis=x; a=b", "a=b" },
    { "__host-GCIS =x; a=b", "a=b" },
    /* the others stay as they are */
    { "a=b; __Host-gcis=x", "a=b" },
    { "__Host-gcis=x; a=b", "a=b" },
    { "__Host-gcis=x;a=b", "a=b" },
    { "a=b; __Host-gcis=x; c=d", "a=b; c=d" },
    { "a=b;__Host-gcis=x;c=d", "a=b;c=d" },
    { "a=b ;  __Host-gcis=x;  c=\"d e\"", "a=b ;  c=\"d e\"" },
    { "a; __Host-gcis=x; b", "a; b" },
    { "__Host-gcis=x; a=b; __Host-gcis=y; c=d; __Host-gcis=z", "a=b; c=d" },
};


static void
test_cut(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        char *line = exact(cuts[i].line);
        size_t len = strlen(cuts[i].line);
        size_t left = cookie_cut(line, len, NAME, sizeof(NAME) - 1);

        assert_int_equal(strlen(cuts[i].left), left);
        assert_memory_equal(cuts[i].left, line, left);
        /* of what was cut nothing is left behind */
        for (size_t at = left; at < len; at++) {
            assert_int_equal(0, line[at]);
        }
        free(line);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_look),
        cmocka_unit_test(test_look_is_bounded),
        cmocka_unit_test(test_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
