/* SPDX-License-Identifier: BSD-2-Clause */
/* Log lines: whatever goes in, one clean line comes out (SECURITY G4). */
#include "base/log.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct seen {
    int n;
    int level;
    char line[LOG_LINE_MAX + 1];
};


static void
see(void *userdata, int level, const char *line)
{
    struct seen *seen = userdata;

    seen->n++;
    seen->level = level;
    (void) snprintf(seen->line, sizeof(seen->line), "%s", line);
}


static void
what_is_quoted(void **state)
{
    static const struct {
        const char *text;
        const char *quoted;
    } rows[] = {
        /* a line of its own */
        { "x\nevent=session.start", "\"x\\u{A}event=session.start\"" },
        { "x\r\n", "\"x\\u{D}\\u{A}\"" },
        /* the end of the quotes, and an escape of one's own */
        { "x\" result=ok", "\"x\\\" result=ok\"" },
        { "x\\", "\"x\\\\\"" },
        { "\\u{A}", "\"\\\\u{A}\"" },
        /* terminals */
        { "\x1b[2J", "\"\\u{1B}[2J\"" },
        { "\xc2\x9b" "2J", "\"\\u{9B}2J\"" },
        { "\x7f\t", "\"\\u{7F}\\u{9}\"" },
        /* direction and lines of Unicode */
        { "a\xe2\x80\xae" "b", "\"a\\u{202E}b\"" },
        { "a\xe2\x80\xa8" "b", "\"a\\u{2028}b\"" },
        { "a\xe2\x81\xa6" "b", "\"a\\u{2066}b\"" },
        /* bytes that are no UTF-8 */
        { "a\xff\xc3", "\"a\\u{FF}\\u{C3}\"" },
        { "\xed\xa0\x80", "\"\\u{ED}\\u{A0}\\u{80}\"" },
        /* and what is right */
        { "", "\"\"" },
        { "wang.xiaoming", "\"wang.xiaoming\"" },
        { "王小明 %s", "\"王小明 %s\"" },
    };
    char quoted[LOG_FIELD_MAX + 3];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_ptr_equal(log_quote(quoted, span_str(rows[i].text)), quoted);
        assert_string_equal(quoted, rows[i].quoted);
    }
    (void) log_quote(quoted, span_of("a\0b", 3));
    assert_string_equal(quoted, "\"a\\u{0}b\"");
}


static void
where_a_field_ends(void **state)
{
    char text[LOG_FIELD_MAX + 8];
    char quoted[LOG_FIELD_MAX + 3];

    (void) state;
    memset(text, 'x', sizeof(text));
    /* at the limit, one past it */
    (void) log_quote(quoted, span_of(text, LOG_FIELD_MAX));
    assert_int_equal(strlen(quoted), LOG_FIELD_MAX + 2);
    (void) log_quote(quoted, span_of(text, LOG_FIELD_MAX + 1));
    assert_int_equal(strlen(quoted), LOG_FIELD_MAX + 2);
    assert_int_equal(quoted[LOG_FIELD_MAX + 1], '"');
    /* never through an escape or a character */
    memcpy(text + LOG_FIELD_MAX - 1, "\n", 1);
    (void) log_quote(quoted, span_of(text, LOG_FIELD_MAX));
    assert_int_equal(strlen(quoted), LOG_FIELD_MAX + 1);
    memcpy(text + LOG_FIELD_MAX - 2, "王", 3);
    (void) log_quote(quoted, span_of(text, LOG_FIELD_MAX + 1));
    assert_int_equal(strlen(quoted), LOG_FIELD_MAX);
    assert_true(utf8_is_valid(span_str(quoted)));
}


static void
one_line_whatever_happens(void **state)
{
    struct seen seen = { 0 };
    struct logger logger = { see, &seen };
    char text[LOG_LINE_MAX + 100];

    (void) state;
    /* a caller that forgot to quote */
    log_line(&logger, LOG_LEVEL_ALERT, "a %s", "b\nc\x1b\xff\xe2\x80\xae");
    assert_string_equal(seen.line, "a b?c?\?\?\?\?");
    assert_int_equal(seen.level, 1);
    /* too long: cut, and still UTF-8 */
    for (size_t i = 0; i + 3 < sizeof(text); i += 3) {
        memcpy(text + i, "王", 4);
    }
    log_line(&logger, LOG_LEVEL_INFO, "%s", text);
    assert_int_equal(strlen(seen.line), LOG_LINE_MAX);
    assert_true(utf8_is_valid(span_str(seen.line)));
    assert_int_equal(seen.n, 2);
}


static void
silence(void **state)
{
    struct logger logger = { 0 };

    (void) state;
    log_line(&logger, LOG_LEVEL_ERROR, "%s", "nobody listens");
    log_line(NULL, LOG_LEVEL_ERROR, "%s", "nobody listens");
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_quoted),
        cmocka_unit_test(where_a_field_ends),
        cmocka_unit_test(one_line_whatever_happens),
        cmocka_unit_test(silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
