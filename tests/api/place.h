/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of the public interface share: a store in a temporary folder
 * with the sample systems, asked in this process (lmdb:) or through a gcisd of
 * its own (unix:).  Knows the two public headers and nothing below them.
 */
#ifndef TESTS_API_PLACE_H
#define TESTS_API_PLACE_H

#include "gcisauth_admin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>
#include <jansson.h>

#define HOST "apps.example.gov.tw"
#define SECRET "Correct-Horse-7"
#define REFERENCE_LEN 10
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

struct place {
    bool remote;
    char dir[64];
    char conf[128];
    char uri[128];
    atomic_llong ahead_s; /* of the wall clock; lmdb: alone */
    pid_t gcisd;          /* 0: none */
    struct gcis *gcis;
};

/* `more` is added to gcis.conf.  Fails the test where it cannot be had. */
struct place *place_new(bool remote, const char *more);
void place_free(struct place *place);

/* Group setups and their end: place_new() without more. */
int place_local(void **state);
int place_remote(void **state);
int place_end(void **state);

void place_start(struct place *place);
/* Ends gcisd by this signal and waits for it. */
void place_stop(struct place *place, int signal_number);

/* One more struct gcis of the same engine: its status. */
int place_open(struct place *place, struct gcis **ret_gcis);

/*
 * gcis_call() with parameters in which ' stands for "; fails unless the status
 * is `expected` and the reply is JSON.  The reply is the caller's.
 */
json_t *place_ask(struct place *place, const struct gcis_identity *actor,
                  int expected, const char *operation, const char *format,
                  ...) __attribute__((format(printf, 5, 6)));
/* The same for an operation that must succeed and whose reply is of no use. */
void place_do(struct place *place, const char *operation, const char *format,
              ...) __attribute__((format(printf, 3, 4)));

/* A civil servant of this agency with SECRET, active. */
void place_person(struct place *place, const char *name, const char *agency);
/* An account with a fresh one-day password, issued. */
void place_newcomer(struct place *place, const char *name, char oneday[64]);

struct gcis_claim *place_claim(const char *account, const char *secret);
/* With a session on HOST; the status. */
int place_sign_in(struct place *place, const char *account,
                  const char *secret, struct gcis_identity **ret_identity);
/* Signed in as one that must be let in; the token, GCIS_TOKEN_MAX + 1 bytes. */
void place_token(struct place *place, const char *account,
                 char token[GCIS_TOKEN_MAX + 1]);
/* Verifies for HOST; `ret_reason` may be NULL. */
int place_verify(struct gcis *gcis, const char *token,
                 const char **ret_reason);

/* What `run` returns, out of a child that this process forks. */
int place_in_child(int (*run)(void *argument), void *argument);

#endif
