/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every change of an attempt has: its facts, the versions that it rests
 * on, and the session that it may start.  The token is signed before the
 * commit and shown after it: without the commit nobody ever sees it.
 */
#include "base/words.h"
#include "engine/session.h"
#include "engine/trial_draft.h"

#include "crypto/digest.h"
#include "crypto/random.h"


void
trial_draft_wipe(struct trial_draft *draft)
{
    explicit_bzero(draft, sizeof(*draft));
}


void
trial_also(struct trial_draft *draft, bool good)
{
    draft->good = draft->good && good;
}


void
trial_add_event(struct trial_draft *draft, enum event event, enum result result,
                enum reason reason)
{
    trial_also(draft, change_add_event(&draft->change, event, result, reason));
}


/* Unknown names never stand in a record: a keyed hash does (SECURITY G3). */
static void
note_unknown(struct trial_draft *draft)
{
    const struct trial *trial = draft->trial;
    struct span name = span_str(trial->attempt->account);
    uint8_t mac[DIGEST_SIZE];
    char hex[17];

    trial_also(draft, digest_hmac(span_of(trial->engine->oneday_key,
                                          ONEDAY_KEY_SIZE), &name, 1, mac));
    if (draft->good) {
        hex_encode(span_of(mac, 8), hex);
        words_print(draft->change.facts.note, sizeof(draft->change.facts.note),
                    "name:%s", hex);
    }
}


void
trial_begin(struct trial_draft *draft, struct trial *trial)
{
    const struct account *account = &trial->set.account;
    const struct attempt *attempt = trial->attempt;
    struct facts_of_change *facts = &draft->change.facts;

    draft->trial = trial;
    draft->good = record_begin(trial->engine, trial->now_s, &draft->change);

    words_print(facts->address, sizeof(facts->address), "%s", trial->address);
    words_print(facts->service, sizeof(facts->service), "%s", attempt->service);
    words_print(facts->reference, sizeof(facts->reference), "%s",
                trial->reference);
    words_print(facts->actor, sizeof(facts->actor), "uid:%u",
                (unsigned) trial->peer->uid);
    words_print(facts->application, sizeof(facts->application), "%s",
                trial->application);

    if (!trial->proofs.exists) {
        note_unknown(draft);
        return;
    }

    facts->has_subject = true;
    facts->subject = account->id;
    words_print(facts->subject_name, sizeof(facts->subject_name), "%s",
                account->name);
    facts->method = trial->decision.method;
    facts->level = trial->decision.level;
}


enum store_status
trial_apply(struct trial_draft *draft)
{
    if (!draft->good) {
        return STORE_BROKEN;
    }

    return record_apply(draft->trial->engine, &draft->change);
}


void
trial_expect_unchanged(struct trial_draft *draft)
{
    const struct account_set *set = &draft->trial->set;
    struct key key = key_of_id(&set->account.id);
    struct change *change = &draft->change;
    const struct { enum record_kind kind; uint64_t version; } read[] = {
        { RECORD_ACCOUNT, set->account.version },
        { RECORD_GRANTS, set->grants.version },
        { RECORD_PASSWORD, set->password.version },
        { RECORD_ONEDAY, set->oneday.version },
        { RECORD_ACTIVITY, set->activity.version },
    };

    for (size_t i = 0; i < ARRAY_LEN(read); i++) {
        bool written = false;

        for (size_t j = 0; j < change->n_expects; j++) {
            written |= change->expects[j].kind == read[i].kind;
        }
        if (!written) {
            trial_also(draft, change_expect(change, read[i].kind, &key,
                                      read[i].version));
        }
    }
}


void
trial_start_session(struct trial_draft *draft, struct session *session,
                    const struct account *account)
{
    struct trial *trial = draft->trial;

    trial_also(draft, random_bytes(session->id.bytes, ID_SIZE));
    session->account = account->id;
    session->epoch = account->epoch;

    trial_also(draft, draft->good
               && session_token(trial->engine, account, session,
                                session->audience, trial->now_s, trial->token,
                                &trial->evidence));
    trial_also(draft, draft->good
               && record_session_mark(&session->id, draft->change.facts.session)
               && record_put_session(&draft->change, &draft->bodies, session));
}
