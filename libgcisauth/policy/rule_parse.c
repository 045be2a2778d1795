/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A rule's text into a rule.  Strict, because what is not understood would
 * otherwise not be asked: each key once, none empty, none unknown.  Whether
 * the codes exist is not known here: nginx starts before the engine does.
 */
#include "base/duration.h"
#include "model/call.h"
#include "policy/name.h"
#include "policy/rule.h"

#include <stdio.h>

#define SHOWN_MAX 32 /* bytes of a word repeated in an error */

typedef bool value_parser(struct span value, struct rule *rule);

struct rule_key {
    const char *name;
    value_parser *parse;
    const char *wants;
};


static bool
parse_code(struct span value, char ret[CODE_MAX + 1])
{
    char copy[CODE_MAX + 1];

    if (value.len > CODE_MAX || value.len == 0
        || memchr(value.data, '\0', value.len) != NULL)
    {
        return false;
    }
    memcpy(copy, value.data, value.len);
    copy[value.len] = '\0';
    if (name_check_code(copy) != NULL) {
        return false;
    }
    memcpy(ret, copy, value.len + 1);
    return true;
}


static bool
parse_application(struct span value, struct rule *rule)
{
    return parse_code(value, rule->application);
}


static bool
parse_agency(struct span value, struct rule *rule)
{
    return parse_code(value, rule->agency);
}


/* The next of `rest` up to `sign`; moves `rest` behind it. */
static struct span
cut(struct span *rest, char sign)
{
    const uint8_t *found = rest->len == 0
                               ? NULL
                               : memchr(rest->data, sign, rest->len);
    size_t len = found == NULL ? rest->len : (size_t) (found - rest->data);
    size_t taken = found == NULL ? len : len + 1;
    struct span first = span_of(rest->data, len);

    *rest = span_of(rest->data + taken, rest->len - taken);
    return first;
}


static bool
parse_roles(struct span value, struct rule *rule)
{
    bool more = true;

    while (more) {
        char *role = rule->roles[rule->n_roles];
        size_t before = value.len;
        struct span code = cut(&value, ',');

        more = code.len < before; /* there was a comma */
        if (rule->n_roles == RULE_ROLES_MAX || !parse_code(code, role)) {
            return false;
        }
        for (size_t i = 0; i < rule->n_roles; i++) {
            if (strcmp(rule->roles[i], role) == 0) {
                return false;
            }
        }
        rule->n_roles++;
    }
    return true;
}


static bool
parse_level(struct span value, struct rule *rule)
{
    if (span_equal(value, span_str(level_word(LEVEL_PASSWORD)))) {
        rule->level = LEVEL_PASSWORD;
    } else if (span_equal(value, span_str(level_word(LEVEL_CERTIFICATE)))) {
        rule->level = LEVEL_CERTIFICATE;
    }
    return rule->level != LEVEL_NONE;
}


/* Zero would mean that no age is asked. */
static bool
parse_age(struct span value, struct rule *rule)
{
    return duration_parse_s(value, &rule->age_s) && rule->age_s > 0;
}


static bool
parse_network(struct span value, struct rule *rule)
{
    rule->has_network = rule_parse_network(value, &rule->network);
    return rule->has_network;
}

static const struct rule_key keys[] = {
    { "application", parse_application,
      "the code of an application: letters, digits and . _ : -" },
    { "role", parse_roles,
      "1 to 16 different codes of roles, joined by commas" },
    { "level", parse_level, "password or certificate" },
    { "age", parse_age, "a duration of a second or more: 15m, 1h" },
    { "agency", parse_agency,
      "the code of an agency: letters, digits and . _ : -" },
    { "network", parse_network,
      "a network without host bits: 10.0.0.0/8, 2001:db8::/32" },
};


static bool
fail(char error[RULE_ERROR_MAX], const char *what, struct span shown,
     const char *mend)
{
    char word[SHOWN_MAX + 1];
    size_t len = shown.len < SHOWN_MAX ? shown.len : SHOWN_MAX;

    if (error == NULL) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char c = (char) shown.data[i];

        word[i] = c > ' ' && c < 0x7f ? c : '?';
    }
    word[len] = '\0';
    snprintf(error, RULE_ERROR_MAX, "%s%s%s%s", what, word,
             mend[0] == '\0' ? "" : ": ", mend);
    return false;
}


/* One `key=value`; `seen` has a bit for each key that was there. */
static bool
parse_word(struct span word, struct rule *rule, unsigned *seen,
           char error[RULE_ERROR_MAX])
{
    struct span value = word;
    struct span name = cut(&value, '=');

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (!span_equal(name, span_str(keys[i].name))) {
            continue;
        }
        if ((*seen & (1u << i)) != 0) {
            return fail(error, "twice in one rule: ", name,
                        "write a second rule");
        }
        *seen |= 1u << i;
        return keys[i].parse(value, rule)
               || fail(error, "bad value of ", name, keys[i].wants);
    }
    return fail(error, "unknown key ", name,
                "there are application, role, level, age, agency, network");
}


bool
rule_parse(struct span text, struct rule *ret_rule,
           char error[RULE_ERROR_MAX])
{
    const struct span nothing = { NULL, 0 };
    struct rule rule = { 0 };
    unsigned seen = 0;

    if (text.len > RULE_TEXT_MAX) {
        return fail(error, "the rule is too long", nothing,
                    "at most 1024 bytes");
    }
    while (text.len > 0) {
        struct span word = cut(&text, ' ');

        if (word.len > 0 && !parse_word(word, &rule, &seen, error)) {
            return false;
        }
    }
    if (seen == 0) {
        return fail(error, "the rule is empty", nothing,
                    "name what is needed, as in role=clerk");
    }
    if (rule.n_roles > 0 && rule.application[0] == '\0') {
        return fail(error, "role without an application", nothing,
                    "say application=CODE as well");
    }

    *ret_rule = rule;
    return true;
}
