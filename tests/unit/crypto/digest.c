/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests against published examples; random bytes and the comparison. */
#include "crypto/digest.h"
#include "base/encode.h"
#include "crypto/equal.h"
#include "crypto/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>


static void
comparison(void **state)
{
    uint8_t a[32] = { 0 };
    uint8_t b[32] = { 0 };

    (void) state;
    for (size_t i = 0; i < sizeof(a); i++) {
        for (unsigned bit = 1; bit < 256; bit <<= 1) {
            b[i] = (uint8_t) (b[i] ^ bit);
            assert_false(equal_secret(a, b, sizeof(a)));
            b[i] = (uint8_t) (b[i] ^ bit);
        }
    }
    assert_true(equal_secret(a, b, sizeof(a)));
    assert_true(equal_secret(a, b, 0));
}


/* FIPS 180-4 examples, in one part, in several, in none. */
static void
sha256(void **state)
{
    static const struct {
        const char *parts[3];
        const char *digest;
    } rows[] = {
        { { "", "", "" }, "e3b0c44298fc1c149afbf4c8996fb924"
                          "27ae41e4649b934ca495991b7852b855" },
        { { "abc", "", "" }, "ba7816bf8f01cfea414140de5dae2223"
                             "b00361a396177a9cb410ff61f20015ad" },
        { { "a", "b", "c" }, "ba7816bf8f01cfea414140de5dae2223"
                             "b00361a396177a9cb410ff61f20015ad" },
        { { "", "abcdbcdecdefdefgefghfghighijhijkijkljklm",
            "klmnlmnomnopnopq" }, "248d6a61d20638b8e5c026930c3e6039"
                                  "a33ce45964ff2167f6ecedd419db06c1" },
    };
    uint8_t digest[DIGEST_SIZE];
    char text[2 * DIGEST_SIZE + 1];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct span parts[3];
        for (size_t j = 0; j < 3; j++) {
            parts[j] = span_str(rows[i].parts[j]);
        }
        assert_true(digest_sha256(parts, 3, digest));
        hex_encode(span_of(digest, sizeof(digest)), text);
        assert_string_equal(text, rows[i].digest);
    }
    assert_true(digest_sha256(NULL, 0, digest));
    hex_encode(span_of(digest, sizeof(digest)), text);
    assert_string_equal(text, rows[0].digest);
}


/* RFC 4231, test cases 1, 2, 6 */
static void
hmac(void **state)
{
    uint8_t key[131];
    uint8_t digest[DIGEST_SIZE];
    char text[2 * DIGEST_SIZE + 1];
    struct span parts[2] = { span_str("Hi "), span_str("There") };

    (void) state;
    /* no key is no key, not the one of before */
    assert_false(digest_hmac(span_of(NULL, 0), parts, 2, digest));

    memset(key, 0x0b, sizeof(key));
    assert_true(digest_hmac(span_of(key, 20), parts, 2, digest));
    hex_encode(span_of(digest, sizeof(digest)), text);
    assert_string_equal(text, "b0344c61d8db38535ca8afceaf0bf12b"
                              "881dc200c9833da726e9376c2e32cff7");

    parts[0] = span_str("what do ya want for nothing?");
    parts[1] = span_of(NULL, 0);
    assert_true(digest_hmac(span_str("Jefe"), parts, 2, digest));
    hex_encode(span_of(digest, sizeof(digest)), text);
    assert_string_equal(text, "5bdcc146bf60754e6a042426089575c7"
                              "5a003f089d2739839dec58b964ec3843");

    memset(key, 0xaa, sizeof(key));
    parts[0] =
        span_str("Test Using Larger Than Block-Size Key - Hash Key First");
    assert_true(digest_hmac(span_of(key, 131), parts, 1, digest));
    hex_encode(span_of(digest, sizeof(digest)), text);
    assert_string_equal(text, "60e431591ee0b67f0d8a26aacbf5b77f"
                              "8e0bc6213728c5140546040f0ee37f54");
}


static void
random_values(void **state)
{
    static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    uint8_t a[32] = { 0 };
    uint8_t b[32] = { 0 };
    char text[4097] = "";
    size_t seen[32] = { 0 };

    (void) state;
    assert_true(random_bytes(a, sizeof(a)));
    assert_true(random_bytes(b, sizeof(b)));
    assert_memory_not_equal(a, b, sizeof(a));
    assert_true(random_bytes(NULL, 0));

    /* no power of two: some characters would come oftener */
    assert_false(random_text("abc", 8, text));
    assert_false(random_text("", 8, text));
    assert_true(random_text("x", 3, text));
    assert_string_equal(text, "xxx");
    assert_true(random_text(alphabet, 0, text));
    assert_string_equal(text, "");

    assert_true(random_text(alphabet, 4096, text));
    assert_int_equal(strlen(text), 4096);
    for (size_t i = 0; i < 4096; i++) {
        const char *at = strchr(alphabet, text[i]);
        assert_non_null(at);
        seen[at - alphabet]++;
    }
    for (size_t i = 0; i < ARRAY_LEN(seen); i++) {
        assert_in_range(seen[i], 64, 256); /* 128 on the average */
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparison),
        cmocka_unit_test(sha256),
        cmocka_unit_test(hmac),
        cmocka_unit_test(random_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
