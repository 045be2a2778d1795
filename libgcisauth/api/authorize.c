/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From identity to decision: pure, over what the identity holds.  The only
 * judge is policy/rule.c.
 */
#include "api/context.h"

#include "gcisauth.h"
#include "policy/rule.h"

#include <stdio.h>

#define RULES_MAX 64 /* of one call */

struct gcis_rule {
    struct rule rule;
};


int
gcis_rule_parse(const char *text, struct gcis_rule **ret_rule, char *error,
                size_t error_size)
{
    char words[RULE_ERROR_MAX] = "";
    struct gcis_rule *rule;

    if (text == NULL || ret_rule == NULL) {
        return GCIS_E_INVALID;
    }

    rule = calloc(1, sizeof(*rule));
    if (rule == NULL) {
        return GCIS_E_NOMEM;
    }

    if (strlen(text) > GCIS_RULE_MAX
        || !rule_parse(span_str(text), &rule->rule, words))
    {
        free(rule);
        if (error != NULL && error_size > 0) {
            snprintf(error, error_size, "%s",
                     words[0] != '\0' ? words : "the rule is too long");
        }
        return GCIS_E_INVALID;
    }

    *ret_rule = rule;

    return GCIS_OK;
}


void
gcis_rule_free(struct gcis_rule *rule)
{
    free(rule);
}


static bool
are_rules(const struct gcis_rule *const *rules, size_t n_rules)
{
    if (n_rules > RULES_MAX || (rules == NULL && n_rules > 0)) {
        return false;
    }

    for (size_t i = 0; i < n_rules; i++) {
        if (rules[i] == NULL) {
            return false;
        }
    }

    return true;
}


static enum reason
judge(const struct gcis_identity *identity,
      const struct gcis_rule *const *rules, size_t n_rules,
      const struct gcis_facts *facts)
{
    const struct rule *inner[RULES_MAX];
    struct facts known = { .now_s = facts->now_s };

    for (size_t i = 0; i < n_rules; i++) {
        inner[i] = &rules[i]->rule;
    }

    known.has_address = facts->address != NULL
                        && rule_parse_address(span_str(facts->address),
                                              known.address);

    return rule_judge_any(inner, n_rules, &identity->account,
                          &identity->evidence, identity->catalogue,
                          &known);
}


int
gcis_authorize(const struct gcis_identity *identity,
               const struct gcis_rule *const *rules, size_t n_rules,
               const struct gcis_facts *facts, const char **ret_reason)
{
    enum reason reason = REASON_INVALID;
    int status = GCIS_E_INVALID;

    if (identity != NULL && facts != NULL && are_rules(rules, n_rules)
        && identity->catalogue != NULL && !identity->vouched)
    {
        reason = judge(identity, rules, n_rules, facts);
        status = reason == REASON_NONE ? GCIS_OK : GCIS_E_FORBIDDEN;
    }

    if (ret_reason != NULL) {
        *ret_reason = reason_word(reason);
    }

    return status;
}
