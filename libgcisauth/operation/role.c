/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Roles of applications.  Those of the built-in ones are fixed: this library
 * gives them their meaning.
 */
#include "operation/noun.h"

#include "policy/name.h"


static void
reply_role(json_t *object, const struct application *application,
           const struct role *role)
{
    reply_text(object, "application", application->code);
    reply_text(object, "role", role->code);
    reply_text(object, "name", role->name);
}


static int
refuse_built_in(struct call *call, const struct application *application)
{
    return !application->built_in
           ? GCIS_OK
           : call_refuse(call, REASON_BUILT_IN, "application", "application "
                         "%s: is built in: its roles are fixed",
                         application->code);
}


static int
create(struct call *call, struct draft *draft,
       const struct application *application, struct role *role)
{
    char counter[ROLE_COUNTER_MAX];
    int status;

    if (catalogue_role_by_code(call->catalogue, application->number,
                               role->code) != NULL)
    {
        return call_refuse(call, REASON_EXISTS, "role", "role %s of %s: is "
                           "there already", role->code, application->code);
    }

    role->application = application->number;
    role_counter(application->number, counter);
    status = call_next_number(call, counter, &draft->change, &draft->bodies,
                              &role->number);
    if (status == GCIS_OK) {
        draft_role(draft, role);
    }

    return status;
}


/* A role of what was removed meanwhile must not come to be. */
static void
expect_application(struct draft *draft, const struct application *application)
{
    struct key key = key_of_number(application->number);

    draft_also(draft, change_expect(&draft->change, RECORD_APPLICATION, &key,
                                    application->version));
    words_print(draft->change.facts.application,
                sizeof(draft->change.facts.application), "%s",
                application->code);
}


int
role_add(struct call *call)
{
    struct draft draft DRAFT = { .good = false };
    const struct application *application = NULL;
    struct role role = { .version = 0 };
    int status = call_application(call, "application", &application);

    if (status == GCIS_OK) {
        status = call_text_needed(call, "role", CODE_MAX, role.code);
    }
    if (status == GCIS_OK) {
        status = call_judge_text(call, "role", name_check_code(role.code));
    }
    if (status == GCIS_OK) {
        status = call_thing_name(call, role.name);
    }
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_ROLE_ADD, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK) {
        status = refuse_built_in(call, application);
    }
    if (status == GCIS_OK) {
        status = create(call, &draft, application, &role);
    }
    if (status != GCIS_OK) {
        return status;
    }

    expect_application(&draft, application);
    draft_field(&draft, "name", "", role.name);
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_role(call->reply, application, &role);
    }

    return status;
}


/* In the order in which they were made; the cursor is a code. */
int
role_list(struct call *call)
{
    const struct catalogue *catalogue = call->catalogue;
    const struct application *application = NULL;
    char cursor[CURSOR_MAX + 1];
    int status = call_application(call, "application", &application);
    const struct role *after = NULL, *last = NULL;
    bool more = false;
    json_t *items;

    if (status == GCIS_OK) {
        status = call_cursor(call, cursor);
    }
    if (status == GCIS_OK) {
        status = call_parameters_end(call);
    }
    if (status != GCIS_OK) {
        return status;
    }

    after = catalogue_role_by_code(catalogue, application->number, cursor);
    items = reply_array(call->reply, "items");
    for (size_t i = 0; i < catalogue->n_roles && !more; i++) {
        const struct role *role = &catalogue->roles[i];

        if (role->application != application->number
            || (after != NULL && role->number <= after->number))
        {
            continue;
        }
        more = json_array_size(items) == LIST_PAGE;
        if (!more) {
            reply_role(reply_item(items), application, role);
            last = role;
        }
    }
    reply_next(call, more, last == NULL ? "" : last->code);

    return GCIS_OK;
}


static int
refuse_grants(struct call *call, const struct application *application,
              const struct role *role)
{
    uint64_t n = 0;
    int status = grants_count(call, application->number, role->number, &n);

    if (status == GCIS_OK && n > 0) {
        return call_refuse(call, REASON_IN_USE, "role", "role %s of %s: %llu "
                           "grants stand: gcisctl grant remove them first",
                           role->code, application->code,
                           (unsigned long long) n);
    }

    return status;
}


int
role_remove(struct call *call)
{
    struct draft draft DRAFT = { .good = false };
    const struct application *application = NULL;
    const struct role *role = NULL;
    struct key key;
    int status = call_application(call, "application", &application);

    if (status == GCIS_OK) {
        status = call_role(call, application, &role);
    }
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_ROLE_REMOVE, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK) {
        status = refuse_built_in(call, application);
    }
    if (status == GCIS_OK) {
        status = refuse_grants(call, application, role);
    }
    if (status != GCIS_OK) {
        return status;
    }

    key = key_of_role(role->application, role->number);
    draft_remove(&draft, RECORD_ROLE, &key, role->version);
    draft.change.projects = true;
    words_print(draft.change.facts.application,
                sizeof(draft.change.facts.application), "%s",
                application->code);
    words_print(draft.change.facts.role, sizeof(draft.change.facts.role),
                "%s", role->code);
    draft_field(&draft, "name", role->name, "");
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_role(call->reply, application, role);
    }

    return status;
}
