/* SPDX-License-Identifier: BSD-2-Clause */
/* One table: the engine's words and what they mean. */
#include "rules.h"

#include "base/json.h"
#include "converse.h"
#include "report.h"

#include <string.h>
#include <syslog.h>

static const struct {
    const char *word, *sentence;
} sentences[] = {
    { "too_short", "The new password is too short." },
    { "too_long", "The new password is too long." },
    { "too_few_kinds", "The new password needs more kinds of characters: "
      "capital and small letters, digits, signs." },
    { "has_name", "The new password contains a part of your name." },
    { "has_agency", "The new password contains the code of your agency." },
    { "on_blocklist", "The new password is a common one." },
    { "in_history", "The new password is one of your last ones." },
    { "too_young", "Your password was changed too short a time ago." },
    { "is_oneday", "The new password is your one-day password." },
    { "bad_text", "The new password has characters that cannot be in one." },
};


void
rules_tell(const struct request *request, const char *word)
{
    for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
        if (strcmp(sentences[i].word, word) == 0) {
            converse_tell(request, sentences[i].sentence);
            return;
        }
    }

    converse_tell(request, "The new password breaks a rule.");
}


static void
tell_all(const struct request *request, json_t *rules)
{
    size_t i;
    json_t *word;

    json_array_foreach(rules, i, word) {
        if (json_is_string(word)) {
            rules_tell(request, json_string_value(word));
        }
    }
}


void
rules_refused(const struct request *request, const char *reply)
{
    json_t *object CLEAN_JSON = json_parse(span_str(reply), NULL);
    struct json_reader reader = json_reader_of(object);
    const char *reason = "", *reference = "";
    json_t *rules = NULL;

    if (object == NULL
        || !json_read_text(&reader, "reason", 64, &reason)
        || !json_read_text(&reader, "reference", 64, &reference)
        || !json_read_array(&reader, "rules", &rules))
    {
        rules = NULL;
    }

    report(request, LOG_NOTICE, "change of password refused", reason,
           reference, true);
    tell_all(request, rules);
}
