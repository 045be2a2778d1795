/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One walk over the accounts and one over the sessions each hour, in slices,
 * so that the loop that calls is never held up.  A conflict is left to the
 * next walk: what a job writes is already true without it.
 */
#include "base/words.h"
#include "engine/jobs.h"

#include "engine/record.h"
#include "engine/session.h"
#include "policy/life.h"
#include "store/codec.h"


/* The keys of a slice, gathered before anything is written. */
struct slice {
    size_t n;
    struct key keys[JOBS_SLICE];
};


static bool
gather(void *state, const struct record *record)
{
    struct slice *slice = state;

    slice->keys[slice->n++] = record->key;

    return slice->n < JOBS_SLICE;
}


static bool
begin(struct engine *engine, const struct account *account, int64_t now_s,
      enum event event, struct change *change)
{
    struct facts_of_change *facts = &change->facts;

    if (!record_begin(engine, now_s, change)
        || !change_add_event(change, event, RESULT_OK, REASON_NONE))
    {
        return false;
    }

    words_print(facts->actor, sizeof(facts->actor), "engine");
    facts->has_subject = true;
    facts->subject = account->id;
    words_print(facts->subject_name, sizeof(facts->subject_name), "%s",
                account->name);

    return true;
}


static void
apply(struct engine *engine, const struct change *change)
{
    enum store_status status = record_apply(engine, change);

    if (status != STORE_OK && status != STORE_CONFLICT) {
        log_line(&engine->logger, LOG_LEVEL_ERROR,
                 "a job could not write down what is true");
    }
}


/* A closed account keeps its record and its name, and nothing else. */
static bool
drop_all(const struct account_set *set, struct change *change)
{
    struct key key = key_of_id(&set->account.id);

    return (set->grants.version == 0
            || record_remove(change, RECORD_GRANTS, &key,
                             set->grants.version))
           && (set->password.version == 0
               || record_remove(change, RECORD_PASSWORD, &key,
                                set->password.version))
           && (set->oneday.version == 0
               || record_remove(change, RECORD_ONEDAY, &key,
                                set->oneday.version));
}


static void
write_state(struct engine *engine, const struct account_set *set,
            enum account_state state, int64_t now_s)
{
    struct account account = set->account;
    struct bodies bodies = { 0 };
    struct change change;
    enum event event = state == STATE_DORMANT ? EVENT_ACCOUNT_DORMANT
                                              : EVENT_ACCOUNT_CLOSE;

    account.state = state;
    account.state_since_s = now_s;
    session_revoke_all(&account);

    if (begin(engine, &account, now_s, event, &change)
        && change_add_field(&change, "state", state_word(set->account.state),
                            state_word(state))
        && record_put_account(&change, &bodies, &account)
        && (state != STATE_CLOSED || drop_all(set, &change)))
    {
        change.projects = true;
        apply(engine, &change);
    }
}


static void
drop_grants(struct engine *engine, const struct account_set *set,
            int64_t now_s)
{
    struct grants grants = set->grants;
    struct bodies bodies = { 0 };
    struct change change;
    size_t kept = 0;

    for (size_t i = 0; i < grants.n; i++) {
        const struct grant *grant = &grants.items[i];

        if (grant->until_s == 0 || grant->until_s > now_s) {
            grants.items[kept++] = *grant;
        }
    }
    if (kept == grants.n) {
        return;
    }

    if (begin(engine, &set->account, now_s, EVENT_GRANT_EXPIRED, &change)) {
        change.projects = true;
        change.facts.count = grants.n - kept;
        grants.n = kept;
        if (record_put_grants(&change, &bodies, &set->account.id, &grants)) {
            apply(engine, &change);
        }
    }
}


static void
visit_account(struct engine *engine, const struct key *key, int64_t now_s)
{
    struct account_set set;
    enum account_state state;

    if (store_read_account(engine->store, ACCOUNT_BY_ID,
                           span_of(key->bytes, key->len), &set) != STORE_OK)
    {
        return;
    }

    drop_grants(engine, &set, now_s);

    state = life_state(&set.account, &set.activity, &engine->limits, now_s);
    if (state != set.account.state) {
        write_state(engine, &set, state, now_s);
    }

    explicit_bzero(&set, sizeof(set));
}


static void
visit_session(struct engine *engine, const struct key *key, int64_t now_s)
{
    struct session session;
    struct change change;
    struct id account, id;

    if (key->len != 2 * ID_SIZE) {
        return;
    }
    memcpy(account.bytes, key->bytes, ID_SIZE);
    memcpy(id.bytes, key->bytes + ID_SIZE, ID_SIZE);

    if (store_read_session(engine->store, &account, &id, &session) != STORE_OK
        || session.expires_s > now_s
        || !record_begin(engine, now_s, &change)
        || !change_add_event(&change, EVENT_SESSION_END, RESULT_OK,
                             REASON_EXPIRED)
        || !record_session_mark(&id, change.facts.session)
        || !record_remove(&change, RECORD_SESSION, key, session.version))
    {
        return;
    }

    change.facts.has_subject = true;
    change.facts.subject = account;
    words_print(change.facts.actor, sizeof(change.facts.actor), "engine");
    apply(engine, &change);
}


/* False where the walk has come to its end. */
static bool
walk(struct engine *engine, enum record_kind kind, struct key *at,
     int64_t now_s)
{
    struct slice *slice = calloc(1, sizeof(*slice));
    struct scan scan = { .kind = kind, .after = *at };
    bool more;

    if (slice == NULL
        || store_scan(engine->store, &scan, gather, slice) != STORE_OK)
    {
        free(slice);
        return false;
    }

    for (size_t i = 0; i < slice->n; i++) {
        if (kind == RECORD_ACCOUNT) {
            visit_account(engine, &slice->keys[i], now_s);
        } else {
            visit_session(engine, &slice->keys[i], now_s);
        }
    }

    more = slice->n == JOBS_SLICE;
    if (more) {
        *at = slice->keys[slice->n - 1];
    }
    free(slice);

    return more;
}


int64_t
jobs_tick(struct engine *engine, int64_t now_s)
{
    struct jobs *jobs = &engine->jobs;

    if (now_s < jobs->due_s) {
        return (jobs->due_s - now_s) * 1000;
    }

    if (walk(engine, jobs->kind, &jobs->at, now_s)) {
        return 100;
    }

    jobs->at = (struct key){ 0 };
    if (jobs->kind == RECORD_ACCOUNT) {
        jobs->kind = RECORD_SESSION;
        return 100;
    }

    jobs->kind = RECORD_ACCOUNT;
    jobs->due_s = now_s + JOBS_PERIOD_S;

    return JOBS_PERIOD_S * 1000;
}
