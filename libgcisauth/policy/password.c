/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules for new passwords, all asked and all told at once.  What needs a
 * file or a hash (blocklist, history, equality with the one-day password)
 * comes in as a fact.  The searches below stop at the first hit: what they
 * look for are names that everybody knows, and the password is the one that
 * its owner has just chosen, so their time tells nobody anything.
 */
#include "policy/password.h"
#include "policy/life.h"

#define NAME_PART_MIN 4     /* code points */
#define NAME_PART_CJK_MIN 2 /* code points */
#define AGENCY_CODE_MIN 4   /* code points */

struct folded {
    char *text;
    size_t len;
};


static void
folded_wipe(struct folded *folded)
{
    if (folded->text != NULL) {
        explicit_bzero(folded->text, folded->len);
        free(folded->text);
    }
}


static bool
contains(const struct folded *password, struct span part)
{
    return part.len > 0
           && memmem(password->text, password->len, part.data, part.len)
                  != NULL;
}


static bool
visit_part(void *state, struct span part, size_t code_points, bool cjk)
{
    const struct folded *password = state;

    return code_points >= (cjk ? NAME_PART_CJK_MIN : NAME_PART_MIN)
           && contains(password, part);
}


/* A name that cannot be judged is taken for one that is contained. */
static bool
contains_part_of(struct folded *password, const char *name)
{
    struct folded folded CLEANUP(folded_wipe) = { NULL, 0 };

    if (name[0] == '\0') {
        return false;
    }
    folded.text = text_fold(span_str(name), &folded.len);
    return folded.text == NULL
           || text_parts(span_of(folded.text, folded.len), visit_part,
                         password);
}


static bool
contains_agency(const struct folded *password, const char *code)
{
    struct folded folded CLEANUP(folded_wipe) = { NULL, 0 };
    struct span span;

    if (code == NULL || code[0] == '\0') {
        return false;
    }
    folded.text = text_fold(span_str(code), &folded.len);
    if (folded.text == NULL) {
        return true;
    }
    span = span_of(folded.text, folded.len);
    return text_code_points(span) >= AGENCY_CODE_MIN
           && contains(password, span);
}


static unsigned
judge_names(struct span mapped, const struct account *account,
            const char *agency_code)
{
    struct folded password CLEANUP(folded_wipe) = { NULL, 0 };
    unsigned broken = 0;

    if (mapped.len == 0) {
        return 0;
    }
    password.text = text_fold(mapped, &password.len);
    if (password.text == NULL) {
        return PASSWORD_BAD_TEXT;
    }

    if (contains_part_of(&password, account->mapped)
        || contains_part_of(&password, account->full_name))
    {
        broken |= PASSWORD_HAS_NAME;
    }
    if (contains_agency(&password, agency_code)) {
        broken |= PASSWORD_HAS_AGENCY;
    }
    return broken;
}


static unsigned
judge_shape(struct span mapped, const struct password_limits *limits)
{
    size_t length = text_code_points(mapped);
    int n_kinds = __builtin_popcount(text_kinds(mapped));
    unsigned broken = 0;

    if (length == SIZE_MAX || !text_is_plain(mapped)) {
        return PASSWORD_BAD_TEXT;
    }
    if (length == 0 || length < limits->min_length) {
        broken |= PASSWORD_TOO_SHORT;
    }
    if (length > limits->max_length || mapped.len > SECRET_MAX) {
        broken |= PASSWORD_TOO_LONG;
    }
    if ((unsigned) n_kinds < limits->composition) {
        broken |= PASSWORD_TOO_FEW_KINDS;
    }
    return broken;
}


static unsigned
judge_facts(const struct password_facts *facts,
            const struct password_limits *limits, int64_t now_s)
{
    unsigned broken = 0;

    if (facts->on_blocklist) {
        broken |= PASSWORD_ON_BLOCKLIST;
    }
    if (facts->n_history_match > 0) {
        broken |= PASSWORD_IN_HISTORY;
    }
    if (facts->is_oneday) {
        broken |= PASSWORD_IS_ONEDAY;
    }
    if (!facts->forced && facts->changed_s != 0
        && now_s - facts->changed_s < limits->min_age_s)
    {
        broken |= PASSWORD_TOO_YOUNG;
    }
    return broken;
}


unsigned
password_judge(struct span mapped, const struct account *account,
               const struct password_facts *facts,
               const struct limits *limits, int64_t now_s)
{
    const struct password_limits *of_kind =
        &limits->password[life_people(account->kind)];
    unsigned broken = judge_shape(mapped, of_kind);

    broken |= judge_facts(facts, of_kind, now_s);
    if ((broken & PASSWORD_BAD_TEXT) == 0) {
        broken |= judge_names(mapped, account, facts->agency_code);
    }
    return broken;
}


const char *
password_rule_word(enum password_rule rule)
{
    switch (rule) {
    case PASSWORD_TOO_SHORT:
        return "too_short";
    case PASSWORD_TOO_LONG:
        return "too_long";
    case PASSWORD_TOO_FEW_KINDS:
        return "too_few_kinds";
    case PASSWORD_HAS_NAME:
        return "has_name";
    case PASSWORD_HAS_AGENCY:
        return "has_agency";
    case PASSWORD_ON_BLOCKLIST:
        return "on_blocklist";
    case PASSWORD_IN_HISTORY:
        return "in_history";
    case PASSWORD_TOO_YOUNG:
        return "too_young";
    case PASSWORD_IS_ONEDAY:
        return "is_oneday";
    case PASSWORD_BAD_TEXT:
        return "bad_text";
    }
    return "";
}
