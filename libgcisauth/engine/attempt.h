/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One attempt from claim to commit: sign-in, change of password, and what
 * else proves who somebody is, under one order (ARCHITECTURE, libgcisauth by
 * layer).  attempt.c is the screen that holds the security argument.
 */
#ifndef GCIS_ENGINE_ATTEMPT_H
#define GCIS_ENGINE_ATTEMPT_H

#include "engine/engine.h"

/*
 * Fills *ret on every path, refusal first; returns ret->status.  `session`:
 * the verified evidence of the session on whose behalf a password is changed;
 * NULL without one.
 */
int engine_attempt(struct engine *engine, const struct peer *peer,
                   const struct attempt *attempt,
                   const struct evidence *session, struct outcome *ret);

/* The account as it stands, without proof: acct_mgmt, vouch. */
int engine_check(struct engine *engine, const struct peer *peer,
                 const struct attempt *attempt, struct outcome *ret);

#endif
