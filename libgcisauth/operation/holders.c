/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who holds a role: counted by a walk over the grants, which is rare and
 * small beside an index that every grant would have to keep.
 */
#include "operation/noun.h"

#include "store/codec.h"

struct holders {
    struct call *call;
    uint16_t application;
    uint16_t role; /* 0: any */

    /* usable() alone */
    const struct id *except;
    uint16_t agency; /* 0: any */

    struct account_set *found; /* the first usable one */

    uint64_t n;
    enum store_status status;
};


static bool
is_of(const struct holders *holders, const struct grant *grant)
{
    return grant->application == holders->application
           && (holders->role == 0 || grant->role == holders->role);
}


static bool
count_grants(void *state, const struct record *record)
{
    struct holders *holders = state;
    struct grants grants;

    if (!decode_grants(span_of(record->body, record->body_len), &grants)) {
        holders->status = STORE_BROKEN;
        return false;
    }
    for (size_t i = 0; i < grants.n; i++) {
        holders->n += is_of(holders, &grants.items[i]);
    }

    return true;
}


static int
walk(struct holders *holders, record_visitor *visit)
{
    struct scan scan = { .kind = RECORD_GRANTS };
    enum store_status status;

    holders->status = STORE_OK;
    status = store_scan(holders->call->engine->store, &scan, visit, holders);

    return call_store(holders->call,
                      status == STORE_OK ? holders->status : status);
}


int
grants_count(struct call *call, uint16_t application, uint16_t role,
             uint64_t *ret_n)
{
    struct holders holders = { .call = call, .application = application,
                               .role = role };
    int status = walk(&holders, count_grants);

    *ret_n = holders.n;

    return status;
}


static bool
holds_now(const struct holders *holders, const struct grants *grants)
{
    for (size_t i = 0; i < grants->n; i++) {
        const struct grant *grant = &grants->items[i];

        if (is_of(holders, grant)
            && (grant->until_s == 0 || holders->call->now_s < grant->until_s))
        {
            return true;
        }
    }

    return false;
}


/* Could its holder act for the one that is about to go? */
static bool
is_usable(const struct holders *holders, const struct account_set *set)
{
    enum account_state state = account_state_now(holders->call, set);

    return (state == STATE_ACTIVE || state == STATE_ISSUED)
           && !life_is_past(&set->account, holders->call->now_s)
           && (holders->agency == 0
               || set->account.agency == holders->agency);
}


static bool
count_usable(void *state, const struct record *record)
{
    struct holders *holders = state;
    struct account_set set ACCOUNT_SET = { 0 };
    struct grants grants;

    if (!decode_grants(span_of(record->body, record->body_len), &grants)) {
        holders->status = STORE_BROKEN;
        return false;
    }
    if (!holds_now(holders, &grants)
        || span_equal(span_of(record->key.bytes, record->key.len),
                      id_span(holders->except)))
    {
        return true;
    }

    holders->status = store_read_account(
        holders->call->engine->store, ACCOUNT_BY_ID,
        span_of(record->key.bytes, record->key.len), &set);
    if (holders->status == STORE_ABSENT) {
        holders->status = STORE_OK;
        return true;
    }
    if (holders->status == STORE_OK && is_usable(holders, &set)) {
        *holders->found = set;
        holders->n++;
    }

    return holders->status == STORE_OK && holders->n == 0;
}


/* Does `set` hold the role of REG, and does nobody else who could act?  Else
 * *ret_other is somebody who does; version 0 where it does not hold it. */
static int
is_last(struct call *call, const struct account_set *set, const char *code,
        uint16_t agency, bool *ret_last, struct account_set *ret_other)
{
    const struct application *reg =
        catalogue_application_by_code(call->catalogue, REG_CODE);
    const struct role *role = reg == NULL
        ? NULL : catalogue_role_by_code(call->catalogue, reg->number, code);
    struct holders holders = { .call = call, .except = &set->account.id,
                               .agency = agency, .found = ret_other };
    int status;

    *ret_last = false;
    if (role == NULL) {
        return GCIS_OK;
    }

    holders.application = reg->number;
    holders.role = role->number;
    if (!holds_now(&holders, &set->grants)) {
        return GCIS_OK;
    }

    status = walk(&holders, count_usable);
    *ret_last = holders.n == 0;

    return status;
}


static void
expect_unchanged(struct draft *draft, const struct account_set *other)
{
    struct key key = key_of_id(&other->account.id);

    if (other->account.version != 0) {
        draft_also(draft, change_expect(&draft->change, RECORD_ACCOUNT, &key,
                                        other->account.version));
        draft_also(draft, change_expect(&draft->change, RECORD_GRANTS, &key,
                                        other->grants.version));
    }
}


int
refuse_last_manager(struct call *call, struct draft *draft,
                    const struct account_set *set)
{
    struct account_set other ACCOUNT_SET = { 0 };
    bool last;
    int status;

    /* the owner of the store, on lmdb:, stands outside */
    if (!call->actor.by_token && (call->actor.classes & PEER_OWNER) != 0) {
        return GCIS_OK;
    }

    status = is_last(call, set, "system", 0, &last, &other);
    if (status == GCIS_OK && last) {
        return call_refuse(call, REASON_LAST_MANAGER, "account", "account %s: "
                           "is the last system manager: gcisctl grant add "
                           "ACCOUNT REG system to another one first",
                           set->account.name);
    }
    expect_unchanged(draft, &other);

    return status;
}


int
is_only_manager(struct call *call, const struct account_set *set,
                bool *ret_only)
{
    struct account_set other ACCOUNT_SET = { 0 };

    return is_last(call, set, "manager", set->account.agency, ret_only,
                   &other);
}
