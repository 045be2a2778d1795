/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words for the rules' names.  Which rules there are and which is broken is
 * the engine's; a name that is not known here is shown as it is.
 */
#include "rules.h"

#include <string.h>


static const char *
words_of(const char *rule)
{
    static const struct {
        const char *rule;
        const char *words;
    } rows[] = {
        { "too_short", "too short ([password] min_length)" },
        { "too_long", "too long ([password] max_length)" },
        { "too_few_kinds", "too few of lower case, upper case, digits and "
                           "other characters ([password] composition)" },
        { "has_name", "contains a part of the account's or person's name" },
        { "has_agency", "contains the agency's code" },
        { "on_blocklist", "stands on the list of refused passwords" },
        { "in_history", "is one of the last ones ([password] history)" },
        { "too_young", "the present one was set too short a time ago "
                       "([password] min_age)" },
        { "is_oneday", "is the one-day password" },
        { "bad_text", "cannot be a password: control characters, or not "
                      "UTF-8" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].rule, rule) == 0) {
            return rows[i].words;
        }
    }

    return "";
}


void
rules_tell(const json_t *error)
{
    json_t *rules = json_object_get(error, "rules");
    json_t *rule;
    size_t i;

    json_array_foreach(rules, i, rule) {
        const char *name = json_string_value(rule);

        if (name != NULL) {
            const char *words = words_of(name);

            warn("  %s%s%s", name, words[0] == '\0' ? "" : ": ", words);
        }
    }
}
