/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an attempt writes: counters, one-day password used, last sign-in,
 * session, audit, in one change that expects every version it was decided on.
 */
#include "engine/folding.h"
#include "engine/trial_draft.h"
#include "policy/lockout.h"


static enum event
event_of(const struct trial *trial)
{
    return trial->attempt->purpose == PURPOSE_CHANGE_PASSWORD
           ? EVENT_PASSWORD_CHANGE : EVENT_SESSION_START;
}


static enum store_status
commit_no(struct trial *trial)
{
    struct trial_draft draft TRIAL_DRAFT = { 0 };
    enum reason reason = trial->decision.reason;
    /* the lockout bounds the others: these it does not count */
    bool folds = reason == REASON_UNKNOWN_ACCOUNT || reason == REASON_LOCKED
                 || reason == REASON_BAD_INPUT;

    if (folds && folding_take(trial->engine->folding, trial->address,
                              trial->now_s))
    {
        return STORE_OK;
    }

    trial_begin(&draft, trial);
    trial_add_event(&draft, event_of(trial), RESULT_DENIED, reason);

    if (trial->decision.counts) {
        struct activity activity = trial->set.activity;

        (void) lockout_fail(&activity, &trial->engine->limits, trial->now_s);
        trial_also(&draft, record_put_activity(&draft.change, &draft.bodies,
                                               &trial->set.account.id,
                                               &activity));
    }
    if (trial->proofs.exists) {
        trial_expect_unchanged(&draft);
    }

    return trial_apply(&draft);
}


static struct activity
activity_after(const struct trial *trial)
{
    struct activity activity = trial->set.activity;

    lockout_succeed(&activity);
    if (trial->decision.level == LEVEL_CERTIFICATE) {
        activity.last_certificate_s = trial->now_s;
    } else {
        activity.last_password_s = trial->now_s;
    }

    return activity;
}


static void
put_signed_in(struct trial_draft *draft)
{
    struct trial *trial = draft->trial;
    const struct account_set *set = &trial->set;
    struct session session = {
        .started_s = trial->now_s,
        .auth_time_s = trial->now_s,
        .expires_s = trial->decision.session_expires_s,
        .method = trial->decision.method,
        .level = trial->decision.level,
        .restricted = trial->decision.restricted,
        .before_password_s = set->activity.last_password_s,
        .before_certificate_s = set->activity.last_certificate_s,
        .failures_before = set->activity.failures_since,
        .last_failure_before_s = set->activity.last_failure_s,
    };

    memcpy(session.audience, trial->attempt->audience,
           sizeof(session.audience));
    memcpy(session.address, trial->address, sizeof(session.address));
    trial_start_session(draft, &session, &set->account);
}


/* A better hash of the same password, where it was weaker than the default. */
static void
put_rehashed(struct trial_draft *draft)
{
    struct trial *trial = draft->trial;
    struct password_credential password = trial->set.password;

    trial_rehash(trial);
    if (trial->new_hash[0] == '\0') {
        return;
    }

    memcpy(password.hash, trial->new_hash, sizeof(password.hash));
    trial_add_event(draft, EVENT_PASSWORD_REHASH, RESULT_OK, REASON_NONE);
    trial_also(draft, record_put_password(&draft->change, &draft->bodies,
                                          &trial->set.account.id, &password));
}


static void
put_oneday_used(struct trial_draft *draft)
{
    const struct trial *trial = draft->trial;
    struct oneday_credential oneday = trial->set.oneday;

    oneday.uses++;
    trial_also(draft, record_put_oneday(&draft->change, &draft->bodies,
                                        &trial->set.account.id, &oneday));
}


static enum store_status
commit_sign_in(struct trial *trial)
{
    struct trial_draft draft TRIAL_DRAFT = { 0 };
    struct activity activity = activity_after(trial);
    struct account account = trial->set.account;

    trial_begin(&draft, trial);
    trial_add_event(&draft, EVENT_SESSION_START, RESULT_OK, REASON_NONE);
    trial_also(&draft, record_put_activity(&draft.change, &draft.bodies,
                                           &account.id, &activity));

    if (trial->attempt->audience[0] != '\0') {
        put_signed_in(&draft);
    }
    if (trial->decision.method == METHOD_ONEDAY) {
        put_oneday_used(&draft);
    }
    if (trial->decision.activates) {
        account.ever_signed_in = true;
        trial_add_event(&draft, EVENT_ACCOUNT_ACTIVATED, RESULT_OK,
                        REASON_NONE);
        trial_also(&draft, record_put_account(&draft.change, &draft.bodies,
                                              &account));
    }
    put_rehashed(&draft);
    trial_expect_unchanged(&draft);

    return trial_apply(&draft);
}


enum store_status
trial_commit(struct trial *trial)
{
    if (!trial->decision.yes) {
        return commit_no(trial);
    }

    if (trial->attempt->check_only) {
        return STORE_OK;
    }

    if (trial->attempt->purpose == PURPOSE_CHANGE_PASSWORD) {
        return trial_commit_change(trial);
    }

    return commit_sign_in(trial);
}
