/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of an account (REQUIREMENTS 1): its state as it is now, whatever a
 * job has written down, and which change of state is allowed.  Pure.
 */
#ifndef GCIS_POLICY_LIFE_H
#define GCIS_POLICY_LIFE_H

#include "model/account.h"
#include "policy/limits.h"

/*
 * The state that counts at now_s: dormant where nothing succeeded for
 * dormant_after (from the later of last success and state_since_s), closed
 * where an `issued` one is older than issued_keep.  `until_s` past is told
 * apart: see life_is_past().
 */
enum account_state life_state(const struct account *account,
                              const struct activity *activity,
                              const struct limits *limits, int64_t now_s);
bool life_is_past(const struct account *account, int64_t now_s);

/* The reason word of a state in which nobody signs in by any means. */
enum reason life_refusal(enum account_state state);

enum life_step {
    LIFE_ISSUE,    /* oneday issue: created issued active dormant */
    LIFE_ACTIVATE, /* first change of password: issued */
    LIFE_SUSPEND,
    LIFE_RESUME, /* suspended only; dormant names `oneday issue` */
    LIFE_CLOSE,  /* from every state but closed */
};

/*
 * May the step be taken from this effective state?  On true *ret_next is the
 * state to store.  `before` is account.state_before, for resume.
 */
bool life_may_step(enum life_step step, enum account_state from,
                   enum account_state before, enum account_state *ret_next)
    MUST_CHECK;

bool life_password_expired(const struct account *account,
                           const struct limits *limits, int64_t now_s);
/* 0: staff, 1: members; the index into limits->password. */
size_t life_people(enum account_kind kind);

#endif
