/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The form of a token: header, claims, signature, each in base64url, between
 * two dots.  The algorithm is in the code, never in what is read (SECURITY
 * E1, E2).  Nothing here is proven; verify.c proves.
 */
#include "token/claims.h"

#define SIGNATURE_LEN BASE64URL_LEN(SIGN_SIGNATURE_SIZE) /* characters */


/* Appends text.len characters and a dot. */
static size_t
append(char *token, size_t at, struct span bytes, char end)
{
    base64url_encode(bytes, token + at);
    at += BASE64URL_LEN(bytes.len);
    token[at] = end;
    return at + 1;
}


bool
token_sign(const struct sign_key *key, const char *kid,
           const struct token_claims *claims, char ret_token[TOKEN_MAX + 1])
{
    char header[TOKEN_HEADER_MAX], payload[TOKEN_PAYLOAD_MAX];
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    char token[TOKEN_MAX + 1];
    size_t header_len = claims_write_header(kid, header);
    size_t payload_len = claims_write(claims, payload);
    size_t len = 0;

    _Static_assert(BASE64URL_LEN(TOKEN_HEADER_MAX)
                           + BASE64URL_LEN(TOKEN_PAYLOAD_MAX) + SIGNATURE_LEN
                           + 2
                       <= TOKEN_MAX,
                   "the longest token fits");
    if (header_len == 0 || payload_len == 0) {
        return false;
    }
    len = append(token, len, span_of(header, header_len), '.');
    len = append(token, len, span_of(payload, payload_len), '.');
    if (!sign_make(key, span_of(token, len - 1), signature)) {
        return false;
    }
    len = append(token, len, span_of(signature, sizeof(signature)), '\0');
    memcpy(ret_token, token, len);
    return true;
}


/* The part before the next dot, which is left out; false without one. */
static bool
take_part(struct span *left, struct span *ret_part)
{
    const uint8_t *dot = left->len == 0 ? NULL
                                        : memchr(left->data, '.', left->len);

    if (dot == NULL) {
        return false;
    }
    *ret_part = span_of(left->data, (size_t) (dot - left->data));
    *left = span_of(dot + 1, left->len - ret_part->len - 1);
    return ret_part->len > 0;
}


bool
token_parse(struct span token, struct token_parts *ret)
{
    uint8_t header[TOKEN_HEADER_MAX], payload[TOKEN_PAYLOAD_MAX];
    struct span left = token, part;
    struct token_parts parts;
    size_t len;

    if (token.len > TOKEN_MAX || !take_part(&left, &part)
        || !base64url_decode(part, header, sizeof(header), &len)
        || !claims_parse_header(span_of(header, len), parts.kid))
    {
        return false;
    }
    if (!take_part(&left, &part)
        || !base64url_decode(part, payload, sizeof(payload), &len)
        || !claims_parse(span_of(payload, len), &parts.claims))
    {
        return false;
    }
    /* a dot more is no digit of base64url */
    if (!base64url_decode(left, parts.signature, sizeof(parts.signature),
                          &len)
        || len != SIGN_SIGNATURE_SIZE)
    {
        return false;
    }
    parts.message = span_of(token.data, token.len - left.len - 1);
    *ret = parts;
    return true;
}
