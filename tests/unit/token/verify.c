/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which sessions stand: each no beside the yes that differs from it in one
 * thing, on first sight and out of the cache.
 */
#include "token_support.h"


/* What is asked of one row: the token is made at SITE_NOW_S. */
static enum reason
first_and_cached(struct desk *desk, const char *token, int64_t now_s)
{
    enum reason first = desk_verify(desk, span_str(token), now_s, NULL);
    enum reason again = desk_verify(desk, span_str(token), now_s, NULL);

    assert_int_equal(first, again);
    return first;
}


static void
a_good_token_is_the_session(void **state)
{
    struct desk *desk = *state;
    struct token_claims claims = desk_claims(desk);
    char token[TOKEN_MAX + 1];

    desk_sign(desk, &claims, token);
    /* on first sight, and out of the cache */
    for (int i = 0; i < 2; i++) {
        struct token_verdict verdict CLEAN_TOKEN_VERDICT;

        assert_int_equal(token_verify(desk->cache, desk->site->reader,
                                      span_str(token), TOKEN_HOST, SITE_NOW_S,
                                      desk->limits, &verdict),
                         TOKEN_GOOD);
        assert_int_equal(verdict.reason, REASON_NONE);
        assert_string_equal(verdict.audience, TOKEN_HOST);
        assert_memory_equal(&verdict.evidence.session,
                            &claims.evidence.session, ID_SIZE);
        assert_int_equal(verdict.evidence.method, METHOD_PASSWORD);
        assert_int_equal(verdict.evidence.level, LEVEL_PASSWORD);
        assert_false(verdict.evidence.restricted);
        assert_int_equal(verdict.evidence.epoch, 1);
        assert_int_equal(verdict.evidence.seq, 1);
        assert_int_equal(verdict.evidence.issued_s, SITE_NOW_S);
        assert_int_equal(verdict.evidence.auth_time_s, SITE_NOW_S - 10);
        assert_int_equal(verdict.evidence.expires_s, SITE_NOW_S + 900);
        assert_string_equal(verdict.projected.account.name, "n1");
        assert_memory_equal(verdict.projected.store_id, desk->store_id,
                            ID_SIZE);
    }
}


static void
time_bounds_a_token(void **state)
{
    struct desk *desk = *state;
    const struct {
        const char *about;
        int64_t now_s;
        int64_t lifetime_s;
        enum reason expected;
    } rows[] = {
        { "six seconds before its time", -6, TOKEN_LIFETIME_S,
          REASON_NOT_YET },
        { "five seconds before", -5, TOKEN_LIFETIME_S, REASON_NONE },
        { "the last second", 899, TOKEN_LIFETIME_S, REASON_NONE },
        { "the second of exp: no skew", 900, TOKEN_LIFETIME_S,
          REASON_EXPIRED },
        { "long past", 90000, TOKEN_LIFETIME_S, REASON_EXPIRED },
        { "of the longest life", 0, 900, REASON_NONE },
        { "a second longer than is allowed", 0, 899, REASON_EXPIRED },
    };
    struct token_claims claims = desk_claims(desk);
    char token[TOKEN_MAX + 1];

    desk_sign(desk, &claims, token);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        desk->limits.lifetime_s = rows[i].lifetime_s;
        if (first_and_cached(desk, token, SITE_NOW_S + rows[i].now_s)
            != rows[i].expected)
        {
            fail_msg("%s", rows[i].about);
        }
    }
}


static void
a_token_is_good_for_its_host_alone(void **state)
{
    struct desk *desk = *state;
    const struct {
        const char *audience;
        bool any;
        enum token_result expected;
    } rows[] = {
        { "other.example", false, TOKEN_REFUSED },
        { "apps.example.", false, TOKEN_REFUSED },
        { "apps.exampl", false, TOKEN_REFUSED },
        { "", false, TOKEN_REFUSED },
        { NULL, false, TOKEN_REFUSED },
        { TOKEN_HOST, false, TOKEN_GOOD },
        { NULL, true, TOKEN_GOOD },
        { "other.example", false, TOKEN_REFUSED }, /* now that it is known */
    };
    struct token_claims claims = desk_claims(desk);
    char token[TOKEN_MAX + 1];

    desk_sign(desk, &claims, token);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct token_limits limits = { TOKEN_LIFETIME_S, rows[i].any };
        struct token_verdict verdict CLEAN_TOKEN_VERDICT;

        assert_int_equal(token_verify(desk->cache, desk->site->reader,
                                      span_str(token), rows[i].audience,
                                      SITE_NOW_S, limits, &verdict),
                         rows[i].expected);
        assert_int_equal(verdict.reason, rows[i].expected == TOKEN_GOOD
                                             ? REASON_NONE
                                             : REASON_AUDIENCE);
    }
}


static void
the_account_must_stand(void **state)
{
    struct desk *desk = *state;
    const struct {
        const char *about;
        enum account_state state;
        bool restricted;
        int64_t until_s;
        enum reason expected;
    } rows[] = {
        { "active", STATE_ACTIVE, false, 0, REASON_NONE },
        { "suspended", STATE_SUSPENDED, false, 0, REASON_SUSPENDED },
        { "suspended, restricted", STATE_SUSPENDED, true, 0,
          REASON_SUSPENDED },
        { "dormant", STATE_DORMANT, false, 0, REASON_DORMANT },
        { "closed", STATE_CLOSED, false, 0, REASON_CLOSED },
        { "closed, restricted", STATE_CLOSED, true, 0, REASON_CLOSED },
        { "created", STATE_CREATED, true, 0, REASON_NOT_ACTIVATED },
        { "requested", STATE_REQUESTED, true, 0, REASON_NOT_ACTIVATED },
        { "issued, a whole session", STATE_ISSUED, false, 0,
          REASON_NOT_ACTIVATED },
        { "issued, restricted", STATE_ISSUED, true, 0, REASON_NONE },
        { "active, restricted", STATE_ACTIVE, true, 0, REASON_NONE },
        { "the second of its end", STATE_ACTIVE, false, SITE_NOW_S,
          REASON_EXPIRED_ACCOUNT },
        { "the second before", STATE_ACTIVE, false, SITE_NOW_S + 1,
          REASON_NONE },
        { "active again", STATE_ACTIVE, false, 0, REASON_NONE },
    };
    char tokens[2][TOKEN_MAX + 1];

    for (int i = 0; i < 2; i++) {
        struct token_claims claims = desk_claims(desk);

        claims.evidence.restricted = i == 1;
        desk_sign(desk, &claims, tokens[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        desk->account.state = rows[i].state;
        desk->account.until_s = rows[i].until_s;
        site_put(desk->site, &desk->account);
        if (first_and_cached(desk, tokens[rows[i].restricted], SITE_NOW_S)
            != rows[i].expected)
        {
            fail_msg("%s", rows[i].about);
        }
    }
}


static void
a_revocation_acts_on_the_next_call(void **state)
{
    struct desk *desk = *state;
    struct token_claims claims = desk_claims(desk), other = claims;
    char token[TOKEN_MAX + 1], other_token[TOKEN_MAX + 1];

    desk_sign(desk, &claims, token);
    other.evidence.session.bytes[7] ^= 1;
    desk_sign(desk, &other, other_token);
    assert_int_equal(desk_judge(desk, token), REASON_NONE);
    assert_int_equal(desk_judge(desk, other_token), REASON_NONE);

    /* one session */
    desk->account.n_revoked = 2;
    memset(desk->account.revoked[0].prefix, 0x55, 8);
    memcpy(desk->account.revoked[1].prefix, claims.evidence.session.bytes, 8);
    site_put(desk->site, &desk->account);
    assert_int_equal(desk_judge(desk, token), REASON_REVOKED);
    assert_int_equal(desk_judge(desk, other_token), REASON_NONE);

    /* everywhere */
    desk->account.epoch++;
    site_put(desk->site, &desk->account);
    assert_int_equal(desk_judge(desk, token), REASON_REVOKED);
    assert_int_equal(desk_judge(desk, other_token), REASON_REVOKED);

    /* an epoch that is ahead of the account's is not one of its sessions */
    other.evidence.epoch = desk->account.epoch + 1;
    desk_sign(desk, &other, other_token);
    assert_int_equal(desk_judge(desk, other_token), REASON_REVOKED);
    other.evidence.epoch = desk->account.epoch;
    desk_sign(desk, &other, other_token);
    assert_int_equal(desk_judge(desk, other_token), REASON_NONE);
}


static void
a_key_must_stand(void **state)
{
    struct desk *desk = *state;
    struct token_claims claims = desk_claims(desk);
    struct sign_key *stranger = sign_key_generate();
    struct key name = key_of_span(span_str(TOKEN_KID));
    char token[TOKEN_MAX + 1], forged[TOKEN_MAX + 1];

    /* a key that nobody published, under a name that is known or not */
    assert_true(token_sign(stranger, TOKEN_KID, &claims, forged));
    assert_int_equal(desk_judge(desk, forged), REASON_BAD_SIGNATURE);
    assert_true(token_sign(stranger, "node-2", &claims, forged));
    assert_int_equal(desk_judge(desk, forged), REASON_UNKNOWN_KEY);

    desk_sign(desk, &claims, token);
    assert_int_equal(desk_judge(desk, token), REASON_NONE);

    /* withdrawn, good again, replaced under the same name, removed */
    desk->node_key.withdrawn_s = SITE_NOW_S;
    site_put_key(desk->site, &desk->node_key);
    assert_int_equal(desk_judge(desk, token), REASON_UNKNOWN_KEY);
    desk->node_key.withdrawn_s = 0;
    site_put_key(desk->site, &desk->node_key);
    assert_int_equal(desk_judge(desk, token), REASON_NONE);
    assert_true(sign_key_point(stranger, desk->node_key.point));
    site_put_key(desk->site, &desk->node_key);
    assert_int_equal(desk_judge(desk, token), REASON_UNKNOWN_KEY);
    site_remove(desk->site, RECORD_NODE_KEY, &name);
    assert_int_equal(desk_judge(desk, token), REASON_UNKNOWN_KEY);
    sign_key_free(stranger);
}


static void
a_withdrawn_key_is_refused_on_first_sight(void **state)
{
    struct desk *desk = *state;
    struct token_claims claims = desk_claims(desk);
    char token[TOKEN_MAX + 1];

    desk_sign(desk, &claims, token);
    desk->node_key.withdrawn_s = 1;
    site_put_key(desk->site, &desk->node_key);
    assert_int_equal(desk_judge(desk, token), REASON_UNKNOWN_KEY);
}


static void
a_token_is_of_this_store_and_of_somebody(void **state)
{
    struct desk *desk = *state;
    struct token_claims claims = desk_claims(desk);
    char token[TOKEN_MAX + 1];

    claims.store_id[0] ^= 1;
    desk_sign(desk, &claims, token);
    assert_int_equal(first_and_cached(desk, token, SITE_NOW_S),
                     REASON_UNKNOWN_KEY);
    claims.store_id[0] ^= 1;
    claims.account = site_id(2);
    desk_sign(desk, &claims, token);
    assert_int_equal(first_and_cached(desk, token, SITE_NOW_S),
                     REASON_UNKNOWN_ACCOUNT);
    claims.account = desk->account.id;
    desk_sign(desk, &claims, token);
    assert_int_equal(first_and_cached(desk, token, SITE_NOW_S), REASON_NONE);
}


static void
a_projection_that_cannot_tell_judges_nobody(void **state)
{
    struct desk *desk = *state;
    struct site *site = desk->site;
    struct token_claims claims = desk_claims(desk);
    char token[TOKEN_MAX + 1], ahead[TOKEN_MAX + 1];
    enum token_result result;

    desk_sign(desk, &claims, token);
    claims.evidence.seq = 1000;
    desk_sign(desk, &claims, ahead);
    assert_int_equal(desk_verify(desk, span_str(ahead), SITE_NOW_S, &result),
                     REASON_PROJECTION_BEHIND);
    assert_int_equal(result, TOKEN_UNSURE);

    site->boot_ms = 50000000;
    assert_true(store_tick(site->store) > 0);
    assert_int_equal(desk_judge(desk, token), REASON_NONE);
    site->boot_ms += 30001;
    assert_int_equal(desk_verify(desk, span_str(token), SITE_NOW_S, &result),
                     REASON_PROJECTION_STALE);
    assert_int_equal(result, TOKEN_UNSURE);

    site_close(site);
    projection_reader_free(site->reader);
    (void) snprintf(site->projection, sizeof(site->projection), "%s/none",
                    site->dir);
    site->reader = site_reader(site);
    assert_int_equal(desk_verify(desk, span_str(token), SITE_NOW_S, &result),
                     REASON_PROJECTION_AWAY);
    assert_int_equal(result, TOKEN_UNSURE);
}


int
main(void)
{
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, desk_new,      \
                                                        desk_end)
    const struct CMUnitTest tests[] = {
        DESK_TEST(a_good_token_is_the_session),
        DESK_TEST(time_bounds_a_token),
        DESK_TEST(a_token_is_good_for_its_host_alone),
        DESK_TEST(the_account_must_stand),
        DESK_TEST(a_revocation_acts_on_the_next_call),
        DESK_TEST(a_key_must_stand),
        DESK_TEST(a_withdrawn_key_is_refused_on_first_sight),
        DESK_TEST(a_token_is_of_this_store_and_of_somebody),
        DESK_TEST(a_projection_that_cannot_tell_judges_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
