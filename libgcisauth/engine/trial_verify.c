/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The slow half of an attempt: secrets against what is stored.  Every method
 * runs on every attempt, the unknown account's against the decoy (SECURITY
 * D5).  No transaction is open here, and nothing is written.
 */
#include "engine/blocklist.h"
#include "engine/trial.h"
#include "method/method.h"
#include "method/oneday.h"
#include "crypto/equal.h"


static void
note_proof(struct proofs *proofs, const struct credential_method *method,
           const struct method_proof *proof)
{
    proofs->broken |= proof->broken;

    if (method->method == METHOD_PASSWORD) {
        proofs->password = proof->yes;
    }
    if (method->method == METHOD_ONEDAY) {
        proofs->oneday = proof->yes;
        proofs->oneday_dead = proof->dead;
    }
}


void
trial_verify(struct trial *trial)
{
    const struct engine *engine = trial->engine;
    struct method_input input = {
        .set = &trial->set,
        .password = &trial->password,
        .typed = &trial->attempt->secret,
        .decoy = engine->decoy,
        .oneday_key = span_of(engine->oneday_key, ONEDAY_KEY_SIZE),
    };

    trial->proofs = (struct proofs){
        .exists = trial->set.account.version != 0,
        .well_formed = trial->well_formed,
    };

    for (size_t i = 0; i < METHODS_N; i++) {
        struct method_proof proof = { 0 };

        method_table[i]->prove(&input, &proof);
        note_proof(&trial->proofs, method_table[i], &proof);
    }

    trial->password_version = trial->set.password.version;
    trial->oneday_version = trial->set.oneday.version;
    trial->verified = true;
    trial->new_hash[0] = '\0';
}


/* How many of the last `history` passwords it equals; false: cannot tell. */
static bool
count_history(const struct trial *trial, unsigned *ret_n)
{
    const struct engine *engine = trial->engine;
    const struct password_credential *kept = &trial->set.password;
    size_t people = life_people(trial->set.account.kind);
    unsigned history = engine->limits.password[people].history;
    unsigned n = 0;

    for (unsigned i = 0; i < history; i++) {
        const char *hash;
        enum hash_verdict verdict;

        if (i > kept->n_history) {
            break;
        }

        hash = i == 0 ? kept->hash : kept->history[i - 1];
        if (hash[0] == '\0') {
            continue;
        }

        verdict = hash_verify(&trial->new_password, hash, engine->decoy);
        if (verdict == HASH_BROKEN) {
            return false;
        }
        n += verdict == HASH_YES;
    }

    *ret_n = n;

    return true;
}


static bool
equals_oneday(const struct trial *trial)
{
    const struct oneday_credential *oneday = &trial->set.oneday;
    uint8_t mac[sizeof(oneday->mac)];

    if (!oneday_mac(span_of(trial->engine->oneday_key, ONEDAY_KEY_SIZE),
                    &trial->set.account.id, &trial->attempt->new_secret, mac))
    {
        return true;
    }

    return (oneday->live && equal_secret(mac, oneday->mac, sizeof(mac)))
           || (oneday->has_dead
               && equal_secret(mac, oneday->dead_mac, sizeof(mac)));
}


static struct password_facts
facts_of(const struct trial *trial)
{
    const struct account *account = &trial->set.account;
    const struct agency *agency = catalogue_agency(trial->catalogue,
                                                   account->agency);

    return (struct password_facts){
        .on_blocklist = blocklist_has(trial->engine->blocklist,
                                      secret_span(&trial->new_password)),
        .is_oneday = equals_oneday(trial),
        .forced = trial->decision.must_change
                  || trial->decision.method == METHOD_ONEDAY,
        .changed_s = account->password_changed_s,
        .agency_code = agency == NULL ? "" : agency->code,
    };
}


bool
trial_judge_password(struct trial *trial)
{
    struct password_facts facts;
    const struct secret *password = &trial->new_password;

    if (trial->new_hash[0] != '\0'
        && trial->new_hash_account == trial->set.account.version
        && trial->new_hash_oneday == trial->set.oneday.version
        && trial->new_hash_password == trial->set.password.version)
    {
        return true;
    }

    facts = facts_of(trial);
    trial->broken_rules = password_judge(secret_span(password),
                                         &trial->set.account, &facts,
                                         &trial->engine->limits,
                                         trial->now_s);
    if (trial->broken_rules & (PASSWORD_BAD_TEXT | PASSWORD_TOO_LONG)) {
        return true;
    }

    if (!count_history(trial, &facts.n_history_match)) {
        return false;
    }
    if (facts.n_history_match > 0) {
        trial->broken_rules |= PASSWORD_IN_HISTORY;
    }

    if (trial->broken_rules != 0) {
        return true;
    }

    trial->new_hash_account = trial->set.account.version;
    trial->new_hash_oneday = trial->set.oneday.version;
    trial->new_hash_password = trial->set.password.version;

    return hash_make(password, trial->engine->hash_setting, trial->new_hash);
}


void
trial_rehash(struct trial *trial)
{
    trial->new_hash[0] = '\0';

    if (trial->decision.method != METHOD_PASSWORD
        || !hash_wants_rehash(trial->set.password.hash,
                              trial->engine->hash_setting))
    {
        return;
    }

    if (!hash_make(&trial->password, trial->engine->hash_setting,
                   trial->new_hash))
    {
        trial->new_hash[0] = '\0';
    }
}
