/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Applications (R45): what accounts enter.  The two built-in ones can be
 * neither removed nor switched off nor raised: they are how one gets to
 * everything else.
 */
#include "operation/noun.h"

#include "policy/name.h"


static void
reply_application(json_t *object, const struct application *application)
{
    reply_text(object, "code", application->code);
    reply_text(object, "name", application->name);
    reply_text(object, "url", application->url);
    reply_text(object, "level", level_word(application->level));
    reply_integer(object, "order", application->order);
    reply_boolean(object, "inactive", !application->active);
    reply_boolean(object, "built_in", application->built_in);
    reply_boolean(object, "civil_servants_only",
                  application->civil_servants_only);
    reply_text(object, "granted_by", application->granted_by);
}


int
application_create(struct call *call, struct draft *draft,
                   struct application *application)
{
    int status;

    if (catalogue_application_by_code(call->catalogue, application->code)
        != NULL)
    {
        return call_refuse(call, REASON_EXISTS, "application", "application "
                           "%s: is there already: gcisctl application set %s",
                           application->code, application->code);
    }

    status = call_next_number(call, "application", &draft->change,
                              &draft->bodies, &application->number);
    if (status == GCIS_OK) {
        draft_application(draft, application);
        draft_number(draft, RECORD_APPLICATION_CODE, application->code, 0,
                     application->number);
    }

    return status;
}


static int
read_level(struct call *call, struct application *application)
{
    char word[CODE_MAX + 1] = "";
    int status = call_text(call, "level", CODE_MAX, word);

    if (status != GCIS_OK || word[0] == '\0') {
        return status;
    }

    application->level = level_of_word(word);
    if (application->level == LEVEL_NONE) {
        return call_refuse(call, REASON_INVALID, "level", "level: password or "
                           "certificate");
    }

    return GCIS_OK;
}


/* Auditors change nothing, so they grant nothing. */
static int
read_granted_by(struct call *call, struct application *application)
{
    int status = call_text(call, "granted_by", CODE_MAX,
                           application->granted_by);

    if (status != GCIS_OK || application->granted_by[0] == '\0'
        || (authority_role_of_code(application->granted_by)
            & (REG_SYSTEM | REG_MANAGER | REG_MEMBER_MANAGER)) != 0)
    {
        return status;
    }

    return call_refuse(call, REASON_INVALID, "granted_by", "granted_by: "
                       "system, manager or member-manager; nothing for every "
                       "manager in scope");
}


static int
refuse_later(struct call *call)
{
    static const char *const later[] = { "hours", "networks" };

    for (size_t i = 0; i < ARRAY_LEN(later); i++) {
        if (json_object_get(call->parameters.object, later[i]) != NULL) {
            return call_refuse(call, REASON_NOT_IN_THIS_VERSION, later[i],
                               "%s: not in this version", later[i]);
        }
    }

    return GCIS_OK;
}


static int
read_flags(struct call *call, struct application *application)
{
    bool inactive = !application->active;
    int64_t order = application->order;
    int status = call_integer(call, "order", INT32_MIN, INT32_MAX, &order);

    if (status == GCIS_OK) {
        status = call_boolean(call, "inactive", &inactive);
    }
    if (status == GCIS_OK) {
        status = call_boolean(call, "civil_servants_only",
                              &application->civil_servants_only);
    }

    application->order = (int32_t) order;
    application->active = !inactive;

    return status;
}


static int
read_fields(struct call *call, struct application *application)
{
    int status = refuse_later(call);

    if (status == GCIS_OK) {
        status = call_thing_name(call, application->name);
    }
    if (status == GCIS_OK) {
        status = call_checked(call, "url", URL_MAX, name_check_url,
                              application->url, NULL);
    }
    if (status == GCIS_OK) {
        status = read_level(call, application);
    }
    if (status == GCIS_OK) {
        status = read_granted_by(call, application);
    }

    return status == GCIS_OK ? read_flags(call, application) : status;
}


/* What it is unless somebody says otherwise; services of a host ask for a
 * card by an option of their stack (B14). */
static void
fill_defaults(const struct call *call, struct application *application)
{
    bool certificate = call->engine->config->application_level_certificate
                       && strncmp(application->code, "pam:", 4) != 0;

    application->level = certificate ? LEVEL_CERTIFICATE : LEVEL_PASSWORD;
    application->active = true;
}


static const char *
number_text(int32_t number, char ret[16])
{
    words_print(ret, 16, "%d", (int) number);

    return ret;
}


static const char *
flag_text(bool flag)
{
    return flag ? "true" : "false";
}


static void
note_fields(struct draft *draft, const struct application *before,
            const struct application *after)
{
    char was[16], is[16];

    draft_field(draft, "name", before->name, after->name);
    draft_field(draft, "url", before->url, after->url);
    draft_field(draft, "level", level_word(before->level),
                level_word(after->level));
    draft_field(draft, "granted_by", before->granted_by, after->granted_by);
    draft_field(draft, "order", number_text(before->order, was),
                number_text(after->order, is));
    draft_field(draft, "inactive", flag_text(!before->active),
                flag_text(!after->active));
    draft_field(draft, "civil_servants_only",
                flag_text(before->civil_servants_only),
                flag_text(after->civil_servants_only));
}


int
application_add(struct call *call)
{
    struct draft draft DRAFT = { .good = false };
    const struct application nothing = { .active = true };
    struct application application = { .version = 0 };
    int status = call_text_needed(call, "application", CODE_MAX,
                                  application.code);

    if (status == GCIS_OK) {
        status = call_judge_text(call, "application",
                                 name_check_code(application.code));
    }
    if (status == GCIS_OK) {
        fill_defaults(call, &application);
        status = read_fields(call, &application);
    }
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_APPLICATION_ADD, DRAFT_PLAIN,
                             &draft);
    }
    if (status == GCIS_OK) {
        status = application_create(call, &draft, &application);
    }
    if (status != GCIS_OK) {
        return status;
    }

    note_fields(&draft, &nothing, &application);
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_application(call->reply, &application);
    }

    return status;
}


static int
refuse_built_in(struct call *call, const struct application *before,
                const struct application *after)
{
    if (!before->built_in
        || (after->active && after->level == before->level
            && after->civil_servants_only == before->civil_servants_only
            && strcmp(after->granted_by, before->granted_by) == 0))
    {
        return GCIS_OK;
    }

    return call_refuse(call, REASON_BUILT_IN, "application", "application %s: "
                       "is built in: only its name, url and order can change",
                       before->code);
}


int
application_set(struct call *call)
{
    struct draft draft DRAFT = { .good = false };
    const struct application *before = NULL;
    struct application after;
    int status = call_application(call, "application", &before);

    if (status != GCIS_OK) {
        return status;
    }

    after = *before;
    status = read_fields(call, &after);
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_APPLICATION_SET, DRAFT_PLAIN,
                             &draft);
    }
    if (status == GCIS_OK) {
        status = refuse_built_in(call, before, &after);
    }
    if (status != GCIS_OK) {
        return status;
    }

    note_fields(&draft, before, &after);
    draft_application(&draft, &after);
    status = draft.change.facts.n_fields == 0 ? GCIS_OK
                                              : draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_application(call->reply, &after);
    }

    return status;
}


int
application_show(struct call *call)
{
    const struct application *application = NULL;
    int status = call_application(call, "application", &application);

    if (status == GCIS_OK) {
        status = call_parameters_end(call);
    }
    if (status == GCIS_OK) {
        reply_application(call->reply, application);
    }

    return status;
}


int
application_list(struct call *call)
{
    const struct catalogue *catalogue = call->catalogue;
    char cursor[CURSOR_MAX + 1];
    const char *last = "";
    bool more = false;
    json_t *items;
    int status = call_cursor(call, cursor);

    if (status == GCIS_OK) {
        status = call_parameters_end(call);
    }
    if (status != GCIS_OK) {
        return status;
    }

    items = reply_array(call->reply, "items");
    for (size_t i = 0; i < catalogue->n_applications && !more; i++) {
        const struct application *application = &catalogue->applications[i];

        if (strcmp(application->code, cursor) <= 0) {
            continue;
        }
        more = json_array_size(items) == LIST_PAGE;
        if (!more) {
            reply_application(reply_item(items), application);
            last = application->code;
        }
    }
    reply_next(call, more, last);

    return GCIS_OK;
}
