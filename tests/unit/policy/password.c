/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules for new passwords: each alone, at its limit and one past it, and
 * all at once. */
#include "policy/password.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1800000000)
#define DAY INT64_C(86400)

static const struct limits baseline = {
    .password = {
        { .min_length = 12, .max_length = 128, .composition = 3,
          .history = 3, .min_age_s = DAY, .max_age_s = 90 * DAY },
        { .min_length = 8, .max_length = 128, .composition = 0,
          .history = 1, .min_age_s = 0, .max_age_s = 0 },
    },
};

static const struct account wang = {
    .kind = KIND_CIVIL_SERVANT,
    .name = "Wang.XM",
    .mapped = "wang.xm",
    .full_name = "王小明 (Siao Ming) Ha",
};

#define EIGHT "Xk3+Xk3+"
#define LONG_120                                                              \
    EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT   \
    EIGHT EIGHT EIGHT
#define WIDE "\xe9\xbe\x8d" /* 龍 */


static void
what_the_text_alone_breaks(void **state)
{
    static const struct {
        const char *password;
        unsigned broken;
    } rows[] = {
        /* nothing at all */
        { "", PASSWORD_TOO_SHORT | PASSWORD_TOO_FEW_KINDS },
        /* 11 code points, and 12 */
        { "Ab3defghijk", PASSWORD_TOO_SHORT },
        { "Ab3defghijkl", 0 },
        /* 11 code points that are 13 bytes */
        { "Ab3d" "\xc3\xa9" "fghij" "\xc3\xa9", PASSWORD_TOO_SHORT },
        /* 129 code points, and 128 */
        { LONG_120 EIGHT "x", PASSWORD_TOO_LONG },
        { LONG_120 EIGHT, 0 },
        /* 128 code points of which 4 are wide */
        { LONG_120 "Xk3+" WIDE WIDE WIDE WIDE, 0 },
        /* one kind, two kinds */
        { "abcdefghijkl", PASSWORD_TOO_FEW_KINDS },
        { "abcdefghijk1", PASSWORD_TOO_FEW_KINDS },
        { "ABCDEFGHIJK+", PASSWORD_TOO_FEW_KINDS },
        /* three of four, each left out once */
        { "abcdefghiJ1k", 0 },
        { "abcdefghiJ+k", 0 },
        { "abcdefghi1+k", 0 },
        { "ABCDEFGHI1+K", 0 },
        /* characters of other scripts are the fourth kind */
        { "abcdefghij1" WIDE, 0 },
        /* blanks inside are good */
        { "ab defghij 1k", 0 },
        /* control characters, a line separator */
        { "Ab3defghijk\n", PASSWORD_BAD_TEXT },
        { "Ab3defghijk\x7f", PASSWORD_BAD_TEXT },
        { "Ab3defghijk\xe2\x80\xa8", PASSWORD_BAD_TEXT },
        /* invalid UTF-8: a lone byte, a long form, a surrogate */
        { "Ab3defghijk\xff", PASSWORD_BAD_TEXT },
        { "Ab3defghijk\xc1\x81", PASSWORD_BAD_TEXT },
        { "Ab3defghijk\xed\xa0\x80", PASSWORD_BAD_TEXT },
    };
    static const struct password_facts facts = { .agency_code = "" };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        unsigned got = password_judge(span_str(rows[i].password), &wang,
                                      &facts, &baseline, NOW);

        if (got != rows[i].broken) {
            fail_msg("row %zu: %x", i, got);
        }
    }
}


static void
names_that_are_contained(void **state)
{
    static const struct {
        const char *password;
        const char *agency;
        unsigned broken;
    } rows[] = {
        /* a part of the account's name, in any case and width */
        { "1+wang+1+1+A", "", PASSWORD_HAS_NAME },
        { "1+WaNg+1+1+a", "", PASSWORD_HAS_NAME },
        { "1+\xef\xbd\x97\xef\xbd\x81\xef\xbd\x8e\xef\xbd\x87+1+1+A", "",
          PASSWORD_HAS_NAME },
        /* parts of the full name: 4 letters, 3 ideographs */
        { "1+siao+1+1+A", "", PASSWORD_HAS_NAME },
        { "1+mIng+1+1+A", "", PASSWORD_HAS_NAME },
        { "Ab1+\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e+1+1+", "",
          PASSWORD_HAS_NAME },
        /* parts of two letters or three are too short to matter */
        { "1+xm+ha+1+1+A", "", 0 },
        { "1+wan+sia+1+A", "", 0 },
        /* a part of a part of ideographs is none */
        { "Ab1+\xe5\xb0\x8f\xe6\x98\x8e+1+1+cd", "", 0 },
        /* the name with something in between */
        { "1+wa+ng+1+1+A", "", 0 },
        /* the agency's code as a whole, in any case */
        { "1+tcg-com+1+A", "TCG-COM", PASSWORD_HAS_AGENCY },
        { "1+TCG-COM+1+a", "TCG-COM", PASSWORD_HAS_AGENCY },
        /* a code of 4, and one of 3 */
        { "1+moea+1+1+A", "MOEA", PASSWORD_HAS_AGENCY },
        { "1+tcg+1+1+1+A", "TCG", 0 },
        /* a part of the code */
        { "1+com+tcg+1+A", "TCG-COM", 0 },
        /* both */
        { "1+wang+moea+A", "MOEA", PASSWORD_HAS_NAME | PASSWORD_HAS_AGENCY },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct password_facts facts = { .agency_code = rows[i].agency };
        unsigned got = password_judge(span_str(rows[i].password), &wang,
                                      &facts, &baseline, NOW);

        if (got != rows[i].broken) {
            fail_msg("row %zu: %x", i, got);
        }
    }
}


static void
names_of_two_ideographs(void **state)
{
    static const struct {
        const char *full_name;
        const char *password;
        unsigned broken;
    } rows[] = {
        /* two are a name: 林明 */
        { "\xe6\x9e\x97\xe6\x98\x8e",
          "Ab1+\xe6\x9e\x97\xe6\x98\x8e+1+1+1", PASSWORD_HAS_NAME },
        /* one is not: 林 */
        { "\xe6\x9e\x97", "Ab1+\xe6\x9e\x97+1+1+1+", 0 },
        /* two letters with an ideograph are a part of ideographs: a林 */
        { "a\xe6\x9e\x97", "Ab1+A\xe6\x9e\x97+1+1+1", PASSWORD_HAS_NAME },
        /* kana and hangul count like ideographs */
        { "\xe3\x81\x82\xe3\x81\x84", "Ab1+\xe3\x81\x82\xe3\x81\x84+1+1+1",
          PASSWORD_HAS_NAME },
        /* no name at all */
        { "", "Ab1+1+1+1+1+", 0 },
        /* a name that is no text is taken for contained */
        { "\xff\xfe", "Ab1+1+1+1+1+", PASSWORD_HAS_NAME },
    };
    static const struct password_facts facts = { 0 };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account account = { .mapped = "qqq" };
        unsigned got;

        memcpy(account.full_name, rows[i].full_name,
               strlen(rows[i].full_name) + 1);
        got = password_judge(span_str(rows[i].password), &account, &facts,
                             &baseline, NOW);
        if (got != rows[i].broken) {
            fail_msg("row %zu: %x", i, got);
        }
    }
}


static void
what_facts_break(void **state)
{
    static const struct {
        struct password_facts facts;
        unsigned broken;
    } rows[] = {
        /* each alone */
        { { .on_blocklist = true }, PASSWORD_ON_BLOCKLIST },
        { { .n_history_match = 1 }, PASSWORD_IN_HISTORY },
        { { .is_oneday = true }, PASSWORD_IS_ONEDAY },
        /* a second less than min_age ago */
        { { .changed_s = NOW - DAY + 1 }, PASSWORD_TOO_YOUNG },
        /* the clock was set back behind the last change */
        { { .changed_s = NOW + 1 }, PASSWORD_TOO_YOUNG },
        /* min_age ago */
        { { .changed_s = NOW - DAY }, 0 },
        /* forced */
        { { .changed_s = NOW - 1, .forced = true }, 0 },
        /* forced opens nothing else */
        { { .changed_s = NOW - 1, .forced = true, .n_history_match = 1 },
          PASSWORD_IN_HISTORY },
        /* the first password */
        { { .changed_s = 0 }, 0 },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        unsigned got = password_judge(span_str("Ab3defghijkl"), &wang,
                                      &rows[i].facts, &baseline, NOW);

        if (got != rows[i].broken) {
            fail_msg("row %zu: %x", i, got);
        }
    }
}


static void
all_broken_rules_come_at_once(void **state)
{
    static const struct password_facts facts = {
        .on_blocklist = true, .n_history_match = 2, .is_oneday = true,
        .changed_s = NOW - 1, .agency_code = "MOEA",
    };
    unsigned got = password_judge(span_str("wangmoea"), &wang, &facts,
                                  &baseline, NOW);

    (void) state;
    assert_int_equal(got, PASSWORD_TOO_SHORT | PASSWORD_TOO_FEW_KINDS
                              | PASSWORD_HAS_NAME | PASSWORD_HAS_AGENCY
                              | PASSWORD_ON_BLOCKLIST | PASSWORD_IN_HISTORY
                              | PASSWORD_TOO_YOUNG | PASSWORD_IS_ONEDAY);
    /* facts are told of what is no text as well */
    got = password_judge(span_str("wang\n"), &wang, &facts, &baseline, NOW);
    assert_int_equal(got, PASSWORD_BAD_TEXT | PASSWORD_ON_BLOCKLIST
                              | PASSWORD_IN_HISTORY | PASSWORD_TOO_YOUNG
                              | PASSWORD_IS_ONEDAY);
}


static void
other_numbers_for_other_people(void **state)
{
    static const struct password_facts facts = { .changed_s = NOW };
    static const struct limits nist = {
        .password = { { .min_length = 15, .max_length = 128 },
                      { .min_length = 15, .max_length = 128 } },
    };
    struct account member = { .kind = KIND_MEMBER, .mapped = "chen" };

    (void) state;
    /* members: 7 and 8, one kind, no minimal age */
    assert_int_equal(password_judge(span_str("abcdefg"), &member, &facts,
                                    &baseline, NOW), PASSWORD_TOO_SHORT);
    assert_int_equal(password_judge(span_str("abcdefgh"), &member, &facts,
                                    &baseline, NOW), 0);
    /* the profile nist: 14 and 15, one kind */
    assert_int_equal(password_judge(span_str("abcdefghijklmn"), &wang, &facts,
                                    &nist, NOW), PASSWORD_TOO_SHORT);
    assert_int_equal(password_judge(span_str("abcdefghijklmno"), &wang,
                                    &facts, &nist, NOW), 0);
    /* but names all the same */
    assert_int_equal(password_judge(span_str("abcdefghijkwang"), &wang,
                                    &facts, &nist, NOW), PASSWORD_HAS_NAME);
}


static void
every_rule_has_its_word(void **state)
{
    static const char *const words[PASSWORD_N_RULES] = {
        "too_short", "too_long", "too_few_kinds", "has_name", "has_agency",
        "on_blocklist", "in_history", "too_young", "is_oneday", "bad_text",
    };

    (void) state;
    assert_string_equal(password_rule_word((enum password_rule) 0), "");
    assert_string_equal(password_rule_word((enum password_rule) 3), "");
    assert_string_equal(
        password_rule_word((enum password_rule) (1 << PASSWORD_N_RULES)), "");
    for (int i = 0; i < PASSWORD_N_RULES; i++) {
        assert_string_equal(
            password_rule_word((enum password_rule) (1 << i)), words[i]);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_text_alone_breaks),
        cmocka_unit_test(names_that_are_contained),
        cmocka_unit_test(names_of_two_ideographs),
        cmocka_unit_test(what_facts_break),
        cmocka_unit_test(all_broken_rules_come_at_once),
        cmocka_unit_test(other_numbers_for_other_people),
        cmocka_unit_test(every_rule_has_its_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
