/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain: which record says yes or no, since when, and which command mends
 * it; dry, and at any time.  The verdict is policy's own, asked of the records
 * as a request would ask it; the steps beside it say where it comes from.
 * Without `level`, the session is one of the level that is needed.
 */
#include "operation/explain.h"

#include "policy/decide.h"
#include "policy/rule.h"
#include "store/projection_codec.h"


static void
question_wipe(struct question *question)
{
    account_set_wipe(&question->set);
}


/* The rule that a request to the application would ask. */
static struct rule
rule_of(const struct question *question)
{
    struct rule rule = { .level = LEVEL_NONE };

    if (question->application != NULL) {
        words_print(rule.application, sizeof(rule.application), "%s",
                    question->application->code);
    }
    if (question->role != NULL) {
        rule.n_roles = 1;
        words_print(rule.roles[0], sizeof(rule.roles[0]), "%s",
                    question->role->code);
    }

    return rule;
}


static enum level
level_asked(const struct question *question)
{
    if (question->level != LEVEL_NONE) {
        return question->level;
    }
    if (question->application != NULL
        && question->application->level != LEVEL_NONE)
    {
        return question->application->level;
    }

    return LEVEL_PASSWORD;
}


/* Sign-in and request, as policy sees them at that time. */
static enum reason
judge(struct question *question)
{
    struct engine *engine = question->call->engine;
    struct decision decision = decide_standing(&question->set,
                                               &engine->limits,
                                               question->at_s);
    struct rule rule = rule_of(question);
    struct evidence evidence = { .level = level_asked(question),
                                 .auth_time_s = question->at_s };
    struct facts facts = { .now_s = question->at_s };
    struct account_view view;

    if (!decision.yes
        && !(decision.reason == REASON_LOCKED
             && question->level == LEVEL_CERTIFICATE
             && !engine->limits.lock_certificates))
    {
        return decision.reason;
    }

    account_view_make(&question->set.account, &question->set.grants,
                      engine->password_max_age_s, &view);
    view.state = life_state(&question->set.account, &question->set.activity,
                            &engine->limits, question->at_s);

    return rule_judge(&rule, &view, &evidence, question->call->catalogue,
                      &facts);
}


static int
read_application(struct call *call, struct question *question)
{
    bool has_application =
        json_object_get(call->parameters.object, "application") != NULL;
    bool has_role = json_object_get(call->parameters.object, "role") != NULL;
    int status = GCIS_OK;

    if (has_role && !has_application) {
        return call_refuse(call, REASON_INVALID, "role", "role: of which "
                           "application?  name it before");
    }
    if (has_application) {
        status = call_application(call, "application",
                                  &question->application);
    }
    if (status == GCIS_OK && has_role) {
        status = call_role(call, question->application, &question->role);
    }

    return status;
}


/* No record of this version limits networks; a bad one is still an error. */
static int
read_network(struct call *call)
{
    char text[ADDRESS_MAX + 8] = "";
    struct network network;
    int status = call_text(call, "network", sizeof(text) - 1, text);

    if (status == GCIS_OK && text[0] != '\0'
        && !rule_parse_network(span_str(text), &network))
    {
        return call_refuse(call, REASON_INVALID, "network", "network: not a "
                           "network: 10.1.0.0/16 or 2001:db8::/32");
    }

    return status;
}


static int
read_level(struct call *call, enum level *ret)
{
    char word[CODE_MAX + 1] = "";
    int status = call_text(call, "level", CODE_MAX, word);

    if (status != GCIS_OK || word[0] == '\0') {
        return status;
    }

    *ret = level_of_word(word);

    return *ret != LEVEL_NONE
           ? GCIS_OK
           : call_refuse(call, REASON_INVALID, "level", "level: password or "
                         "certificate");
}


static int
read_question(struct call *call, struct question *question)
{
    int status = call_account(call, "account", true, &question->set);

    question->call = call;
    question->at_s = call->now_s;
    if (status == GCIS_OK) {
        status = read_application(call, question);
    }
    if (status == GCIS_OK) {
        status = read_level(call, &question->level);
    }
    if (status == GCIS_OK) {
        status = read_network(call);
    }
    if (status == GCIS_OK) {
        status = call_time(call, "at", &question->at_s);
    }

    return status == GCIS_OK ? call_parameters_end(call) : status;
}


int
explain_access(struct call *call)
{
    struct question question CLEANUP(question_wipe) = { .call = call };
    enum reason reason;
    int status = read_question(call, &question);

    if (status != GCIS_OK) {
        return status;
    }

    reason = judge(&question);
    reply_boolean(call->reply, "allowed", reason == REASON_NONE);
    reply_text(call->reply, "reason", reason_word(reason));
    question.steps = reply_array(call->reply, "steps");

    explain_steps(&question);

    return GCIS_OK;
}
