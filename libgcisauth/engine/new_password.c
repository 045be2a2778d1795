/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The judgement is trial_judge_password()'s: an attempt that nobody makes,
 * with a new secret and no old one.
 */
#include "engine/new_password.h"

#include "engine/trial.h"

#include "base/text.h"


/* R25: the age of the present one hinders nobody who has to change it. */
static bool
is_forced(const struct engine *engine, const struct account_set *set,
          int64_t now_s)
{
    const struct account *account = &set->account;

    return account->must_change || account->state != STATE_ACTIVE
           || life_password_expired(account, &engine->limits, now_s);
}


bool
new_password_judge(struct engine *engine, const struct account_set *set,
                   struct catalogue *catalogue, const struct secret *typed,
                   int64_t now_s, unsigned *ret_broken,
                   char ret_hash[HASH_TEXT_MAX + 1])
{
    struct attempt attempt CLEANUP(attempt_wipe) = {
        .purpose = PURPOSE_CHANGE_PASSWORD, .new_secret = *typed,
    };
    struct trial trial CLEANUP(trial_wipe) = {
        .engine = engine, .attempt = &attempt, .set = *set,
        .catalogue = catalogue_acquire(catalogue), .now_s = now_s,
    };

    if (!text_map_password(secret_span(typed), &trial.new_password)) {
        trial.new_password.len = 0;
    }
    trial.decision.must_change = is_forced(engine, set, now_s);

    if (!trial_judge_password(&trial)) {
        return false;
    }

    *ret_broken = trial.broken_rules;
    memcpy(ret_hash, trial.new_hash, sizeof(trial.new_hash));

    return true;
}


void
new_password_rotate(const struct password_credential *before,
                    const char *hash, unsigned history, int64_t now_s,
                    struct password_credential *ret_after)
{
    struct password_credential after = { .version = before->version,
                                         .changed_s = now_s };
    size_t keep = history == 0 ? 0 : history - 1;

    keep = keep > HISTORY_MAX ? HISTORY_MAX : keep;
    if (before->hash[0] != '\0' && keep > 0) {
        memcpy(after.history[after.n_history++], before->hash,
               sizeof(before->hash));
    }
    for (size_t i = 0; i < before->n_history && after.n_history < keep; i++) {
        memcpy(after.history[after.n_history++], before->history[i],
               sizeof(before->history[i]));
    }

    memcpy(after.hash, hash, strnlen(hash, HASH_MAX));
    *ret_after = after;
    explicit_bzero(&after, sizeof(after));
}
