/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Grants (R38, R39): which roles of which applications an account has, and
 * till when.  Who may give one is policy's; a role of REG, given on the word
 * of a session, wants a signature over this very grant (SECURITY F4), and
 * cards are not in this version.
 */
#include "operation/noun.h"


struct granting {
    struct account_set set;
    const struct application *application;
    const struct role *role;
};


static void
granting_wipe(struct granting *granting)
{
    explicit_bzero(granting, sizeof(*granting));
}


static int
refuse_unsigned(struct call *call, const struct application *application)
{
    if (!call->actor.by_token || strcmp(application->code, REG_CODE) != 0) {
        return GCIS_OK;
    }

    return call_refuse(call, REASON_NOT_IN_THIS_VERSION, "application", "roles"
                       " of REG want a signature over the grant, which is not "
                       "in this version: gcisctl grant, as root");
}


static int
judge(struct call *call, const struct granting *granting)
{
    enum reason reason = authority_grant(
        &call->actor, &granting->set.account, granting->application,
        granting->role, call->catalogue);

    if (reason != REASON_NONE) {
        return call_refuse(call, reason, "role", "role %s of %s: is not "
                           "yours to give or take", granting->role->code,
                           granting->application->code);
    }

    return refuse_unsigned(call, granting->application);
}


/* Whose, of what, which: and may this actor at all. */
static int
look_up(struct call *call, struct granting *granting)
{
    int status = call_account(call, "account", false, &granting->set);

    if (status == GCIS_OK) {
        status = call_application(call, "application",
                                  &granting->application);
    }
    if (status == GCIS_OK) {
        status = call_role(call, granting->application, &granting->role);
    }

    return status == GCIS_OK ? judge(call, granting) : status;
}


static int
judge_holder(struct call *call, const struct granting *granting)
{
    const struct account_set *set = &granting->set;
    enum reason reason = authority_may_hold(
        &set->account, &set->grants, granting->application, granting->role,
        call->catalogue);

    if (account_state_now(call, set) == STATE_CLOSED) {
        return account_refuse_closed(call, set);
    }
    if (reason == REASON_INACTIVE) {
        return call_refuse(call, reason, "application", "application %s: is "
                           "inactive: gcisctl application set %s",
                           granting->application->code,
                           granting->application->code);
    }
    if (reason != REASON_NONE) {
        return call_refuse(call, reason, "account", "account %s: %s/%s is not "
                           "for accounts of its kind, or not beside its other "
                           "roles: gcisctl grant list %s", set->account.name,
                           granting->application->code, granting->role->code,
                           set->account.name);
    }

    return GCIS_OK;
}


static size_t
find(const struct grants *grants, uint16_t application, uint16_t role)
{
    size_t i = 0;

    while (i < grants->n
           && (grants->items[i].application != application
               || grants->items[i].role != role))
    {
        i++;
    }

    return i;
}


int
grant_put(struct call *call, struct draft *draft,
          const struct account_set *set, const struct grant *grant)
{
    struct grants grants = set->grants;
    size_t at = find(&grants, grant->application, grant->role);
    bool is_there = at < grants.n;

    if (is_there && grants.items[at].until_s == grant->until_s) {
        return call_refuse(call, REASON_EXISTS, "role", "account %s: has this "
                           "role already: gcisctl grant list %s",
                           set->account.name, set->account.name);
    }
    if (at == GRANTS_MAX) {
        return call_refuse(call, REASON_LIMIT, "account", "account %s: has %d "
                           "grants, which is the most: remove one",
                           set->account.name, GRANTS_MAX);
    }

    draft_field_time(draft, "until_s", is_there ? grants.items[at].until_s : 0,
                     grant->until_s);
    grants.items[at] = *grant;
    grants.n += !is_there;
    draft->change.projects = true;
    draft->change.facts.until_s = grant->until_s;
    draft_also(draft, record_put_grants(&draft->change, &draft->bodies,
                                        &set->account.id, &grants));

    return GCIS_OK;
}


static void
describe(struct draft *draft, const struct granting *granting)
{
    struct facts_of_change *facts = &draft->change.facts;

    words_print(facts->application, sizeof(facts->application), "%s",
                granting->application->code);
    words_print(facts->role, sizeof(facts->role), "%s", granting->role->code);
}


/* The grant rests on these being there, and the account being as it was. */
static void
expect(struct draft *draft, const struct granting *granting)
{
    struct key application = key_of_number(granting->application->number);
    struct key role = key_of_role(granting->role->application,
                                  granting->role->number);
    struct key account = key_of_id(&granting->set.account.id);

    draft_also(draft, change_expect(&draft->change, RECORD_APPLICATION,
                                    &application,
                                    granting->application->version));
    draft_also(draft, change_expect(&draft->change, RECORD_ROLE, &role,
                                    granting->role->version));
    draft_also(draft, change_expect(&draft->change, RECORD_ACCOUNT, &account,
                                    granting->set.account.version));
}


static void
reply_grant(struct call *call, const struct granting *granting)
{
    reply_text(call->reply, "account", granting->set.account.name);
    reply_text(call->reply, "application", granting->application->code);
    reply_text(call->reply, "role", granting->role->code);
}


int
grant_add(struct call *call)
{
    struct granting granting CLEANUP(granting_wipe) = { .role = NULL };
    struct draft draft DRAFT = { .good = false };
    struct grant grant = { .since_s = call->now_s };
    int status = look_up(call, &granting);

    if (status == GCIS_OK) {
        status = call_until(call, &grant.until_s);
    }
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_GRANT_ADD, DRAFT_DOCUMENTED, &draft);
    }
    if (status == GCIS_OK) {
        status = judge_holder(call, &granting);
    }
    if (status == GCIS_OK) {
        grant.application = granting.application->number;
        grant.role = granting.role->number;
        words_print(grant.granted_by, sizeof(grant.granted_by), "%s",
                    call->actor_text);
        status = grant_put(call, &draft, &granting.set, &grant);
    }
    if (status != GCIS_OK) {
        return status;
    }

    describe(&draft, &granting);
    expect(&draft, &granting);
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_grant(call, &granting);
        reply_time(call->reply, "until_s", grant.until_s);
    }

    return status;
}


static int
take(struct call *call, struct draft *draft, struct granting *granting)
{
    struct grants *grants = &granting->set.grants;
    size_t at = find(grants, granting->application->number,
                     granting->role->number);

    if (at == grants->n) {
        return call_refuse(call, REASON_NOT_FOUND, "role", "account %s: has no"
                           " such role: gcisctl grant list %s",
                           granting->set.account.name,
                           granting->set.account.name);
    }

    draft->change.facts.until_s = grants->items[at].until_s;
    memmove(&grants->items[at], &grants->items[at + 1],
            (grants->n - at - 1) * sizeof(grants->items[0]));
    grants->n--;
    draft->change.projects = true;
    draft_also(draft, record_put_grants(&draft->change, &draft->bodies,
                                        &granting->set.account.id, grants));

    return GCIS_OK;
}


/* Only the role that matters to R11 can leave nobody. */
static int
refuse_last(struct call *call, struct draft *draft,
            const struct granting *granting)
{
    if (strcmp(granting->application->code, REG_CODE) != 0
        || authority_role_of_code(granting->role->code) != REG_SYSTEM)
    {
        return GCIS_OK;
    }

    return refuse_last_manager(call, draft, &granting->set);
}


int
grant_remove(struct call *call)
{
    struct granting granting CLEANUP(granting_wipe) = { .role = NULL };
    struct draft draft DRAFT = { .good = false };
    int status = look_up(call, &granting);

    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_GRANT_REMOVE, DRAFT_DOCUMENTED,
                             &draft);
    }
    if (status == GCIS_OK) {
        status = refuse_last(call, &draft, &granting);
    }
    if (status == GCIS_OK) {
        status = take(call, &draft, &granting);
    }
    if (status != GCIS_OK) {
        return status;
    }

    describe(&draft, &granting);
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_grant(call, &granting);
    }

    return status;
}


/* At most GRANTS_MAX: all on one page. */
int
grant_list(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    char cursor[CURSOR_MAX + 1];
    int status = call_account(call, "account", true, &set);

    if (status == GCIS_OK) {
        status = call_cursor(call, cursor);
    }
    if (status == GCIS_OK) {
        status = call_parameters_end(call);
    }
    if (status == GCIS_OK) {
        reply_grants(call, reply_array(call->reply, "items"), &set.grants);
        reply_next(call, false, "");
    }

    return status;
}
