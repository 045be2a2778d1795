/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changes under construction, and the parameters that several nouns read.
 * Knows no noun.
 */
#include "operation/noun.h"

#include "policy/name.h"


void
account_set_wipe(struct account_set *set)
{
    explicit_bzero(set, sizeof(*set));
}


void
draft_wipe(struct draft *draft)
{
    explicit_bzero(draft, sizeof(*draft));
}


int
draft_begin(struct call *call, enum event event, enum draft_document document,
            struct draft *ret)
{
    int status = call_change(call, event, &ret->change);

    ret->good = status == GCIS_OK;
    ret->bodies.used = 0;

    if (status == GCIS_OK && document == DRAFT_DOCUMENTED) {
        status = call_document(call, &ret->change);
    }
    if (status == GCIS_OK) {
        status = call_parameters_end(call);
    }

    return status;
}


void
draft_also(struct draft *draft, bool good)
{
    draft->good = draft->good && good;
}


void
draft_event(struct draft *draft, enum event event)
{
    draft_also(draft, change_add_event(&draft->change, event, RESULT_OK,
                                       REASON_NONE));
}


void
draft_field(struct draft *draft, const char *name, const char *before,
            const char *after)
{
    draft_also(draft, change_add_field(&draft->change, name, before, after));
}


void
draft_field_time(struct draft *draft, const char *name, int64_t before_s,
                 int64_t after_s)
{
    char before[ZONE_TIME_MAX] = "";
    char after[ZONE_TIME_MAX] = "";

    if (before_s != 0) {
        words_print(before, sizeof(before), "%lld", (long long) before_s);
    }
    if (after_s != 0) {
        words_print(after, sizeof(after), "%lld", (long long) after_s);
    }

    draft_field(draft, name, before, after);
}


int
draft_apply(struct call *call, struct draft *draft)
{
    if (!draft->good) {
        return call_refuse(call, REASON_STORE, NULL, "the change is larger "
                           "than a record may be");
    }

    return call_apply(call, &draft->change);
}


int
call_cursor(struct call *call, char ret[CURSOR_MAX + 1])
{
    ret[0] = '\0';

    return call_text(call, "cursor", CURSOR_MAX, ret);
}


int
call_judge_text(struct call *call, const char *field, const char *wrong)
{
    if (wrong == NULL) {
        return GCIS_OK;
    }

    return call_refuse(call, REASON_INVALID, field, "%s: %s", field, wrong);
}


int
call_checked(struct call *call, const char *field, size_t max,
             const char *(*check)(const char *), char *ret,
             bool *ret_present)
{
    bool present = json_object_get(call->parameters.object, field) != NULL;
    int status = call_text(call, field, max, ret);

    if (ret_present != NULL) {
        *ret_present = present;
    }
    if (status != GCIS_OK || !present) {
        return status;
    }

    return call_judge_text(call, field, check(ret));
}


int
call_line(struct call *call, const char *field, size_t max, char *ret)
{
    int status = call_text(call, field, max, ret);

    if (status != GCIS_OK) {
        return status;
    }

    return call_judge_text(call, field, name_check_line(ret, max));
}


int
call_thing_name(struct call *call, char ret[NAME_MAX_TEXT + 1])
{
    int status = call_line(call, "name", NAME_MAX_TEXT, ret);

    if (status == GCIS_OK && ret[0] == '\0') {
        return call_refuse(call, REASON_INVALID, "name", "name: missing: "
                           "--name NAME");
    }

    return status;
}


int
call_until(struct call *call, int64_t *ret_s)
{
    int64_t until_s = *ret_s;
    int status = call_time(call, "until", &until_s);

    if (status != GCIS_OK) {
        return status;
    }
    if (until_s != *ret_s && until_s != 0 && until_s <= call->now_s) {
        return call_refuse(call, REASON_INVALID, "until", "until: this time "
                           "is past: give one to come");
    }

    *ret_s = until_s;

    return GCIS_OK;
}


int
call_role(struct call *call, const struct application *application,
          const struct role **ret)
{
    char code[CODE_MAX + 1];
    int status = call_text_needed(call, "role", CODE_MAX, code);

    if (status != GCIS_OK) {
        return status;
    }

    *ret = catalogue_role_by_code(call->catalogue, application->number, code);
    if (*ret == NULL) {
        return call_refuse(call, REASON_NOT_FOUND, "role", "role %s of %s: "
                           "not found: gcisctl role list %s", code,
                           application->code, application->code);
    }

    return GCIS_OK;
}


int
call_catalogue(struct call *call)
{
    catalogue_release(call->catalogue);
    call->catalogue = NULL;

    return call_store(call, store_catalogue(call->engine->store,
                                            &call->catalogue));
}


void
reply_next(struct call *call, bool more, const char *cursor)
{
    json_object_set_new(call->reply, "next",
                        more ? json_string(cursor) : json_null());
}


const char *
agency_code(const struct catalogue *catalogue, uint16_t number)
{
    const struct agency *agency = catalogue_agency(catalogue, number);

    return agency == NULL ? "" : agency->code;
}
