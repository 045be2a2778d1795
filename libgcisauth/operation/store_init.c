/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store.init: the founding change makes the store and the two built-in
 * applications in one commit, so that there is never a store without them.
 * What `sample` and `manager` add comes after it, by the operations' own
 * rules; everything that was asked is judged before anything is made.
 */
#include "operation/noun.h"

#include "crypto/random.h"
#include "policy/name.h"

enum { CERT_NUMBER = 1, REG_NUMBER, LAST_NUMBER = REG_NUMBER };

static const struct { const char *code; const char *name; } reg_roles[] = {
    { "system", "系統註冊管理" },
    { "manager", "註冊管理者" },
    { "member-manager", "民眾會員管理" },
    { "auditor", "稽核" },
};

/* The first manager, as asked; no name: none. */
struct first {
    bool sample;
    struct account account;
    char agency[CODE_MAX + 1];
};


static int
read_manager(struct call *call, struct first *first)
{
    struct account *account = &first->account;
    char typed[TYPED_NAME_MAX + 1] = "";
    int status = call_text(call, "manager", TYPED_NAME_MAX, typed);

    if (status != GCIS_OK || typed[0] == '\0') {
        return status;
    }

    status = call_judge_text(call, "manager",
                             name_check_account(typed, account->mapped));
    if (status == GCIS_OK) {
        status = call_text_needed(call, "full_name", FULL_NAME_MAX,
                                  account->full_name);
    }
    if (status == GCIS_OK) {
        status = call_judge_text(call, "full_name",
                                 name_check_full_name(account->full_name));
    }
    if (status == GCIS_OK) {
        status = call_text_needed(call, "agency", CODE_MAX, first->agency);
    }
    if (status == GCIS_OK) {
        status = call_judge_text(call, "agency",
                                 name_check_code(first->agency));
    }
    if (status == GCIS_OK) {
        words_print(account->name, sizeof(account->name), "%s", typed);
        account->kind = KIND_CIVIL_SERVANT;
        account->state = STATE_ISSUED;
    }

    return status;
}


/* The profile is written into gcis.conf by gcisctl; here it is only named. */
static int
read_parameters(struct call *call, struct first *first,
                char profile[CODE_MAX + 1])
{
    int status = call_boolean(call, "sample", &first->sample);

    if (status == GCIS_OK) {
        status = call_text(call, "profile", CODE_MAX, profile);
    }
    if (status == GCIS_OK && profile[0] != '\0'
        && strcmp(profile, "government-high") != 0)
    {
        status = call_refuse(call, REASON_INVALID, "profile", "profile: "
                             "government-high, or none");
    }
    if (status == GCIS_OK) {
        status = read_manager(call, first);
    }

    return status == GCIS_OK ? call_parameters_end(call) : status;
}


static void
draft_built_in(struct draft *draft, uint16_t number, int32_t order,
               const char *code, const char *name)
{
    struct application application = {
        .number = number, .order = order, .active = true, .built_in = true,
        .level = LEVEL_PASSWORD,
    };

    words_print(application.code, sizeof(application.code), "%s", code);
    words_print(application.name, sizeof(application.name), "%s", name);
    draft_application(draft, &application);
    draft_number(draft, RECORD_APPLICATION_CODE, code, 0, number);
}


/* Orders leave room for the entries of R43 between the two. */
static void
draft_founding(struct draft *draft)
{
    char counter[ROLE_COUNTER_MAX];
    struct role role = { .application = REG_NUMBER };

    draft_built_in(draft, CERT_NUMBER, 10, "CERT", "自然人憑證註冊");
    draft_built_in(draft, REG_NUMBER, 60, REG_CODE, "註冊服務");
    draft_number(draft, RECORD_COUNTER, "application", 0, LAST_NUMBER);

    for (size_t i = 0; i < ARRAY_LEN(reg_roles); i++) {
        role.number = (uint16_t) (i + 1);
        words_print(role.code, sizeof(role.code), "%s", reg_roles[i].code);
        words_print(role.name, sizeof(role.name), "%s", reg_roles[i].name);
        draft_role(draft, &role);
    }
    role_counter(REG_NUMBER, counter);
    draft_number(draft, RECORD_COUNTER, counter, 0, role.number);

    draft->change.facts.application[0] = '\0';
    draft->change.facts.role[0] = '\0';
}


static int
refuse_there(struct call *call)
{
    return call_refuse(call, REASON_EXISTS, NULL, "%s: there is a store "
                       "already: gcisctl status", call->engine->dir);
}


/* Under `opening`. */
static int
create_and_open(struct call *call, const struct change *founding)
{
    struct engine *engine = call->engine;
    struct store_options options = engine_store_options(engine);
    char error[STORE_ERROR_MAX] = "";
    enum store_status status;

    if (engine->store != NULL) {
        return refuse_there(call);
    }

    status = store_create(&options, founding, error);
    if (status == STORE_CONFLICT) {
        return refuse_there(call);
    }
    if (status != STORE_OK || engine_open_store(engine, error) != GCIS_OK) {
        return call_refuse(call, REASON_STORE, NULL, "no store could be made: "
                           "%s", error);
    }

    return GCIS_OK;
}


static int
found(struct call *call, const char *profile)
{
    struct draft draft DRAFT = { .good = false };
    int status = call_change(call, EVENT_STORE_INIT, &draft.change);

    if (status != GCIS_OK) {
        return status;
    }

    draft.good = true;
    draft_founding(&draft);
    if (profile[0] != '\0') {
        words_print(draft.change.facts.note, sizeof(draft.change.facts.note),
                    "profile=%s", profile);
    }
    if (!draft.good) {
        return call_refuse(call, REASON_STORE, NULL, "the founding change is "
                           "larger than a change may be");
    }

    pthread_mutex_lock(&call->engine->opening);
    status = create_and_open(call, &draft.change);
    pthread_mutex_unlock(&call->engine->opening);

    return status;
}


/* The agency of the first manager, where --sample did not bring it. */
static int
add_agency(struct call *call, const char *code)
{
    struct draft draft DRAFT = { .good = true };
    struct agency agency = { .version = 0 };
    int status = GCIS_OK;

    if (catalogue_agency_by_code(call->catalogue, code) != NULL) {
        return GCIS_OK;
    }

    words_print(agency.code, sizeof(agency.code), "%s", code);
    words_print(agency.name, sizeof(agency.name), "%s", code);
    status = call_change(call, EVENT_AGENCY_ADD, &draft.change);
    if (status == GCIS_OK) {
        status = agency_create(call, &draft, &agency);
    }
    if (status == GCIS_OK) {
        status = draft_apply(call, &draft);
    }

    return status == GCIS_OK ? call_catalogue(call) : status;
}


/* Account, role and one-day password, in one change. */
static int
draft_manager(struct call *call, struct draft *draft, struct account_set *set,
              struct secret *value)
{
    const struct role *role = catalogue_role_by_code(call->catalogue,
                                                     REG_NUMBER, "system");
    struct grant grant = { .application = REG_NUMBER,
                           .since_s = call->now_s };
    int status = account_create(call, draft, &set->account, "");

    if (status == GCIS_OK && role == NULL) {
        status = call_store(call, STORE_BROKEN);
    }
    if (status == GCIS_OK) {
        grant.role = role->number;
        words_print(grant.granted_by, sizeof(grant.granted_by), "%s",
                    call->actor_text);
        draft_event(draft, EVENT_GRANT_ADD);
        status = grant_put(call, draft, set, &grant);
    }
    if (status == GCIS_OK) {
        draft_event(draft, EVENT_ONEDAY_ISSUE);
        status = oneday_new(call, &set->account.id, &set->oneday, value);
    }
    if (status == GCIS_OK) {
        draft_also(draft, record_put_oneday(&draft->change, &draft->bodies,
                                            &set->account.id, &set->oneday));
    }

    return status;
}


static int
add_manager(struct call *call, const struct first *first)
{
    struct account_set set ACCOUNT_SET = { .account = first->account };
    struct draft draft DRAFT = { .good = true };
    struct secret value SECRET = { 0 };
    const struct agency *agency;
    int status = add_agency(call, first->agency);

    if (status == GCIS_OK && !random_bytes(set.account.id.bytes, ID_SIZE)) {
        status = call_refuse(call, REASON_STORE, NULL, "no random bytes");
    }
    if (status == GCIS_OK) {
        agency = catalogue_agency_by_code(call->catalogue, first->agency);
        set.account.agency = agency == NULL ? 0 : agency->number;
        call_set_subject(call, &set.account);
        status = call_change(call, EVENT_ACCOUNT_ADD, &draft.change);
    }
    if (status == GCIS_OK) {
        status = draft_manager(call, &draft, &set, &value);
    }
    if (status == GCIS_OK) {
        status = draft_apply(call, &draft);
    }
    if (status == GCIS_OK) {
        reply_text(call->reply, "manager", set.account.name);
        oneday_reply(call, &set.oneday, &value);
    }

    return status;
}


int
store_init(struct call *call)
{
    struct first first = { .sample = false };
    char profile[CODE_MAX + 1] = "";
    int status = read_parameters(call, &first, profile);

    if (status == GCIS_OK) {
        status = found(call, profile);
    }
    if (status == GCIS_OK) {
        status = call_catalogue(call);
    }
    if (status == GCIS_OK && first.sample) {
        status = sample_catalogue(call);
    }
    if (status == GCIS_OK && first.account.name[0] != '\0') {
        status = add_manager(call, &first);
    }
    if (status == GCIS_OK && first.sample) {
        status = sample_accounts(call);
    }
    if (status == GCIS_OK) {
        reply_text(call->reply, "directory", call->engine->dir);
    }
    call->again = false;

    return status;
}
