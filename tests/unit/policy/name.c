/* SPDX-License-Identifier: BSD-2-Clause */
/* Names, codes, addresses: what is refused beside what is good. */
#include "policy/name.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SIXTEEN "abcdefghijklmnop"
#define SIXTY_FOUR SIXTEEN SIXTEEN SIXTEEN SIXTEEN
#define LONG_248 SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR SIXTEEN SIXTEEN SIXTEEN \
    "abcdefgh"

struct row {
    const char *text;
    bool good;
};

typedef const char *check(const char *text);


static void
walk(const struct row *rows, size_t n, check *check_text)
{
    for (size_t i = 0; i < n; i++) {
        const char *wrong = check_text(rows[i].text);

        if ((wrong == NULL) != rows[i].good) {
            fail_msg("row %zu (%s): %s", i, rows[i].text,
                     wrong == NULL ? "good" : wrong);
        }
        /* what was typed may be an ID number: it is not repeated */
        if (wrong != NULL && strlen(rows[i].text) > 8) {
            assert_null(strstr(wrong, rows[i].text));
        }
    }
}


static void
accounts(void **state)
{
    static const struct {
        const char *typed;
        const char *mapped; /* NULL: refused */
    } rows[] = {
        /* nothing, 2 bytes, 65 bytes */
        { "", NULL },
        { "ab", NULL },
        { SIXTY_FOUR "a", NULL },
        /* does not begin with a letter */
        { "1ab", NULL },
        { ".abc", NULL },
        { "_abc", NULL },
        { "-abc", NULL },
        { "\xcc\x81" "abc", NULL },
        { "\xd9\xa1" "abc", NULL },
        /* a national ID number, in either case and in wide characters */
        { "A123456789", NULL },
        { "a123456789", NULL },
        { "\xef\xbc\xa1" "123456789", NULL },
        { "A12345678\xef\xbc\x99", NULL },
        /* blanks, control characters, direction marks, invalid bytes */
        { "ab c", NULL },
        { " abc", NULL },
        { "abc\n", NULL },
        { "abc\x7f", NULL },
        { "abc\xe2\x80\xae", NULL },
        { "abc\xff", NULL },
        /* symbols and emoji */
        { "abc\xe2\x98\x85", NULL },
        { "abc\xf0\x9f\x98\x80", NULL },
        /* 3 bytes and 64 */
        { "abc", "abc" },
        { SIXTY_FOUR, SIXTY_FOUR },
        /* as typed and as compared */
        { "Lin.Manager", "lin.manager" },
        { "\xef\xbc\xac" "in", "lin" },
        { "wang-xm_2@moea", "wang-xm_2@moea" },
        /* one ideograph is 3 bytes */
        { "\xe7\x8e\x8b", "\xe7\x8e\x8b" },
        /* near an ID number */
        { "a12345678", "a12345678" },
        { "a1234567890", "a1234567890" },
        { "ab23456789", "ab23456789" },
        { "a12345678x", "a12345678x" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char mapped[ACCOUNT_NAME_MAX + 1] = "untouched";
        const char *wrong = name_check_account(rows[i].typed, mapped);

        if ((wrong == NULL) != (rows[i].mapped != NULL)) {
            fail_msg("row %zu: %s", i, wrong == NULL ? mapped : wrong);
        }
        assert_string_equal(mapped, wrong == NULL ? rows[i].mapped
                                                  : "untouched");
    }
}


static void
codes(void **state)
{
    static const struct row rows[] = {
        /* nothing, 33 characters */
        { "", false },
        { SIXTEEN SIXTEEN "a", false },
        /* begins with a sign */
        { ".a", false },
        { "-a", false },
        { ":a", false },
        { "_a", false },
        /* foreign characters */
        { "a b", false },
        { "a,b", false },
        { "a=b", false },
        { "a/b", false },
        { "a\n", false },
        { "\xe5\x95\x86", false },
        /* 1 and 32 */
        { "a", true },
        { "7", true },
        { SIXTEEN SIXTEEN, true },
        /* those of the sample */
        { "IMS-C", true },
        { "TCG-COM", true },
        { "pam:sshd", true },
        { "member-manager", true },
        { "a._:-", true },
    };

    (void) state;
    walk(rows, ARRAY_LEN(rows), name_check_code);
}


static void
tails(void **state)
{
    static const struct row rows[] = {
        /* more than the tail, the whole number */
        { "12345", false },
        { "A123456789", false },
        /* less */
        { "123", false },
        /* no digits */
        { "567a", false },
        { "-567", false },
        { " 567", false },
        { "\xd9\xa1\xd9\xa2", false },
        /* four digits, or none at all */
        { "5678", true },
        { "0000", true },
        { "", true },
    };

    (void) state;
    walk(rows, ARRAY_LEN(rows), name_check_id_tail);
}


static void
emails(void **state)
{
    static const struct row rows[] = {
        /* a half, twice, in words */
        { "a", false },
        { "@", false },
        { "a@", false },
        { "@b.tw", false },
        { "a@b@c.tw", false },
        { "Wang <a@b.tw>", false },
        { "a@b.tw, c@d.tw", false },
        { "a b@c.tw", false },
        { "a@b.tw\n", false },
        /* hosts that are none */
        { "a@.tw", false },
        { "a@b..tw", false },
        { "a@b.", false },
        { "a@-b.tw", false },
        { "a@b-.tw", false },
        { "a@b_c.tw", false },
        { "a@[127.0.0.1]", false },
        { "a@\xe5\x95\x86.tw", false },
        { "\xe5\x95\x86@b.tw", false },
        /* 65 before the sign, 64 in a label */
        { SIXTY_FOUR "a@b.tw", false },
        { "a@" SIXTY_FOUR ".tw", false },
        /* 255 bytes */
        { "a@" SIXTEEN "." SIXTEEN "." SIXTEEN "." SIXTEEN "." SIXTEEN "."
          SIXTEEN "." SIXTEEN "." SIXTEEN "." SIXTEEN "." SIXTEEN "." SIXTEEN
          "." SIXTEEN "." SIXTEEN "." SIXTEEN "." SIXTEEN, false },
        /* good */
        { "", true },
        { "a@b", true },
        { "wang.xm+1@mail.moea.gov.tw", true },
        { SIXTY_FOUR "@b.tw", true },
        { "o'hara_x@b-c.tw", true },
    };

    (void) state;
    walk(rows, ARRAY_LEN(rows), name_check_email);
}


static void
phones(void **state)
{
    static const struct row rows[] = {
        /* no number */
        { "none", false },
        { "12", false },
        { "+-()", false },
        /* 33 characters */
        { "012345678901234567890123456789012", false },
        /* words, lines */
        { "02-23212200 ext", false },
        { "02-2321\n2200", false },
        { "\xef\xbc\x90\xef\xbc\x92\xef\xbc\x93", false },
        /* good */
        { "", true },
        { "119", true },
        { "02-2321-2200#345", true },
        { "+886 (2) 2321.2200 x345", true },
        { "02-23212200,345; 0912-345-678/9", true },
        { "01234567890123456789012345678901", true },
    };

    (void) state;
    walk(rows, ARRAY_LEN(rows), name_check_phone);
}


static void
urls(void **state)
{
    static const struct row rows[] = {
        /* other schemes */
        { "javascript:alert(1)", false },
        { "data:text/html,x", false },
        { "ftp://a.tw/", false },
        { "HTTPS://a.tw/", false },
        { "https:/a.tw/", false },
        { "https:a.tw", false },
        /* no host, a user before it, a port that is none */
        { "https://", false },
        { "https:///x", false },
        { "https://?x", false },
        { "https://user@a.tw/", false },
        { "https://user:pw@a.tw/", false },
        { "https://a.tw:/", false },
        { "https://a.tw:8x/", false },
        { "https://a.tw:123456/", false },
        { "https://a..tw/", false },
        /* plain http to others, also to those who look like us */
        { "http://a.tw/", false },
        { "http://localhost.a.tw/", false },
        { "http://localhost@a.tw/", false },
        { "http://127.0.0.1.a.tw/", false },
        { "http://127.0.0.2/", false },
        /* another host without a scheme */
        { "//a.tw/", false },
        { "/\\a.tw/", false },
        { "\\\\a.tw", false },
        /* relative paths */
        { "bms/", false },
        { "?x", false },
        { "./bms/", false },
        /* blanks, quotes, lines, what is not ASCII */
        { "/a b", false },
        { "/a\"b", false },
        { "/a<b", false },
        { "/a\nb", false },
        { "/\xe5\x95\x86", false },
        { " https://a.tw/", false },
        /* good */
        { "", true },
        { "/", true },
        { "/bms/", true },
        { "/bms/?a=b&c=%20#d", true },
        { "https://a.tw", true },
        { "https://bms.gcis.nat.gov.tw:8443/start?x=1", true },
        { "https://a.tw/@x:y", true },
        { "http://localhost/", true },
        { "http://localhost:8080/bms/", true },
        { "http://127.0.0.1:8080", true },
    };
    char text[514];

    (void) state;
    walk(rows, ARRAY_LEN(rows), name_check_url);
    /* 513 bytes and 512 */
    memset(text, 'a', sizeof(text));
    text[0] = '/';
    text[513] = '\0';
    assert_non_null(name_check_url(text));
    text[512] = '\0';
    assert_null(name_check_url(text));
}


static void
full_names(void **state)
{
    static const struct row rows[] = {
        /* nothing, blanks, wide blanks */
        { "", false },
        { "   ", false },
        { "\xe3\x80\x80 \xe3\x80\x80", false },
        /* lines, control characters, direction, invalid bytes */
        { "a\nb", false },
        { "a\tb", false },
        { "a\xc2\x85" "b", false },
        { "a\xe2\x80\xae" "b", false },
        { "a\xe2\x80\xa9" "b", false },
        { "a\xff" "b", false },
        /* 257 bytes, and 256 */
        { LONG_248 "123456789", false },
        { LONG_248 "12345678", true },
        { "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", true },
        { "Lin (Ha), O'Hara-Smith", true },
    };

    (void) state;
    walk(rows, ARRAY_LEN(rows), name_check_full_name);
}


static void
lines(void **state)
{
    (void) state;
    assert_non_null(name_check_line("abcd", 3));
    assert_null(name_check_line("abc", 3));
    assert_null(name_check_line("", 0));
    assert_non_null(name_check_line("a\rb", 10));
    assert_non_null(name_check_line("\xe2\x80", 10));
    /* bytes, not characters */
    assert_non_null(name_check_line("\xe7\x8e\x8b", 2));
    assert_null(name_check_line("\xe7\x8e\x8b", 3));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts), cmocka_unit_test(codes),
        cmocka_unit_test(tails),    cmocka_unit_test(emails),
        cmocka_unit_test(phones),   cmocka_unit_test(urls),
        cmocka_unit_test(full_names), cmocka_unit_test(lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
