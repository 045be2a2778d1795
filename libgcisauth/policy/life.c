/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of an account: what its state is worth at a moment, and the steps
 * between states.  Who may take a step is authority.c's, what else a step
 * does (sessions, credentials, grants) the operation's.
 */
#include "policy/life.h"


static int64_t
last_sign_of_life(const struct account *account,
                  const struct activity *activity)
{
    int64_t last_s = account->state_since_s;

    if (activity->last_password_s > last_s) {
        last_s = activity->last_password_s;
    }
    if (activity->last_certificate_s > last_s) {
        last_s = activity->last_certificate_s;
    }
    return last_s;
}


enum account_state
life_state(const struct account *account, const struct activity *activity,
           const struct limits *limits, int64_t now_s)
{
    if (account->state == STATE_ACTIVE && limits->dormant_after_s > 0
        && now_s - last_sign_of_life(account, activity)
               >= limits->dormant_after_s)
    {
        return STATE_DORMANT;
    }

    /* "for more than 30d": the last second of the time is still good */
    if (account->state == STATE_ISSUED && limits->issued_keep_s > 0
        && now_s - account->state_since_s > limits->issued_keep_s)
    {
        return STATE_CLOSED;
    }
    return account->state;
}


bool
life_is_past(const struct account *account, int64_t now_s)
{
    return account->until_s != 0 && now_s >= account->until_s;
}


enum reason
life_refusal(enum account_state state)
{
    switch (state) {
    case STATE_ISSUED:
    case STATE_ACTIVE:
        return REASON_NONE;
    case STATE_NONE:
    case STATE_REQUESTED:
    case STATE_CREATED:
        return REASON_NOT_ACTIVATED;
    case STATE_DORMANT:
        return REASON_DORMANT;
    case STATE_SUSPENDED:
        return REASON_SUSPENDED;
    case STATE_CLOSED:
        return REASON_CLOSED;
    }
    return REASON_NOT_ACTIVATED;
}


/*
 * An active account that is given a one-day password (card forgotten, R24)
 * stays active; a dormant one has to choose a new password.
 */
static enum account_state
after_issue(enum account_state from)
{
    switch (from) {
    case STATE_CREATED:
    case STATE_ISSUED:
    case STATE_DORMANT:
        return STATE_ISSUED;
    case STATE_ACTIVE:
        return STATE_ACTIVE;
    case STATE_NONE:
    case STATE_REQUESTED:
    case STATE_SUSPENDED:
    case STATE_CLOSED:
        break;
    }
    return STATE_NONE;
}


/* What is not yet an account (requested) is refused, not suspended. */
static enum account_state
after_suspend(enum account_state from)
{
    switch (from) {
    case STATE_CREATED:
    case STATE_ISSUED:
    case STATE_ACTIVE:
    case STATE_DORMANT:
        return STATE_SUSPENDED;
    case STATE_NONE:
    case STATE_REQUESTED:
    case STATE_SUSPENDED:
    case STATE_CLOSED:
        break;
    }
    return STATE_NONE;
}


/* Only to a state that can be suspended: a damaged record resumes nothing. */
static enum account_state
after_resume(enum account_state from, enum account_state before)
{
    if (from != STATE_SUSPENDED
        || after_suspend(before) != STATE_SUSPENDED)
    {
        return STATE_NONE;
    }
    return before;
}


static enum account_state
after_close(enum account_state from)
{
    switch (from) {
    case STATE_REQUESTED:
    case STATE_CREATED:
    case STATE_ISSUED:
    case STATE_ACTIVE:
    case STATE_DORMANT:
    case STATE_SUSPENDED:
        return STATE_CLOSED;
    case STATE_NONE:
    case STATE_CLOSED:
        break;
    }
    return STATE_NONE;
}


static enum account_state
after(enum life_step step, enum account_state from,
      enum account_state before)
{
    switch (step) {
    case LIFE_ISSUE:
        return after_issue(from);
    case LIFE_ACTIVATE:
        return from == STATE_ISSUED ? STATE_ACTIVE : STATE_NONE;
    case LIFE_SUSPEND:
        return after_suspend(from);
    case LIFE_RESUME:
        return after_resume(from, before);
    case LIFE_CLOSE:
        return after_close(from);
    }
    return STATE_NONE;
}


bool
life_may_step(enum life_step step, enum account_state from,
              enum account_state before, enum account_state *ret_next)
{
    enum account_state next = after(step, from, before);

    if (next == STATE_NONE) {
        return false;
    }
    *ret_next = next;
    return true;
}


bool
life_password_expired(const struct account *account,
                      const struct limits *limits, int64_t now_s)
{
    const struct password_limits *password =
        &limits->password[life_people(account->kind)];

    return password->max_age_s > 0 && account->password_changed_s != 0
           && now_s - account->password_changed_s >= password->max_age_s;
}


size_t
life_people(enum account_kind kind)
{
    return kind == KIND_MEMBER ? 1 : 0;
}
