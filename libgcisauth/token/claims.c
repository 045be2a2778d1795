/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stands in a token, written by hand and read by a scanner that knows
 * the one text there can be: fixed order, no white space, no escapes, numbers
 * without leading zeros.  So no JSON parser meets what a stranger sends, and
 * two spellings of one token cannot be.  Knows no key and no clock.
 */
#include "token/claims.h"

#include <inttypes.h>
#include <stdio.h>

#define HEADER_BEGIN "{\"alg\":\"ES256\",\"kid\":\""
#define HEADER_END "\",\"typ\":\"gcis+jwt\"}"

struct scanner {
    struct span left;
    bool failed;
};


static bool
is_kid_character(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
           || (c >= '0' && c <= '9') || c == '_' || c == '-';
}


/* Of a host name, or of a numeric IPv4 address; never a port. */
static bool
is_host_character(uint8_t c)
{
    return is_kid_character(c) || c == '.';
}


static bool
is_made_of(struct span text, bool (*is_good)(uint8_t), size_t max)
{
    if (text.len == 0 || text.len > max) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!is_good(text.data[i])) {
            return false;
        }
    }
    return true;
}


/* A password is proven at level password, a card at level certificate; the
 * card in the TLS handshake counts as the configuration says. */
static bool
level_fits(enum level level, enum method method)
{
    switch (method) {
    case METHOD_PASSWORD:
    case METHOD_ONEDAY:
        return level == LEVEL_PASSWORD;
    case METHOD_CERTIFICATE:
        return level == LEVEL_CERTIFICATE;
    case METHOD_CERTIFICATE_TLS:
        return level == LEVEL_PASSWORD || level == LEVEL_CERTIFICATE;
    case METHOD_NONE:
        break;
    }
    return false;
}


/* What is true of every token that is written, and asked of each read. */
static bool
are_sound(const struct token_claims *claims)
{
    const struct evidence *evidence = &claims->evidence;

    return evidence->seq <= TOKEN_SEQ_MAX && evidence->issued_s >= 0
           && evidence->expires_s > evidence->issued_s
           && evidence->expires_s <= TOKEN_TIME_MAX
           && evidence->auth_time_s >= 0
           && evidence->auth_time_s <= evidence->issued_s + TOKEN_SKEW_S
           && level_fits(evidence->level, evidence->method)
           && is_made_of(span_str(claims->audience), is_host_character,
                         HOST_MAX);
}


size_t
claims_write_header(const char *kid, char ret[TOKEN_HEADER_MAX])
{
    int len;

    if (!is_made_of(span_str(kid), is_kid_character, KID_MAX)) {
        return 0;
    }
    len = snprintf(ret, TOKEN_HEADER_MAX, HEADER_BEGIN "%s" HEADER_END, kid);
    return len > 0 && len < TOKEN_HEADER_MAX ? (size_t) len : 0;
}


size_t
claims_write(const struct token_claims *claims, char ret[TOKEN_PAYLOAD_MAX])
{
    const struct evidence *evidence = &claims->evidence;
    struct id store;
    char iss[ID_TEXT_SIZE], sub[ID_TEXT_SIZE], sid[ID_TEXT_SIZE];
    int len;

    if (!are_sound(claims)) {
        return 0;
    }
    memcpy(store.bytes, claims->store_id, ID_SIZE);
    id_print(&store, iss);
    id_print(&claims->account, sub);
    id_print(&evidence->session, sid);
    len = snprintf(ret, TOKEN_PAYLOAD_MAX,
                   "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\","
                   "\"sid\":\"%s\",\"epoch\":%" PRIu32 ",\"seq\":%" PRIu64
                   ",\"iat\":%" PRId64 ",\"auth_time\":%" PRId64
                   ",\"exp\":%" PRId64 ",\"lvl\":%d,\"amr\":\"%s\","
                   "\"rst\":%s}",
                   iss, sub, claims->audience, sid, evidence->epoch,
                   evidence->seq, evidence->issued_s, evidence->auth_time_s,
                   evidence->expires_s, (int) evidence->level,
                   method_word(evidence->method),
                   evidence->restricted ? "true" : "false");
    return len > 0 && len < TOKEN_PAYLOAD_MAX ? (size_t) len : 0;
}


static struct span
take(struct scanner *scanner, size_t len)
{
    struct span taken = { scanner->left.data, len };

    if (scanner->failed || len > scanner->left.len) {
        scanner->failed = true;
        return span_of(NULL, 0);
    }
    scanner->left.data += len;
    scanner->left.len -= len;
    return taken;
}


static void
skip(struct scanner *scanner, const char *literal)
{
    struct span wanted = span_str(literal);

    if (!span_equal(take(scanner, wanted.len), wanted)) {
        scanner->failed = true;
    }
}


/* Up to the next quote, which stays. */
static struct span
take_text(struct scanner *scanner)
{
    const uint8_t *quote = NULL;

    if (!scanner->failed && scanner->left.len > 0) {
        quote = memchr(scanner->left.data, '"', scanner->left.len);
    }
    if (quote == NULL) {
        scanner->failed = true;
        return span_of(NULL, 0);
    }
    return take(scanner, (size_t) (quote - scanner->left.data));
}


static void
take_id(struct scanner *scanner, struct id *ret)
{
    if (!id_parse(take(scanner, ID_TEXT_SIZE - 1), ret)) {
        scanner->failed = true;
    }
}


static uint64_t
take_number(struct scanner *scanner, uint64_t max)
{
    struct span *left = &scanner->left;
    uint64_t value = 0;
    size_t n = 0;

    while (!scanner->failed && n < left->len && left->data[n] >= '0'
           && left->data[n] <= '9')
    {
        value = value * 10 + (uint64_t) (left->data[n++] - '0');
        /* max is far below 2^60, so that nothing wraps before this */
        scanner->failed = value > max;
    }
    if (n == 0 || (n > 1 && left->data[0] == '0')) {
        scanner->failed = true;
    }
    (void) take(scanner, n);
    return value;
}


static int64_t
take_time(struct scanner *scanner)
{
    return (int64_t) take_number(scanner, TOKEN_TIME_MAX);
}


static bool
take_boolean(struct scanner *scanner)
{
    bool is_true = scanner->left.len > 0 && scanner->left.data[0] == 't';

    skip(scanner, is_true ? "true" : "false");
    return is_true;
}


bool
claims_parse_header(struct span text, char ret_kid[KID_MAX + 1])
{
    struct scanner scanner = { .left = text };
    struct span kid;

    skip(&scanner, HEADER_BEGIN);
    kid = take_text(&scanner);
    skip(&scanner, HEADER_END);
    if (scanner.failed || scanner.left.len > 0
        || !is_made_of(kid, is_kid_character, KID_MAX))
    {
        return false;
    }
    memcpy(ret_kid, kid.data, kid.len);
    ret_kid[kid.len] = '\0';
    return true;
}


bool
claims_parse(struct span text, struct token_claims *ret)
{
    struct scanner scanner = { .left = text };
    struct token_claims claims = { 0 };
    struct evidence *evidence = &claims.evidence;
    struct id store = { { 0 } };
    struct span audience;

    skip(&scanner, "{\"iss\":\"");
    take_id(&scanner, &store);
    skip(&scanner, "\",\"sub\":\"");
    take_id(&scanner, &claims.account);
    skip(&scanner, "\",\"aud\":\"");
    audience = take_text(&scanner);
    skip(&scanner, "\",\"sid\":\"");
    take_id(&scanner, &evidence->session);
    skip(&scanner, "\",\"epoch\":");
    evidence->epoch = (uint32_t) take_number(&scanner, UINT32_MAX);
    skip(&scanner, ",\"seq\":");
    evidence->seq = take_number(&scanner, TOKEN_SEQ_MAX);
    skip(&scanner, ",\"iat\":");
    evidence->issued_s = take_time(&scanner);
    skip(&scanner, ",\"auth_time\":");
    evidence->auth_time_s = take_time(&scanner);
    skip(&scanner, ",\"exp\":");
    evidence->expires_s = take_time(&scanner);
    skip(&scanner, ",\"lvl\":");
    evidence->level = (enum level) take_number(&scanner, LEVEL_CERTIFICATE);
    skip(&scanner, ",\"amr\":\"");
    evidence->method = method_of_word(take_text(&scanner));
    skip(&scanner, "\",\"rst\":");
    evidence->restricted = take_boolean(&scanner);
    skip(&scanner, "}");
    if (scanner.failed || scanner.left.len > 0 || audience.len > HOST_MAX) {
        return false;
    }

    memcpy(claims.store_id, store.bytes, ID_SIZE);
    memcpy(claims.audience, audience.data, audience.len);
    if (!are_sound(&claims)) {
        return false;
    }
    *ret = claims;
    return true;
}
