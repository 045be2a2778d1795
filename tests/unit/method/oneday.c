/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One-day passwords: what is made, what is typed off a paper, and that the
 * method computes the same for everybody, whatever is stored.
 */
#include "method/oneday.h"
#include "method/method.h"

#include "crypto/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define VALUE "ABCD-EFGH-JKLM"

static const uint8_t key[32] = { 1, 2, 3 };
static const uint8_t other_key[32] = { 1, 2, 4 };
static const struct id wang = { .bytes = { 1 } };
static const struct id lin = { .bytes = { 2 } };


static void
mac_of(const uint8_t with[32], const struct id *account, const char *typed,
       uint8_t ret[DIGEST_SIZE])
{
    struct secret secret SECRET = { 0 };

    assert_true(secret_set(&secret, span_str(typed)));
    assert_true(oneday_mac(span_of(with, 32), account, &secret, ret));
}


static void
test_lengths(void **state)
{
    static const struct {
        size_t length;
        bool good;
        const char *shape; /* x a character of the alphabet */
    } rows[] = {
        { 0, false, NULL },
        { ONEDAY_LENGTH_MAX + 1, false, NULL },
        { SIZE_MAX, false, NULL },
        { 1, true, "x" },
        { 4, true, "xxxx" },
        { 5, true, "xxxx-x" },
        { 10, true, "xxxx-xxxx-xx" },
        { 12, true, "xxxx-xxxx-xxxx" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct secret made SECRET = { 0 };

        assert_int_equal(oneday_make(rows[i].length, &made), rows[i].good);
        assert_int_equal(made.len,
                         rows[i].good ? strlen(rows[i].shape) : 0);
        for (size_t at = 0; at < made.len; at++) {
            if (rows[i].shape[at] == '-') {
                assert_int_equal(made.text[at], '-');
            } else {
                assert_non_null(strchr(ONEDAY_ALPHABET, made.text[at]));
            }
        }
    }
}


/* No letter that another can be taken for; each of them comes up. */
static void
test_alphabet(void **state)
{
    unsigned seen[256] = { 0 };
    const unsigned n_rounds = 500;

    (void) state;
    assert_int_equal(strlen(ONEDAY_ALPHABET), 32);
    assert_null(strpbrk(ONEDAY_ALPHABET, "01IOio"));
    for (unsigned i = 0; i < n_rounds; i++) {
        struct secret made SECRET = { 0 };

        assert_true(oneday_make(ONEDAY_LENGTH_MAX, &made));
        for (size_t at = 0; at < made.len; at++) {
            seen[(uint8_t) made.text[at]]++;
        }
    }

    /* 32,000 characters: 1,000 of each but for chance (deviation 31) */
    for (const char *at = ONEDAY_ALPHABET; *at != '\0'; at++) {
        assert_in_range(seen[(uint8_t) *at], 780, 1220);
    }
}


static void
test_two_are_never_the_same(void **state)
{
    struct secret made[64];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(made); i++) {
        assert_true(oneday_make(12, &made[i]));
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(made[i].text, made[j].text);
        }
    }
}


static void
test_what_is_typed(void **state)
{
    static const struct {
        const char *typed;
        bool same;
    } rows[] = {
        { "ABCD-EFGH-JKLN", false },
        { "ABCD-EFGH-JKL", false },
        { "ABCD-EFGH-JKLMM", false },
        { "ABCD_EFGH_JKLM", false },
        { "ABCD\tEFGH\tJKLM", false },
        { "BACD-EFGH-JKLM", false },
        { "ＡＢＣＤ-EFGH-JKLM", false },
        { "", false },
        { "----", false },
        { VALUE, true },
        { "ABCDEFGHJKLM", true },
        { "abcd-efgh-jklm", true },
        { " aBcD eFgH  jKlM ", true },
        { "A-B-C-D-E-F-G-H-J-K-L-M", true },
    };
    uint8_t right[DIGEST_SIZE], mac[DIGEST_SIZE];

    (void) state;
    mac_of(key, &wang, VALUE, right);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        mac_of(key, &wang, rows[i].typed, mac);
        if ((memcmp(mac, right, sizeof(mac)) == 0) != rows[i].same) {
            fail_msg("%s", rows[i].typed);
        }
    }

    /* of another account, under another key: another */
    mac_of(key, &lin, VALUE, mac);
    assert_memory_not_equal(mac, right, sizeof(mac));
    mac_of(other_key, &wang, VALUE, mac);
    assert_memory_not_equal(mac, right, sizeof(mac));
}


static struct method_proof
prove(const struct account_set *set, const char *typed)
{
    struct secret secret SECRET = { 0 };
    struct method_input input = {
        .set = set, .password = &secret, .typed = &secret, .decoy = "",
        .oneday_key = span_of(key, sizeof(key)),
    };
    struct method_proof proof = { 0 };

    assert_true(secret_set(&secret, span_str(typed)));
    method_oneday.prove(&input, &proof);

    return proof;
}


static void
test_prove(void **state)
{
    struct account_set nobody = { .account = { .version = 0 } };
    struct account_set set = { .account = { .version = 1, .id = wang } };
    struct method_proof proof;

    (void) state;
    /* nobody's, and one whose zeroes are no MAC that lives */
    proof = prove(&nobody, VALUE);
    assert_false(proof.yes || proof.dead || proof.broken);
    proof = prove(&set, VALUE);
    assert_false(proof.yes || proof.dead || proof.broken);

    /* stored, but neither alive nor the one before */
    mac_of(key, &wang, VALUE, set.oneday.mac);
    mac_of(key, &wang, VALUE, set.oneday.dead_mac);
    proof = prove(&set, VALUE);
    assert_false(proof.yes || proof.dead || proof.broken);

    set.oneday.has_dead = true;
    proof = prove(&set, VALUE);
    assert_false(proof.yes);
    assert_true(proof.dead);

    set.oneday.has_dead = false;
    set.oneday.live = true;
    proof = prove(&set, "abcd efgh jklm");
    assert_true(proof.yes);
    assert_false(proof.dead || proof.broken);
    proof = prove(&set, "ABCD-EFGH-JKLN");
    assert_false(proof.yes || proof.dead);

    /* of another account */
    set.account.id = lin;
    assert_false(prove(&set, VALUE).yes);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_alphabet),
        cmocka_unit_test(test_two_are_never_the_same),
        cmocka_unit_test(test_what_is_typed),
        cmocka_unit_test(test_prove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
