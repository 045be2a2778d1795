/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one spelling of a token and those that are not it (RFC 8725, SECURITY E1
 * to E3).  Where only the text is wrong the signature over it is right: the
 * form alone must refuse.
 */
#include "token_support.h"

#include "crypto/digest.h"

#define HEADER "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}"

/* A token of any two texts, signed with the site's key. */
static void
sign_texts(const struct desk *desk, struct span header, struct span payload,
           char ret_token[4096])
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    size_t len;

    assert_true(header.len < 1000 && payload.len < 1400);
    base64url_encode(header, ret_token);
    len = strlen(ret_token);
    ret_token[len++] = '.';
    base64url_encode(payload, ret_token + len);
    len += strlen(ret_token + len);
    assert_true(sign_make(desk->key, span_of(ret_token, len), signature));
    ret_token[len++] = '.';
    base64url_encode(span_of(signature, sizeof(signature)), ret_token + len);
}


/* The payload of a good token, as text. */
static void
good_payload(const struct desk *desk, char ret[TOKEN_PAYLOAD_MAX + 1])
{
    struct token_claims claims = desk_claims(desk);
    char token[TOKEN_MAX + 1], *begin, *end;
    size_t len;

    desk_sign(desk, &claims, token);
    begin = strchr(token, '.') + 1;
    end = strchr(begin, '.');
    assert_true(base64url_decode(span_of(begin, (size_t) (end - begin)),
                                 (uint8_t *) ret, TOKEN_PAYLOAD_MAX, &len));
    ret[len] = '\0';
}


static void
a_token_has_this_text(void **state)
{
    struct desk *desk = *state;
    struct token_claims claims = desk_claims(desk);
    struct token_parts parts;
    char token[TOKEN_MAX + 1], expected[2048], payload[TOKEN_PAYLOAD_MAX + 1];
    char iss[ID_TEXT_SIZE], sub[ID_TEXT_SIZE];
    struct id store;

    memcpy(store.bytes, desk->store_id, ID_SIZE);
    id_print(&store, iss);
    id_print(&desk->account.id, sub);
    (void) snprintf(expected, sizeof(expected),
                    "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"apps.example\","
                    "\"sid\":\"c2Vzc2lvbjEAAAAAAAAAAA\",\"epoch\":1,"
                    "\"seq\":1,\"iat\":1000000,\"auth_time\":999990,"
                    "\"exp\":1000900,\"lvl\":1,\"amr\":\"password\","
                    "\"rst\":false}",
                    iss, sub);
    good_payload(desk, payload);
    assert_string_equal(payload, expected);

    desk_sign(desk, &claims, token);
    assert_true(strncmp(token,
                        "eyJhbGciOiJFUzI1NiIsImtpZCI6Im5vZGUtMSIsInR5cCI6Imd"
                        "jaXMrand0In0.",
                        64)
                == 0);
    assert_true(strlen(token) < 512);
    assert_true(token_parse(span_str(token), &parts));
    assert_string_equal(parts.kid, "node-1");
    assert_memory_equal(&parts.claims.account, &claims.account, ID_SIZE);
    assert_int_equal(desk_judge(desk, token), REASON_NONE);
}


static void
a_header_is_this_one(void **state)
{
    static const char *const bad[] = {
        /* algorithms of the sender's choice */
        "{\"alg\":\"none\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"HS256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"RS256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES384\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"es256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}",
        "{\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}",
        /* members that bring a key or a meaning along */
        "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\","
        "\"jku\":\"https://evil.example/keys\"}",
        "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\","
        "\"jwk\":{}}",
        "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\","
        "\"x5u\":\"\"}",
        "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\","
        "\"x5c\":[]}",
        "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"kid\":\"node-1\","
        "\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES256\",\"b64\":false,\"kid\":\"node-1\","
        "\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES256\",\"zip\":\"DEF\",\"kid\":\"node-1\","
        "\"typ\":\"gcis+jwt\"}",
        /* twice, in another order, with white space, of another type */
        "{\"alg\":\"ES256\",\"alg\":\"ES256\",\"kid\":\"node-1\","
        "\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"kid\":\"node-1\","
        "\"typ\":\"gcis+jwt\"}",
        "{\"kid\":\"node-1\",\"alg\":\"ES256\",\"typ\":\"gcis+jwt\"}",
        "{ \"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"} ",
        "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"gcis+jwt\"}\n",
        "{\"alg\":\"ES256\",\"kid\":\"node-1\",\"typ\":\"JWT\"}",
        "{\"alg\":\"ES256\",\"kid\":\"node-1\"}",
        /* names of keys */
        "{\"alg\":\"ES256\",\"kid\":\"\",\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES256\",\"kid\":\"node\\u002d1\",\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES256\",\"kid\":\"../node-1\",\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES256\",\"kid\":\"12345678901234567\","
        "\"typ\":\"gcis+jwt\"}",
        "{\"alg\":\"ES256\",\"kid\":1,\"typ\":\"gcis+jwt\"}",
        "", "{}", "[]", "null",
    };
    struct desk *desk = *state;
    char payload[TOKEN_PAYLOAD_MAX + 1], token[4096];

    good_payload(desk, payload);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        sign_texts(desk, span_str(bad[i]), span_str(payload), token);
        if (desk_judge(desk, token) != REASON_MALFORMED) {
            fail_msg("%s", bad[i]);
        }
    }
    sign_texts(desk, span_str(HEADER), span_str(payload), token);
    assert_int_equal(desk_judge(desk, token), REASON_NONE);

    /* 16 characters are a name, of a key that is not there */
    sign_texts(desk,
               span_str("{\"alg\":\"ES256\",\"kid\":\"1234567890_-abcZ\","
                        "\"typ\":\"gcis+jwt\"}"),
               span_str(payload), token);
    assert_int_equal(desk_judge(desk, token), REASON_UNKNOWN_KEY);
}


/* What the public half, taken for a secret, would sign. */
static void
a_mac_under_the_public_key_is_no_signature(void **state)
{
    struct desk *desk = *state;
    static const char *const algorithms[] = { "HS256", "ES256" };

    for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
        char header[128], payload[TOKEN_PAYLOAD_MAX + 1], token[4096];
        uint8_t mac[SIGN_SIGNATURE_SIZE] = { 0 };
        struct span message;
        size_t len;

        (void) snprintf(header, sizeof(header),
                        "{\"alg\":\"%s\",\"kid\":\"node-1\","
                        "\"typ\":\"gcis+jwt\"}",
                        algorithms[i]);
        good_payload(desk, payload);
        sign_texts(desk, span_str(header), span_str(payload), token);
        len = (size_t) (strrchr(token, '.') - token);
        message = span_of(token, len);
        assert_true(digest_hmac(span_of(desk->node_key.point, KEY_POINT_SIZE),
                                &message, 1, mac));
        base64url_encode(span_of(mac, sizeof(mac)), token + len + 1);
        assert_int_equal(desk_judge(desk, token), i == 0
                                                      ? REASON_MALFORMED
                                                      : REASON_BAD_SIGNATURE);
        base64url_encode(span_of(mac, DIGEST_SIZE), token + len + 1);
        assert_int_equal(desk_judge(desk, token), REASON_MALFORMED);
    }
}


/* One text in the payload, and what stands there instead. */
struct edit {
    const char *what;
    const char *instead;
};


static void
replace(const char *text, const struct edit *edit, char ret[1400])
{
    const char *at = strstr(text, edit->what);

    if (at == NULL) {
        fail_msg("%s is not there", edit->what);
    }
    (void) snprintf(ret, 1400, "%.*s%s%s", (int) (at - text), text,
                    edit->instead, at + strlen(edit->what));
}


static void
claims_are_these(void **state)
{
    static const struct edit bad[] = {
        /* a claim that is missing, one more, one twice, another order */
        { "\"iss\":", "\"xss\":" },
        { ",\"epoch\":1", "" },
        { ",\"seq\":1", "" },
        { ",\"auth_time\":999990", "" },
        { ",\"rst\":false", "" },
        { ",\"amr\":\"password\"", "" },
        { ",\"rst\":false", ",\"rst\":false,\"roles\":[\"admin\"]" },
        { "{\"iss\"", "{\"nbf\":1,\"iss\"" },
        { ",\"epoch\":1", ",\"epoch\":1,\"epoch\":1" },
        { ",\"epoch\":1,\"seq\":1", ",\"seq\":1,\"epoch\":1" },
        { ",\"lvl\":1,\"amr\":\"password\"",
          ",\"amr\":\"password\",\"lvl\":1" },
        /* white space, and what follows */
        { "{\"iss\"", "{ \"iss\"" },
        { "\"seq\":1", "\"seq\": 1" },
        { "false}", "false }" },
        { "false}", "false}\n" },
        { "false}", "false}{}" },
        { "false}", "false" },
        { "{\"iss\"", "\xef\xbb\xbf{\"iss\"" },
        /* numbers with two spellings, or that are none */
        { "\"epoch\":1", "\"epoch\":01" },
        { "\"epoch\":1", "\"epoch\":+1" },
        { "\"epoch\":1", "\"epoch\":-1" },
        { "\"epoch\":1", "\"epoch\":1.0" },
        { "\"epoch\":1", "\"epoch\":1e0" },
        { "\"epoch\":1", "\"epoch\":\"1\"" },
        { "\"epoch\":1", "\"epoch\":" },
        { "\"epoch\":1", "\"epoch\":4294967297" },
        { "\"seq\":1", "\"seq\":9007199254740992" },
        { "\"seq\":1", "\"seq\":18446744073709551617" },
        { "\"exp\":1000900", "\"exp\":253402300800" },
        { "\"exp\":1000900", "\"exp\":18446744073710552516" },
        { "\"exp\":1000900", "\"exp\":null" },
        /* times that cannot be */
        { "\"exp\":1000900", "\"exp\":1000000" },
        { "\"auth_time\":999990", "\"auth_time\":1000006" },
        /* levels and methods */
        { "\"lvl\":1", "\"lvl\":0" },
        { "\"lvl\":1", "\"lvl\":2" },
        { "\"lvl\":1", "\"lvl\":3" },
        { "\"amr\":\"password\"", "\"amr\":\"certificate\"" },
        { "\"amr\":\"password\"", "\"amr\":\"Password\"" },
        { "\"amr\":\"password\"", "\"amr\":\"\"" },
        { "\"amr\":\"password\"", "\"amr\":[\"password\"]" },
        { "\"rst\":false", "\"rst\":0" },
        { "\"rst\":false", "\"rst\":False" },
        { "\"rst\":false", "\"rst\":\"false\"" },
        { "\"rst\":false", "\"rst\":null" },
        /* ids */
        { "c2Vzc2lvbjEAAAAAAAAAAA", "c2Vzc2lvbjEAAAAAAAAAAB" },
        { "c2Vzc2lvbjEAAAAAAAAAAA", "c2Vzc2lvbjEAAAAAAAAAA" },
        { "c2Vzc2lvbjEAAAAAAAAAAA", "c2Vzc2lvbjEAAAAAAAAAAAA" },
        { "c2Vzc2lvbjEAAAAAAAAAAA", "c2Vzc2lvbjEAAAAAAAAAA=" },
        { "c2Vzc2lvbjEAAAAAAAAAAA", "c2Vzc2lvbjEAAAAAAAA+AA" },
        { "c2Vzc2lvbjEAAAAAAAAAAA", "" },
        /* audiences */
        { "apps.example", "" },
        { "apps.example", "apps.example:8443" },
        { "apps.example", "apps\\u002eexample" },
        { "apps.example", "apps.example\\u0000" },
        { "apps.example", " apps.example" },
        { "\"apps.example\"", "[\"apps.example\",\"other.example\"]" },
    };
    static const struct edit good[] = {
        { "\"rst\":false", "\"rst\":true" },
        { "\"amr\":\"password\"", "\"amr\":\"oneday\"" },
        { "\"lvl\":1,\"amr\":\"password\"",
          "\"lvl\":2,\"amr\":\"certificate\"" },
        { "\"lvl\":1,\"amr\":\"password\"",
          "\"lvl\":2,\"amr\":\"certificate-tls\"" },
        { "\"lvl\":1,\"amr\":\"password\"",
          "\"lvl\":1,\"amr\":\"certificate-tls\"" },
        { "\"auth_time\":999990", "\"auth_time\":1000005" },
        { "\"auth_time\":999990", "\"auth_time\":0" },
        { "\"seq\":1", "\"seq\":0" },
        { "\"exp\":1000900", "\"exp\":1000001" },
    };
    struct desk *desk = *state;
    char payload[TOKEN_PAYLOAD_MAX + 1], edited[1400], token[4096];

    good_payload(desk, payload);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        replace(payload, &bad[i], edited);
        sign_texts(desk, span_str(HEADER), span_str(edited), token);
        if (desk_judge(desk, token) != REASON_MALFORMED) {
            fail_msg("%s", edited);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        replace(payload, &good[i], edited);
        sign_texts(desk, span_str(HEADER), span_str(edited), token);
        if (desk_judge(desk, token) != REASON_NONE) {
            fail_msg("%s", edited);
        }
    }
}


int
main(void)
{
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, desk_new,      \
                                                        desk_end)
    const struct CMUnitTest tests[] = {
        DESK_TEST(a_token_has_this_text),
        DESK_TEST(a_header_is_this_one),
        DESK_TEST(a_mac_under_the_public_key_is_no_signature),
        DESK_TEST(claims_are_these),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
