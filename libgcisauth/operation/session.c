/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.list and session.revoke (R51): the sessions of an account that still
 * stand, and their end, which the next request of each meets.
 */
#include "operation/noun.h"

#include "engine/session.h"
#include "store/codec.h"

struct listing {
    struct call *call;
    const struct account *account;
    json_t *items;
    struct key last;
    bool more;
    bool broken;
};


static bool
is_revoked(const struct account *account, const struct id *session)
{
    for (size_t i = 0; i < account->n_revoked; i++) {
        if (memcmp(account->revoked[i].prefix, session->bytes,
                   sizeof(account->revoked[i].prefix)) == 0)
        {
            return true;
        }
    }

    return false;
}


static bool
stands(const struct listing *listing, const struct session *session)
{
    return session->expires_s > listing->call->now_s
           && session->epoch == listing->account->epoch
           && !is_revoked(listing->account, &session->id);
}


static void
reply_session(const struct listing *listing, const struct session *session)
{
    const struct token_verdict *token = listing->call->token;
    json_t *item = reply_item(listing->items);
    char text[ID_TEXT_SIZE];

    id_print(&session->id, text);
    reply_text(item, "session", text);
    reply_time(item, "started_s", session->started_s);
    reply_time(item, "auth_time_s", session->auth_time_s);
    reply_time(item, "expires_s", session->expires_s);
    reply_text(item, "method", method_word(session->method));
    reply_text(item, "level", level_word(session->level));
    reply_boolean(item, "restricted", session->restricted);
    reply_text(item, "host", session->audience);
    reply_text(item, "address", session->address);
    reply_boolean(item, "current", token != NULL
                  && id_equal(&token->evidence.session, &session->id));
}


static bool
visit(void *state, const struct record *record)
{
    struct listing *listing = state;
    struct session session;

    if (json_array_size(listing->items) == LIST_PAGE) {
        listing->more = true;
        return false;
    }
    if (record->key.len != 2 * ID_SIZE
        || !decode_session(span_of(record->body, record->body_len), &session))
    {
        listing->broken = true;
        return false;
    }

    memcpy(session.id.bytes, record->key.bytes + ID_SIZE, ID_SIZE);
    listing->last = record->key;
    if (stands(listing, &session)) {
        reply_session(listing, &session);
    }

    return true;
}


/* The cursor is the id of the last session looked at. */
static int
read_cursor(struct call *call, const struct id *account, struct key *ret)
{
    char text[CURSOR_MAX + 1];
    struct id session;
    int status = call_cursor(call, text);

    if (status != GCIS_OK || text[0] == '\0') {
        return status;
    }
    if (!id_parse(span_str(text), &session)) {
        return call_refuse(call, REASON_INVALID, "cursor", "cursor: is not the"
                           " `next` of a list of sessions");
    }
    *ret = key_of_session(account, &session);

    return GCIS_OK;
}


int
session_list(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct listing listing = { .call = call, .account = &set.account };
    struct scan scan = { .kind = RECORD_SESSION };
    char next[ID_TEXT_SIZE] = "";
    enum store_status scanned;
    int status = call_account(call, "account", true, &set);

    if (status == GCIS_OK) {
        scan.prefix = key_of_id(&set.account.id);
        status = read_cursor(call, &set.account.id, &scan.after);
    }
    if (status == GCIS_OK) {
        status = call_parameters_end(call);
    }
    if (status != GCIS_OK) {
        return status;
    }

    listing.items = reply_array(call->reply, "items");
    scanned = store_scan(call->engine->store, &scan, visit, &listing);
    if (scanned == STORE_OK && listing.broken) {
        scanned = STORE_BROKEN;
    }
    if (listing.more) {
        struct id last;

        memcpy(last.bytes, listing.last.bytes + ID_SIZE, ID_SIZE);
        id_print(&last, next);
    }
    reply_next(call, listing.more, next);

    return call_store(call, scanned);
}


/* No token of it can be good later than that. */
static int64_t
last_token_s(const struct call *call, const struct session *session)
{
    int64_t idle_s = call->now_s + call->engine->limits.session_idle_s;

    return idle_s < session->expires_s ? idle_s : session->expires_s;
}


static int
revoke_one(struct call *call, struct draft *draft, struct account *account,
           const char *text)
{
    struct session session;
    struct id id = { { 0 } };
    struct key key;
    enum store_status status = STORE_ABSENT;

    if (id_parse(span_str(text), &id)) {
        status = store_read_session(call->engine->store, &account->id, &id,
                                    &session);
    }
    if (status == STORE_ABSENT) {
        return call_refuse(call, REASON_NOT_FOUND, "session", "session: not "
                           "found: gcisctl session list %s", account->name);
    }
    if (status != STORE_OK) {
        return call_store(call, status);
    }

    key = key_of_session(&account->id, &id);
    session_revoke(account, &id, last_token_s(call, &session), call->now_s);
    draft_remove(draft, RECORD_SESSION, &key, session.version);
    draft->change.facts.method = session.method;
    draft_also(draft, record_session_mark(&id, draft->change.facts.session));

    return GCIS_OK;
}


int
session_revoke_operation(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    struct draft draft DRAFT = { .good = false };
    char text[ID_TEXT_SIZE] = "";
    int status = call_account(call, "account", true, &set);

    if (status == GCIS_OK) {
        status = call_text(call, "session", ID_TEXT_SIZE - 1, text);
    }
    if (status == GCIS_OK) {
        status = draft_begin(call, EVENT_SESSION_REVOKE, DRAFT_PLAIN, &draft);
    }
    if (status == GCIS_OK) {
        status = text[0] == '\0'
                 ? account_end_sessions(call, &draft, &set.account)
                 : revoke_one(call, &draft, &set.account, text);
    }
    if (status != GCIS_OK) {
        return status;
    }

    draft.change.projects = true;
    draft_also(&draft, record_put_account(&draft.change, &draft.bodies,
                                          &set.account));
    status = draft_apply(call, &draft);
    if (status == GCIS_OK) {
        reply_text(call->reply, "account", set.account.name);
    }

    return status;
}
