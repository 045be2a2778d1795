/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of operations share: a store in a temporary folder, made by
 * store.init, a clock that stands until it is moved, some agencies and people
 * made by operations, and tokens of sessions that a card would have opened.
 */
#ifndef TESTS_OPERATION_OFFICE_H
#define TESTS_OPERATION_OFFICE_H

#include "engine/session.h"
#include "operation/operation.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define OFFICE_START_S 1700000000 /* 2023-11-15T06:13:20 in Asia/Taipei */
#define OFFICE_PASSWORD "Correct-Horse-7"
#define OFFICE_HOST "portal"

struct office {
    char dir[64];
    int64_t now_ms;
    struct config *config;
    struct engine *engine;
    json_t *reply;   /* of the last call */
    pthread_mutex_t log_lock; /* lines come from any thread */
    char *log;
    size_t log_len;
};

/* An engine over an empty folder; a store with the people below; their end,
 * which verifies the audit. */
int office_empty(void **state);
int office_new(void **state);
int office_end(void **state);

/*
 * Of office_new():
 *   CENTRAL            sys         REG/system
 *   TCG, TCG-COM below lin.manager REG/manager at TCG, wang.xm at TCG-COM
 *   TXG                far.manager REG/manager, far.one
 *   CENTRAL            aud         REG/auditor, memb REG/member-manager
 *   (none)             citizen     a member
 * and what --sample brings, TXG among it.  All are active, with
 * OFFICE_PASSWORD, but wang.xm, far.one and citizen, who are `created`.
 */

extern const struct peer office_root;
extern const struct peer office_owner; /* gcisctl on lmdb: */
extern const struct peer office_web;
extern const struct peer office_pam;   /* service sshd */
extern const struct peer office_self;  /* login name wang.xm */

/* `parameters` is JSON; returns the status, leaves the reply. */
int office_call(struct office *office, const struct peer *peer,
                const char *token, const char *operation,
                const char *parameters, ...) PRINTF(5, 6);
/* As root; must be a yes. */
void office_do(struct office *office, const char *operation,
               const char *parameters, ...) PRINTF(3, 4);
/* As root; must be a no of this reason. */
void office_no(struct office *office, const char *reason,
               const char *operation, const char *parameters, ...)
    PRINTF(4, 5);
/* By a session of this level of the account, its card just used. */
int office_by(struct office *office, const char *account, enum level level,
              const char *operation, const char *parameters, ...)
    PRINTF(5, 6);
void office_by_no(struct office *office, const char *account,
                  const char *reason, const char *operation,
                  const char *parameters, ...) PRINTF(5, 6);

/* Members of the last reply. */
const char *office_text(const struct office *office, const char *name);
void office_copy(const struct office *office, const char *name, char *ret,
                 size_t size);
int64_t office_integer(const struct office *office, const char *name);
bool office_has(const struct office *office, const char *name);
json_t *office_items(const struct office *office);
/* Is there an item with this text in this member? */
bool office_lists(const struct office *office, const char *name,
                  const char *value);

/* A session of the account, made in the core, and its token. */
void office_token(struct office *office, const char *account,
                  enum level level, int64_t age_s, bool restricted,
                  char ret[TOKEN_MAX + 1]);
bool office_token_stands(struct office *office, const char *token);

int office_sign_in(struct office *office, const char *account,
                   const char *secret, struct outcome *ret);
void office_account(struct office *office, const char *name,
                    struct account_set *ret);
void office_later(struct office *office, int64_t seconds);
unsigned office_count(struct office *office, enum event event,
                      enum result result);
bool office_log_has(const struct office *office, const char *words);

#endif
