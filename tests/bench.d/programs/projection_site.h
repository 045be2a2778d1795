/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A store with many accounts in a folder of memory, its projection and what
 * reads it.  Ends the program where anything fails: there is no figure then.
 */
#ifndef BENCH_PROJECTION_SITE_H
#define BENCH_PROJECTION_SITE_H

#include "store/projection_env.h"
#include "token/token.h"

#define BENCH_HOST "apps.example"
#define BENCH_GRANTS 5

struct bench_site {
    char dir[64];
    char projection[96];
    unsigned n_accounts;
    struct store *store;
    double build_ms; /* the projection, anew */
    struct projection_reader *reader;
    struct projection_env *env; /* the same file, bare */
    struct sign_key *key;
    struct node_key node_key;
    uint8_t store_id[ID_SIZE];
};

void bench_site_new(struct bench_site *site, unsigned n_accounts);
void bench_site_end(struct bench_site *site);
struct id bench_id(unsigned number);
void bench_token(const struct bench_site *site, unsigned number,
                 char ret_token[TOKEN_MAX + 1]);

double bench_wall_ns(void);
double bench_cpu_ns(void); /* of this process */
void bench_need(bool held, const char *what);

#endif
