/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * agency.remove: only where nobody and nothing is left in it.  Its number is
 * never given again; closed accounts keep it and show no agency, and so does
 * one that was added in the very moment: system managers still see it, and
 * move it.
 */
#include "operation/noun.h"

#include "store/codec.h"


struct counting {
    uint16_t agency;
    uint64_t n;
    bool broken;
};


/* A closed account keeps the number of what is no more. */
static bool
count_account(void *state, const struct record *record)
{
    struct counting *counting = state;
    struct account account;

    if (!decode_account(span_of(record->body, record->body_len), &account)) {
        counting->broken = true;
        return false;
    }
    counting->n += account.agency == counting->agency
                   && account.state != STATE_CLOSED;

    return true;
}


static int
refuse_accounts(struct call *call, const struct agency *agency)
{
    struct counting counting = { .agency = agency->number };
    struct scan scan = { .kind = RECORD_ACCOUNT };
    enum store_status status = store_scan(call->engine->store, &scan,
                                          count_account, &counting);

    if (status == STORE_OK && counting.broken) {
        status = STORE_BROKEN;
    }
    if (status == STORE_OK && counting.n > 0) {
        return call_refuse(call, REASON_IN_USE, "agency", "agency %s: has %llu"
                           " accounts: gcisctl account list --agency %s, move "
                           "or close them first", agency->code,
                           (unsigned long long) counting.n, agency->code);
    }

    return call_store(call, status);
}


static int
refuse_children(struct call *call, const struct agency *agency)
{
    const struct catalogue *catalogue = call->catalogue;

    for (size_t i = 0; i < catalogue->n_agencies; i++) {
        if (catalogue->agencies[i].parent == agency->number) {
            return call_refuse(call, REASON_IN_USE, "agency", "agency %s: %s "
                               "is below it: gcisctl agency set %s --parent",
                               agency->code, catalogue->agencies[i].code,
                               catalogue->agencies[i].code);
        }
    }

    return GCIS_OK;
}


int
agency_remove(struct call *call)
{
    struct draft draft DRAFT = { .good = false };
    const struct agency *agency = NULL;
    struct key key;
    int status = call_agency(call, "agency", &agency);

    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_AGENCY_REMOVE, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK) {
        status = refuse_children(call, agency);
    }
    if (status == GCIS_OK) {
        status = refuse_accounts(call, agency);
    }
    if (status == GCIS_OK) {
        status = draft_remove_code(call, &draft, RECORD_AGENCY_CODE,
                                   agency->code);
    }
    if (status != GCIS_OK) {
        return status;
    }

    key = key_of_number(agency->number);
    draft_remove(&draft, RECORD_AGENCY, &key, agency->version);
    draft.change.projects = true;
    words_print(draft.change.facts.agency, sizeof(draft.change.facts.agency),
                "%s", agency->code);
    draft_field(&draft, "name", agency->name, "");
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_text(call->reply, "code", agency->code);
    }

    return status;
}
