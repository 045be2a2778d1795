/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The security argument, on one screen: engine_attempt() and judge() below.
 *
 *   normalise -> admit -> { read -> verify -> decide -> commit } -> answer
 *
 * - The answer starts as a refusal and becomes a yes in one place, after the
 *   change that records it is durable.  A commit that fails is never a yes.
 * - The unknown account walks the same path as the known one, at the same
 *   cost: the same reads, one slow hash, one HMAC, one record.
 * - No transaction is open while a hash runs.  What was read may be old by the
 *   time of the commit: the change expects the versions that were read, and a
 *   conflict decides anew; it hashes anew only where the credential changed.
 * - Attempts on one account are serialised from read to commit, so that of N
 *   parallel guesses no more are judged than the lockout allows.
 * - now_s is read once.
 *
 * Who may ask is in trial_admit.c, what verifies in trial_verify.c, what is
 * written in trial_commit.c, the one yes in trial_answer.c; what decides is in
 * policy/.
 */
#include "engine/attempt.h"

#include "engine/sources.h"
#include "engine/trial.h"
#include "store/projection_codec.h"

#define ATTEMPT_ROUNDS_MAX 3


static enum store_status
read_account(struct trial *trial)
{
    enum store_status status;

    catalogue_release(trial->catalogue);
    trial->catalogue = NULL;

    status = store_catalogue(trial->engine->store, &trial->catalogue);
    if (status != STORE_OK) {
        return status;
    }

    return trial_read_account(trial);
}


static bool
is_verified(const struct trial *trial)
{
    return trial->verified
           && trial->password_version == trial->set.password.version
           && trial->oneday_version == trial->set.oneday.version;
}


static struct wish
wish_of(const struct attempt *attempt)
{
    unsigned methods = attempt->methods;

    return (struct wish){
        .methods_set = methods != 0,
        .may_password = (methods & 1u << METHOD_PASSWORD) != 0,
        .may_oneday = (methods & 1u << METHOD_ONEDAY) != 0,
        .changes_password = attempt->purpose == PURPOSE_CHANGE_PASSWORD,
    };
}


static void
refuse(struct decision *decision, enum reason reason)
{
    decision->yes = false;
    decision->counts = false;
    decision->reason = reason;
}


/* What may be asked of somebody who is proven: form of sign-in, rule, rules
 * of passwords.  Each can only turn a yes into a no. */
static bool
decide_further(struct trial *trial)
{
    struct decision *decision = &trial->decision;
    const struct attempt *attempt = trial->attempt;
    enum reason reason;

    account_view_make(&trial->set.account, &trial->set.grants,
                      trial->engine->password_max_age_s, &trial->view);
    trial->evidence = (struct evidence){
        .method = decision->method,
        .level = decision->level,
        .restricted = decision->restricted,
        .epoch = trial->set.account.epoch,
        .issued_s = trial->now_s,
        .auth_time_s = trial->now_s,
        .expires_s = decision->session_expires_s,
    };

    if (attempt->purpose == PURPOSE_CHANGE_PASSWORD) {
        if (!trial_judge_password(trial)) {
            return false;
        }
        if (trial->broken_rules != 0) {
            refuse(decision, REASON_PASSWORD_RULES);
        }
        return true;
    }

    reason = decision->restricted && attempt->audience[0] == '\0'
             ? trial_judge_restricted(trial) : trial_judge_rule(trial);
    if (reason != REASON_NONE) {
        refuse(decision, reason);
    }

    return true;
}


static bool
decide(struct trial *trial)
{
    struct wish wish = wish_of(trial->attempt);

    trial->broken_rules = 0;
    trial->decision = decide_attempt(&trial->set, &trial->proofs, &wish,
                                     &trial->engine->limits, trial->now_s);

    return !trial->decision.yes || decide_further(trial);
}


/* Anew where another change came between. */
static enum store_status
judge(struct trial *trial)
{
    enum store_status status = STORE_BROKEN;

    for (unsigned round = 0; round < ATTEMPT_ROUNDS_MAX; round++) {
        /* of a round that was not committed nothing may be told */
        explicit_bzero(trial->token, sizeof(trial->token));
        trial->activated = false;

        status = read_account(trial);
        if (status != STORE_OK) {
            return status;
        }

        if (!is_verified(trial)) {
            trial_verify(trial);
        }

        if (trial->proofs.broken || !decide(trial)) {
            return STORE_BROKEN;
        }

        status = trial_commit(trial);
        if (status != STORE_CONFLICT) {
            return status;
        }
    }

    return STORE_BUSY;
}


static void
count_failure(const struct trial *trial)
{
    if (!trial->decision.yes && trial_status(trial->decision.reason)
        == GCIS_E_DENIED)
    {
        sources_fail(trial->engine->sources, trial->address, trial->now_s);
    }
}


int
engine_attempt(struct engine *engine, const struct peer *peer,
               const struct attempt *attempt, const struct evidence *session,
               struct outcome *ret)
{
    struct trial trial CLEANUP(trial_wipe) = {
        .engine = engine, .peer = peer, .attempt = attempt,
        .session = session,
    };
    enum store_status status;
    struct span lock;

    memset(ret, 0, sizeof(*ret));
    ret->status = GCIS_E_DENIED;
    engine_reference(ret->reference);
    memcpy(trial.reference, ret->reference, REFERENCE_SIZE);

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

    ret->status = GCIS_E_DENIED;
    lock = span_str(trial.mapped[0] != '\0' ? trial.mapped
                                            : attempt->account);
    if (!engine_lock_account(engine, lock)) {
        ret->reason = REASON_BUSY;
        ret->status = GCIS_E_BUSY;
        return ret->status;
    }

    status = judge(&trial);
    engine_unlock_account(engine, lock);

    if (status != STORE_OK) {
        ret->reason = status == STORE_BUSY ? REASON_BUSY : REASON_STORE;
        ret->status = engine_status_of_store(status);
        return ret->status;
    }

    count_failure(&trial);
    trial_answer(&trial, ret);

    return ret->status;
}
