/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An account as operations see it: the state that counts now, a step of its
 * life with the way out where it is refused, its sessions ended, and what
 * replies say of it.  Decides no right.
 */
#include "operation/noun.h"

#include "engine/session.h"
#include "policy/lockout.h"
#include "store/codec.h"

/* Records of a change that are not sessions: account, grants, credentials,
 * activity, person, and some to spare. */
#define OTHER_RECORDS 8


enum account_state
account_state_now(const struct call *call, const struct account_set *set)
{
    return life_state(&set->account, &set->activity, &call->engine->limits,
                      call->now_s);
}


/* What the manager does instead; the account's name follows. */
static const char *
way_out(enum life_step step, enum account_state state)
{
    if (step == LIFE_RESUME && state == STATE_DORMANT) {
        return "to wake it: gcisctl oneday issue";
    }
    if (state == STATE_SUSPENDED && step != LIFE_SUSPEND) {
        return "first: gcisctl account resume";
    }

    return "see gcisctl account show";
}


int
account_refuse_closed(struct call *call, const struct account_set *set)
{
    return call_refuse(call, REASON_STATE, "account", "account %s: is closed, "
                       "which is final: gcisctl account add, under another "
                       "name", set->account.name);
}


int
account_step(struct call *call, const struct account_set *set,
             enum life_step step, enum account_state *ret_next)
{
    enum account_state state = account_state_now(call, set);

    if (life_may_step(step, state, set->account.state_before, ret_next)) {
        return GCIS_OK;
    }
    if (state == STATE_CLOSED) {
        return account_refuse_closed(call, set);
    }

    return call_refuse(call, REASON_STATE, "account", "account %s: is %s: %s "
                       "%s", set->account.name, state_word(state),
                       way_out(step, state), set->account.name);
}


static bool
remove_session(void *state, const struct record *record)
{
    struct draft *draft = state;

    if (draft->change.n_writes + OTHER_RECORDS > CHANGE_WRITES_MAX) {
        return false;
    }
    draft_remove(draft, RECORD_SESSION, &record->key, record->version);

    return true;
}


int
account_end_sessions(struct call *call, struct draft *draft,
                     struct account *account)
{
    struct scan scan = { .kind = RECORD_SESSION,
                         .prefix = key_of_id(&account->id) };

    session_revoke_all(account);

    return call_store(call, store_scan(call->engine->store, &scan,
                                       remove_session, draft));
}


void
oneday_bury(struct oneday_credential *oneday)
{
    if (!oneday->live) {
        return;
    }

    memcpy(oneday->dead_mac, oneday->mac, sizeof(oneday->mac));
    memset(oneday->mac, 0, sizeof(oneday->mac));
    oneday->has_dead = true;
    oneday->live = false;
}


static void
add_condition(json_t *array, const char *word)
{
    json_array_append_new(array, json_string(word));
}


void
reply_state(struct call *call, json_t *object, const struct account_set *set)
{
    const struct account *account = &set->account;
    const struct limits *limits = &call->engine->limits;
    json_t *conditions;

    reply_text(object, "state", state_word(account_state_now(call, set)));
    conditions = reply_array(object, "conditions");

    if (lockout_is_locked(&set->activity, call->now_s)) {
        add_condition(conditions, "locked");
        reply_time(object, "locked_until_s", set->activity.locked_until_s);
    }
    if (account->must_change) {
        add_condition(conditions, "must_change");
    }
    if (life_password_expired(account, limits, call->now_s)) {
        add_condition(conditions, "password_expired");
    }
    if (life_is_past(account, call->now_s)) {
        add_condition(conditions, "account_expired");
    }
}


static void
add_oneday(struct call *call, json_t *object,
           const struct oneday_credential *oneday)
{
    json_t *member;

    if (!oneday->live || oneday->expires_s <= call->now_s
        || oneday->uses >= oneday->max_uses)
    {
        return;
    }

    member = json_object();
    reply_time(member, "issued_s", oneday->issued_s);
    reply_time(member, "expires_s", oneday->expires_s);
    reply_integer(member, "uses_left", oneday->max_uses - oneday->uses);
    json_object_set_new(object, "oneday", member);
}


void
reply_grants(struct call *call, json_t *array, const struct grants *grants)
{
    for (size_t i = 0; i < grants->n; i++) {
        const struct grant *grant = &grants->items[i];
        const struct application *application =
            catalogue_application(call->catalogue, grant->application);
        const struct role *role = catalogue_role(
            call->catalogue, grant->application, grant->role);
        json_t *item;

        if (application == NULL || role == NULL) {
            continue;
        }

        item = reply_item(array);
        reply_text(item, "application", application->code);
        reply_text(item, "application_name", application->name);
        reply_text(item, "role", role->code);
        reply_text(item, "role_name", role->name);
        reply_time(item, "since_s", grant->since_s);
        reply_time(item, "until_s", grant->until_s);
        reply_text(item, "granted_by", grant->granted_by);
    }
}


static void
add_person(struct call *call, json_t *object, const struct account *account)
{
    const struct agency *agency = catalogue_agency(call->catalogue,
                                                   account->agency);

    reply_text(object, "full_name", account->full_name);
    reply_text(object, "agency", agency == NULL ? "" : agency->code);
    reply_text(object, "agency_name", agency == NULL ? "" : agency->name);
    reply_text(object, "title", account->title);
    reply_text(object, "email", account->email);
    reply_text(object, "phone", account->phone);
    reply_text(object, "id_tail", account->id_tail);
}


static void
add_credentials(struct call *call, json_t *object,
                const struct account_set *set)
{
    const struct account *account = &set->account;
    int64_t max_age_s = call->engine->limits
                        .password[life_people(account->kind)].max_age_s;

    reply_time(object, "created_s", account->created_s);
    reply_time(object, "state_since_s", account->state_since_s);
    reply_time(object, "password_changed_s", account->password_changed_s);
    if (account->password_changed_s != 0 && max_age_s > 0) {
        reply_time(object, "password_expires_s",
                   account->password_changed_s + max_age_s);
    }
    reply_integer(object, "failures", set->activity.failures_since);
    reply_time(object, "last_failure_s", set->activity.last_failure_s);
    add_oneday(call, object, &set->oneday);
    reply_grants(call, reply_array(object, "grants"), &set->grants);
}


void
reply_account(struct call *call, json_t *object,
              const struct account_set *set, bool whole)
{
    const struct account *account = &set->account;

    reply_text(object, "name", account->name);
    reply_text(object, "kind", kind_word(account->kind));
    if (whole) {
        add_person(call, object, account);
    } else {
        reply_text(object, "full_name", account->full_name);
        reply_text(object, "agency", agency_code(call->catalogue,
                                                 account->agency));
    }
    reply_state(call, object, set);
    reply_time(object, "until_s", account->until_s);
    reply_time(object, "last_password_s", set->activity.last_password_s);
    reply_time(object, "last_certificate_s",
               set->activity.last_certificate_s);
    if (whole) {
        add_credentials(call, object, set);
    }
}
