/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules: parsed from one line of text and asked of what is known about an
 * account.  For nginx, PAM, try, explain and the claim's own rule alike.
 */
#ifndef GCIS_POLICY_RULE_H
#define GCIS_POLICY_RULE_H

#include "model/catalogue.h"
#include "model/rule.h"

#define RULE_ERROR_MAX 160 /* bytes with the NUL */

bool rule_parse(struct span text, struct rule *ret_rule,
                char error[RULE_ERROR_MAX]) MUST_CHECK;
bool rule_parse_network(struct span text, struct network *ret) MUST_CHECK;
/* Numeric IPv4 or IPv6 into the 16 bytes of struct facts. */
bool rule_parse_address(struct span text, uint8_t ret[16]) MUST_CHECK;
bool rule_network_holds(const struct network *network,
                        const uint8_t address[16]);

/*
 * Is nothing open but change of password and sign-out?  A one-day or forced
 * session (as it was made), an account that is only issued, and a password
 * session whose password must be changed or has expired.
 */
bool rule_is_restricted(const struct account_view *account,
                        const struct evidence *evidence, int64_t now_s);

/*
 * REASON_NONE: allowed.  The order of refusals is fixed: the account's state
 * and restricted sessions first (must_change), then application and role,
 * agency, network, level, age; the innermost thing that the person can mend
 * comes last.  A rule with an application asks the application's own needed
 * level as well, and that it is active.
 */
enum reason rule_judge(const struct rule *rule,
                       const struct account_view *account,
                       const struct evidence *evidence,
                       const struct catalogue *catalogue,
                       const struct facts *facts);
/* Any of the rules; with none, only that the session is not restricted. */
enum reason rule_judge_any(const struct rule *const *rules, size_t n_rules,
                           const struct account_view *account,
                           const struct evidence *evidence,
                           const struct catalogue *catalogue,
                           const struct facts *facts);

/* The role codes of the account in an application, comma-joined; grants past
 * their date are left out.  Returns the number of roles. */
size_t rule_roles(const struct account_view *account,
                  const struct catalogue *catalogue, const char *application,
                  int64_t now_s, char *ret, size_t size);

#endif
