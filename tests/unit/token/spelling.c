/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The characters of a token: a good one that is cut, stretched, spelled or
 * signed otherwise, and what token_sign() refuses to write.
 */
#include "token_support.h"

/* n of P-256, big-endian. */
static const uint8_t order_n[32] = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
    0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};


static void
good_token(const struct desk *desk, char ret[TOKEN_MAX + 1])
{
    struct token_claims claims = desk_claims(desk);

    desk_sign(desk, &claims, ret);
}


static void
nothing_and_too_much_are_told_apart(void **state)
{
    struct desk *desk = *state;
    char token[TOKEN_MAX + 2];

    assert_int_equal(desk_judge(desk, ""), REASON_NO_SESSION);
    memset(token, 'a', sizeof(token));
    token[TOKEN_MAX + 1] = '\0';
    assert_int_equal(desk_judge(desk, token), REASON_TOO_LONG);
    token[TOKEN_MAX] = '\0';
    assert_int_equal(desk_judge(desk, token), REASON_MALFORMED);
    good_token(desk, token);
    assert_int_equal(desk_judge(desk, token), REASON_NONE);
}


static void
no_beginning_of_a_token_is_one(void **state)
{
    struct desk *desk = *state;
    char token[TOKEN_MAX + 1];

    good_token(desk, token);
    for (size_t len = 1; len < strlen(token); len++) {
        assert_int_equal(desk_verify(desk, span_of(token, len), SITE_NOW_S,
                                     NULL),
                         REASON_MALFORMED);
    }
    /* a NUL is a byte like another, and no digit */
    assert_int_equal(desk_verify(desk, span_of(token, strlen(token) + 1),
                                 SITE_NOW_S, NULL),
                     REASON_MALFORMED);
}


static void
no_changed_character_passes(void **state)
{
    struct desk *desk = *state;
    char token[TOKEN_MAX + 1], changed[TOKEN_MAX + 1];
    size_t len;

    good_token(desk, token);
    len = strlen(token);
    for (size_t i = 0; i < len; i++) {
        memcpy(changed, token, len + 1);
        changed[i] = token[i] == 'B' ? 'C' : 'B';
        if (desk_judge(desk, changed) == REASON_NONE) {
            fail_msg("character %zu", i);
        }
        /* the next digit: in a last one, spare bits alone */
        changed[i] = (char) (token[i] + 1);
        if (desk_judge(desk, changed) == REASON_NONE) {
            fail_msg("spare bits of %zu", i);
        }
    }
    assert_int_equal(desk_judge(desk, token), REASON_NONE);
}


static void
parts_are_three_in_base64url(void **state)
{
    static const struct {
        const char *about;
        int part;           /* 0 to 2: what follows it; 3: before all */
        const char *insert;
    } rows[] = {
        { "padding of the header", 0, "=" },
        { "padding of the claims", 1, "=" },
        { "padding of the signature", 2, "==" },
        { "a space in front", 3, " " },
        { "a space behind", 2, " " },
        { "a line's end", 2, "\n" },
        { "a dot in front", 3, "." },
        { "a dot behind", 2, "." },
        { "a fourth part", 2, ".AAAA" },
        { "an empty part", 0, "." },
        { "a digit of base64", 2, "+" },
        { "another one", 1, "/" },
        { "a whole group more", 2, "AAAA" },
        { "one of the claims", 1, "AAAA" },
    };
    struct desk *desk = *state;
    char token[TOKEN_MAX + 1], edited[2 * TOKEN_MAX];

    good_token(desk, token);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *at = token;

        for (int part = 0; rows[i].part != 3 && part <= rows[i].part; part++) {
            at = part == 2 ? token + strlen(token)
                           : strchr(at + (part > 0), '.');
        }
        (void) snprintf(edited, sizeof(edited), "%.*s%s%s",
                        (int) (at - token), token, rows[i].insert, at);
        if (desk_judge(desk, edited) != REASON_MALFORMED) {
            fail_msg("%s", rows[i].about);
        }
    }
    /* only two parts, and three that are empty */
    memcpy(edited, token, sizeof(token));
    *strrchr(edited, '.') = '\0';
    assert_int_equal(desk_judge(desk, edited), REASON_MALFORMED);
    assert_int_equal(desk_judge(desk, ".."), REASON_MALFORMED);
    assert_int_equal(desk_judge(desk, token), REASON_NONE);
}


static void
signatures_are_two_numbers_in_their_range(void **state)
{
    static const uint8_t zero[32];
    const struct {
        const char *about;
        const uint8_t *r, *s; /* NULL: as it is */
        size_t len;
        enum reason expected;
    } rows[] = {
        { "r = 0", zero, NULL, 64, REASON_BAD_SIGNATURE },
        { "s = 0", NULL, zero, 64, REASON_BAD_SIGNATURE },
        { "both", zero, zero, 64, REASON_BAD_SIGNATURE },
        { "r = n", order_n, NULL, 64, REASON_BAD_SIGNATURE },
        { "s = n", NULL, order_n, 64, REASON_BAD_SIGNATURE },
        { "63 bytes", NULL, NULL, 63, REASON_MALFORMED },
        { "65 bytes", NULL, NULL, 65, REASON_MALFORMED },
        { "none", NULL, NULL, 0, REASON_MALFORMED },
        { "as it is", NULL, NULL, 64, REASON_NONE },
    };
    struct desk *desk = *state;
    char token[TOKEN_MAX + 1], edited[TOKEN_MAX + 8];
    struct token_parts parts;

    good_token(desk, token);
    assert_true(token_parse(span_str(token), &parts));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint8_t signature[65] = { 0 };
        size_t at = parts.message.len;

        memcpy(signature, parts.signature, SIGN_SIGNATURE_SIZE);
        if (rows[i].r != NULL) {
            memcpy(signature, rows[i].r, 32);
        }
        if (rows[i].s != NULL) {
            memcpy(signature + 32, rows[i].s, 32);
        }
        memcpy(edited, token, at);
        edited[at++] = '.';
        base64url_encode(span_of(signature, rows[i].len), edited + at);
        if (desk_judge(desk, edited) != rows[i].expected) {
            fail_msg("%s", rows[i].about);
        }
    }
}


static struct token_claims
longest_claims(const struct desk *desk)
{
    struct token_claims claims = desk_claims(desk);

    memset(claims.audience, 'h', HOST_MAX);
    claims.audience[HOST_MAX] = '\0';
    claims.evidence = (struct evidence){
        .session = { { 255, 255, 255, 255, 255, 255, 255, 255 } },
        .method = METHOD_CERTIFICATE_TLS,
        .level = LEVEL_CERTIFICATE,
        .epoch = UINT32_MAX,
        .seq = TOKEN_SEQ_MAX,
        .issued_s = TOKEN_TIME_MAX - 1,
        .auth_time_s = TOKEN_TIME_MAX - 1,
        .expires_s = TOKEN_TIME_MAX,
    };
    return claims;
}


static void
the_longest_claims_come_back(void **state)
{
    struct desk *desk = *state;
    struct token_claims claims = longest_claims(desk);
    struct token_parts parts;
    char token[TOKEN_MAX + 1];

    assert_true(token_sign(desk->key, "1234567890123456", &claims, token));
    assert_true(strlen(token) <= TOKEN_MAX);
    assert_true(token_parse(span_str(token), &parts));
    assert_string_equal(parts.kid, "1234567890123456");
    assert_string_equal(parts.claims.audience, claims.audience);
    assert_memory_equal(parts.claims.store_id, claims.store_id, ID_SIZE);
    assert_memory_equal(&parts.claims.account, &claims.account, ID_SIZE);
    assert_int_equal(parts.claims.evidence.epoch, UINT32_MAX);
    assert_true(parts.claims.evidence.seq == TOKEN_SEQ_MAX);
    assert_int_equal(parts.claims.evidence.expires_s, TOKEN_TIME_MAX);
}


static void
what_no_token_may_hold_is_not_signed(void **state)
{
    struct desk *desk = *state;
    const struct token_claims good = longest_claims(desk);
    char token[TOKEN_MAX + 1] = "as before";
    struct token_claims bad[10];
    size_t n = 0;

#define BAD(member, value)                                                    \
    do {                                                                      \
        bad[n] = good;                                                        \
        bad[n++].member = (value);                                            \
    } while (0)
    BAD(audience[0], '\0');
    BAD(audience[3], '"');
    BAD(audience[3], ':');
    BAD(evidence.seq, TOKEN_SEQ_MAX + UINT64_C(1));
    BAD(evidence.expires_s, TOKEN_TIME_MAX + INT64_C(1));
    BAD(evidence.expires_s, good.evidence.issued_s);
    BAD(evidence.issued_s, -1);
    BAD(evidence.auth_time_s, good.evidence.issued_s + 6);
    BAD(evidence.method, METHOD_NONE);
    BAD(evidence.level, LEVEL_NONE);
    for (size_t i = 0; i < n; i++) {
        assert_false(token_sign(desk->key, TOKEN_KID, &bad[i], token));
    }
    assert_false(token_sign(desk->key, "", &good, token));
    assert_false(token_sign(desk->key, "a\"b", &good, token));
    assert_false(token_sign(desk->key, "12345678901234567", &good, token));
    assert_string_equal(token, "as before");
    assert_true(token_sign(desk->key, TOKEN_KID, &good, token));
}


int
main(void)
{
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, desk_new,      \
                                                        desk_end)
    const struct CMUnitTest tests[] = {
        DESK_TEST(nothing_and_too_much_are_told_apart),
        DESK_TEST(no_beginning_of_a_token_is_one),
        DESK_TEST(no_changed_character_passes),
        DESK_TEST(parts_are_three_in_base64url),
        DESK_TEST(signatures_are_two_numbers_in_their_range),
        DESK_TEST(the_longest_claims_come_back),
        DESK_TEST(what_no_token_may_hold_is_not_signed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
