/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * application.remove (R45): with its roles, and only where nobody has a grant
 * of it any more; else it is switched off.
 */
#include "operation/noun.h"


static int
refuse_grants(struct call *call, const struct application *application)
{
    uint64_t n = 0;
    int status = grants_count(call, application->number, 0, &n);

    if (status == GCIS_OK && n > 0) {
        return call_refuse(call, REASON_IN_USE, "application", "application "
                           "%s: %llu grants stand: remove them, or gcisctl "
                           "application set %s --inactive",
                           application->code, (unsigned long long) n,
                           application->code);
    }

    return status;
}


/* A change has room for so many roles; the rest goes first, one by one. */
static int
remove_roles(struct call *call, struct draft *draft,
             const struct application *application)
{
    const struct catalogue *catalogue = call->catalogue;

    for (size_t i = 0; i < catalogue->n_roles; i++) {
        const struct role *role = &catalogue->roles[i];
        struct key key = key_of_role(role->application, role->number);

        if (role->application != application->number) {
            continue;
        }
        if (draft->change.n_writes + 2 >= CHANGE_WRITES_MAX) {
            return call_refuse(call, REASON_IN_USE, "application",
                               "application %s: has more roles than can go at "
                               "once: gcisctl role remove %s ROLE first",
                               application->code, application->code);
        }
        draft_remove(draft, RECORD_ROLE, &key, role->version);
    }

    return GCIS_OK;
}


static int
refuse_built_in(struct call *call, const struct application *application)
{
    return !application->built_in
           ? GCIS_OK
           : call_refuse(call, REASON_BUILT_IN, "application", "application "
                         "%s: is built in: it cannot be removed",
                         application->code);
}


int
application_remove(struct call *call)
{
    struct draft draft DRAFT = { .good = false };
    const struct application *application = NULL;
    struct key key;
    int status = call_application(call, "application", &application);

    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_APPLICATION_REMOVE, DRAFT_PLAIN,
                             &draft);
    }
    if (status == GCIS_OK) {
        status = refuse_built_in(call, application);
    }
    if (status == GCIS_OK) {
        status = refuse_grants(call, application);
    }
    if (status == GCIS_OK) {
        status = remove_roles(call, &draft, application);
    }
    if (status == GCIS_OK) {
        status = draft_remove_code(call, &draft, RECORD_APPLICATION_CODE,
                                   application->code);
    }
    if (status != GCIS_OK) {
        return status;
    }

    key = key_of_number(application->number);
    draft_remove(&draft, RECORD_APPLICATION, &key, application->version);
    draft.change.projects = true;
    words_print(draft.change.facts.application,
                sizeof(draft.change.facts.application), "%s",
                application->code);
    draft_field(&draft, "name", application->name, "");
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_text(call->reply, "code", application->code);
    }

    return status;
}
