/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of accounts as typed and as compared: the examples of RFC 8265 3.5,
 * the rules of RFC 8264, 5892 and 5893, and the limits.
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
check_account(const struct row *row)
{
    char mapped[TEXT_NAME_MAX + 1] = "untouched";
    bool taken = text_map_account(span_str(row->typed), mapped);

    if (taken != (row->mapped != NULL)
        || strcmp(mapped, taken ? row->mapped : "untouched") != 0) {
        fail_msg("%s: %s instead of %s", row->typed,
                 taken ? mapped : "(refused)", PRINTED(row->mapped));
    }
}


static void
accounts(void **state)
{
    static const struct row rows[] = {
        /* RFC 8265 3.5, the strings that are no usernames */
        { "foo bar", NULL },
        { "", NULL },
        { "henry\u2163", NULL },  /* Roman four: has a compatibility form */
        { "\u265a", NULL },       /* black chess king */
        /* the ones that are */
        { "juliet@example.com", "juliet@example.com" },
        { "fussball", "fussball" },
        { "fu\u00dfball", "fu\u00dfball" },
        { "\u03c0", "\u03c0" },
        { "\u03a3", "\u03c3" },
        { "\u03c3", "\u03c3" },
        { "\u03c2", "\u03c2" },
        /* case and width */
        { "Wang.XiaoMing", "wang.xiaoming" },
        { "\uff37\uff21\uff2e\uff27\uff10", "wang0" },
        { "\uff76\uff9e", "\u30ac" },      /* halfwidth ka, voiced: one */
        { "\u738b\u5c0f\u660e", "\u738b\u5c0f\u660e" },
        { "\u00c4\u00d6", "\u00e4\u00f6" },
        { "A\u0308", "\u00e4" },           /* composed */
        { "\u1e9e", "\u00df" },
        { "\u0130", "i\u0307" },
        { "\u03a6\u039f\u03a3", "\u03c6\u03bf\u03c2" }, /* sigma at the end */
        /* spaces of any kind */
        { " wang", NULL }, { "wang\t", NULL }, { "wa\u3000ng", NULL },
        { "wa\u00a0ng", NULL }, { "wa\u1680ng", NULL },
        /* controls, ignorables, separators, surrogate-like things */
        { "wang\n", NULL }, { "wang\x7f", NULL }, { "wang\xc2\x85", NULL },
        { "wa\u200bng", NULL }, { "wa\u00adng", NULL }, { "wa\ufeffng", NULL },
        { "wa\u2028ng", NULL }, { "wa\u202eng", NULL }, { "wa\u034fng", NULL },
        { "wa\ufe0fng", NULL },
        /* private use, not a character, unassigned */
        { "wa\ue000ng", NULL }, { "wa\ufdd0ng", NULL },
        { "wa\xef\xbf\xbfng", NULL }, { "wa\u0378ng", NULL },
        /* symbols and punctuation past ASCII */
        { "wang\u2122", NULL }, { "wang\u2014", NULL }, { "wang\u00bd", NULL },
        { "\u24e6ang", NULL }, { "\ufb01sh", NULL }, { "wang\U0001f600", NULL },
        { "\u00aa", NULL }, { "\u01c5", NULL }, { "\u20ac", NULL },
        /* CJK compatibility ideographs change under NFC: refused before */
        { "\uf900", NULL },
        /* exceptions of RFC 5892: out and in */
        { "a\u0640", NULL }, { "\u07fa", NULL }, { "\u302e", NULL },
        { "\u3031", NULL }, { "\u303b", NULL },
        { "\u3007", "\u3007" }, { "a\u0f0b", "a\u0f0b" },
        { "\u06fd", "\u06fd" },
        /* old Hangul jamo; syllables are fine */
        { "\u1100", NULL }, { "\u1100\u1161", NULL }, { "\ud7b0", NULL },
        { "\uac00", "\uac00" },
        /* invalid UTF-8 */
        { "wang\xff", NULL }, { "wang\xc0\xaf", NULL },
        { "\xed\xa0\x80", NULL },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        check_account(&rows[i]);
    }
}


/* RFC 5892 appendix A: right in one place, wrong in every other. */
static void
characters_in_context(void **state)
{
    static const struct row rows[] = {
        /* A.1 zero width non-joiner: between nothing, after a virama,
           between letters that join */
        { "a\u200cb", NULL },
        { "\u200c", NULL },
        { "\u0915\u200c\u0937", NULL },
        { "\u0915\u094d\u200c\u0937", "\u0915\u094d\u200c\u0937" },
        { "\u0628\u200c\u0628", "\u0628\u200c\u0628" },
        { "\u0628\u200c", NULL },
        { "\u0627\u200c\u0628", NULL }, /* alef joins to the right alone */
        /* A.2 zero width joiner */
        { "a\u200db", NULL },
        { "\u0628\u200d\u0628", NULL },
        { "\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937" },
        /* A.3 middle dot */
        { "a\u00b7b", NULL }, { "l\u00b7", NULL }, { "\u00b7l", NULL },
        { "paral\u00b7lel", "paral\u00b7lel" },
        { "PARAL\u00b7LEL", NULL }, /* the class is asked before the case */
        /* A.4 Greek numeral sign */
        { "\u0375", NULL }, { "\u0375a", NULL },
        { "\u0375\u03b1", "\u0375\u03b1" },
        /* A.5, A.6 Hebrew */
        { "\u05f3", NULL }, { "a\u05f3", NULL },
        { "\u05d0\u05f3", "\u05d0\u05f3" },
        { "\u05d0\u05f4\u05d1", "\u05d0\u05f4\u05d1" },
        /* A.7 katakana middle dot */
        { "\u30fb", NULL }, { "a\u30fbb", NULL },
        { "\u30a2\u30fb\u30a4", "\u30a2\u30fb\u30a4" },
        { "a\u30fb\u738b", "a\u30fb\u738b" },
        /* A.8, A.9 two sets of Arabic digits do not mix */
        { "\u0628\u0661\u06f1", NULL },
        { "\u0628\u0661", "\u0628\u0661" },
        { "\u0628\u06f1", "\u0628\u06f1" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        check_account(&rows[i]);
    }
}


/* RFC 5893 2, its six conditions. */
static void
directions(void **state)
{
    static const struct row rows[] = {
        /* 1: begins with a digit, a mark, an Arabic digit */
        { "1\u05d0", NULL }, { "\u0301\u05d0", NULL }, { "\u0661", NULL },
        /* 2: Latin inside */
        { "\u05d0a\u05d1", NULL }, { "\u0628a", NULL },
        /* 3: ends in a sign */
        { "\u05d0-", NULL },
        { "\u05d01", "\u05d01" },
        { "\u05d0\u05b0", "\u05d0\u05b0" }, /* a mark at the end */
        /* 4: both kinds of digits */
        { "\u0628" "1\u0661", NULL },
        { "\u0628" "1", "\u0628" "1" },
        { "\u0628\u0661", "\u0628\u0661" },
        /* 5: from left to right, with a letter of the other way */
        { "a\u05d0", NULL }, { "a\u0661", NULL },
        /* and what has nothing to do with it */
        { "1", "1" }, { "a-", "a-" }, { "-", "-" },
        { "\u05d0\u05d1", "\u05d0\u05d1" },
        { "\u0645\u062d\u0645\u062f", "\u0645\u062d\u0645\u062f" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        check_account(&rows[i]);
    }
}


static void
lengths_of_accounts(void **state)
{
    char name[TEXT_NAME_MAX + 8];
    char mapped[TEXT_NAME_MAX + 1];

    (void) state;
    memset(name, 'a', sizeof(name));
    assert_false(text_map_account(span_of(name, TEXT_NAME_MAX + 1), mapped));
    assert_true(text_map_account(span_of(name, TEXT_NAME_MAX), mapped));
    assert_int_equal(strlen(mapped), TEXT_NAME_MAX);
    /* fits as typed, grows by mapping: U+023A has two bytes, its small three */
    for (size_t i = 0; i < TEXT_NAME_MAX; i += 2) {
        memcpy(name + i, "\u023a", 2);
    }
    assert_false(text_map_account(span_of(name, TEXT_NAME_MAX), mapped));
    assert_true(text_map_account(span_of(name, 42), mapped));
    assert_int_equal(strlen(mapped), 63);
    /* a NUL is no end */
    assert_false(text_map_account(span_of("wang\0x", 6), mapped));
    assert_false(text_map_account(span_of("", 1), mapped));
}


/* What is mapped maps to itself: else it is stored here and sought there. */
static void
mapping_is_stable(void **state)
{
    char once[TEXT_NAME_MAX + 1];
    char twice[TEXT_NAME_MAX + 1];
    unsigned n = 0;

    (void) state;
    for (uint32_t c = 0x21; c < 0x20000; c++) {
        char typed[8];
        int len = 0;
        if (c >= 0xd800 && c < 0xe000) {
            continue;
        }
        if (c < 0x80) {
            len = snprintf(typed, sizeof(typed), "%c", (char) c);
        } else if (c < 0x800) {
            len = snprintf(typed, sizeof(typed), "%c%c",
                           (char) (0xc0 | c >> 6), (char) (0x80 | (c & 63)));
        } else if (c < 0x10000) {
            len = snprintf(typed, sizeof(typed), "%c%c%c",
                           (char) (0xe0 | c >> 12),
                           (char) (0x80 | (c >> 6 & 63)),
                           (char) (0x80 | (c & 63)));
        } else {
            len = snprintf(typed, sizeof(typed), "%c%c%c%c",
                           (char) (0xf0 | c >> 18),
                           (char) (0x80 | (c >> 12 & 63)),
                           (char) (0x80 | (c >> 6 & 63)),
                           (char) (0x80 | (c & 63)));
        }
        if (text_map_account(span_of(typed, (size_t) len), once)) {
            assert_true(text_map_account(span_str(once), twice));
            assert_string_equal(once, twice);
            n++;
        }
    }
    assert_in_range(n, 60000, 110000);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts),
        cmocka_unit_test(characters_in_context),
        cmocka_unit_test(directions),
        cmocka_unit_test(lengths_of_accounts),
        cmocka_unit_test(mapping_is_stable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
