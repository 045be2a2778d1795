/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account.suspend, resume, unlock, close (R5, R6, R9).  Each ends what it has
 * to end in the same change: whoever is signed in meets it at his next
 * request.
 */
#include "operation/noun.h"

#include "policy/lockout.h"


static int
read_reason(struct call *call, bool needed, char ret[FACT_TEXT_MAX + 1])
{
    int status = call_line(call, "reason", FACT_TEXT_MAX, ret);

    if (status == GCIS_OK && needed && ret[0] == '\0') {
        return call_refuse(call, REASON_INVALID, "reason", "reason: say why: "
                           "--reason TEXT");
    }

    return status;
}


/* The rest of the parameters read, the change begun. */
static int
begin_change(struct call *call, enum event event, bool reason_needed,
             struct draft *draft)
{
    char reason[FACT_TEXT_MAX + 1] = "";
    int status = read_reason(call, reason_needed, reason);

    if (status == GCIS_OK) {
        status = draft_begin(call, event, DRAFT_DOCUMENTED, draft);
    }
    if (status == GCIS_OK) {
        words_print(draft->change.facts.note,
                    sizeof(draft->change.facts.note), "%s", reason);
    }

    return status;
}


static int
begin(struct call *call, enum event event, bool reason_needed,
      struct account_set *set, struct draft *draft)
{
    int status = call_account(call, "account", false, set);

    return status == GCIS_OK
           ? begin_change(call, event, reason_needed, draft) : status;
}


static void
enter_state(struct call *call, struct draft *draft, struct account *account,
            enum account_state next)
{
    draft_field(draft, "state", state_word(account->state), state_word(next));
    account->state = next;
    account->state_since_s = call->now_s;
    draft->change.projects = true;
}


static int
put_and_apply(struct call *call, struct draft *draft, struct account_set *set)
{
    int status;

    draft_also(draft, record_put_account(&draft->change, &draft->bodies,
                                         &set->account));
    status = draft_apply(call, draft);
    if (status == GCIS_OK) {
        reply_text(call->reply, "name", set->account.name);
        reply_state(call, call->reply, set);
    }

    return status;
}


int
account_suspend(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    enum account_state next = STATE_NONE;
    int status = begin(call, EVENT_ACCOUNT_SUSPEND, true, &set, &draft);

    if (status == GCIS_OK) {
        status = account_step(call, &set, LIFE_SUSPEND, &next);
    }
    if (status == GCIS_OK) {
        status = refuse_last_manager(call, &draft, &set);
    }
    if (status == GCIS_OK) {
        status = account_end_sessions(call, &draft, &set.account);
    }
    if (status != GCIS_OK) {
        return status;
    }

    set.account.state_before = account_state_now(call, &set);
    enter_state(call, &draft, &set.account, next);

    return put_and_apply(call, &draft, &set);
}


int
account_resume(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    enum account_state next = STATE_NONE;
    int status = begin(call, EVENT_ACCOUNT_RESUME, false, &set, &draft);

    if (status == GCIS_OK) {
        status = account_step(call, &set, LIFE_RESUME, &next);
    }
    if (status != GCIS_OK) {
        return status;
    }

    enter_state(call, &draft, &set.account, next);
    set.account.state_before = STATE_NONE;

    return put_and_apply(call, &draft, &set);
}


/* Takes the lock away; never resets a password. */
int
account_unlock(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    int status = begin(call, EVENT_ACCOUNT_UNLOCK, false, &set, &draft);

    if (status != GCIS_OK) {
        return status;
    }
    if (set.activity.n_failures == 0
        && !lockout_is_locked(&set.activity, call->now_s))
    {
        return call_refuse(call, REASON_STATE, "account", "account %s: is not "
                           "locked: gcisctl explain %s says what else it is",
                           set.account.name, set.account.name);
    }

    draft_field_time(&draft, "locked_until_s", set.activity.locked_until_s,
                     0);
    lockout_unlock(&set.activity);
    draft_also(&draft, record_put_activity(&draft.change, &draft.bodies,
                                           &set.account.id, &set.activity));
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_text(call->reply, "name", set.account.name);
        reply_state(call, call->reply, &set);
    }

    return status;
}


/* The name typed once more: a closed account never comes back (R6). */
static int
read_confirm(struct call *call, const struct account_set *set)
{
    char typed[TYPED_NAME_MAX + 1] = "";
    int status = call_text(call, "confirm", TYPED_NAME_MAX, typed);

    if (status == GCIS_OK && strcmp(typed, set->account.name) != 0) {
        return call_refuse(call, REASON_CONFIRM, "confirm", "confirm: closing "
                           "is final: type the account's name, or --confirm "
                           "%s", set->account.name);
    }

    return status;
}


static void
drop(struct draft *draft, const struct account_set *set)
{
    struct key key = key_of_id(&set->account.id);
    const struct { enum record_kind kind; uint64_t version; } held[] = {
        { RECORD_GRANTS, set->grants.version },
        { RECORD_PASSWORD, set->password.version },
        { RECORD_ONEDAY, set->oneday.version },
    };

    for (size_t i = 0; i < ARRAY_LEN(held); i++) {
        if (held[i].version != 0) {
            draft_remove(draft, held[i].kind, &key, held[i].version);
        }
    }
    draft->change.facts.count = set->grants.n;
}


static int
close_account(struct call *call, struct draft *draft,
              struct account_set *set)
{
    enum account_state next = STATE_NONE;
    int status = account_step(call, set, LIFE_CLOSE, &next);

    if (status == GCIS_OK) {
        status = refuse_last_manager(call, draft, set);
    }
    if (status == GCIS_OK) {
        status = account_end_sessions(call, draft, &set->account);
    }
    if (status == GCIS_OK) {
        status = person_release(call, draft, &set->account);
    }
    if (status != GCIS_OK) {
        return status;
    }

    drop(draft, set);
    set->account.must_change = false;
    set->account.password_changed_s = 0;
    set->account.state_before = STATE_NONE;
    enter_state(call, draft, &set->account, next);

    return put_and_apply(call, draft, set);
}


int
account_close(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    bool only = false;
    int status = call_account(call, "account", false, &set);

    if (status == GCIS_OK) {
        status = read_confirm(call, &set);
    }
    if (status == GCIS_OK) {
        status = begin_change(call, EVENT_ACCOUNT_CLOSE, false, &draft);
    }
    if (status == GCIS_OK) {
        status = is_only_manager(call, &set, &only);
    }
    if (status == GCIS_OK) {
        status = close_account(call, &draft, &set);
    }
    if (status == GCIS_OK && only) {
        reply_text(call->reply, "warning", "it was the only account manager "
                   "of its agency: gcisctl grant add ACCOUNT REG manager");
    }

    return status;
}
