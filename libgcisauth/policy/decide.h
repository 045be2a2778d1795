/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdict of an attempt: what was read and what was verified go in, a
 * decision comes out whose zero refuses.  Pure: engine/attempt.c asks it
 * again, on what it read anew, where the first commit met a conflict.
 */
#ifndef GCIS_POLICY_DECIDE_H
#define GCIS_POLICY_DECIDE_H

#include "model/account.h"
#include "policy/limits.h"

/* Which verification said yes; computed for everyone alike. */
struct proofs {
    bool exists;       /* there is such an account */
    bool well_formed;  /* the secret could be one at all */
    bool password;     /* equals the password */
    bool oneday;       /* equals the one-day password of now */
    bool oneday_dead;  /* equals the one before, or one that is over */
    bool broken;       /* the hash could not be judged */
};

struct wish {
    bool methods_set;    /* else every method */
    bool may_password, may_oneday;
    bool changes_password; /* here a used-up one-day password still proves
                            * while the session that it opened may live */
};

struct decision {
    bool yes;
    enum reason reason;  /* REASON_NONE on yes */
    bool counts;         /* a verified wrong secret: a failure */
    enum method method;
    enum level level;
    bool restricted;     /* R24, must_change, password expired */
    bool must_change;
    bool activates;      /* the sign-in that account.activated records */
    int64_t session_expires_s;
};

struct decision decide_attempt(const struct account_set *set,
                               const struct proofs *proofs,
                               const struct wish *wish,
                               const struct limits *limits, int64_t now_s);

/* What a one-day password is good for now: REASON_NONE, or why not. */
enum reason decide_oneday(const struct oneday_credential *oneday,
                          int64_t now_s);
/* R23: till when a one-day password issued now holds. */
int64_t decide_oneday_expiry(const struct limits *limits, int64_t now_s);

/*
 * acct_mgmt and vouch: the account as it stands, without any secret.  Locked
 * is no; `issued` is yes, restricted, with must_change.
 */
struct decision decide_standing(const struct account_set *set,
                                const struct limits *limits, int64_t now_s);

#endif
