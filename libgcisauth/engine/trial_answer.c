/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rule that came with a claim, and what the caller is told.  The filter by
 * peer (SECURITY F10) is gcisd's: here is the whole answer.
 */
#include "base/words.h"
#include "engine/trial.h"

#include "policy/rule.h"

#include <stdio.h>


/* The claim's rule, and the application of its service where there is one. */
static enum reason
judge(struct trial *trial, const struct account_view *view,
      const struct evidence *evidence)
{
    const struct attempt *attempt = trial->attempt;
    struct facts facts = { .now_s = trial->now_s };
    struct rule rule = { 0 };
    char application[SERVICE_MAX + 8];

    if (attempt->rule[0] != '\0'
        && !rule_parse(span_str(attempt->rule), &rule, NULL))
    {
        return REASON_INVALID;
    }

    snprintf(application, sizeof(application), "pam:%s", attempt->service);
    if (rule.application[0] == '\0' && attempt->service[0] != '\0'
        && catalogue_application_by_code(trial->catalogue, application))
    {
        words_print(rule.application, sizeof(rule.application), "%s",
                    application);
    }

    facts.has_address = rule_parse_address(span_str(trial->address),
                                           facts.address);
    words_print(trial->application, sizeof(trial->application), "%s",
                rule.application);

    if (rule.application[0] == '\0' && attempt->rule[0] == '\0') {
        return REASON_NONE;
    }

    return rule_judge(&rule, view, evidence, trial->catalogue, &facts);
}


enum reason
trial_judge_rule(struct trial *trial)
{
    return judge(trial, &trial->view, &trial->evidence);
}


enum reason
trial_judge_restricted(struct trial *trial)
{
    struct account_view view = trial->view;
    struct evidence evidence = trial->evidence;
    enum reason reason;

    view.state = STATE_ACTIVE;
    view.must_change = false;
    view.password_expires_s = 0;
    evidence.restricted = false;

    reason = judge(trial, &view, &evidence);
    if (reason != REASON_NONE) {
        return reason;
    }

    return trial->decision.must_change || trial->attempt->check_only
           ? REASON_MUST_CHANGE : REASON_METHOD;
}


int
trial_status(enum reason reason)
{
    switch (reason) {
    case REASON_MUST_CHANGE:
    case REASON_NO_ROLE:
    case REASON_LEVEL:
    case REASON_AGE:
    case REASON_AGENCY:
    case REASON_NETWORK:
    case REASON_INACTIVE:
        return GCIS_E_FORBIDDEN;
    case REASON_PASSWORD_RULES:
    case REASON_INVALID:
        return GCIS_E_INVALID;
    default:
        return GCIS_E_DENIED;
    }
}


/* The one place where a yes is said: `decision` is committed. */
void
trial_answer(const struct trial *trial, struct outcome *ret)
{
    const struct agency *agency;

    ret->must_change = trial->decision.must_change;
    ret->reason = trial->decision.reason;

    if (!trial->decision.yes) {
        ret->status = trial_status(trial->decision.reason);
        ret->broken_rules = trial->broken_rules;
        return;
    }

    ret->account = trial->view;
    ret->evidence = trial->evidence;
    ret->activated = trial->activated;
    memcpy(ret->token, trial->token, sizeof(ret->token));
    memcpy(ret->application, trial->application, sizeof(ret->application));
    if (trial->application[0] != '\0') {
        rule_roles(&trial->view, trial->catalogue, trial->application,
                   trial->now_s, ret->roles, sizeof(ret->roles));
    }

    agency = catalogue_agency(trial->catalogue, trial->view.agency);
    if (agency != NULL) {
        memcpy(ret->agency, agency->code, sizeof(ret->agency));
    }

    ret->status = GCIS_OK;
}
