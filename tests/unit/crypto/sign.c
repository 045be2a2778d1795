/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures: each flipped bit is a no, r and s are in their range, and foreign
 * points are no keys (SECURITY E2).  The example is RFC 7515 A.3's.
 */
#include "crypto/sign.h"
#include "base/encode.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const uint8_t order[32] = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
    0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};

static struct sign_key *key;
static struct verify_key *half;


static int
make_keys(void **state)
{
    uint8_t point[SIGN_POINT_SIZE];

    (void) state;
    key = sign_key_generate();
    if (key == NULL || !sign_key_point(key, point)) {
        return -1;
    }
    half = verify_key_new(span_of(point, sizeof(point)));
    return half == NULL ? -1 : 0;
}


static int
free_keys(void **state)
{
    (void) state;
    sign_key_free(key);
    verify_key_free(half);
    sign_key_free(NULL);
    verify_key_free(NULL);
    return 0;
}


static void
flips(void **state)
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    char message[] = "header.claims";

    (void) state;
    assert_true(sign_make(key, span_str(message), signature));
    for (size_t bit = 0; bit < 8 * sizeof(signature); bit++) {
        signature[bit / 8] ^= (uint8_t) (1u << bit % 8);
        assert_false(verify_signature(half, span_str(message), signature));
        signature[bit / 8] ^= (uint8_t) (1u << bit % 8);
    }
    for (size_t i = 0; i < strlen(message); i++) {
        message[i] ^= 1;
        assert_false(verify_signature(half, span_str(message), signature));
        message[i] ^= 1;
    }
    assert_false(verify_signature(half, span_str("header.claims2"),
                                  signature));
    assert_false(verify_signature(half, span_of(NULL, 0), signature));
    assert_true(verify_signature(half, span_str(message), signature));
}


static void
ranges(void **state)
{
    static const uint8_t zero[32];
    uint8_t most[32];
    uint8_t one[32] = { 0 };
    uint8_t all[32];
    const uint8_t *const numbers[] = { zero, one, most, order, all };
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    uint8_t good[SIGN_SIGNATURE_SIZE];

    (void) state;
    one[31] = 1;
    memcpy(most, order, sizeof(most));
    most[31]--;
    memset(all, 0xff, sizeof(all));
    assert_true(sign_make(key, span_str("m"), good));
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        for (size_t j = 0; j < ARRAY_LEN(numbers); j++) {
            memcpy(signature, numbers[i], 32);
            memcpy(signature + 32, numbers[j], 32);
            assert_false(verify_signature(half, span_str("m"), signature));
        }
        memcpy(signature, good, sizeof(good));
        memcpy(signature, numbers[i], 32);
        assert_false(verify_signature(half, span_str("m"), signature));
        memcpy(signature, good, sizeof(good));
        memcpy(signature + 32, numbers[i], 32);
        assert_false(verify_signature(half, span_str("m"), signature));
    }
    assert_true(verify_signature(half, span_str("m"), good));
}


static void
other_keys(void **state)
{
    struct sign_key *other = sign_key_generate();
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    (void) state;
    assert_non_null(other);
    assert_true(sign_make(other, span_str("m"), signature));
    assert_false(verify_signature(half, span_str("m"), signature));
    sign_key_free(other);
}


static void
points_refused(void **state)
{
    uint8_t point[SIGN_POINT_SIZE + 1];

    (void) state;
    assert_true(sign_key_point(key, point));
    assert_null(verify_key_new(span_of(NULL, 0)));
    assert_null(verify_key_new(span_of(point, SIGN_POINT_SIZE - 1)));
    assert_null(verify_key_new(span_of(point, SIGN_POINT_SIZE + 1)));
    /* off the curve */
    point[64] ^= 1;
    assert_null(verify_key_new(span_of(point, SIGN_POINT_SIZE)));
    point[64] ^= 1;
    /* compressed and hybrid forms, the point at infinity */
    point[0] = 2;
    assert_null(verify_key_new(span_of(point, 33)));
    assert_null(verify_key_new(span_of(point, SIGN_POINT_SIZE)));
    point[0] = 6;
    assert_null(verify_key_new(span_of(point, SIGN_POINT_SIZE)));
    memset(point, 0, sizeof(point));
    assert_null(verify_key_new(span_of(point, 1)));
    assert_null(verify_key_new(span_of(point, SIGN_POINT_SIZE)));
    point[0] = 4;
    assert_null(verify_key_new(span_of(point, SIGN_POINT_SIZE)));
}


static size_t
decode(const char *text, uint8_t *ret, size_t size)
{
    size_t len = 0;

    assert_true(base64url_decode(span_str(text), ret, size, &len));
    return len;
}


static void
published_example(void **state)
{
    static const char message[] =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsD"
        "QogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    uint8_t point[SIGN_POINT_SIZE] = { 4 };
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    struct verify_key *public;

    (void) state;
    assert_int_equal(decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                            point + 1, 32), 32);
    assert_int_equal(decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                            point + 33, 32), 32);
    assert_int_equal(decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfT"
                            "jDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
                            signature, 64), 64);
    public = verify_key_new(span_of(point, sizeof(point)));
    assert_non_null(public);
    assert_true(verify_signature(public, span_str(message), signature));
    signature[63] ^= 1;
    assert_false(verify_signature(public, span_str(message), signature));
    verify_key_free(public);
}


/* r and s begin with zero bytes now and then: always 32 bytes each. */
static void
short_numbers(void **state)
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    (void) state;
    for (unsigned i = 0; i < 1000; i++) {
        assert_true(sign_make(key, span_of(&i, sizeof(i)), signature));
        assert_true(verify_signature(half, span_of(&i, sizeof(i)),
                                     signature));
    }
}


static void *
use_both(void *userdata)
{
    bool *all_good = userdata;

    for (unsigned i = 0; i < 300; i++) {
        uint8_t signature[SIGN_SIGNATURE_SIZE];
        if (!sign_make(key, span_of(&i, sizeof(i)), signature)
            || !verify_signature(half, span_of(&i, sizeof(i)), signature)) {
            *all_good = false;
        }
        signature[5] ^= 4;
        if (verify_signature(half, span_of(&i, sizeof(i)), signature)) {
            *all_good = false;
        }
    }
    return NULL;
}


static void
many_threads(void **state)
{
    pthread_t threads[4];
    bool good[4] = { true, true, true, true };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, use_both,
                                        &good[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(good[i]);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flips),
        cmocka_unit_test(ranges),
        cmocka_unit_test(other_keys),
        cmocka_unit_test(points_refused),
        cmocka_unit_test(published_example),
        cmocka_unit_test(short_numbers),
        cmocka_unit_test(many_threads),
    };

    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
