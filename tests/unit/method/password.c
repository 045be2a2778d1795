/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The method `password`: one slow hash whatever is stored, and never a yes for
 * what is no hash (SECURITY D1).
 */
#include "method/method.h"

#include "crypto/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define CHEAP "$y$j75$"
#define SECRET_TEXT "Correct-Horse-7"

static char good[HASH_TEXT_MAX + 1];
static char decoy[HASH_TEXT_MAX + 1];


static int
prepare(void **state)
{
    struct secret secret SECRET = { 0 };

    (void) state;
    assert_true(secret_set(&secret, span_str(SECRET_TEXT)));
    assert_true(hash_make(&secret, CHEAP, good));
    assert_true(hash_make_decoy(CHEAP, decoy));

    return 0;
}


static struct method_proof
prove_with(const char *stored, const char *typed, const char *stand_in)
{
    struct account_set set = { .account = { .version = 1 } };
    struct secret secret SECRET = { 0 };
    struct method_input input = {
        .set = &set, .password = &secret, .typed = &secret,
        .decoy = stand_in,
    };
    struct method_proof proof = { 0 };

    snprintf(set.password.hash, sizeof(set.password.hash), "%s", stored);
    assert_true(secret_set(&secret, span_str(typed)));
    method_password.prove(&input, &proof);

    return proof;
}


static struct method_proof
prove(const char *stored, const char *typed)
{
    return prove_with(stored, typed, decoy);
}


static void
test_what_is_no_hash(void **state)
{
    static const char *const stored[] = {
        /* what crypt() says where it failed; what passwd keeps of the locked */
        "*0", "*1", "*", "!", "!!", "x", "*LK*",
        /* kinds that are not on the list, or not hashes */
        "Correct-Horse-7", "$", "$y$", "$y$j75$", "$1$salt$",
        "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "$apr1$x$y", "ab1234567890.",
        /* a cost that would take minutes */
        "$6$rounds=999999999$abcdefgh$",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(stored); i++) {
        struct method_proof proof = prove(stored[i], SECRET_TEXT);

        if (proof.yes || !proof.broken) {
            fail_msg("%s: %d %d", stored[i], proof.yes, proof.broken);
        }
        /* typed as it is stored: no comparison of texts */
        assert_false(prove(stored[i], stored[i]).yes);
    }
}


/* Cut anywhere, and with anything more: never a yes. */
static void
test_a_damaged_hash(void **state)
{
    char text[HASH_TEXT_MAX + 2];

    (void) state;
    for (size_t len = strlen(good) - 1; len > 0; len--) {
        snprintf(text, sizeof(text), "%.*s", (int) len, good);
        assert_false(prove(text, SECRET_TEXT).yes);
    }
    snprintf(text, sizeof(text), "%.200sA", good);
    assert_false(prove(text, SECRET_TEXT).yes);
    snprintf(text, sizeof(text), " %.200s", good);
    assert_false(prove(text, SECRET_TEXT).yes);
    snprintf(text, sizeof(text), "!%.200s", good);
    assert_false(prove(text, SECRET_TEXT).yes);

    snprintf(text, sizeof(text), "%s", good);
    text[strlen(text) - 1] ^= 1;
    assert_false(prove(text, SECRET_TEXT).yes);
}


static void
test_no_password_is_no(void **state)
{
    struct method_proof proof = prove("", SECRET_TEXT);

    (void) state;
    assert_false(proof.yes || proof.broken || proof.dead);

    /* not even for what the decoy was made of */
    assert_false(prove_with("", SECRET_TEXT, good).yes);
    /* and a decoy that is none is trouble, not an answer */
    proof = prove_with("", SECRET_TEXT, "*0");
    assert_true(proof.broken);
    assert_false(proof.yes);
}


static void
test_answers(void **state)
{
    static const char *const wrong[] = {
        "wrong", "correct-horse-7", "Correct-Horse-7 ", "Correct-Horse-",
        " ", "Correct-Horse-77",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct method_proof proof = prove(good, wrong[i]);

        assert_false(proof.yes || proof.broken || proof.dead);
    }
    assert_true(prove(good, SECRET_TEXT).yes);
    assert_false(prove(good, SECRET_TEXT).broken);
}


static int64_t
cpu_us(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);

    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}


static int64_t
cost_us(const char *stored)
{
    int64_t least = INT64_MAX;

    for (unsigned i = 0; i < 20; i++) {
        int64_t begin = cpu_us(), used;

        (void) prove(stored, SECRET_TEXT);
        used = cpu_us() - begin;
        least = used < least ? used : least;
    }

    return least;
}


/* A hash is worked on in every case.  What is measured is only that: the least
 * of many is no less than half of the least of a real one. */
static void
test_every_answer_costs_a_hash(void **state)
{
    static const char *const stored[] = { "", "*0", "!", "$y$j75$", "x" };
    int64_t real_us = cost_us(good);

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(stored); i++) {
        int64_t used_us = cost_us(stored[i]);

        if (used_us * 2 < real_us) {
            fail_msg("%s: %lld of %lld us", stored[i], (long long) used_us,
                     (long long) real_us);
        }
    }
}


static void
test_the_table(void **state)
{
    (void) state;
    assert_int_equal(METHODS_N, 2);
    assert_ptr_equal(method_table[0], &method_password);
    assert_ptr_equal(method_table[1], &method_oneday);
    assert_int_equal(method_password.method, METHOD_PASSWORD);
    assert_int_equal(method_oneday.method, METHOD_ONEDAY);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_no_hash),
        cmocka_unit_test(test_a_damaged_hash),
        cmocka_unit_test(test_no_password_is_no),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_every_answer_costs_a_hash),
        cmocka_unit_test(test_the_table),
    };

    return cmocka_run_group_tests(tests, prepare, NULL);
}
