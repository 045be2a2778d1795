/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdict.  It is no until the one place that says yes; the peer hears
 * one word for every no, the reason is for the log and therefore the most
 * useful one: no such account, locked, the state, then the secret.  What the
 * verdict leads to (counters, sessions, records) is the engine's.
 */
#include "policy/decide.h"
#include "policy/life.h"
#include "policy/lockout.h"

#define ONEDAY_AT_LEAST_S (2 * 60 * 60) /* R23, of end-of-day alone */


static struct decision
refuse(enum reason reason, bool counts)
{
    return (struct decision){ .reason = reason, .counts = counts };
}


/* A session ends with its account (R8). */
static int64_t
session_end_s(const struct account *account, int64_t lifetime_s,
              int64_t now_s)
{
    int64_t end_s = now_s + lifetime_s;

    if (account->until_s != 0 && account->until_s < end_s) {
        return account->until_s;
    }
    return end_s;
}


enum reason
decide_oneday(const struct oneday_credential *oneday, int64_t now_s)
{
    if (!oneday->live) {
        return REASON_ONEDAY_DEAD;
    }
    if (now_s >= oneday->expires_s) {
        return REASON_ONEDAY_EXPIRED;
    }
    if (oneday->uses >= oneday->max_uses) {
        return REASON_ONEDAY_USED_UP;
    }
    return REASON_NONE;
}


int64_t
decide_oneday_expiry(const struct limits *limits, int64_t now_s)
{
    int64_t end_s;

    if (!limits->oneday_end_of_day) {
        return now_s + limits->oneday_lifetime_s;
    }

    end_s = zone_day_end_s(limits->zone, now_s);
    if (end_s - now_s < ONEDAY_AT_LEAST_S) {
        /* the first second of the next day is in it in every zone */
        end_s = zone_day_end_s(limits->zone, end_s);
    }
    return end_s;
}


/*
 * The last use of a one-day password opens a session whose only way on is the
 * change of password, and that asks for the old one again (R25, "the one-day
 * password just used"): there, and as long as such a session lives, being used
 * up is no hindrance.  The change destroys it.
 */
static bool
just_used(const struct account_set *set, const struct limits *limits,
          int64_t now_s)
{
    int64_t last_s = set->activity.last_password_s;

    return last_s >= set->oneday.issued_s && now_s >= last_s
           && now_s - last_s <= limits->session_oneday_s;
}


static enum reason
judge_oneday(const struct account_set *set, const struct wish *wish,
             const struct limits *limits, int64_t now_s)
{
    enum reason reason = decide_oneday(&set->oneday, now_s);

    if (wish->methods_set && !wish->may_oneday) {
        return REASON_METHOD;
    }
    if (reason == REASON_ONEDAY_USED_UP && wish->changes_password
        && just_used(set, limits, now_s))
    {
        return REASON_NONE;
    }
    return reason;
}


static enum reason
judge_password(enum account_state state, const struct wish *wish)
{
    if (state != STATE_ACTIVE) {
        return REASON_NOT_ACTIVATED;
    }
    if (wish->methods_set && !wish->may_password) {
        return REASON_METHOD;
    }
    return REASON_NONE;
}


/*
 * A wrong secret is a failure in every state, also where the right one would
 * not help: so the number of records that a stranger can cause is bounded by
 * the lockout (SECURITY G5), every known account takes the same path (D5), and
 * an account that is resumed under attack is guarded already.  A dead one-day
 * password, or the right secret of a method that is not open, is no guess.
 * What could not be judged says nothing.
 */
static bool
is_wrong(const struct proofs *proofs)
{
    return proofs->well_formed && !proofs->broken && !proofs->password
           && !proofs->oneday && !proofs->oneday_dead;
}


/*
 * By which method the secret proves, in an account that is neither locked nor
 * in a state that refuses.
 */
static enum reason
judge_secret(const struct account_set *set, enum account_state state,
             const struct proofs *proofs, const struct wish *wish,
             const struct limits *limits, int64_t now_s,
             enum method *ret_method)
{
    enum reason reason = REASON_STORE; /* what is left: not to be judged */

    if (!proofs->well_formed) {
        return REASON_BAD_INPUT;
    }
    if (is_wrong(proofs)) {
        return REASON_WRONG_SECRET;
    }
    if (proofs->oneday_dead) {
        reason = REASON_ONEDAY_DEAD;
    }
    if (proofs->password) {
        reason = judge_password(state, wish);
        *ret_method = METHOD_PASSWORD;
    }
    if (proofs->oneday && reason != REASON_NONE) {
        reason = judge_oneday(set, wish, limits, now_s);
        *ret_method = METHOD_ONEDAY;
    }
    return reason;
}


/* What the session of a proven account may do, and for how long. */
static struct decision
allow(const struct account_set *set, enum account_state state,
      enum method method, const struct limits *limits, int64_t now_s)
{
    const struct account *account = &set->account;
    bool oneday = method == METHOD_ONEDAY;
    bool must_change = state == STATE_ISSUED || account->must_change
                       || life_password_expired(account, limits, now_s);
    int64_t lifetime_s = oneday ? limits->session_oneday_s
                                : limits->session_lifetime_s;

    return (struct decision){
        .yes = true,
        .reason = REASON_NONE,
        .method = method,
        .level = LEVEL_PASSWORD,
        .restricted = must_change || (oneday && !limits->oneday_applications),
        .must_change = must_change,
        .session_expires_s = session_end_s(account, lifetime_s, now_s),
    };
}


/* Why this account signs in by no secret; REASON_NONE where it may. */
static enum reason
judge_account(const struct account_set *set, enum account_state state,
              int64_t now_s)
{
    enum reason reason = life_refusal(state);

    if (lockout_is_locked(&set->activity, now_s)) {
        return REASON_LOCKED;
    }
    if (reason == REASON_NONE && life_is_past(&set->account, now_s)) {
        return REASON_EXPIRED_ACCOUNT;
    }
    return reason;
}


struct decision
decide_attempt(const struct account_set *set, const struct proofs *proofs,
               const struct wish *wish, const struct limits *limits,
               int64_t now_s)
{
    enum account_state state;
    enum method method = METHOD_NONE;
    struct decision decision;
    enum reason reason;

    if (!proofs->exists) {
        return refuse(REASON_UNKNOWN_ACCOUNT, false);
    }

    state = life_state(&set->account, &set->activity, limits, now_s);
    reason = judge_account(set, state, now_s);
    if (reason == REASON_LOCKED) {
        return refuse(reason, false);
    }
    if (reason != REASON_NONE) {
        return refuse(reason, is_wrong(proofs));
    }

    reason = judge_secret(set, state, proofs, wish, limits, now_s, &method);
    if (reason != REASON_NONE) {
        return refuse(reason, is_wrong(proofs));
    }

    decision = allow(set, state, method, limits, now_s);
    decision.activates = method == METHOD_PASSWORD && !wish->changes_password
                         && !set->account.ever_signed_in;
    return decision;
}


/* `issued` stands, restricted: PAM's account management sends it to the
 * change of password, where the one-day password is asked for. */
struct decision
decide_standing(const struct account_set *set, const struct limits *limits,
                int64_t now_s)
{
    enum account_state state;
    enum reason reason;

    if (set->account.version == 0) {
        return refuse(REASON_UNKNOWN_ACCOUNT, false);
    }

    state = life_state(&set->account, &set->activity, limits, now_s);
    reason = judge_account(set, state, now_s);
    if (reason != REASON_NONE) {
        return refuse(reason, false);
    }
    return allow(set, state, METHOD_NONE, limits, now_s);
}
