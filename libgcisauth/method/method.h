/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A method: one way to prove that an account is one's own.  Each is one file
 * that ends in one object; the engine runs all of them on every attempt, so
 * that a no costs the same whatever it is for (SECURITY D5).  Methods verify;
 * what follows from a yes is policy's affair.
 */
#ifndef GCIS_METHOD_METHOD_H
#define GCIS_METHOD_METHOD_H

#include "base/secret.h"
#include "model/account.h"

struct method_input {
    const struct account_set *set; /* zeroed for an unknown account */
    const struct secret *password; /* as OpaqueString, or a stand-in */
    const struct secret *typed;    /* as it came */
    const char *decoy;             /* a hash that nobody's secret equals */
    struct span oneday_key;
};

struct method_proof {
    bool yes;
    bool dead;   /* equals a secret that is no longer good */
    bool broken; /* cannot tell */
};

struct credential_method {
    enum method method;
    /* `*ret` is zeroed by the caller. */
    void (*prove)(const struct method_input *input, struct method_proof *ret);
};

extern const struct credential_method method_password;
extern const struct credential_method method_oneday;

#define METHODS_N 2
extern const struct credential_method *const method_table[METHODS_N];

#endif
