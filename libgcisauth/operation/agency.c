/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Agencies: a forest whose branches are the scopes of account managers.  It
 * has no cycles and is at most AGENCY_DEPTH_MAX deep; a change of a parent
 * expects every agency above to be as it was, so that two such changes cannot
 * close a ring between them.
 */
#include "operation/noun.h"

#include "policy/name.h"


static void
reply_agency(struct call *call, json_t *object, const struct agency *agency)
{
    reply_text(object, "code", agency->code);
    reply_text(object, "name", agency->name);
    reply_text(object, "parent", agency_code(call->catalogue,
                                             agency->parent));
}


/* How many agencies there are from this one to the top. */
static size_t
depth_of(const struct catalogue *catalogue, uint16_t number)
{
    size_t depth = 0;

    while (number != 0 && depth <= AGENCY_DEPTH_MAX) {
        const struct agency *agency = catalogue_agency(catalogue, number);

        number = agency == NULL ? 0 : agency->parent;
        depth++;
    }

    return depth;
}


/* How many levels hang below and including this one. */
static size_t
height_of(const struct catalogue *catalogue, uint16_t number)
{
    size_t top = depth_of(catalogue, number);
    size_t height = 1;

    for (size_t i = 0; i < catalogue->n_agencies; i++) {
        uint16_t below = catalogue->agencies[i].number;

        if (catalogue_agency_within(catalogue, below, number)) {
            size_t depth = depth_of(catalogue, below) - top + 1;

            height = depth > height ? depth : height;
        }
    }

    return height;
}


/* What is new has nothing below it, and can close no ring. */
static void
expect_chain(struct draft *draft, const struct catalogue *catalogue,
             uint16_t number, bool nearest_only)
{
    const struct agency *agency = catalogue_agency(catalogue, number);

    while (agency != NULL) {
        draft_expect_agency(draft, agency);
        agency = nearest_only ? NULL
                              : catalogue_agency(catalogue, agency->parent);
    }
}


/* Takes agency->parent, and expects its chain to be as it was read. */
static int
judge_parent(struct call *call, struct draft *draft,
             const struct agency *agency)
{
    const struct catalogue *catalogue = call->catalogue;
    uint16_t above = agency->parent;

    if (above == 0) {
        return GCIS_OK;
    }
    if (agency->number != 0
        && catalogue_agency_within(catalogue, above, agency->number))
    {
        return call_refuse(call, REASON_INVALID, "parent", "parent: %s is %s "
                           "itself or below it", agency_code(catalogue, above),
                           agency->code);
    }
    if (depth_of(catalogue, above)
        + (agency->version == 0 ? 1 : height_of(catalogue, agency->number))
        > AGENCY_DEPTH_MAX)
    {
        return call_refuse(call, REASON_LIMIT, "parent", "parent: more than "
                           "%d agencies would stand one below the other",
                           AGENCY_DEPTH_MAX);
    }

    expect_chain(draft, catalogue, above, agency->version == 0);

    return GCIS_OK;
}


int
agency_create(struct call *call, struct draft *draft, struct agency *agency)
{
    int status;

    if (catalogue_agency_by_code(call->catalogue, agency->code) != NULL) {
        return call_refuse(call, REASON_EXISTS, "agency", "agency %s: is there"
                           " already: gcisctl agency set %s", agency->code,
                           agency->code);
    }

    status = judge_parent(call, draft, agency);
    if (status == GCIS_OK) {
        status = call_next_number(call, "agency", &draft->change,
                                  &draft->bodies, &agency->number);
    }
    if (status == GCIS_OK) {
        draft_agency(draft, agency);
        draft_number(draft, RECORD_AGENCY_CODE, agency->code, 0,
                     agency->number);
    }

    return status;
}


/* `parent` "": none. */
static int
read_fields(struct call *call, struct agency *agency)
{
    char parent[CODE_MAX + 1] = "";
    bool has_parent = json_object_get(call->parameters.object, "parent")
                      != NULL;
    int status = call_thing_name(call, agency->name);

    if (status == GCIS_OK) {
        status = call_text(call, "parent", CODE_MAX, parent);
    }
    if (status != GCIS_OK || !has_parent) {
        return status;
    }

    agency->parent = 0;
    if (parent[0] != '\0') {
        const struct agency *above = catalogue_agency_by_code(call->catalogue,
                                                              parent);

        if (above == NULL) {
            return call_refuse(call, REASON_NOT_FOUND, "parent", "agency %s: "
                               "not found: gcisctl agency list", parent);
        }
        agency->parent = above->number;
    }

    return GCIS_OK;
}


int
agency_add(struct call *call)
{
    struct draft draft DRAFT = { .good = false };
    struct agency agency = { .version = 0 };
    int status = call_text_needed(call, "agency", CODE_MAX, agency.code);

    if (status == GCIS_OK) {
        status = call_judge_text(call, "agency", name_check_code(agency.code));
    }
    if (status == GCIS_OK) {
        status = read_fields(call, &agency);
    }
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_AGENCY_ADD, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK) {
        status = agency_create(call, &draft, &agency);
    }
    if (status != GCIS_OK) {
        return status;
    }

    draft_field(&draft, "name", "", agency.name);
    draft_field(&draft, "parent", "", agency_code(call->catalogue,
                                                  agency.parent));
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_agency(call, call->reply, &agency);
    }

    return status;
}


int
agency_list(struct call *call)
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
    for (size_t i = 0; i < catalogue->n_agencies; i++) {
        const struct agency *agency =
            &catalogue->agencies[catalogue->agencies_by_code[i]];

        if (strcmp(agency->code, cursor) <= 0
            || authority_agency(&call->actor, agency->number, catalogue)
               != REASON_NONE)
        {
            continue;
        }
        if (json_array_size(items) == LIST_PAGE) {
            more = true;
            break;
        }
        reply_agency(call, reply_item(items), agency);
        last = agency->code;
    }
    reply_next(call, more, last);

    return GCIS_OK;
}


int
agency_show(struct call *call)
{
    const struct agency *agency = NULL;
    int status = call_agency(call, "agency", &agency);

    if (status == GCIS_OK) {
        status = call_parameters_end(call);
    }
    if (status == GCIS_OK) {
        reply_agency(call, call->reply, agency);
    }

    return status;
}


int
agency_set(struct call *call)
{
    struct draft draft DRAFT = { .good = false };
    const struct agency *before = NULL;
    struct agency after;
    int status = call_agency(call, "agency", &before);

    if (status != GCIS_OK) {
        return status;
    }

    after = *before;
    status = read_fields(call, &after);
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_AGENCY_SET, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK && after.parent != before->parent) {
        status = judge_parent(call, &draft, &after);
    }
    if (status != GCIS_OK) {
        return status;
    }

    draft_field(&draft, "name", before->name, after.name);
    draft_field(&draft, "parent", agency_code(call->catalogue,
                                              before->parent),
                agency_code(call->catalogue, after.parent));
    draft_agency(&draft, &after);
    status = draft.change.facts.n_fields == 0 ? GCIS_OK
                                              : draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_agency(call, call->reply, &after);
    }

    return status;
}
