/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of the vault share: a store in a temporary folder, short
 * spellings of changes, the log lines that were written.
 */
#ifndef TESTS_STORE_VAULT_SUPPORT_H
#define TESTS_STORE_VAULT_SUPPORT_H

#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define VAULT_LOG_MAX 16384 /* bytes of kept log lines */

struct vault {
    char dir[64];
    struct store_options options;
    struct store *store; /* NULL: not open */
    char error[STORE_ERROR_MAX];
    char log[VAULT_LOG_MAX];
};

/* A new folder without a store, a store that is open, and their end. */
int vault_new(void **state);
int vault_open_new(void **state);
int vault_end(void **state);

void vault_close(struct vault *vault);
enum store_status vault_open(struct vault *vault);
void vault_reopen(struct vault *vault);
/* DIR/vault/NAME */
void vault_path(const struct vault *vault, const char *name,
                char ret[128]);

/* A change with one event and a random id. */
struct change change_of(enum event event);
struct key key_of_text(const char *text);
/* One write under an expected version; the position's seq, 0 for a no. */
enum store_status vault_write(struct vault *vault, const char *key,
                              uint64_t version, const char *body,
                              uint64_t *ret_seq);
void vault_put(struct vault *vault, const char *key, const char *body);
uint64_t vault_seq(struct vault *vault);
/* Audit verify says that all is well. */
void vault_check(struct vault *vault);

bool log_has(const struct vault *vault, const char *words);
void hex_of(struct span bytes, char *ret);

#endif
