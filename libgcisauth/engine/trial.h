/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One attempt under way, between the files that carry it: attempt.c (the
 * order), trial_verify.c (secrets), trial_commit.c (the change).  Private to
 * engine/.
 */
#ifndef GCIS_ENGINE_TRIAL_H
#define GCIS_ENGINE_TRIAL_H

#include "engine/engine.h"
#include "engine/record.h"
#include "policy/decide.h"
#include "policy/life.h"
#include "policy/password.h"

struct trial {
    struct engine *engine;
    const struct peer *peer;
    const struct attempt *attempt;
    const struct evidence *session; /* of a change of password; or NULL */
    int64_t now_s;
    char reference[REFERENCE_SIZE];

    /* normalised */
    char mapped[ACCOUNT_NAME_MAX + 1]; /* "": can be no account */
    struct secret password;            /* OpaqueString, or a stand-in */
    struct secret new_password;
    bool well_formed;
    char address[ADDRESS_MAX + 1]; /* "": none that may be believed */

    /* read */
    struct account_set set;
    struct catalogue *catalogue;

    /* verified, for these versions of the credentials */
    bool verified;
    uint64_t password_version, oneday_version;
    struct proofs proofs;
    char new_hash[HASH_TEXT_MAX + 1]; /* of a change, or of a re-hash */
    /* of the records that the new password was judged on */
    uint64_t new_hash_account, new_hash_oneday, new_hash_password;

    /* decided */
    struct decision decision;
    unsigned broken_rules;
    char application[CODE_MAX + 1]; /* whose roles the outcome tells */
    struct account_view view;       /* as it is after the change */
    struct evidence evidence;
    char token[TOKEN_MAX + 1];
    bool activated;
};

void trial_wipe(struct trial *trial);

/* Fills mapped, password and new_password; what can be none goes on as a
 * stand-in, by the same path. */
void trial_normalise(struct trial *trial);
/* May this peer ask, about this name, from this source?  GCIS_OK: yes. */
int trial_admit(const struct trial *trial, struct outcome *ret) MUST_CHECK;

/* By the mapped name; an unknown account is a zeroed set and STORE_OK. */
enum store_status trial_read_account(struct trial *trial) MUST_CHECK;
/* One slow hash and one HMAC, whatever the account is. */
void trial_verify(struct trial *trial);
/* Judges and hashes the new password; sets broken_rules.  False: cannot. */
bool trial_judge_password(struct trial *trial) MUST_CHECK;
/* A better hash of the password just proven, where it wants one. */
void trial_rehash(struct trial *trial);

/* Writes what was decided: one change.  STORE_CONFLICT: decide again. */
enum store_status trial_commit(struct trial *trial) MUST_CHECK;

/* The claim's rule over view and evidence; REASON_NONE: allowed. */
enum reason trial_judge_rule(struct trial *trial);
/*
 * Without a session there is nothing to be restricted, and after the change of
 * password that the caller sees to nobody asks again (sshd): so the rule is
 * asked as if the change were done, and only then it is must_change.  That
 * only a one-day password is what restricts, no change mends: `method`; but a
 * check before a change of password (check only) is what such a one is for.
 */
enum reason trial_judge_restricted(struct trial *trial);
/* What a reason is to the caller; never GCIS_OK. */
int trial_status(enum reason reason);
/* The one place where a yes is said; the decision is committed. */
void trial_answer(const struct trial *trial, struct outcome *ret);

#endif
