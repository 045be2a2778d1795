/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.home: what the home page and the page of the change of password
 * show to the holder of the session (R20, R43, R49, R50, R29).  Numbers, words
 * and times; how they look is the templates' affair.
 */
#include "operation/noun.h"

#define PASSWORD_REMINDER_S (14 * 86400) /* R50 */


static void
add_person(struct call *call, const struct account_view *account,
           const struct evidence *evidence)
{
    const struct agency *agency = catalogue_agency(call->catalogue,
                                                   account->agency);
    json_t *object = call->reply;

    reply_text(object, "account", account->name);
    reply_text(object, "full_name", account->full_name);
    reply_text(object, "kind", kind_word(account->kind));
    reply_text(object, "level", level_word(evidence->level));
    reply_text(object, "method", method_word(evidence->method));
    reply_boolean(object, "restricted", call->actor.restricted);
    reply_time(object, "expires_s", evidence->expires_s);
    if (agency != NULL) {
        json_t *member = json_object();

        reply_text(member, "code", agency->code);
        reply_text(member, "name", agency->name);
        json_object_set_new(object, "agency", member);
    }
}


/* As it was before this session began. */
static void
add_before(json_t *object, const struct session *session)
{
    json_t *failures;

    reply_time(object, "last_password_s", session->before_password_s);
    reply_time(object, "last_certificate_s", session->before_certificate_s);
    if (session->failures_before == 0) {
        return;
    }

    failures = json_object();
    reply_integer(failures, "count", session->failures_before);
    reply_time(failures, "last_s", session->last_failure_before_s);
    json_object_set_new(object, "failures", failures);
}


static bool
has_grant(const struct account_view *account, uint16_t application,
          int64_t now_s)
{
    for (size_t i = 0; i < account->n_grants; i++) {
        const struct account_grant *grant = &account->grants[i];

        if (grant->application == application
            && (grant->until_s == 0 || now_s < grant->until_s))
        {
            return true;
        }
    }

    return false;
}


/* Services of a host are no entries of a page. */
static bool
may_enter(const struct account_view *account,
          const struct application *application, int64_t now_s)
{
    if (application->built_in) {
        return true;
    }

    return application->active && strncmp(application->code, "pam:", 4) != 0
           && !(application->civil_servants_only
                && account->kind == KIND_MEMBER)
           && has_grant(account, application->number, now_s);
}


static int
by_order(const void *a, const void *b)
{
    const struct application *first = *(const struct application *const *) a;
    const struct application *second = *(const struct application *const *) b;

    if (first->order != second->order) {
        return first->order < second->order ? -1 : 1;
    }

    return strcmp(first->code, second->code);
}


static void
add_application(json_t *items, const struct application *application,
                enum level level)
{
    json_t *item = reply_item(items);

    reply_text(item, "code", application->code);
    reply_text(item, "name", application->name);
    reply_text(item, "url", application->url);
    reply_text(item, "level", level_word(application->level));
    reply_boolean(item, "card_required", application->level > level);
    reply_boolean(item, "built_in", application->built_in);
}


/* A restricted session enters nothing. */
static int
add_applications(struct call *call, const struct account_view *account)
{
    const struct catalogue *catalogue = call->catalogue;
    json_t *items = reply_array(call->reply, "applications");
    const struct application **sorted CLEAN_FREE = NULL;
    size_t n = 0;

    if (call->actor.restricted || catalogue->n_applications == 0) {
        return GCIS_OK;
    }

    sorted = calloc(catalogue->n_applications, sizeof(*sorted));
    if (sorted == NULL) {
        return call_refuse(call, REASON_MEMORY, NULL, "out of memory");
    }

    for (size_t i = 0; i < catalogue->n_applications; i++) {
        if (may_enter(account, &catalogue->applications[i], call->now_s)) {
            sorted[n++] = &catalogue->applications[i];
        }
    }
    qsort(sorted, n, sizeof(*sorted), by_order);
    for (size_t i = 0; i < n; i++) {
        add_application(items, sorted[i], call->actor.level);
    }

    return GCIS_OK;
}


static void
add_password(struct call *call, const struct account_view *account)
{
    const struct password_limits *limits =
        &call->engine->limits.password[life_people(account->kind)];
    const struct config *config = call->engine->config;
    json_t *rules = json_object();
    json_t *reminders = reply_array(call->reply, "reminders");
    int64_t expires_s = account->password_expires_s;

    reply_boolean(call->reply, "must_change", account->must_change
                  || account->state == STATE_ISSUED
                  || (expires_s != 0 && expires_s <= call->now_s));
    reply_time(call->reply, "password_expires_s", expires_s);
    if (expires_s != 0 && expires_s - call->now_s <= PASSWORD_REMINDER_S) {
        json_t *reminder = reply_item(reminders);

        reply_text(reminder, "what", "password");
        reply_time(reminder, "expires_s", expires_s);
    }

    reply_integer(rules, "min_length", (int64_t) limits->min_length);
    reply_integer(rules, "max_length", (int64_t) limits->max_length);
    reply_integer(rules, "composition", limits->composition);
    reply_integer(rules, "history", limits->history);
    reply_integer(rules, "min_age_s", limits->min_age_s);
    reply_integer(rules, "max_age_s", limits->max_age_s);
    reply_boolean(rules, "blocklist",
                  config->password[CONFIG_STAFF].blocklist[0] != '\0');
    reply_boolean(rules, "name", true);
    json_object_set_new(call->reply, "rules", rules);
}


static void
add_site(struct call *call)
{
    const struct config *config = call->engine->config;
    json_t *site = json_object();

    reply_text(site, "title", config->portal.title);
    reply_text(site, "service_text", config->portal.service_text);
    reply_text(site, "notice", config->portal.notice);
    json_object_set_new(call->reply, "site", site);
    reply_integer(call->reply, "zone_offset_s",
                  zone_offset_s(call->engine->zone, call->now_s));
    reply_integer(call->reply, "now_s", call->now_s);
}


int
session_home(struct call *call)
{
    const struct token_verdict *token = call->token;
    struct session session;
    enum store_status found;
    int status = call_parameters_end(call);

    if (status != GCIS_OK) {
        return status;
    }
    if (token == NULL) {
        return call_refuse(call, REASON_NO_SESSION, NULL, "this is about one's"
                           " own session: sign in");
    }

    found = store_read_session(call->engine->store,
                               &token->projected.account.id,
                               &token->evidence.session, &session);
    if (found == STORE_ABSENT) {
        return call_refuse(call, REASON_NO_SESSION, NULL, "the session does "
                           "not stand: sign in again");
    }
    if (found != STORE_OK) {
        return call_store(call, found);
    }

    add_person(call, &token->projected.account, &token->evidence);
    add_before(call->reply, &session);
    add_password(call, &token->projected.account);
    add_site(call);

    return add_applications(call, &token->projected.account);
}
