/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each record that has a say, with its verdict, since when, and the command
 * that mends a no.  Text for a person: what counts is the verdict of
 * explain.c.
 */
#include "operation/explain.h"

#include "policy/lockout.h"

#define DETAIL_MAX 256  /* bytes with the NUL */
#define COMMAND_MAX 192 /* bytes with the NUL */


/* One step; `command` "" where there is nothing to mend. */
static void
step(struct question *question, const char *what, bool good,
     const char *detail, const char *command)
{
    json_t *item = reply_item(question->steps);

    reply_text(item, "what", what);
    reply_text(item, "verdict", good ? "yes" : "no");
    reply_text(item, "detail", detail);
    if (!good && command[0] != '\0') {
        reply_text(item, "command", command);
    }
}


static const char *
date(const struct question *question, int64_t at_s, char ret[ZONE_TIME_MAX])
{
    zone_print(question->call->engine->zone, at_s, ret);

    return ret;
}


static void
explain_state(struct question *question)
{
    const struct account *account = &question->set.account;
    enum account_state state = life_state(account, &question->set.activity,
                                          &question->call->engine->limits,
                                          question->at_s);
    char detail[DETAIL_MAX], command[COMMAND_MAX] = "", since[ZONE_TIME_MAX];

    words_print(detail, sizeof(detail), "%s, since %s", state_word(state),
                date(question, account->state_since_s, since));
    if (state == STATE_SUSPENDED) {
        words_print(command, sizeof(command), "gcisctl account resume %s",
                    account->name);
    } else if (state != STATE_CLOSED) {
        words_print(command, sizeof(command), "gcisctl oneday issue %s",
                    account->name);
    }
    step(question, "state", state == STATE_ACTIVE, detail, command);
}


static void
explain_until(struct question *question)
{
    const struct account *account = &question->set.account;
    char detail[DETAIL_MAX], command[COMMAND_MAX], until[ZONE_TIME_MAX];

    if (account->until_s == 0) {
        return;
    }

    words_print(detail, sizeof(detail), "the account is good until %s",
                date(question, account->until_s, until));
    words_print(command, sizeof(command), "gcisctl account set %s --until "
                "DATE", account->name);
    step(question, "until", !life_is_past(account, question->at_s), detail,
         command);
}


/* A lock and the age of a password hinder passwords alone (R28). */
static void
explain_password(struct question *question)
{
    const struct account *account = &question->set.account;
    const struct limits *limits = &question->call->engine->limits;
    const struct activity *activity = &question->set.activity;
    bool expired = life_password_expired(account, limits, question->at_s);
    char detail[DETAIL_MAX], command[COMMAND_MAX], until[ZONE_TIME_MAX];

    if (lockout_is_locked(activity, question->at_s)) {
        words_print(detail, sizeof(detail), "locked by failures until %s: no "
                    "sign-in by password before",
                    date(question, activity->locked_until_s, until));
        words_print(command, sizeof(command), "gcisctl account unlock %s",
                    account->name);
        step(question, "lock", question->level == LEVEL_CERTIFICATE
             && !limits->lock_certificates, detail, command);
    }
    if (account->must_change || expired) {
        words_print(detail, sizeof(detail), "the password %s: a session by "
                    "password can only change it", expired
                    ? "has expired" : "must be changed");
        words_print(command, sizeof(command), "the holder signs in and "
                    "changes it, or gcisctl oneday issue %s", account->name);
        step(question, "password", question->level == LEVEL_CERTIFICATE,
             detail, command);
    }
}


static bool
explain_application(struct question *question)
{
    const struct application *application = question->application;
    const struct account *account = &question->set.account;
    char detail[DETAIL_MAX], command[COMMAND_MAX];
    bool for_kind = account->kind != KIND_MEMBER
                    || !application->civil_servants_only;

    words_print(detail, sizeof(detail), "%s %s is %s", application->code,
                application->name,
                application->active ? "active" : "inactive");
    words_print(command, sizeof(command), "gcisctl application set %s",
                application->code);
    step(question, "application", application->active, detail, command);
    if (!for_kind) {
        words_print(detail, sizeof(detail), "%s is for civil servants only",
                    application->code);
        step(question, "kind", false, detail, "");
    }

    return application->active && for_kind;
}


static bool
stands(const struct question *question, const struct grant *grant)
{
    return grant->until_s == 0 || question->at_s < grant->until_s;
}


static void
explain_grant(struct question *question, const struct grant *grant)
{
    const struct application *application = question->application;
    const struct role *role = catalogue_role(
        question->call->catalogue, grant->application, grant->role);
    const char *code = role == NULL ? "?" : role->code;
    char detail[DETAIL_MAX], command[COMMAND_MAX];
    char since[ZONE_TIME_MAX], until[ZONE_TIME_MAX] = "withdrawn";

    if (grant->until_s != 0) {
        date(question, grant->until_s, until);
    }
    words_print(detail, sizeof(detail), "%s/%s, given %s by %s, until %s",
                application->code, code,
                date(question, grant->since_s, since), grant->granted_by,
                until);
    words_print(command, sizeof(command), "gcisctl grant add %s %s %s",
                question->set.account.name, application->code, code);
    step(question, "grant", stands(question, grant), detail, command);
}


static void
explain_grants(struct question *question)
{
    const struct grants *grants = &question->set.grants;
    const char *role = question->role == NULL ? "ROLE" : question->role->code;
    char detail[DETAIL_MAX], command[COMMAND_MAX];
    size_t n = 0;

    for (size_t i = 0; i < grants->n; i++) {
        const struct grant *grant = &grants->items[i];

        if (grant->application == question->application->number
            && (question->role == NULL
                || grant->role == question->role->number))
        {
            explain_grant(question, grant);
            n++;
        }
    }
    if (n > 0) {
        return;
    }

    words_print(detail, sizeof(detail), "no grant of %s/%s",
                question->application->code, role);
    words_print(command, sizeof(command), "gcisctl grant add %s %s %s",
                question->set.account.name, question->application->code,
                role);
    step(question, "grant", false, detail, command);
}


static void
explain_level(struct question *question)
{
    const struct application *application = question->application;
    char detail[DETAIL_MAX];

    words_print(detail, sizeof(detail), "%s needs a sign-in by %s",
                application->code, level_word(application->level));
    step(question, "level", question->level == LEVEL_NONE
         || question->level >= application->level, detail,
         "the holder signs in by certificate");
}


void
explain_steps(struct question *question)
{
    explain_state(question);
    explain_until(question);
    explain_password(question);
    if (question->application != NULL && explain_application(question)) {
        explain_grants(question);
        explain_level(question);
    }
}
