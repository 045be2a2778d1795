/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who may do what to whom.  Three questions, asked one after the other by
 * each operation: may he run it at all, may he reach this account or agency,
 * may he give this role.  What the operation then finds wrong (states, names,
 * references) is its own affair.
 */
#include "policy/authority.h"


unsigned
authority_role_of_code(const char *code)
{
    static const struct {
        const char *code;
        unsigned role;
    } roles[] = {
        { "system", REG_SYSTEM },
        { "manager", REG_MANAGER },
        { "member-manager", REG_MEMBER_MANAGER },
        { "auditor", REG_AUDITOR },
    };

    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        if (strcmp(code, roles[i].code) == 0) {
            return roles[i].role;
        }
    }
    return 0;
}


/* The bit of the role with this number; 0 where there is none. */
static unsigned
role_of_number(const struct catalogue *catalogue, uint16_t application,
               uint16_t number)
{
    const struct role *role = catalogue_role(catalogue, application, number);

    return role == NULL ? 0 : authority_role_of_code(role->code);
}


unsigned
authority_roles(const struct account_view *account,
                const struct catalogue *catalogue, int64_t now_s)
{
    const struct application *reg = catalogue_application_by_code(catalogue,
                                                                  REG_CODE);
    unsigned roles = 0;

    if (reg == NULL || !reg->active || account->kind != KIND_CIVIL_SERVANT) {
        return 0;
    }
    for (size_t i = 0; i < account->n_grants; i++) {
        const struct account_grant *grant = &account->grants[i];

        if (grant->application == reg->number
            && (grant->until_s == 0 || now_s < grant->until_s))
        {
            roles |= role_of_number(catalogue, reg->number, grant->role);
        }
    }
    return roles;
}


/* On its own word: root whatever the row says of roles, level and age. */
static enum reason
judge_class(const struct actor *actor, const struct authority *authority)
{
    unsigned classes = actor->classes & authority->classes;

    if ((classes & PEER_ROOT) != 0
        || (classes & authority->own_word) != 0
        || (classes != 0 && authority->roles == 0))
    {
        return REASON_NONE;
    }
    return REASON_FORBIDDEN;
}


/* SECURITY F1: a token is taken from class web alone; in the hands of root it
 * would be somebody else's. */
static bool
may_bring_token(const struct actor *actor, const struct authority *authority)
{
    return (actor->classes & authority->classes & PEER_WEB) != 0
           && actor->has_account && authority->roles != 0;
}


enum reason
authority_operation(const struct actor *actor,
                    const struct authority *authority, int64_t step_up_s,
                    int64_t now_s)
{
    if (!actor->by_token) {
        return judge_class(actor, authority);
    }
    if (!may_bring_token(actor, authority)) {
        return REASON_FORBIDDEN;
    }
    if (actor->restricted && !authority->restricted) {
        return REASON_MUST_CHANGE;
    }
    if (((actor->roles | REG_ANY) & authority->roles) == 0) {
        return REASON_FORBIDDEN;
    }
    if (actor->level == LEVEL_NONE || actor->level < authority->level
        || (authority->card_fresh && actor->level < LEVEL_CERTIFICATE))
    {
        return REASON_LEVEL;
    }
    if (authority->card_fresh
        && (actor->signed_s == 0 || actor->signed_s > now_s
            || now_s - actor->signed_s >= step_up_s))
    {
        return REASON_AGE;
    }
    return REASON_NONE;
}


/* `gcisctl` as root stands outside R11; it is audited as uid:N. */
static bool
is_root(const struct actor *actor)
{
    return !actor->by_token && (actor->classes & PEER_ROOT) != 0;
}


static bool
has(const struct actor *actor, unsigned role)
{
    return actor->by_token && (actor->roles & role) != 0;
}


/*
 * An auditor holds no other role of REG; where a record says that he does, he
 * is none: else the wide view of the one would carry the acts of the other.
 */
static bool
is_auditor(const struct actor *actor)
{
    return actor->by_token
           && (actor->roles & ~(unsigned) REG_ANY) == REG_AUDITOR;
}


static bool
is_in_scope(const struct actor *actor, const struct account *account,
            const struct catalogue *catalogue)
{
    if (has(actor, REG_SYSTEM) || is_auditor(actor)) {
        return true;
    }
    if (account->kind == KIND_MEMBER) {
        return has(actor, REG_MEMBER_MANAGER);
    }
    return has(actor, REG_MANAGER)
           && catalogue_agency_within(catalogue, account->agency,
                                      actor->agency);
}


enum reason
authority_account(const struct actor *actor, const struct account *account,
                  bool own, const struct catalogue *catalogue)
{
    if (is_root(actor)) {
        return REASON_NONE;
    }
    if (actor->has_account && id_equal(&actor->account, &account->id)) {
        return own ? REASON_NONE : REASON_SELF;
    }
    if (!is_in_scope(actor, account, catalogue)) {
        return REASON_NOT_FOUND;
    }
    return REASON_NONE;
}


enum reason
authority_agency(const struct actor *actor, uint16_t agency,
                 const struct catalogue *catalogue)
{
    if (is_root(actor) || has(actor, REG_SYSTEM) || is_auditor(actor)
        || (has(actor, REG_MANAGER)
            && catalogue_agency_within(catalogue, agency, actor->agency)))
    {
        return REASON_NONE;
    }
    return REASON_NOT_FOUND;
}


/* Whom the application lets give its roles; REG: system managers only. */
static bool
may_give(const struct actor *actor, const struct application *application)
{
    if (has(actor, REG_SYSTEM)) {
        return true;
    }
    if (strcmp(application->code, REG_CODE) == 0) {
        return false;
    }
    if (application->granted_by[0] == '\0') {
        return has(actor, REG_MANAGER | REG_MEMBER_MANAGER);
    }
    return has(actor, authority_role_of_code(application->granted_by)
                          & (REG_MANAGER | REG_MEMBER_MANAGER));
}


enum reason
authority_grant(const struct actor *actor, const struct account *account,
                const struct application *application,
                const struct role *role, const struct catalogue *catalogue)
{
    enum reason reason = authority_account(actor, account, false, catalogue);

    if (reason != REASON_NONE) {
        return reason;
    }
    if (role->application != application->number) {
        return REASON_NOT_FOUND;
    }
    if (!is_root(actor) && !may_give(actor, application)) {
        return REASON_FORBIDDEN;
    }
    return REASON_NONE;
}


/* An auditor has no role of REG beside that one, nor gets it beside one. */
static bool
fits_other_roles(const struct grants *grants,
                 const struct application *application,
                 const struct role *role, const struct catalogue *catalogue)
{
    bool auditor = authority_role_of_code(role->code) == REG_AUDITOR;

    for (size_t i = 0; i < grants->n; i++) {
        const struct grant *grant = &grants->items[i];
        bool other;

        if (grant->application != application->number
            || grant->role == role->number)
        {
            continue;
        }
        other = role_of_number(catalogue, application->number, grant->role)
                == REG_AUDITOR;
        if (auditor || other) {
            return false;
        }
    }
    return true;
}


enum reason
authority_may_hold(const struct account *account, const struct grants *grants,
                   const struct application *application,
                   const struct role *role, const struct catalogue *catalogue)
{
    bool reg = strcmp(application->code, REG_CODE) == 0;

    if (!application->active) {
        return REASON_INACTIVE;
    }
    if (account->kind == KIND_NONE
        || (account->kind == KIND_MEMBER && application->civil_servants_only)
        || (reg && account->kind != KIND_CIVIL_SERVANT)
        || (reg && !fits_other_roles(grants, application, role, catalogue)))
    {
        return REASON_FORBIDDEN;
    }
    return REASON_NONE;
}
