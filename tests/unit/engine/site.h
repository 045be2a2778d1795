/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of the engine share: an engine on a real store in a temporary
 * folder, a clock that stands until it is moved, accounts made by records.
 * Accounts are samples.
 */
#ifndef TESTS_ENGINE_SITE_H
#define TESTS_ENGINE_SITE_H

#include "engine/attempt.h"
#include "engine/record.h"
#include "engine/session.h"
#include "engine/tick.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define SITE_START_S 1700000000 /* 2023-11-14T22:13:20Z */
#define SITE_PASSWORD "Correct-Horse-7"
#define SITE_ONEDAY "ABCD-EFGH-JKLM"
#define SITE_LOG_MAX 65536

struct site {
    char dir[64];
    int64_t now_ms;
    struct config *config;
    struct engine *engine;
    char log[SITE_LOG_MAX];
};

/* A store with one account `wang` (active, SITE_PASSWORD) and their end. */
int site_new(void **state);
int site_end(void **state);
void site_close(struct site *site);
void site_open(struct site *site);

/* An account in this state, with SITE_PASSWORD and, where `oneday_uses` is not
 * 0, SITE_ONEDAY good for an hour. */
void site_add(struct site *site, const char *name, enum account_state state,
              unsigned oneday_uses);
void site_read(struct site *site, const char *name, struct account_set *ret);
/* Writes back what a test changed in account or activity. */
void site_write(struct site *site, const struct account_set *set);

/* An attempt as a web peer, with a session on host "portal". */
int site_sign_in(struct site *site, const char *name, const char *secret,
                 struct outcome *ret);
int site_attempt(struct site *site, struct attempt *attempt,
                 struct outcome *ret);
/* A change of password, on behalf of a session's token where it is not "". */
int site_change(struct site *site, const char *name, const char *old,
                const char *new, const char *token, struct outcome *ret);
struct attempt site_claim(const char *name, const char *secret);
/* Does the token stand? */
int site_token(struct site *site, const char *token, enum reason *ret_reason);
void site_later(struct site *site, int64_t seconds);
/* How many records have this event, result and reason. */
unsigned site_count(struct site *site, enum event event, enum result result,
                    enum reason reason);
bool site_log_has(const struct site *site, const char *words);
void site_verify(struct site *site);

extern const struct peer site_web;
extern const struct peer site_root;

#endif
