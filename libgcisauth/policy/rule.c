/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules asked of an identity.  Everything comes in: the account as it is
 * projected, how it was proven, the catalogue, the moment and the address.
 * Whether the session stands at all was asked before, by token/.
 */
#include "policy/rule.h"
#include "policy/life.h"


/* A card is not hindered by the age of a password (REQUIREMENTS 1). */
bool
rule_is_restricted(const struct account_view *account,
                   const struct evidence *evidence, int64_t now_s)
{
    if (evidence->restricted || account->state != STATE_ACTIVE) {
        return true;
    }
    return evidence->level < LEVEL_CERTIFICATE
           && (account->must_change
               || (account->password_expires_s != 0
                   && now_s >= account->password_expires_s));
}


/* Before any rule: a state that may use applications, and a proof. */
static enum reason
judge_standing(const struct account_view *account,
               const struct evidence *evidence, const struct facts *facts)
{
    enum reason reason = life_refusal(account->state);

    if (reason != REASON_NONE) {
        return reason;
    }
    if (account->until_s != 0 && facts->now_s >= account->until_s) {
        return REASON_EXPIRED_ACCOUNT;
    }
    if (rule_is_restricted(account, evidence, facts->now_s)) {
        return REASON_MUST_CHANGE;
    }
    return evidence->level == LEVEL_NONE ? REASON_LEVEL : REASON_NONE;
}


static bool
is_kind_allowed(const struct application *application,
                enum account_kind kind)
{
    switch (kind) {
    case KIND_CIVIL_SERVANT:
    case KIND_SERVICE:
        return true;
    case KIND_MEMBER:
        return !application->civil_servants_only;
    case KIND_NONE:
        return false;
    }
    return false;
}


/* The role of a grant that is good now; NULL for any other. */
static const struct role *
role_of_grant(const struct catalogue *catalogue,
              const struct account_grant *grant, uint16_t application,
              int64_t now_s)
{
    if (grant->application != application
        || (grant->until_s != 0 && now_s >= grant->until_s))
    {
        return NULL;
    }
    return catalogue_role(catalogue, application, grant->role);
}


static bool
asks_for(const struct rule *rule, const struct role *role)
{
    for (size_t i = 0; i < rule->n_roles; i++) {
        if (strcmp(rule->roles[i], role->code) == 0) {
            return true;
        }
    }
    return rule->n_roles == 0;
}


static bool
has_role(const struct rule *rule, const struct account_view *account,
         const struct catalogue *catalogue, uint16_t application,
         int64_t now_s)
{
    for (size_t i = 0; i < account->n_grants; i++) {
        const struct role *role = role_of_grant(
            catalogue, &account->grants[i], application, now_s);

        if (role != NULL && asks_for(rule, role)) {
            return true;
        }
    }
    return false;
}


/* *ret_level rises to what the application itself needs. */
static enum reason
judge_application(const struct rule *rule, const struct account_view *account,
                  const struct catalogue *catalogue, int64_t now_s,
                  enum level *ret_level)
{
    const struct application *application;

    if (rule->application[0] == '\0') {
        return rule->n_roles == 0 ? REASON_NONE : REASON_NO_ROLE;
    }
    application = catalogue_application_by_code(catalogue, rule->application);
    if (application == NULL) {
        return REASON_NO_ROLE;
    }
    if (!application->active) {
        return REASON_INACTIVE;
    }
    if (!is_kind_allowed(application, account->kind)
        || !has_role(rule, account, catalogue, application->number, now_s))
    {
        return REASON_NO_ROLE;
    }
    if (application->level > *ret_level) {
        *ret_level = application->level;
    }
    return REASON_NONE;
}


static enum reason
judge_agency(const struct rule *rule, const struct account_view *account,
             const struct catalogue *catalogue)
{
    const struct agency *agency;

    if (rule->agency[0] == '\0') {
        return REASON_NONE;
    }
    agency = catalogue_agency_by_code(catalogue, rule->agency);
    if (agency == NULL
        || !catalogue_agency_within(catalogue, account->agency,
                                    agency->number))
    {
        return REASON_AGENCY;
    }
    return REASON_NONE;
}


static enum reason
judge_network(const struct rule *rule, const struct facts *facts)
{
    if (!rule->has_network) {
        return REASON_NONE;
    }
    if (!facts->has_address
        || !rule_network_holds(&rule->network, facts->address))
    {
        return REASON_NETWORK;
    }
    return REASON_NONE;
}


static enum reason
judge_proof(const struct rule *rule, enum level level,
            const struct evidence *evidence, int64_t now_s)
{
    if (evidence->level < level) {
        return REASON_LEVEL;
    }
    if (rule->age_s != 0 && now_s - evidence->auth_time_s >= rule->age_s) {
        return REASON_AGE;
    }
    return REASON_NONE;
}


enum reason
rule_judge(const struct rule *rule, const struct account_view *account,
           const struct evidence *evidence, const struct catalogue *catalogue,
           const struct facts *facts)
{
    enum level level = rule->level;
    enum reason reason = judge_standing(account, evidence, facts);

    if (reason == REASON_NONE) {
        reason = judge_application(rule, account, catalogue, facts->now_s,
                                   &level);
    }
    if (reason == REASON_NONE) {
        reason = judge_agency(rule, account, catalogue);
    }
    if (reason == REASON_NONE) {
        reason = judge_network(rule, facts);
    }
    if (reason == REASON_NONE) {
        reason = judge_proof(rule, level, evidence, facts->now_s);
    }
    return reason;
}


/* How near a refused person is to a yes: what he can mend himself is. */
static int
nearness(enum reason reason)
{
    static const enum reason from_far[] = {
        REASON_NO_ROLE, REASON_INACTIVE, REASON_AGENCY, REASON_NETWORK,
        REASON_LEVEL, REASON_AGE,
    };

    for (size_t i = 0; i < ARRAY_LEN(from_far); i++) {
        if (reason == from_far[i]) {
            return (int) i + 1;
        }
    }
    return 0;
}


enum reason
rule_judge_any(const struct rule *const *rules, size_t n_rules,
               const struct account_view *account,
               const struct evidence *evidence,
               const struct catalogue *catalogue, const struct facts *facts)
{
    enum reason nearest = judge_standing(account, evidence, facts);

    if (nearest != REASON_NONE || n_rules == 0) {
        return nearest;
    }

    nearest = REASON_NO_ROLE;
    for (size_t i = 0; i < n_rules; i++) {
        enum reason reason = rule_judge(rules[i], account, evidence,
                                        catalogue, facts);

        if (reason == REASON_NONE) {
            return REASON_NONE;
        }
        if (nearness(reason) > nearness(nearest)) {
            nearest = reason;
        }
    }
    return nearest;
}


size_t
rule_roles(const struct account_view *account,
           const struct catalogue *catalogue, const char *application,
           int64_t now_s, char *ret, size_t size)
{
    const struct application *found = catalogue_application_by_code(
        catalogue, application);
    size_t n = 0;
    size_t len = 0;

    if (size == 0) {
        return 0;
    }
    ret[0] = '\0';
    if (found == NULL || !found->active
        || !is_kind_allowed(found, account->kind))
    {
        return 0;
    }

    for (size_t i = 0; i < account->n_grants; i++) {
        const struct role *role = role_of_grant(
            catalogue, &account->grants[i], found->number, now_s);
        size_t code_len = role == NULL ? 0 : strlen(role->code);
        size_t comma = n > 0;

        if (role == NULL || len + comma + code_len + 1 > size) {
            continue;
        }
        if (comma > 0) {
            ret[len++] = ',';
        }
        memcpy(ret + len, role->code, code_len + 1);
        len += code_len;
        n++;
    }
    return n;
}
