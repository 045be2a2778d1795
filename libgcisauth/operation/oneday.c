/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * oneday.issue and oneday.revoke (R23, SECURITY D9-D11).  The value stands in
 * one reply and nowhere else: kept is an HMAC, recorded is that it happened.
 */
#include "operation/noun.h"

#include "engine/session.h"
#include "method/oneday.h"
#include "policy/decide.h"


/* The local day of the count may have ended since. */
static int
count_issue(struct call *call, struct oneday_credential *oneday)
{
    const struct engine *engine = call->engine;

    if (call->now_s >= oneday->day_end_s) {
        oneday->day_end_s = zone_day_end_s(engine->zone, call->now_s);
        oneday->n_issued = 0;
    }
    if (oneday->n_issued >= engine->limits.oneday_per_day) {
        return call_refuse(call, REASON_PER_DAY, "account", "%u one-day "
                           "passwords were issued to it today, which is the "
                           "most ([oneday] per_day): again tomorrow",
                           (unsigned) oneday->n_issued);
    }
    oneday->n_issued++;

    return GCIS_OK;
}


int
oneday_new(struct call *call, const struct id *account,
           struct oneday_credential *oneday, struct secret *ret_value)
{
    const struct engine *engine = call->engine;
    int status = count_issue(call, oneday);

    if (status != GCIS_OK) {
        return status;
    }

    oneday_bury(oneday);
    if (!oneday_make((size_t) engine->config->oneday.length, ret_value)
        || !oneday_mac(span_of(engine->oneday_key, ONEDAY_KEY_SIZE), account,
                       ret_value, oneday->mac))
    {
        return call_refuse(call, REASON_STORE, NULL, "no random bytes");
    }

    oneday->live = true;
    oneday->issued_s = call->now_s;
    oneday->expires_s = decide_oneday_expiry(&engine->limits, call->now_s);
    oneday->uses = 0;
    oneday->max_uses = (uint16_t) engine->limits.oneday_max_uses;

    return GCIS_OK;
}


void
oneday_reply(struct call *call, const struct oneday_credential *oneday,
             const struct secret *value)
{
    reply_text(call->reply, "oneday_password", value->text);
    reply_integer(call->reply, "expires_s", oneday->expires_s);
    reply_integer(call->reply, "max_uses", oneday->max_uses);
}


/* Who gets none, whatever his state. */
static int
judge_account(struct call *call, const struct account *account)
{
    if (account->kind == KIND_SERVICE) {
        return call_refuse(call, REASON_STATE, "account", "account %s: a "
                           "service signs in by itself: gcisctl password set "
                           "%s", account->name, account->name);
    }
    if (life_is_past(account, call->now_s)) {
        return call_refuse(call, REASON_STATE, "account", "account %s: its "
                           "time is over: gcisctl account set %s --until",
                           account->name, account->name);
    }

    return GCIS_OK;
}


/* Where the account was dormant, its sessions of then stay dead. */
static void
enter_state(struct call *call, struct draft *draft, struct account_set *set,
            enum account_state next)
{
    struct account *account = &set->account;
    enum account_state was = account_state_now(call, set);

    if (next != STATE_ISSUED) {
        return;
    }
    if (next != was) {
        draft_field(draft, "state", state_word(was), state_word(next));
        session_revoke_all(account);
        draft->change.projects = true;
    }
    account->state = next;
    account->state_since_s = call->now_s;
    draft_also(draft, record_put_account(&draft->change, &draft->bodies,
                                         account));
}


static int
issue(struct call *call, struct account_set *set, struct draft *draft,
      struct secret *value)
{
    enum account_state next = STATE_NONE;
    int status = judge_account(call, &set->account);

    if (status == GCIS_OK) {
        status = account_step(call, set, LIFE_ISSUE, &next);
    }
    if (status == GCIS_OK) {
        status = oneday_new(call, &set->account.id, &set->oneday, value);
    }
    if (status != GCIS_OK) {
        return status;
    }

    enter_state(call, draft, set, next);
    draft->change.facts.method = METHOD_ONEDAY;
    draft->change.facts.until_s = set->oneday.expires_s;
    draft_also(draft, record_put_oneday(&draft->change, &draft->bodies,
                                        &set->account.id, &set->oneday));

    return draft_apply(call, draft);
}


int
oneday_issue(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    struct secret value SECRET = { 0 };
    int status = call_account(call, "account", false, &set);

    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_ONEDAY_ISSUE, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK) {
        status = issue(call, &set, &draft, &value);
    }
    if (status == GCIS_OK) {
        reply_text(call->reply, "account", set.account.name);
        oneday_reply(call, &set.oneday, &value);
    }

    return status;
}


int
oneday_revoke(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    int status = call_account(call, "account", false, &set);

    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_ONEDAY_REVOKE, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK && !set.oneday.live) {
        return call_refuse(call, REASON_STATE, "account", "account %s: has no "
                           "one-day password", set.account.name);
    }
    if (status != GCIS_OK) {
        return status;
    }

    oneday_bury(&set.oneday);
    draft.change.facts.method = METHOD_ONEDAY;
    draft_also(&draft, record_put_oneday(&draft.change, &draft.bodies,
                                         &set.account.id, &set.oneday));
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_text(call->reply, "account", set.account.name);
    }

    return status;
}
