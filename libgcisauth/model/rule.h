/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A rule: one line of `application= role= level= age= agency= network=`, all
 * of it needed.  Parsed once by policy/rule.c, for nginx, PAM, try and
 * explain alike.
 */
#ifndef GCIS_MODEL_RULE_H
#define GCIS_MODEL_RULE_H

#include "model/account.h"

#define RULE_ROLES_MAX 16

struct network {
    uint8_t address[16]; /* IPv4 as ::ffff:a.b.c.d */
    unsigned prefix;     /* bits of 128 */
};

struct rule {
    char application[CODE_MAX + 1]; /* "": none asked */
    size_t n_roles;                 /* 0: any role of the application */
    char roles[RULE_ROLES_MAX][CODE_MAX + 1];
    enum level level;               /* LEVEL_NONE: the application's own */
    int64_t age_s;                  /* 0: any */
    char agency[CODE_MAX + 1];      /* "": any */
    bool has_network;
    struct network network;
};

/* What is asked besides the identity. */
struct facts {
    int64_t now_s;
    bool has_address;
    uint8_t address[16]; /* as in struct network */
};

/* How an identity was proven: the claims of a token, or of an attempt. */
struct evidence {
    struct id session; /* zero: none */
    enum method method;
    enum level level;
    bool restricted;
    uint32_t epoch;
    uint64_t seq;
    int64_t issued_s;
    int64_t auth_time_s;
    int64_t expires_s;
};

#endif
