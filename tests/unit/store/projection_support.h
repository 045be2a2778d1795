/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of the projection and of tokens share: a real store in a
 * temporary folder, short spellings of changes that project, a clock that
 * stands until it is moved, a reader of the files.
 */
#ifndef TESTS_STORE_PROJECTION_SUPPORT_H
#define TESTS_STORE_PROJECTION_SUPPORT_H

#include "store/catalogue.h"
#include "store/projection.h"
#include "store/projection_codec.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SITE_LOG_MAX 16384 /* bytes of kept log lines */
#define SITE_NOW_S 1000000 /* what the wall clock says at first */

struct site {
    char dir[64];
    char projection[96];
    struct store_options options;
    struct store *store; /* NULL: not open */
    struct projection_reader *reader;
    int64_t wall_ms;
    atomic_int_fast64_t boot_ms; /* 0: the system's */
    int64_t window_ms;        /* of each call; see window_step_ms */
    int64_t window_step_ms;   /* that the window clock moves with a call */
    int window_jumps;         /* calls that it is moved by, then no more */
    bool window_is_ours;      /* false: the reader has the system's */
    char log[SITE_LOG_MAX];
};

/* A store that is open, its projection published, and a reader of it. */
int site_new(void **state);
int site_end(void **state);

void site_open(struct site *site);
void site_close(struct site *site);
/* A further reader with the site's clocks; the caller frees it. */
struct projection_reader *site_reader(struct site *site);

/* Made up from a number: an id, and an account `nN` of full name `Full N`,
 * active, without grants. */
struct id site_id(unsigned number);
struct account site_account(unsigned number);
struct grants site_grants(size_t n);

/* A change with one event and a random id. */
struct change site_change(enum event event, bool projects);

/* Changes that project; the seq of each. */
uint64_t site_put(struct site *site, const struct account *account);
enum store_status site_try_put(struct site *site,
                               const struct account *account);
/* site_account() of each number, in few changes. */
void site_put_many(struct site *site, unsigned first, unsigned last);
uint64_t site_put_grants(struct site *site, const struct id *account,
                         const struct grants *grants);
uint64_t site_put_agency(struct site *site, uint16_t number, uint16_t parent,
                         const char *code);
uint64_t site_put_application(struct site *site, uint16_t number,
                              const char *code);
uint64_t site_put_role(struct site *site, uint16_t application,
                       uint16_t number, const char *code);
uint64_t site_put_key(struct site *site, const struct node_key *key);
uint64_t site_remove(struct site *site, enum record_kind kind,
                     const struct key *key);
/* One that does not. */
uint64_t site_put_activity(struct site *site, unsigned number);

/* The reader's answer; the catalogue is given back. */
enum projection_status site_look(struct site *site, unsigned number,
                                 struct account_view *ret_view);
/* Looks until the status is there, or a second has passed. */
enum projection_status site_look_for(struct site *site, unsigned number,
                                     enum projection_status wanted);

void site_remove_folder(const char *path);

static inline bool
site_log_has(const struct site *site, const char *words)
{
    return strstr(site->log, words) != NULL;
}

#endif
