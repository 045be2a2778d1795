/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account.set (R33): what is known of a person, each field with before and
 * after in the record.  Another agency (R10) is a move: the manager stands
 * over both, the paper is named, the grants stay behind.
 */
#include "operation/noun.h"

#include "policy/name.h"


static int
read_texts(struct call *call, struct account *account)
{
    int status = call_checked(call, "full_name", FULL_NAME_MAX,
                              name_check_full_name, account->full_name, NULL);

    if (status == GCIS_OK) {
        status = call_line(call, "title", TITLE_MAX, account->title);
    }
    if (status == GCIS_OK) {
        status = call_checked(call, "email", EMAIL_MAX, name_check_email,
                              account->email, NULL);
    }
    if (status == GCIS_OK) {
        status = call_checked(call, "phone", PHONE_MAX, name_check_phone,
                              account->phone, NULL);
    }
    if (status == GCIS_OK) {
        status = call_checked(call, "id_tail", ID_TAIL_LEN,
                              name_check_id_tail, account->id_tail, NULL);
    }
    if (status == GCIS_OK) {
        status = call_until(call, &account->until_s);
    }

    return status;
}


static int
read_agency(struct call *call, struct account *account)
{
    const struct agency *agency = NULL;
    int status;

    if (json_object_get(call->parameters.object, "agency") == NULL) {
        return GCIS_OK;
    }
    if (account->kind == KIND_MEMBER) {
        return call_refuse(call, REASON_INVALID, "agency", "agency: a member "
                           "has none: leave it out");
    }

    status = call_agency(call, "agency", &agency);
    if (status == GCIS_OK) {
        account->agency = agency->number;
    }

    return status;
}


/* The name itself is for ever: it is what other systems know people by. */
static int
read_changes(struct call *call, struct account *account,
             char reason[FACT_TEXT_MAX + 1])
{
    int status = read_texts(call, account);

    if (status == GCIS_OK) {
        status = read_agency(call, account);
    }
    if (status == GCIS_OK) {
        status = call_line(call, "reason", FACT_TEXT_MAX, reason);
    }

    return status;
}


static void
note_fields(struct call *call, struct draft *draft,
            const struct account *before, const struct account *after)
{
    draft_field(draft, "full_name", before->full_name, after->full_name);
    draft_field(draft, "title", before->title, after->title);
    draft_field(draft, "email", before->email, after->email);
    draft_field(draft, "phone", before->phone, after->phone);
    draft_field(draft, "id_tail", before->id_tail, after->id_tail);
    draft_field_time(draft, "until_s", before->until_s, after->until_s);
    draft_field(draft, "agency", agency_code(call->catalogue, before->agency),
                agency_code(call->catalogue, after->agency));
}


/* Roles were given for the work in that agency, by its manager. */
static int
move(struct call *call, struct draft *draft, const struct account_set *set,
     const struct account *after)
{
    const struct agency *agency = catalogue_agency(call->catalogue,
                                                   after->agency);
    struct key key = key_of_id(&after->id);

    if (draft->change.facts.document[0] == '\0') {
        return call_refuse(call, REASON_REFERENCE, "reference", "reference: a "
                           "move to another agency needs --reference, the "
                           "number of the paper it rests on");
    }

    draft_expect_agency(draft, agency);
    if (set->grants.version != 0) {
        draft->change.facts.count = set->grants.n;
        draft_remove(draft, RECORD_GRANTS, &key, set->grants.version);
    }
    if (set->grants.n > 0) {
        draft_event(draft, EVENT_GRANT_REMOVE);
    }

    return refuse_last_manager(call, draft, set);
}


/* Decides and writes; `set` is as it was, `after` as it shall be. */
static int
change_account(struct call *call, const struct account_set *set,
               const struct account *after, const char *reason)
{
    struct draft draft DRAFT = { .good = false };
    const struct account *before = &set->account;
    int status = draft_begin(call, EVENT_ACCOUNT_SET, DRAFT_DOCUMENTED,
                             &draft);

    if (status == GCIS_OK && account_state_now(call, set) == STATE_CLOSED) {
        status = account_refuse_closed(call, set);
    }
    if (status == GCIS_OK && after->agency != before->agency) {
        status = move(call, &draft, set, after);
    }
    if (status == GCIS_OK) {
        status = person_move(call, &draft, before, after, reason);
    }
    if (status != GCIS_OK) {
        return status;
    }

    note_fields(call, &draft, before, after);
    if (draft.change.facts.n_fields == 0) {
        return GCIS_OK;
    }

    words_print(draft.change.facts.note, sizeof(draft.change.facts.note),
                "%s", reason);
    draft.change.projects = true;
    draft_also(&draft, record_put_account(&draft.change, &draft.bodies,
                                          after));

    return draft_apply(call, &draft);
}


int
account_set(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    char reason[FACT_TEXT_MAX + 1] = "";
    struct account after;
    int status = call_account(call, "account", false, &set);

    if (status != GCIS_OK) {
        return status;
    }

    after = set.account;
    status = read_changes(call, &after, reason);
    if (status == GCIS_OK) {
        status = change_account(call, &set, &after, reason);
    }
    if (status == GCIS_OK) {
        if (after.agency != set.account.agency) {
            set.grants.n = 0;
        }
        set.account = after;
        reply_account(call, call->reply, &set, true);
    }

    return status;
}
