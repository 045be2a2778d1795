/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine: store, keys, limits and locks under one roof.  Opened once per
 * process; every function is thread-safe.  Above it stand the operations;
 * below it every layer.
 */
#ifndef GCIS_ENGINE_ENGINE_H
#define GCIS_ENGINE_ENGINE_H

#include "base/process.h"
#include "config/config.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "model/call.h"
#include "policy/authority.h"
#include "policy/limits.h"
#include "store/catalogue.h"
#include "store/projection.h"
#include "store/store.h"
#include "token/token.h"

#include <pthread.h>

#define ENGINE_LOCKS 256        /* stripes of the lock by account */
#define ENGINE_WAITERS_MAX 8    /* on one account; the rest are busy */
#define ENGINE_CLOCK_SLACK_S 600 /* SECURITY I, clock */
#define ONEDAY_KEY_SIZE 32      /* bytes */

struct account_lock {
    pthread_mutex_t mutex;
    pthread_cond_t free;
    bool held;
    unsigned n_waiters;
};

struct sources;   /* limits by source address: sources.h */
struct blocklist; /* blocklist.h */
struct folding;   /* failures that share one record: folding.h */

/* Where the walk of the jobs stands. */
struct jobs {
    int64_t due_s;
    enum record_kind kind;
    struct key at;
};

struct engine {
    struct config *config; /* a copy of its own */
    struct limits limits;
    int64_t password_max_age_s[2]; /* staff, members */
    struct zone *zone;
    struct clock clock;
    struct logger logger;
    char dir[CONFIG_PATH_MAX];
    char node[CODE_MAX + 1];
    const char *hash_setting;
    char decoy[HASH_TEXT_MAX + 1];
    struct process_mark process;

    pthread_mutex_t opening;   /* of the store, by store.init */
    struct store *store;       /* NULL: no store here yet */
    struct sign_key *key;      /* signs tokens */
    struct sign_key *audit_key;
    char kid[KID_MAX + 1];
    uint8_t oneday_key[ONEDAY_KEY_SIZE];
    struct projection_reader *reader; /* of this process's own store */
    struct token_cache *tokens;

    uint32_t lock_seed; /* so that nobody can aim at a stripe */
    struct account_lock locks[ENGINE_LOCKS];
    struct sources *sources;
    struct blocklist *blocklist;
    struct folding *folding;
    struct jobs jobs;
    int64_t checkpoint_due_s;
};

/*
 * Opens on an empty folder as well: everything but `store.init` is then
 * answered "no store here".  NULL with words in `error`.
 */
struct engine *engine_open(const struct config *config,
                           char error[STORE_ERROR_MAX], int *ret_status)
    MUST_CHECK;
void engine_close(struct engine *engine);

/* What the store is opened or made with; borrows from the engine. */
struct store_options engine_store_options(const struct engine *engine);

/* Opens store and keys of an initialised folder; under `opening`. */
int engine_open_store(struct engine *engine, char error[STORE_ERROR_MAX])
    MUST_CHECK;

/* GCIS_OK, or GCIS_E_STORE in a child of fork or without a store. */
int engine_ready(struct engine *engine) MUST_CHECK;

/*
 * The time of a call, read once at its top: never behind the log's head by
 * more than nothing (it stands still), GCIS_E_STORE where the clock is behind
 * by more than ENGINE_CLOCK_SLACK_S.
 */
int engine_now(struct engine *engine, int64_t *ret_now_s) MUST_CHECK;

/* Ten letters and digits without look-alikes. */
void engine_reference(char ret[REFERENCE_SIZE]);

/* What a failed store function is to the caller. */
int engine_status_of_store(enum store_status status);

/* Held from read to commit; false: too many wait, busy. */
bool engine_lock_account(struct engine *engine, struct span mapped)
    MUST_CHECK;
void engine_unlock_account(struct engine *engine, struct span mapped);

/* attempt.h: engine_attempt(), engine_check(). session.h: tokens and ends. */

#endif
