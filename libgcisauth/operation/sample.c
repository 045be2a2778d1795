/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What `init --sample` loads: the 13 systems of the portal with three roles
 * each, some agencies, some accounts that are nobody's.  Data, and the walk
 * over it; the two built-in systems are there already.
 */
#include "operation/noun.h"

#include "crypto/random.h"
#include "policy/name.h"

static const struct {
    const char *code;
    const char *name;
    const char *parent;
} agencies[] = {
    { "MOEA-DOC", "經濟部商業司", "" },
    { "TPE", "臺北市政府", "" },
    { "TPE-COM", "臺北市商業處", "TPE" },
    { "TXG", "臺中市政府", "" },
};

static const struct {
    int32_t order;
    const char *code;
    const char *name;
    const char *url;
    enum level level;
    bool civil_servants_only;
} applications[] = {
    { 20, "IMS-C", "跨機關影像調閱系統(IMS)-公司登記", "/ims-c/",
      LEVEL_CERTIFICATE, true },
    { 30, "IMS-B", "跨機關影像調閱系統(IMS)-商業登記", "/ims-b/",
      LEVEL_CERTIFICATE, true },
    { 40, "BMS", "商業登記資訊系統", "/bms/", LEVEL_CERTIFICATE, true },
    { 50, "IMS-L", "跨機關影像調閱系統(IMS)-有限合夥", "/ims-l/",
      LEVEL_CERTIFICATE, true },
    { 70, "LMS", "有限合夥登記與管理系統", "/lms/", LEVEL_CERTIFICATE, true },
    { 80, "CSM", "公司登記與管理資訊系統", "/csm/", LEVEL_CERTIFICATE, true },
    { 90, "PRE", "名稱及所營事業預查系統", "/pre/", LEVEL_PASSWORD, false },
    { 100, "SPOB", "特定目的事業管理系統", "/spob/", LEVEL_CERTIFICATE,
      true },
    { 110, "GCR", "電子遊戲機-評鑑分類及查驗貼證系統", "/gcr/",
      LEVEL_CERTIFICATE, true },
    { 120, "EDD", "電子證復公文驗證平台-承辦人審核專區", "/edd/",
      LEVEL_CERTIFICATE, true },
    { 130, "FMS", "工廠登記與管理系統", "/fms/", LEVEL_CERTIFICATE, true },
};

static const struct { const char *code; const char *name; } roles[] = {
    { "reader", "查詢" },
    { "clerk", "承辦" },
    { "chief", "覆核" },
};

static const struct {
    const char *name;
    const char *full_name;
    const char *agency;
    enum account_kind kind;
    const char *application;
    const char *role;
} accounts[] = {
    { "sample.reader", "範例查詢員", "TXG", KIND_CIVIL_SERVANT, "PRE",
      "reader" },
    { "sample.clerk", "範例承辦人", "TPE-COM", KIND_CIVIL_SERVANT, "BMS",
      "clerk" },
    { "sample.chief", "範例覆核人", "TPE", KIND_CIVIL_SERVANT, "FMS",
      "chief" },
    { "sample.member", "範例會員", "", KIND_MEMBER, "PRE", "reader" },
};


static int
load_agency(struct call *call, size_t i)
{
    struct draft draft DRAFT = { .good = true };
    struct agency agency = { .version = 0 };
    const struct agency *parent = catalogue_agency_by_code(
        call->catalogue, agencies[i].parent);
    int status = call_change(call, EVENT_AGENCY_ADD, &draft.change);

    if (status != GCIS_OK) {
        return status;
    }

    words_print(agency.code, sizeof(agency.code), "%s", agencies[i].code);
    words_print(agency.name, sizeof(agency.name), "%s", agencies[i].name);
    agency.parent = parent == NULL ? 0 : parent->number;
    status = agency_create(call, &draft, &agency);
    if (status == GCIS_OK) {
        draft_field(&draft, "name", "", agency.name);
        status = draft_apply(call, &draft);
    }

    return status == GCIS_OK ? call_catalogue(call) : status;
}


/* Its roles come in the same change: nobody sees it without them. */
static void
add_roles(struct draft *draft, const struct application *application)
{
    struct role role = { .application = application->number };
    char counter[ROLE_COUNTER_MAX];

    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        role.number = (uint16_t) (i + 1);
        words_print(role.code, sizeof(role.code), "%s", roles[i].code);
        words_print(role.name, sizeof(role.name), "%s", roles[i].name);
        draft_role(draft, &role);
    }
    role_counter(application->number, counter);
    draft_number(draft, RECORD_COUNTER, counter, 0, role.number);
    draft->change.facts.role[0] = '\0';
}


static int
load_application(struct call *call, size_t i)
{
    struct draft draft DRAFT = { .good = true };
    struct application application = {
        .order = applications[i].order, .active = true,
        .level = applications[i].level,
        .civil_servants_only = applications[i].civil_servants_only,
    };
    int status = call_change(call, EVENT_APPLICATION_ADD, &draft.change);

    if (status != GCIS_OK) {
        return status;
    }

    words_print(application.code, sizeof(application.code), "%s",
                applications[i].code);
    words_print(application.name, sizeof(application.name), "%s",
                applications[i].name);
    words_print(application.url, sizeof(application.url), "%s",
                applications[i].url);
    status = application_create(call, &draft, &application);
    if (status != GCIS_OK) {
        return status;
    }

    add_roles(&draft, &application);
    draft_field(&draft, "name", "", application.name);
    draft_field(&draft, "level", "", level_word(application.level));

    return draft_apply(call, &draft);
}


int
sample_catalogue(struct call *call)
{
    int status = GCIS_OK;

    for (size_t i = 0; status == GCIS_OK && i < ARRAY_LEN(agencies); i++) {
        status = load_agency(call, i);
    }
    for (size_t i = 0; status == GCIS_OK && i < ARRAY_LEN(applications); i++)
    {
        status = load_application(call, i);
    }

    return status == GCIS_OK ? call_catalogue(call) : status;
}


static int
add_grant(struct call *call, struct draft *draft,
          const struct account_set *set, size_t i)
{
    const struct application *application = catalogue_application_by_code(
        call->catalogue, accounts[i].application);
    const struct role *role = application == NULL
        ? NULL : catalogue_role_by_code(call->catalogue, application->number,
                                        accounts[i].role);
    struct grant grant = { .since_s = call->now_s };

    if (role == NULL) {
        return call_store(call, STORE_BROKEN);
    }

    grant.application = application->number;
    grant.role = role->number;
    words_print(grant.granted_by, sizeof(grant.granted_by), "%s",
                call->actor_text);
    draft_event(draft, EVENT_GRANT_ADD);

    return grant_put(call, draft, set, &grant);
}


static int
load_account(struct call *call, size_t i)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = true };
    const struct agency *agency = catalogue_agency_by_code(
        call->catalogue, accounts[i].agency);
    struct account *account = &set.account;
    int status;

    if (!random_bytes(account->id.bytes, ID_SIZE)
        || name_check_account(accounts[i].name, account->mapped) != NULL)
    {
        return call_refuse(call, REASON_STORE, NULL, "no random bytes");
    }

    words_print(account->name, sizeof(account->name), "%s", accounts[i].name);
    words_print(account->full_name, sizeof(account->full_name), "%s",
                accounts[i].full_name);
    account->kind = accounts[i].kind;
    account->agency = agency == NULL ? 0 : agency->number;

    call_set_subject(call, account);
    status = call_change(call, EVENT_ACCOUNT_ADD, &draft.change);
    if (status == GCIS_OK) {
        status = account_create(call, &draft, account, "");
    }
    if (status == GCIS_OK) {
        status = add_grant(call, &draft, &set, i);
    }

    return status == GCIS_OK ? draft_apply(call, &draft) : status;
}


/* A name that the first manager took stays his. */
int
sample_accounts(struct call *call)
{
    int status = GCIS_OK;

    for (size_t i = 0; status == GCIS_OK && i < ARRAY_LEN(accounts); i++) {
        status = load_account(call, i);
        if (call->reason == REASON_EXISTS) {
            call->reason = REASON_NONE;
            status = GCIS_OK;
        }
    }

    return status;
}
