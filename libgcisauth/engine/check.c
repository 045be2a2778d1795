/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The account as it stands, for a caller that proved it otherwise: PAM's
 * account management.  Reads and decides; verifies and writes nothing.
 */
#include "engine/attempt.h"

#include "engine/trial.h"
#include "store/projection_codec.h"


static enum store_status
read_standing(struct trial *trial)
{
    enum store_status status;

    status = store_catalogue(trial->engine->store, &trial->catalogue);

    return status == STORE_OK ? trial_read_account(trial) : status;
}


static void
decide(struct trial *trial)
{
    const struct account_set *set = &trial->set;

    if (set->account.version == 0) {
        trial->decision.reason = REASON_UNKNOWN_ACCOUNT;
        return;
    }

    trial->decision = decide_standing(set, &trial->engine->limits,
                                      trial->now_s);
    account_view_make(&set->account, &set->grants,
                      trial->engine->password_max_age_s, &trial->view);
    trial->evidence = (struct evidence){
        .level = LEVEL_PASSWORD,
        .epoch = set->account.epoch,
        .auth_time_s = trial->now_s,
    };

    if (!trial->decision.yes) {
        return;
    }

    trial->decision.reason = trial->decision.restricted
                             ? trial_judge_restricted(trial)
                             : trial_judge_rule(trial);
    trial->decision.yes = trial->decision.reason == REASON_NONE;
}


int
engine_check(struct engine *engine, const struct peer *peer,
             const struct attempt *attempt, struct outcome *ret)
{
    struct trial trial CLEANUP(trial_wipe) = {
        .engine = engine, .peer = peer, .attempt = attempt,
    };
    enum store_status status;

    memset(ret, 0, sizeof(*ret));
    engine_reference(ret->reference);

    ret->status = engine_ready(engine);
    if (ret->status == GCIS_OK) {
        ret->status = engine_now(engine, &trial.now_s);
    }
    if (ret->status != GCIS_OK) {
        ret->reason = REASON_STORE;
        return ret->status;
    }

    trial_normalise(&trial);

    ret->status = trial_admit(&trial, ret);
    if (ret->status != GCIS_OK) {
        return ret->status;
    }

    status = read_standing(&trial);
    if (status != STORE_OK) {
        ret->reason = REASON_STORE;
        ret->status = engine_status_of_store(status);
        return ret->status;
    }

    ret->status = GCIS_E_DENIED;
    decide(&trial);
    trial_answer(&trial, ret);

    return ret->status;
}
