/* SPDX-License-Identifier: BSD-2-Clause */
/* See token_support.h. */
#include "token_support.h"


int
desk_new(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));
    struct catalogue *catalogue;
    void *site = NULL;

    if (desk == NULL || site_new(&site) != 0) {
        return -1;
    }
    desk->site = site;
    desk->limits.lifetime_s = TOKEN_LIFETIME_S;
    desk->key = sign_key_generate();
    desk->cache = token_cache_new();
    assert_non_null(desk->key);
    assert_non_null(desk->cache);

    (void) snprintf(desk->node_key.kid, sizeof(desk->node_key.kid), "%s",
                    TOKEN_KID);
    (void) snprintf(desk->node_key.node, sizeof(desk->node_key.node), "n");
    assert_true(sign_key_point(desk->key, desk->node_key.point));
    site_put_key(desk->site, &desk->node_key);
    desk->account = site_account(1);
    site_put(desk->site, &desk->account);

    assert_int_equal(projection_catalogue(desk->site->reader, &catalogue,
                                          desk->store_id),
                     PROJECTION_OK);
    catalogue_release(catalogue);
    *state = desk;
    return 0;
}


int
desk_end(void **state)
{
    struct desk *desk = *state;
    void *site = desk->site;

    token_cache_free(desk->cache);
    sign_key_free(desk->key);
    free(desk);
    return site_end(&site);
}


struct token_claims
desk_claims(const struct desk *desk)
{
    struct token_claims claims = {
        .account = desk->account.id,
        .audience = TOKEN_HOST,
        .evidence = {
            .session = { { 's', 'e', 's', 's', 'i', 'o', 'n', '1' } },
            .method = METHOD_PASSWORD,
            .level = LEVEL_PASSWORD,
            .epoch = desk->account.epoch,
            .seq = 1,
            .issued_s = SITE_NOW_S,
            .auth_time_s = SITE_NOW_S - 10,
            .expires_s = SITE_NOW_S + 900,
        },
    };

    memcpy(claims.store_id, desk->store_id, ID_SIZE);
    return claims;
}


void
desk_sign(const struct desk *desk, const struct token_claims *claims,
          char ret_token[TOKEN_MAX + 1])
{
    assert_true(token_sign(desk->key, TOKEN_KID, claims, ret_token));
}


enum reason
desk_verify(struct desk *desk, struct span token, int64_t now_s,
            enum token_result *ret_result)
{
    struct token_verdict verdict CLEAN_TOKEN_VERDICT;
    enum token_result result = token_verify(desk->cache, desk->site->reader,
                                            token, TOKEN_HOST, now_s,
                                            desk->limits, &verdict);

    assert_true((result == TOKEN_GOOD) == (verdict.reason == REASON_NONE));
    assert_true((result == TOKEN_GOOD)
                == (verdict.projected.catalogue != NULL));
    if (ret_result != NULL) {
        *ret_result = result;
    }
    return verdict.reason;
}


enum reason
desk_judge(struct desk *desk, const char *token)
{
    return desk_verify(desk, span_str(token), SITE_NOW_S, NULL);
}
