/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions: what a sign-in adds to its change, the token that goes with it,
 * renewal, and the ends.
 */
#ifndef GCIS_ENGINE_SESSION_H
#define GCIS_ENGINE_SESSION_H

#include "engine/engine.h"
#include "model/change.h"

/* A token for the session; `auth_time`, level and method are the session's. */
bool session_token(struct engine *engine, const struct account *account,
                   const struct session *session, const char *audience,
                   int64_t now_s, char ret_token[TOKEN_MAX + 1],
                   struct evidence *ret_evidence) MUST_CHECK;

int session_renew(struct engine *engine, struct span token,
                  char ret_token[TOKEN_MAX + 1]) MUST_CHECK;
int session_end(struct engine *engine, const struct peer *peer,
                struct span token) MUST_CHECK;

/*
 * Marks a session of the account as revoked until no token of it can be good;
 * the 9th makes the epoch one more.  `all`: the epoch at once.
 */
void session_revoke(struct account *account, const struct id *session,
                    int64_t expires_s, int64_t now_s);
void session_revoke_all(struct account *account);

/* The verified claims of a token, whatever its audience; for the engine's own
 * calls on behalf of a signed-in account. */
int session_actor(struct engine *engine, struct span token, int64_t now_s,
                  struct token_verdict *ret_verdict) MUST_CHECK;

#endif
