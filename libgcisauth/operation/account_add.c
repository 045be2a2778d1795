/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account.add (R31, R1-R4): a new account, `created`, that nothing can be
 * done with before a one-day password is issued.  A name is taken for ever,
 * also by a closed account.
 */
#include "operation/noun.h"

#include "crypto/random.h"
#include "policy/name.h"
#include "store/codec.h"


static int
read_name(struct call *call, struct account *account)
{
    char typed[TYPED_NAME_MAX + 1] = "";
    int status = call_text_needed(call, "name", TYPED_NAME_MAX, typed);

    if (status == GCIS_OK) {
        status = call_judge_text(call, "name",
                                 name_check_account(typed, account->mapped));
    }
    if (status == GCIS_OK) {
        words_print(account->name, sizeof(account->name), "%s", typed);
    }

    return status;
}


static int
read_kind(struct call *call, struct account *account)
{
    char word[CODE_MAX + 1] = "civil-servant";
    int status = call_text(call, "kind", CODE_MAX, word);

    if (status != GCIS_OK) {
        return status;
    }

    account->kind = kind_of_word(word);
    if (account->kind == KIND_NONE) {
        return call_refuse(call, REASON_INVALID, "kind", "kind: civil-servant,"
                           " member or service");
    }

    return GCIS_OK;
}


static int
read_agency(struct call *call, struct account *account)
{
    bool given = json_object_get(call->parameters.object, "agency") != NULL;
    const struct agency *agency = NULL;
    int status;

    if (account->kind == KIND_MEMBER) {
        return given ? call_refuse(call, REASON_INVALID, "agency", "agency: a "
                                   "member has none: leave it out")
                     : GCIS_OK;
    }

    status = call_agency(call, "agency", &agency);
    if (status == GCIS_OK) {
        account->agency = agency->number;
    }

    return status;
}


/* Reading stops at the first field that is wrong. */
static int
read_person(struct call *call, struct account *account)
{
    int status = call_text_needed(call, "full_name", FULL_NAME_MAX,
                                  account->full_name);

    if (status == GCIS_OK) {
        status = call_judge_text(call, "full_name",
                                 name_check_full_name(account->full_name));
    }
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


/* Who looks after such accounts at all; the agency was judged before. */
static int
judge_scope(struct call *call, const struct account *account)
{
    if (authority_account(&call->actor, account, false, call->catalogue)
        == REASON_NONE)
    {
        return GCIS_OK;
    }

    return call_refuse(call, REASON_FORBIDDEN, "kind", "%s accounts are not "
                       "in your hands", kind_word(account->kind));
}


static int
refuse_taken(struct call *call, const struct account *account)
{
    struct key key = key_of_span(span_str(account->mapped));
    struct record record;
    enum store_status status = store_read(call->engine->store,
                                          RECORD_ACCOUNT_NAME, &key, &record);

    if (status == STORE_ABSENT) {
        return GCIS_OK;
    }
    if (status != STORE_OK) {
        return call_store(call, status);
    }

    return call_refuse(call, REASON_EXISTS, "name", "account %s: the name is "
                       "taken, perhaps by a closed account, and is never "
                       "given twice: choose another", account->name);
}


static void
encode_name(struct byte_writer *writer, const void *object)
{
    encode_id(writer, object);
}


/* `account` has its person filled in; id, state and times are given here. */
int
account_create(struct call *call, struct draft *draft,
               struct account *account, const char *reason)
{
    const struct agency *agency = catalogue_agency(call->catalogue,
                                                   account->agency);
    struct key key = key_of_span(span_str(account->mapped));
    int status = refuse_taken(call, account);

    if (status != GCIS_OK) {
        return status;
    }

    account->version = 0;
    if (account->state == STATE_NONE) {
        account->state = STATE_CREATED;
    }
    account->state_since_s = call->now_s;
    account->created_s = call->now_s;

    draft->change.projects = true;
    draft_also(draft, record_put_account(&draft->change, &draft->bodies,
                                         account));
    draft_also(draft, record_put(&draft->change, &draft->bodies,
                                 RECORD_ACCOUNT_NAME, &key, 0, encode_name,
                                 &account->id));
    if (agency != NULL) {
        draft_expect_agency(draft, agency);
    }

    return person_claim(call, draft, account, reason);
}


static int
read_account(struct call *call, struct account *account)
{
    int status = read_name(call, account);

    if (status == GCIS_OK) {
        status = read_kind(call, account);
    }
    if (status == GCIS_OK) {
        status = read_agency(call, account);
    }
    if (status == GCIS_OK && !random_bytes(account->id.bytes, ID_SIZE)) {
        status = call_refuse(call, REASON_STORE, NULL, "no random bytes");
    }
    if (status == GCIS_OK) {
        status = judge_scope(call, account);
    }

    return status == GCIS_OK ? read_person(call, account) : status;
}


static void
note_fields(struct draft *draft, const struct account *account)
{
    draft_field(draft, "full_name", "", account->full_name);
    draft_field(draft, "kind", "", kind_word(account->kind));
    draft_field(draft, "title", "", account->title);
    draft_field(draft, "email", "", account->email);
    draft_field(draft, "phone", "", account->phone);
    draft_field(draft, "id_tail", "", account->id_tail);
    draft_field_time(draft, "until_s", 0, account->until_s);
}


int
account_add(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    char reason[FACT_TEXT_MAX + 1] = "";
    int status = read_account(call, &set.account);

    if (status == GCIS_OK) {
        status = call_line(call, "reason", FACT_TEXT_MAX, reason);
    }
    if (status == GCIS_OK) {
        call_set_subject(call, &set.account);
        status = draft_begin(call, EVENT_ACCOUNT_ADD, DRAFT_DOCUMENTED,
                             &draft);
    }
    if (status == GCIS_OK) {
        words_print(draft.change.facts.note, sizeof(draft.change.facts.note),
                    "%s", reason);
        status = account_create(call, &draft, &set.account, reason);
    }
    if (status != GCIS_OK) {
        return status;
    }

    note_fields(&draft, &set.account);
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_account(call, call->reply, &set, false);
    }

    return status;
}
