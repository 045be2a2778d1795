/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an attempt writes: counters, one-day password used, last sign-in,
 * session, audit, in one change that expects every version it was decided on.
 * The token is signed before the commit and shown after it: without the commit
 * nobody ever sees it.
 */
#include "base/words.h"
#include "engine/folding.h"
#include "engine/session.h"
#include "engine/trial.h"
#include "policy/lockout.h"
#include "store/projection_codec.h"

#include "crypto/digest.h"
#include "crypto/random.h"


/* One change under construction. */
struct draft {
    struct trial *trial;
    struct change change;
    struct bodies bodies;
    bool good;
};


static void
draft_wipe(struct draft *draft)
{
    explicit_bzero(draft, sizeof(*draft));
}


static void
also(struct draft *draft, bool good)
{
    draft->good = draft->good && good;
}


static void
add_event(struct draft *draft, enum event event, enum result result,
          enum reason reason)
{
    also(draft, change_add_event(&draft->change, event, result, reason));
}


/* Unknown names never stand in a record: a keyed hash does (SECURITY G3). */
static void
note_unknown(struct draft *draft)
{
    const struct trial *trial = draft->trial;
    struct span name = span_str(trial->attempt->account);
    uint8_t mac[DIGEST_SIZE];
    char hex[17];

    also(draft, digest_hmac(span_of(trial->engine->oneday_key,
                                    ONEDAY_KEY_SIZE), &name, 1, mac));
    if (draft->good) {
        hex_encode(span_of(mac, 8), hex);
        words_print(draft->change.facts.note, sizeof(draft->change.facts.note),
                 "name:%s", hex);
    }
}


static void
begin(struct draft *draft, struct trial *trial)
{
    const struct account *account = &trial->set.account;
    const struct attempt *attempt = trial->attempt;
    struct facts_of_change *facts = &draft->change.facts;

    draft->trial = trial;
    draft->good = record_begin(trial->engine, trial->now_s, &draft->change);

    words_print(facts->address, sizeof(facts->address), "%s", attempt->address);
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


static enum store_status
apply(struct draft *draft)
{
    if (!draft->good) {
        return STORE_BROKEN;
    }

    return record_apply(draft->trial->engine, &draft->change);
}


/* Everything that the decision rests on and that the change does not write. */
static void
expect_unchanged(struct draft *draft)
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
            also(draft, change_expect(change, read[i].kind, &key,
                                      read[i].version));
        }
    }
}


static enum event
event_of(const struct trial *trial)
{
    return trial->attempt->purpose == PURPOSE_CHANGE_PASSWORD
           ? EVENT_PASSWORD_CHANGE : EVENT_SESSION_START;
}


static enum store_status
commit_no(struct trial *trial)
{
    struct draft draft CLEANUP(draft_wipe) = { 0 };
    enum reason reason = trial->decision.reason;
    bool folds = reason == REASON_UNKNOWN_ACCOUNT || reason == REASON_LOCKED;

    if (folds && folding_take(trial->engine->folding, trial->attempt->address,
                              trial->now_s))
    {
        return STORE_OK;
    }

    begin(&draft, trial);
    add_event(&draft, event_of(trial), RESULT_DENIED, reason);

    if (trial->decision.counts) {
        struct activity activity = trial->set.activity;

        (void) lockout_fail(&activity, &trial->engine->limits, trial->now_s);
        also(&draft, record_put_activity(&draft.change, &draft.bodies,
                                         &trial->set.account.id, &activity));
    }
    if (trial->proofs.exists) {
        expect_unchanged(&draft);
    }

    return apply(&draft);
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


/* A session, its token, and the mark that the record shows of it. */
static void
start_session(struct draft *draft, struct session *session,
              const struct account *account)
{
    struct trial *trial = draft->trial;

    also(draft, random_bytes(session->id.bytes, ID_SIZE));
    session->account = account->id;
    session->epoch = account->epoch;

    also(draft, draft->good
         && session_token(trial->engine, account, session,
                          session->audience, trial->now_s, trial->token,
                          &trial->evidence));
    also(draft, draft->good
         && record_session_mark(&session->id, draft->change.facts.session)
         && record_put_session(&draft->change, &draft->bodies, session));
}


static void
put_signed_in(struct draft *draft)
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
    memcpy(session.address, trial->attempt->address, sizeof(session.address));
    start_session(draft, &session, &set->account);
}


/* A better hash of the same password, where it was weaker than the default. */
static void
put_rehashed(struct draft *draft)
{
    struct trial *trial = draft->trial;
    struct password_credential password = trial->set.password;

    trial_rehash(trial);
    if (trial->new_hash[0] == '\0') {
        return;
    }

    memcpy(password.hash, trial->new_hash, sizeof(password.hash));
    add_event(draft, EVENT_PASSWORD_REHASH, RESULT_OK, REASON_NONE);
    also(draft, record_put_password(&draft->change, &draft->bodies,
                                    &trial->set.account.id, &password));
}


static void
put_oneday_used(struct draft *draft)
{
    const struct trial *trial = draft->trial;
    struct oneday_credential oneday = trial->set.oneday;

    oneday.uses++;
    also(draft, record_put_oneday(&draft->change, &draft->bodies,
                                  &trial->set.account.id, &oneday));
}


static enum store_status
commit_sign_in(struct trial *trial)
{
    struct draft draft CLEANUP(draft_wipe) = { 0 };
    struct activity activity = activity_after(trial);
    struct account account = trial->set.account;

    begin(&draft, trial);
    add_event(&draft, EVENT_SESSION_START, RESULT_OK, REASON_NONE);
    also(&draft, record_put_activity(&draft.change, &draft.bodies,
                                     &account.id, &activity));

    if (trial->attempt->audience[0] != '\0') {
        put_signed_in(&draft);
    }
    if (trial->decision.method == METHOD_ONEDAY) {
        put_oneday_used(&draft);
    }
    if (trial->decision.activates) {
        account.ever_signed_in = true;
        add_event(&draft, EVENT_ACCOUNT_ACTIVATED, RESULT_OK, REASON_NONE);
        also(&draft, record_put_account(&draft.change, &draft.bodies,
                                        &account));
    }
    put_rehashed(&draft);
    expect_unchanged(&draft);

    return apply(&draft);
}


/* The new hash in front, the old one into the history, the oldest out. */
static struct password_credential
password_after(const struct trial *trial)
{
    const struct password_credential *before = &trial->set.password;
    struct password_credential after = *before;
    size_t people = life_people(trial->set.account.kind);
    size_t keep = trial->engine->limits.password[people].history;

    keep = keep == 0 ? 0 : keep - 1;
    if (keep > HISTORY_MAX) {
        keep = HISTORY_MAX;
    }

    memset(after.history, 0, sizeof(after.history));
    after.n_history = 0;
    if (before->hash[0] != '\0' && keep > 0) {
        memcpy(after.history[after.n_history++], before->hash,
               sizeof(before->hash));
    }
    for (size_t i = 0; i < before->n_history && after.n_history < keep; i++) {
        memcpy(after.history[after.n_history++], before->history[i],
               sizeof(before->history[i]));
    }

    memcpy(after.hash, trial->new_hash, sizeof(after.hash));
    after.changed_s = trial->now_s;

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
put_session_anew(struct draft *draft, const struct account *account)
{
    const struct trial *trial = draft->trial;
    const struct id *old = &trial->session->session;
    struct session session;
    struct key key = key_of_session(&account->id, old);

    also(draft, store_read_session(trial->engine->store, &account->id, old,
                                   &session) == STORE_OK);
    if (!draft->good) {
        return;
    }

    also(draft, record_remove(&draft->change, RECORD_SESSION, &key,
                              session.version));
    session.version = 0;
    session.restricted = session.method == METHOD_ONEDAY
                         && !trial->engine->limits.oneday_applications;
    start_session(draft, &session, account);
}


static enum store_status
commit_change(struct trial *trial)
{
    struct draft draft CLEANUP(draft_wipe) = { 0 };
    struct password_credential password = password_after(trial);
    struct oneday_credential oneday = oneday_after(trial);
    struct activity activity = trial->set.activity;
    struct account account;

    trial->activated = false;
    account = account_after(trial);
    lockout_succeed(&activity);

    begin(&draft, trial);
    draft.change.projects = true;
    add_event(&draft, EVENT_PASSWORD_CHANGE, RESULT_OK, REASON_NONE);
    also(&draft, record_put_account(&draft.change, &draft.bodies, &account));
    also(&draft, record_put_password(&draft.change, &draft.bodies,
                                     &account.id, &password));
    also(&draft, record_put_oneday(&draft.change, &draft.bodies, &account.id,
                                   &oneday));
    also(&draft, record_put_activity(&draft.change, &draft.bodies,
                                     &account.id, &activity));
    if (trial->session != NULL && !trial->activated) {
        put_session_anew(&draft, &account);
    }
    expect_unchanged(&draft);
    account_view_make(&account, &trial->set.grants,
                      trial->engine->password_max_age_s, &trial->view);
    explicit_bzero(&password, sizeof(password));

    return apply(&draft);
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
        return commit_change(trial);
    }

    return commit_sign_in(trial);
}
