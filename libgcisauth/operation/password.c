/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * password.set, password.expire, password.change.  The first two are acts of
 * an administrator; the third is the holder's own, an attempt like a sign-in
 * (R25): it verifies the old secret with lockout counting, and records itself.
 */
#include "operation/noun.h"

#include "engine/new_password.h"
#include "policy/password.h"


/* R14's and an administrator's new password alike: it opens the account. */
static int
activate(struct call *call, struct draft *draft, struct account_set *set)
{
    struct account *account = &set->account;
    enum account_state was = account_state_now(call, set);
    enum account_state next = STATE_NONE;
    int status = account_step(call, set, LIFE_ISSUE, &next);

    if (status != GCIS_OK) {
        return status;
    }

    if (next == STATE_ISSUED
        && !life_may_step(LIFE_ACTIVATE, next, STATE_NONE, &next))
    {
        return call_refuse(call, REASON_STATE, "account", "account %s: cannot "
                           "be activated", account->name);
    }
    if (next != was) {
        draft_field(draft, "state", state_word(was), state_word(next));
        account->ever_signed_in = false;
    }
    if (next != account->state || next != was) {
        account->state = next;
        account->state_since_s = call->now_s;
    }

    return GCIS_OK;
}


/* The new hash is stored, the one-day password dies, sessions end (R25). */
static int
store_hash(struct call *call, struct draft *draft, struct account_set *set,
           const char *hash, bool must_change)
{
    const struct limits *limits = &call->engine->limits;
    size_t people = life_people(set->account.kind);
    struct account *account = &set->account;
    int status = activate(call, draft, set);

    if (status == GCIS_OK) {
        status = account_end_sessions(call, draft, account);
    }
    if (status != GCIS_OK) {
        return status;
    }

    new_password_rotate(&set->password, hash,
                        limits->password[people].history, call->now_s,
                        &set->password);
    account->password_changed_s = call->now_s;
    account->must_change = must_change;
    draft->change.projects = true;
    draft_also(draft, record_put_account(&draft->change, &draft->bodies,
                                         account));
    draft_also(draft, record_put_password(&draft->change, &draft->bodies,
                                          &account->id, &set->password));
    if (set->oneday.live) {
        oneday_bury(&set->oneday);
        draft_also(draft, record_put_oneday(&draft->change, &draft->bodies,
                                            &account->id, &set->oneday));
    }

    return draft_apply(call, draft);
}


int
password_refuse_rules(struct call *call, const char *field,
                      unsigned broken)
{
    json_t *rules = reply_array(call->reply, "rules");

    for (unsigned i = 0; i < PASSWORD_N_RULES; i++) {
        if (broken & 1u << i) {
            json_array_append_new(rules, json_string(
                password_rule_word((enum password_rule) (1u << i))));
        }
    }

    return call_refuse(call, REASON_PASSWORD_RULES, field, "the new password "
                       "breaks the rules named in `rules`: choose another");
}


/* The parameters are read again where the change met a conflict, so the
 * member is not wiped here: operation_call() wipes all of them. */
static int
read_secret(struct call *call, struct secret *ret)
{
    const char *text = NULL;

    if (!json_read_text_needed(&call->parameters, "password", SECRET_MAX,
                               &text)
        || !secret_set(ret, span_str(text)))
    {
        return call_refuse(call, REASON_INVALID, "password", "password: "
                           "missing, or longer than %d bytes: it is read from "
                           "the terminal or --stdin", SECRET_MAX);
    }

    return GCIS_OK;
}


static int
read_hash(struct call *call, char ret[HASH_TEXT_MAX + 1])
{
    const char *reason = "";
    int status = call_text(call, "hash", HASH_TEXT_MAX, ret);

    if (status == GCIS_OK && ret[0] != '\0'
        && !hash_is_allowed(ret, &reason))
    {
        return call_refuse(call, REASON_INVALID, "hash", "hash: %s", reason);
    }

    return status;
}


static int
judge_and_hash(struct call *call, const struct account_set *set,
               const struct secret *typed, char ret_hash[HASH_TEXT_MAX + 1])
{
    unsigned broken = PASSWORD_BAD_TEXT;

    if (!new_password_judge(call->engine, set, call->catalogue, typed,
                            call->now_s, &broken, ret_hash))
    {
        return call_refuse(call, REASON_STORE, NULL, "the password could not "
                           "be judged: memory, or a damaged record");
    }

    return broken == 0 ? GCIS_OK
                       : password_refuse_rules(call, "password", broken);
}


int
password_set(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    struct secret typed SECRET = { 0 };
    char hash[HASH_TEXT_MAX + 1] = "";
    bool must_change = true;
    int status = call_account(call, "account", false, &set);

    if (status == GCIS_OK) {
        status = call_boolean(call, "must_change", &must_change);
    }
    if (status == GCIS_OK) {
        status = read_hash(call, hash);
    }
    if (status == GCIS_OK && hash[0] == '\0') {
        status = read_secret(call, &typed);
    }
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_PASSWORD_SET, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK && hash[0] == '\0') {
        status = judge_and_hash(call, &set, &typed, hash);
    }
    if (status == GCIS_OK) {
        status = store_hash(call, &draft, &set, hash, must_change);
    }
    if (status == GCIS_OK) {
        reply_text(call->reply, "account", set.account.name);
        reply_boolean(call->reply, "must_change", must_change);
    }
    explicit_bzero(hash, sizeof(hash));

    return status;
}


/* Acts on the next request of every password session. */
int
password_expire(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    int status = call_account(call, "account", false, &set);

    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_PASSWORD_EXPIRE, DRAFT_PLAIN,
                             &draft);
    }
    if (status == GCIS_OK && (account_state_now(call, &set) != STATE_ACTIVE
                              || set.password.hash[0] == '\0'))
    {
        status = call_refuse(call, REASON_STATE, "account", "account %s: has "
                             "no password that could expire: gcisctl oneday "
                             "issue %s", set.account.name, set.account.name);
    }
    if (status != GCIS_OK) {
        return status;
    }

    draft_field(&draft, "must_change",
                set.account.must_change ? "true" : "false", "true");
    set.account.must_change = true;
    draft.change.projects = true;
    draft_also(&draft, record_put_account(&draft.change, &draft.bodies,
                                          &set.account));
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_text(call->reply, "account", set.account.name);
        reply_boolean(call->reply, "must_change", true);
    }

    return status;
}
