/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A change of password as one change: the new hash, the history, the one-day
 * password dead, every session ended, and this one begun anew, but where it
 * activates the account (R14, R25).
 */
#include "engine/new_password.h"
#include "engine/session.h"
#include "engine/trial_draft.h"
#include "policy/lockout.h"
#include "store/projection_codec.h"


static struct password_credential
password_after(const struct trial *trial)
{
    struct password_credential after;
    size_t people = life_people(trial->set.account.kind);

    new_password_rotate(&trial->set.password, trial->new_hash,
                        trial->engine->limits.password[people].history,
                        trial->now_s, &after);

    return after;
}


/* The one-day password dies with any change of password; what is left of it
 * only tells why it is refused. */
static struct oneday_credential
oneday_after(const struct trial *trial)
{
    struct oneday_credential oneday = trial->set.oneday;

    if (oneday.live) {
        memcpy(oneday.dead_mac, oneday.mac, sizeof(oneday.mac));
        memset(oneday.mac, 0, sizeof(oneday.mac));
        oneday.has_dead = true;
        oneday.live = false;
    }

    return oneday;
}


static struct account
account_after(struct trial *trial)
{
    struct account account = trial->set.account;
    enum account_state next;

    account.password_changed_s = trial->now_s;
    account.must_change = false;
    session_revoke_all(&account);

    if (life_may_step(LIFE_ACTIVATE, account.state, account.state_before,
                      &next))
    {
        account.state = next;
        account.state_since_s = trial->now_s;
        account.ever_signed_in = false;
        trial->activated = true;
    }

    return account;
}


/* The session goes on under a new id, with the age of its last proof: a
 * password never refreshes a card (FORMATS, The token). */
static void
put_session_anew(struct trial_draft *draft, const struct account *account)
{
    const struct trial *trial = draft->trial;
    const struct id *old = &trial->session->session;
    struct session session;
    struct key key = key_of_session(&account->id, old);

    trial_also(draft, store_read_session(trial->engine->store, &account->id,
                                         old, &session) == STORE_OK);
    if (!draft->good) {
        return;
    }

    trial_also(draft, record_remove(&draft->change, RECORD_SESSION, &key,
                                    session.version));
    session.version = 0;
    session.restricted = session.method == METHOD_ONEDAY
                         && !trial->engine->limits.oneday_applications;
    trial_start_session(draft, &session, account);
}


enum store_status
trial_commit_change(struct trial *trial)
{
    struct trial_draft draft TRIAL_DRAFT = { 0 };
    struct password_credential password = password_after(trial);
    struct oneday_credential oneday = oneday_after(trial);
    struct activity activity = trial->set.activity;
    struct account account;

    trial->activated = false;
    account = account_after(trial);
    lockout_succeed(&activity);

    trial_begin(&draft, trial);
    draft.change.projects = true;
    trial_add_event(&draft, EVENT_PASSWORD_CHANGE, RESULT_OK, REASON_NONE);
    trial_also(&draft, record_put_account(&draft.change, &draft.bodies,
                                          &account));
    trial_also(&draft, record_put_password(&draft.change, &draft.bodies,
                                           &account.id, &password));
    trial_also(&draft, record_put_oneday(&draft.change, &draft.bodies,
                                         &account.id, &oneday));
    trial_also(&draft, record_put_activity(&draft.change, &draft.bodies,
                                           &account.id, &activity));
    if (trial->session != NULL && !trial->activated) {
        put_session_anew(&draft, &account);
    }
    trial_expect_unchanged(&draft);
    account_view_make(&account, &trial->set.grants,
                      trial->engine->password_max_age_s, &trial->view);
    explicit_bzero(&password, sizeof(password));

    return trial_apply(&draft);
}
