/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests of tokens share: a site with a key, an account and claims. */
#ifndef TESTS_TOKEN_SUPPORT_H
#define TESTS_TOKEN_SUPPORT_H

#include "../store/projection_support.h"
#include "token/token.h"

#define TOKEN_HOST "apps.example"
#define TOKEN_KID "node-1"
#define TOKEN_LIFETIME_S 36000

struct desk {
    struct site *site;
    struct sign_key *key;
    struct node_key node_key;
    struct token_cache *cache;
    struct account account; /* site_account(1) */
    uint8_t store_id[ID_SIZE];
    struct token_limits limits;
};

int desk_new(void **state);
int desk_end(void **state);

/* Good claims of the account, issued at SITE_NOW_S for 900 s. */
struct token_claims desk_claims(const struct desk *desk);
void desk_sign(const struct desk *desk, const struct token_claims *claims,
               char ret_token[TOKEN_MAX + 1]);
/* The reason of a verdict; REASON_NONE says that it was good. */
enum reason desk_verify(struct desk *desk, struct span token, int64_t now_s,
                        enum token_result *ret_result);
enum reason desk_judge(struct desk *desk, const char *token);

#endif
