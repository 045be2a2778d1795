/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lockout (R28): N failures in a sliding period refuse passwords and one-day
 * passwords for a while.  Pure functions over activity and now_s; a locked
 * account's attempts are not counted.
 */
#ifndef GCIS_POLICY_LOCKOUT_H
#define GCIS_POLICY_LOCKOUT_H

#include "model/account.h"
#include "policy/limits.h"

bool lockout_is_locked(const struct activity *activity, int64_t now_s);
/* One verified wrong secret; may lock.  True where it locked just now. */
bool lockout_fail(struct activity *activity, const struct limits *limits,
                  int64_t now_s);
/* After a success. */
void lockout_succeed(struct activity *activity);
/* account unlock: never resets a password. */
void lockout_unlock(struct activity *activity);

#endif
