/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a token to a session that stands.  What the cache saves is the
 * signature alone: time, audience, key, account and session are asked again
 * each time (SECURITY E3, E4, E8), so that a revocation acts on the next
 * request.  What the session may do is policy's affair.
 */
#include "token/cache.h"

_Static_assert(SIGN_POINT_SIZE == KEY_POINT_SIZE, "one kind of key");

/* What is asked: the arguments of token_verify(). */
struct asked {
    struct token_cache *cache;
    struct projection_reader *reader;
    struct span token;
    const char *audience;
    int64_t now_s;
    struct token_limits limits;
};


/* Before the signature, because it is cheap, and each time. */
static enum reason
judge_claims(const struct token_claims *claims, const struct asked *asked)
{
    const struct evidence *evidence = &claims->evidence;
    const struct token_limits *limits = &asked->limits;

    if (!limits->any_audience
        && (asked->audience == NULL
            || strcmp(claims->audience, asked->audience) != 0))
    {
        return REASON_AUDIENCE;
    }
    if (evidence->issued_s > asked->now_s + TOKEN_SKEW_S) {
        return REASON_NOT_YET;
    }
    /* one that was given a longer life than is allowed now is over, too */
    if (asked->now_s >= evidence->expires_s
        || evidence->expires_s - evidence->issued_s > limits->lifetime_s)
    {
        return REASON_EXPIRED;
    }
    return REASON_NONE;
}


static enum reason
reason_of_projection(enum projection_status status)
{
    switch (status) {
    case PROJECTION_AWAY:
        return REASON_PROJECTION_AWAY;
    case PROJECTION_STALE:
        return REASON_PROJECTION_STALE;
    case PROJECTION_BEHIND:
        return REASON_PROJECTION_BEHIND;
    case PROJECTION_ABSENT:
        return REASON_UNKNOWN_ACCOUNT;
    case PROJECTION_OK:
        return REASON_NONE;
    }
    return REASON_PROJECTION_AWAY;
}


/* A restricted session may be of an account whose first password is still to
 * be chosen; any other is of an active one. */
static enum reason
judge_state(enum account_state state, bool restricted)
{
    switch (state) {
    case STATE_ACTIVE:
        return REASON_NONE;
    case STATE_ISSUED:
        return restricted ? REASON_NONE : REASON_NOT_ACTIVATED;
    case STATE_NONE:
    case STATE_REQUESTED:
    case STATE_CREATED:
        return REASON_NOT_ACTIVATED;
    case STATE_DORMANT:
        return REASON_DORMANT;
    case STATE_SUSPENDED:
        return REASON_SUSPENDED;
    case STATE_CLOSED:
        return REASON_CLOSED;
    }
    return REASON_CLOSED;
}


static bool
is_revoked(const struct account_view *account, const struct evidence *evidence)
{
    if (account->epoch != evidence->epoch) {
        return true;
    }
    for (size_t i = 0; i < account->n_revoked; i++) {
        if (memcmp(account->revoked[i].prefix, evidence->session.bytes,
                   sizeof(account->revoked[i].prefix))
            == 0)
        {
            return true;
        }
    }
    return false;
}


static enum reason
judge_account(const struct account_view *account,
              const struct evidence *evidence, int64_t now_s)
{
    enum reason reason = judge_state(account->state, evidence->restricted);

    if (reason != REASON_NONE) {
        return reason;
    }
    if (account->until_s != 0 && now_s >= account->until_s) {
        return REASON_EXPIRED_ACCOUNT;
    }
    return is_revoked(account, evidence) ? REASON_REVOKED : REASON_NONE;
}


static void
tag_of_key(const struct node_key *key, uint8_t ret[CACHE_KEY_TAG_SIZE])
{
    /* the first byte of a point says only that it is uncompressed */
    memcpy(ret, key->point + 1, CACHE_KEY_TAG_SIZE);
}


/* Is the key that verified this token still a good one? */
static bool
key_stands(const struct catalogue *catalogue,
           const uint8_t key_tag[CACHE_KEY_TAG_SIZE])
{
    for (size_t i = 0; i < catalogue->n_keys; i++) {
        uint8_t tag[CACHE_KEY_TAG_SIZE];

        tag_of_key(&catalogue->keys[i], tag);
        if (memcmp(tag, key_tag, sizeof(tag)) == 0) {
            return catalogue->keys[i].withdrawn_s == 0;
        }
    }
    return false;
}


static enum reason
verify_parts(const struct token_parts *parts,
             const struct catalogue *catalogue,
             uint8_t ret_key_tag[CACHE_KEY_TAG_SIZE])
{
    const struct node_key *key = catalogue_key(catalogue,
                                               span_str(parts->kid));

    if (key == NULL || key->verify == NULL || key->withdrawn_s != 0) {
        return REASON_UNKNOWN_KEY;
    }
    if (!verify_signature(key->verify, parts->message, parts->signature)) {
        return REASON_BAD_SIGNATURE;
    }
    tag_of_key(key, ret_key_tag);
    return REASON_NONE;
}


/* A token that this process has not seen yet: its signature is verified. */
static enum reason
meet(const struct asked *asked, struct known_token *ret)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = NULL;
    uint8_t store_id[ID_SIZE];
    struct token_parts parts;
    enum projection_status status;
    enum reason reason;

    if (!token_parse(asked->token, &parts)) {
        return REASON_MALFORMED;
    }
    reason = judge_claims(&parts.claims, asked);
    if (reason != REASON_NONE) {
        return reason;
    }
    status = projection_catalogue(asked->reader, &catalogue, store_id);
    if (status != PROJECTION_OK) {
        catalogue = NULL;
        return reason_of_projection(status);
    }
    reason = verify_parts(&parts, catalogue, ret->key_tag);
    if (reason == REASON_NONE) {
        ret->claims = parts.claims;
    }
    return reason;
}


/* Asked of the present, each time; fills `projected` on REASON_NONE alone. */
static enum reason
judge(const struct asked *asked, const struct known_token *known,
      struct projected *projected)
{
    const struct token_claims *claims = &known->claims;
    enum projection_status status;
    enum reason reason;

    status = projection_lookup(asked->reader, &claims->account,
                               claims->evidence.seq, projected);
    if (status != PROJECTION_OK) {
        return reason_of_projection(status);
    }
    if (!key_stands(projected->catalogue, known->key_tag)
        || memcmp(projected->store_id, claims->store_id, ID_SIZE) != 0)
    {
        reason = REASON_UNKNOWN_KEY;
    } else {
        reason = judge_account(&projected->account, &claims->evidence,
                               asked->now_s);
    }
    if (reason != REASON_NONE) {
        catalogue_release(projected->catalogue);
        projected->catalogue = NULL;
    }
    return reason;
}


static enum reason
verify(const struct asked *asked, struct known_token *known,
       struct projected *projected)
{
    uint8_t digest[DIGEST_SIZE];
    enum reason reason;

    if (asked->token.len == 0) {
        return REASON_NO_SESSION;
    }
    if (asked->token.len > TOKEN_MAX) {
        return REASON_TOO_LONG;
    }
    if (!digest_sha256(&asked->token, 1, digest)) {
        return REASON_MEMORY;
    }
    if (token_cache_find(asked->cache, digest, known)) {
        reason = judge_claims(&known->claims, asked);
    } else {
        reason = meet(asked, known);
        if (reason == REASON_NONE) {
            token_cache_enter(asked->cache, digest, known);
        }
    }
    return reason != REASON_NONE ? reason : judge(asked, known, projected);
}


static enum token_result
result_of(enum reason reason)
{
    switch (reason) {
    case REASON_NONE:
        return TOKEN_GOOD;
    case REASON_PROJECTION_AWAY:
    case REASON_PROJECTION_STALE:
    case REASON_PROJECTION_BEHIND:
    case REASON_MEMORY:
        return TOKEN_UNSURE;
    default:
        return TOKEN_REFUSED;
    }
}


enum token_result
token_verify(struct token_cache *cache, struct projection_reader *reader,
             struct span token, const char *audience, int64_t now_s,
             struct token_limits limits, struct token_verdict *ret)
{
    const struct asked asked = { cache, reader, token, audience, now_s,
                                 limits };
    struct known_token known;

    ret->projected.catalogue = NULL;
    ret->reason = verify(&asked, &known, &ret->projected);
    if (ret->reason == REASON_NONE) {
        memcpy(ret->audience, known.claims.audience,
               strlen(known.claims.audience) + 1);
        ret->evidence = known.claims.evidence;
    }
    return result_of(ret->reason);
}
