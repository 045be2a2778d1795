/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions after the sign-in: tokens, renewal, ends.  A token says who, when
 * and how; whether it is still good stands in the account's projected record,
 * so that an end acts on the next request everywhere.
 */
#include "base/words.h"
#include "engine/session.h"

#include "engine/record.h"
#include "policy/decide.h"

#include <stdio.h>

#define END_ROUNDS_MAX 3
#define REVOKED_SLACK_S 60 /* a renewal under way read its clock later */


static int64_t
earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}


bool
session_token(struct engine *engine, const struct account *account,
              const struct session *session, const char *audience,
              int64_t now_s, char ret_token[TOKEN_MAX + 1],
              struct evidence *ret_evidence)
{
    struct token_claims claims = { .account = account->id };
    struct position head;
    uint64_t seq;
    int64_t at_s;

    if (store_projected_seq(engine->store, &seq) != STORE_OK
        || store_position(engine->store, &head, &at_s) != STORE_OK)
    {
        return false;
    }

    memcpy(claims.store_id, head.store_id, ID_SIZE);
    snprintf(claims.audience, sizeof(claims.audience), "%s", audience);
    claims.evidence = (struct evidence){
        .session = session->id,
        .method = session->method,
        .level = session->level,
        .restricted = session->restricted,
        .epoch = session->epoch,
        .seq = seq,
        .issued_s = now_s,
        .auth_time_s = session->auth_time_s,
        .expires_s = earlier(now_s + engine->limits.session_idle_s,
                             session->expires_s),
    };

    if (!token_sign(engine->key, engine->kid, &claims, ret_token)) {
        return false;
    }

    *ret_evidence = claims.evidence;

    return true;
}


int
session_actor(struct engine *engine, struct span token, int64_t now_s,
              struct token_verdict *ret_verdict)
{
    struct token_limits limits = {
        .lifetime_s = engine->limits.session_lifetime_s,
        .any_audience = true,
    };

    switch (token_verify(engine->tokens, engine->reader, token, NULL, now_s,
                         limits, ret_verdict))
    {
    case TOKEN_GOOD:
        return GCIS_OK;
    case TOKEN_UNSURE:
        return GCIS_E_STORE;
    case TOKEN_REFUSED:
        break;
    }

    return GCIS_E_DENIED;
}


/* The session and its account as they stand, for a token that is good. */
static int
read_standing(struct engine *engine, const struct token_verdict *verdict,
              struct account_set *ret_set, struct session *ret_session)
{
    const struct id *account = &verdict->projected.account.id;
    enum store_status status;

    status = store_read_account(engine->store, ACCOUNT_BY_ID,
                                id_span(account), ret_set);
    if (status == STORE_OK) {
        status = store_read_session(engine->store, account,
                                    &verdict->evidence.session, ret_session);
    }

    return engine_status_of_store(status);
}


static int
renew(struct engine *engine, const struct token_verdict *verdict,
      int64_t now_s, char ret_token[TOKEN_MAX + 1])
{
    struct account_set set;
    struct session session;
    struct evidence evidence;
    struct decision decision;
    int status = read_standing(engine, verdict, &set, &session);

    if (status == GCIS_OK) {
        decision = decide_standing(&set, &engine->limits, now_s);
        if (session.restricted || session.expires_s <= now_s
            || session.epoch != set.account.epoch
            || (!decision.yes && decision.reason != REASON_LOCKED))
        {
            status = GCIS_E_DENIED;
        }
    }

    if (status == GCIS_OK
        && !session_token(engine, &set.account, &session, verdict->audience,
                          now_s, ret_token, &evidence))
    {
        status = GCIS_E_CRYPTO;
    }

    explicit_bzero(&set, sizeof(set));

    return status;
}


int
session_renew(struct engine *engine, struct span token,
              char ret_token[TOKEN_MAX + 1])
{
    struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 };
    int64_t now_s;
    int status = engine_ready(engine);

    if (status == GCIS_OK) {
        status = engine_now(engine, &now_s);
    }
    if (status == GCIS_OK) {
        status = session_actor(engine, token, now_s, &verdict);
    }
    if (status == GCIS_OK) {
        status = renew(engine, &verdict, now_s, ret_token);
    }

    return status;
}


static void
forget_expired(struct account *account, int64_t now_s)
{
    size_t kept = 0;

    for (size_t i = 0; i < account->n_revoked; i++) {
        if (account->revoked[i].expires_s > now_s) {
            account->revoked[kept++] = account->revoked[i];
        }
    }

    account->n_revoked = kept;
}


void
session_revoke_all(struct account *account)
{
    account->epoch++;
    account->n_revoked = 0;
}


void
session_revoke(struct account *account, const struct id *session,
               int64_t expires_s, int64_t now_s)
{
    struct revoked_session *revoked;

    forget_expired(account, now_s);

    if (account->n_revoked == REVOKED_MAX) {
        session_revoke_all(account);
        return;
    }

    revoked = &account->revoked[account->n_revoked++];
    memcpy(revoked->prefix, session->bytes, sizeof(revoked->prefix));
    revoked->expires_s = expires_s + REVOKED_SLACK_S;
}


static bool
describe_end(struct change *change, const struct peer *peer,
             const struct account *account, const struct session *session)
{
    struct facts_of_change *facts = &change->facts;

    words_print(facts->actor, sizeof(facts->actor), "uid:%u",
                (unsigned) peer->uid);
    words_print(facts->actor_name, sizeof(facts->actor_name), "%s",
                account->name);
    facts->has_subject = true;
    facts->subject = account->id;
    words_print(facts->subject_name, sizeof(facts->subject_name), "%s",
                account->name);
    facts->method = session->method;
    facts->level = session->level;

    return record_session_mark(&session->id, facts->session)
           && change_add_event(change, EVENT_SESSION_END, RESULT_OK,
                               REASON_NONE);
}


static enum store_status
end(struct engine *engine, const struct peer *peer, struct account *account,
    const struct session *session, int64_t now_s)
{
    struct key key = key_of_session(&account->id, &session->id);
    struct bodies bodies = { 0 };
    struct change change;

    session_revoke(account, &session->id,
                   earlier(session->expires_s,
                           now_s + engine->limits.session_idle_s), now_s);

    if (!record_begin(engine, now_s, &change)
        || !describe_end(&change, peer, account, session)
        || !record_put_account(&change, &bodies, account)
        || !record_remove(&change, RECORD_SESSION, &key, session->version))
    {
        return STORE_BROKEN;
    }

    change.projects = true;

    return record_apply(engine, &change);
}


static int
end_verified(struct engine *engine, const struct peer *peer,
             const struct token_verdict *verdict, int64_t now_s)
{
    enum store_status status = STORE_CONFLICT;
    struct account_set set;
    struct session session;

    for (unsigned i = 0; status == STORE_CONFLICT && i < END_ROUNDS_MAX; i++) {
        int code = read_standing(engine, verdict, &set, &session);

        if (code != GCIS_OK) {
            return code;
        }
        status = end(engine, peer, &set.account, &session, now_s);
    }

    explicit_bzero(&set, sizeof(set));

    return engine_status_of_store(status);
}


int
session_end(struct engine *engine, const struct peer *peer, struct span token)
{
    struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 };
    int64_t now_s;
    int status = engine_ready(engine);

    if (status == GCIS_OK) {
        status = engine_now(engine, &now_s);
    }
    if (status == GCIS_OK) {
        status = session_actor(engine, token, now_s, &verdict);
    }
    if (status == GCIS_OK) {
        status = end_verified(engine, peer, &verdict, now_s);
    }

    return status;
}
