/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Session tokens: a compact JWS of one header and one closed set of claims in
 * one order, signed with the key of its node (SECURITY E1-E4, FORMATS).  It
 * proves who, when and how; whether account and session still stand, and what
 * they may do, is asked of the projection each time.
 */
#ifndef GCIS_TOKEN_TOKEN_H
#define GCIS_TOKEN_TOKEN_H

#include "crypto/sign.h"
#include "gcisauth.h"
#include "model/rule.h"
#include "store/catalogue.h"
#include "store/projection.h"

#define TOKEN_MAX GCIS_TOKEN_MAX /* bytes without the NUL */
#define TOKEN_PAYLOAD_MAX 512    /* bytes, decoded */
#define TOKEN_SKEW_S 5           /* that `iat` may be ahead of the clock */
#define TOKEN_TIME_MAX 253402300799 /* the last second of year 9999 */
#define TOKEN_SEQ_MAX 9007199254740991 /* 2^53 - 1: JSON's whole numbers */

struct token_claims {
    uint8_t store_id[ID_SIZE];   /* iss */
    struct id account;           /* sub */
    char audience[HOST_MAX + 1]; /* aud: one host name, without port */
    /* sid, epoch, seq, iat, auth_time, exp, lvl, amr, rst */
    struct evidence evidence;
};

/* False for claims that no token may hold, or when signing fails. */
bool token_sign(const struct sign_key *key, const char *kid,
                const struct token_claims *claims,
                char ret_token[TOKEN_MAX + 1]) MUST_CHECK;

/*
 * The form alone: nothing here is proven.  `kid`, `message` and `signature`
 * are what a verifier needs; `message` is borrowed from `token`.
 */
struct token_parts {
    char kid[KID_MAX + 1];
    struct token_claims claims;
    struct span message;
    uint8_t signature[SIGN_SIGNATURE_SIZE];
};

/* False for every spelling but the one that token_sign() writes. */
bool token_parse(struct span token, struct token_parts *ret) MUST_CHECK;

/* Tokens whose signature this process has verified; thread-safe.  The memory
 * is taken by the first token that enters. */
struct token_cache;

struct token_cache *token_cache_new(void) MUST_CHECK;
void token_cache_free(struct token_cache *cache); /* NULL is fine */

struct token_limits {
    int64_t lifetime_s; /* the most that exp may be after iat */
    /* For the engine's own calls about a token: no host asks. */
    bool any_audience;
};

enum token_result {
    TOKEN_REFUSED, /* no session */
    TOKEN_UNSURE,  /* the projection cannot tell: shut the door, 503 */
    TOKEN_GOOD,
};

struct token_verdict {
    enum reason reason; /* REASON_NONE on TOKEN_GOOD alone; always written */
    char audience[HOST_MAX + 1];
    struct evidence evidence;
    struct projected projected; /* .catalogue is NULL but on TOKEN_GOOD */
};

/* Gives back what a verdict holds; a verdict that refused is fine. */
static inline void
token_verdict_wipe(struct token_verdict *verdict)
{
    catalogue_release(verdict->projected.catalogue);
    verdict->projected.catalogue = NULL;
}

/* struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 }; */
#define CLEAN_TOKEN_VERDICT CLEANUP(token_verdict_wipe)

/*
 * Is this the token of a session that stands at now_s, for the host
 * `audience`?  TOKEN_GOOD: the caller gives the verdict back with
 * token_verdict_wipe(); else only `reason` means anything.  Never blocks on
 * anything but short locks of this process.
 */
enum token_result token_verify(struct token_cache *cache,
                               struct projection_reader *reader,
                               struct span token, const char *audience,
                               int64_t now_s, struct token_limits limits,
                               struct token_verdict *ret) MUST_CHECK;

#endif
