/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of every call: find the row, learn who asks, ask whether he may at
 * all, run, run again on a conflict, record a refusal of what would have
 * written.  A forgotten row, class or role is a no (SECURITY F1-F3).
 */
#include "operation/operation.h"

#include "base/words.h"

#include "engine/attempt.h"
#include "engine/folding.h"
#include "engine/session.h"
#include "engine/tick.h"
#include "operation/code.h"
#include "policy/rule.h"



static void
actor_of_uid(struct call *call)
{
    call->actor = (struct actor){ .classes = call->peer->classes };
    words_print(call->actor_text, sizeof(call->actor_text), "uid:%u",
             (unsigned) call->peer->uid);
}


/* F3: the account acted for comes out of the verified token alone. */
static int
actor_of_token(struct call *call, struct span token,
               struct token_verdict *verdict)
{
    const struct account_view *account = &verdict->projected.account;
    int status = session_actor(call->engine, token, call->now_s, verdict);

    if (status != GCIS_OK) {
        return call_refuse(call, status == GCIS_E_STORE ? REASON_STORE
                                                        : verdict->reason,
                           NULL, "the session does not stand: sign in again");
    }

    call->token = verdict;
    call->actor = (struct actor){
        .by_token = true,
        .classes = call->peer->classes,
        .has_account = true,
        .account = account->id,
        .roles = authority_roles(account, verdict->projected.catalogue,
                                 call->now_s),
        .agency = account->agency,
        .level = verdict->evidence.level,
        .restricted = rule_is_restricted(account, &verdict->evidence,
                                         call->now_s),
        .signed_s = verdict->evidence.level == LEVEL_CERTIFICATE
                    ? verdict->evidence.auth_time_s : 0,
    };
    id_print(&account->id, call->actor_text);
    words_print(call->actor_name, sizeof(call->actor_name), "%s",
             account->name);

    return GCIS_OK;
}


static int
admit(struct call *call)
{
    enum reason reason = authority_operation(
        &call->actor, &call->operation->authority,
        call->engine->limits.step_up_s, call->now_s);

    if (reason == REASON_NONE) {
        return GCIS_OK;
    }

    return call_refuse(call, reason, NULL, "%s is not open to this caller",
                       call->operation->name);
}


static int
run_once(struct call *call, json_t *parameters)
{
    enum store_status status;

    call->again = false;
    call->reason = REASON_NONE;
    call->parameters = json_reader_of(parameters);
    json_object_clear(call->reply);
    catalogue_release(call->catalogue);
    call->catalogue = NULL;

    if (call->engine->store != NULL) {
        status = store_catalogue(call->engine->store, &call->catalogue);
        if (status != STORE_OK) {
            return call_store(call, status);
        }
    }

    return call->operation->run(call);
}


static int
run(struct call *call, json_t *parameters)
{
    int status = GCIS_E_BUSY;

    for (unsigned i = 0; i < OPERATION_ROUNDS_MAX; i++) {
        status = run_once(call, parameters);
        if (!call->again) {
            break;
        }
    }

    if (status == GCIS_OK && call->broken) {
        return call_refuse(call, REASON_MEMORY, NULL, "out of memory");
    }

    return status;
}


/* Whoever may connect may be refused: beyond a few a second they share one
 * record (SECURITY G5), as failed sign-ins do. */
static bool
is_folded(const struct call *call)
{
    return (call->peer->classes & PEER_ROOT) == 0
           && folding_take(call->engine->folding, "", call->now_s);
}


/* What would have written and was refused for what it is leaves a record. */
static void
record_denied(struct call *call)
{
    struct change change;

    if (!(call->operation->flags & OPERATION_WRITES)
        || call->engine->store == NULL || !reason_is_recorded(call->reason)
        || is_folded(call)
        || call_change(call, EVENT_OPERATION_DENIED, &change) != GCIS_OK)
    {
        return;
    }

    change.events[0].result = RESULT_DENIED;
    change.events[0].reason = call->reason;
    words_print(change.facts.note, sizeof(change.facts.note), "%s",
             call->operation->name);

    if (record_apply(call->engine, &change) != STORE_OK) {
        log_line(&call->engine->logger, LOG_LEVEL_ERROR,
                 "the refusal of %s could not be recorded",
                 call->operation->name);
    }
}


static int
perform(struct call *call, struct span token, json_t *parameters)
{
    struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 };
    int status = engine_ready(call->engine);

    if (status != GCIS_OK && !(call->operation->flags & OPERATION_NO_STORE)) {
        return call_refuse(call, REASON_NO_STORE, NULL,
                           "no store here: gcisctl init");
    }
    if (status == GCIS_OK) {
        status = engine_now(call->engine, &call->now_s);
        if (status != GCIS_OK) {
            return call_refuse(call, REASON_CLOCK, NULL, "the clock is behind "
                               "the last record, or the store is damaged: "
                               "gcisctl check");
        }
    } else {
        call->now_s = clock_now_s(&call->engine->clock);
    }

    actor_of_uid(call);
    status = token.len > 0 ? actor_of_token(call, token, &verdict) : GCIS_OK;
    if (status == GCIS_OK) {
        status = admit(call);
    }
    if (status == GCIS_OK) {
        status = run(call, parameters);
    }
    if (status != GCIS_OK) {
        record_denied(call);
    }

    call->token = NULL;

    return status;
}


static void
call_cleanup(struct call *call)
{
    catalogue_release(call->catalogue);
    json_decref(call->reply);
}


static json_t *
error_object(const struct call *call)
{
    json_t *error = json_object();

    reply_text(error, "error", call->code);
    reply_text(error, "reason", reason_word(call->reason));
    if (call->field != NULL) {
        reply_text(error, "field", call->field);
    }
    reply_text(error, "message", call->message);
    reply_text(error, "reference", call->reference);

    if (json_object_get(call->reply, "rules") != NULL) {
        json_object_set(error, "rules", json_object_get(call->reply,
                                                        "rules"));
    }

    return error;
}


int
operation_call(struct engine *engine, const struct peer *peer,
               struct span token, const char *operation, json_t *parameters,
               json_t **ret_reply)
{
    struct call call CLEANUP(call_cleanup) = {
        .engine = engine, .peer = peer, .operation = operation_find(operation),
        .reply = json_object(),
    };
    int status;

    engine_reference(call.reference);

    if (call.reply == NULL) {
        status = GCIS_E_NOMEM;
    } else if (call.operation == NULL) {
        status = call_refuse(&call, REASON_UNKNOWN_OPERATION, NULL,
                             "there is no operation of this name");
    } else {
        status = perform(&call, token, parameters);
    }

    *ret_reply = status == GCIS_OK ? json_incref(call.reply)
                                   : error_object(&call);
    json_wipe(parameters);

    return *ret_reply == NULL ? GCIS_E_NOMEM : status;
}


/* SECURITY F1: sessions are the web's. */
static bool
may_have_session(const struct peer *peer)
{
    return (peer->classes & (PEER_ROOT | PEER_WEB)) != 0;
}


static int
refuse_attempt(int status, enum reason reason, struct outcome *ret)
{
    memset(ret, 0, sizeof(*ret));
    engine_reference(ret->reference);
    ret->status = status;
    ret->reason = reason;

    return status;
}


static void
vtable_close(void *state)
{
    engine_close(state);
}


static int
vtable_authenticate(void *state, const struct peer *peer,
                    const struct attempt *attempt, struct outcome *ret)
{
    /* a change of password is an operation, whose row says who may */
    if (attempt->purpose != PURPOSE_SIGN_IN) {
        return refuse_attempt(GCIS_E_INVALID, REASON_INVALID, ret);
    }

    return engine_attempt(state, peer, attempt, NULL, ret);
}


static int
vtable_check(void *state, const struct peer *peer,
             const struct attempt *attempt, struct outcome *ret)
{
    struct peer asking = *peer;

    /* class web knows accounts by their tokens alone */
    if ((asking.classes & PEER_ROOT) == 0) {
        asking.classes &= ~(unsigned) PEER_WEB;
    }

    return engine_check(state, &asking, attempt, ret);
}


static int
vtable_renew(void *state, const struct peer *peer, struct span token,
             char ret_token[TOKEN_MAX + 1])
{
    return may_have_session(peer) ? session_renew(state, token, ret_token)
                                  : GCIS_E_CONFIG;
}


static int
vtable_end(void *state, const struct peer *peer, struct span token)
{
    return may_have_session(peer) ? session_end(state, peer, token)
                                  : GCIS_E_CONFIG;
}


static int
vtable_call(void *state, const struct peer *peer, struct span token,
            const char *operation, json_t *parameters, json_t **ret_reply)
{
    return operation_call(state, peer, token, operation, parameters,
                          ret_reply);
}


static int64_t
vtable_tick(void *state, int64_t now_s)
{
    return engine_tick(state, now_s);
}


const struct engine_vtable operation_vtable = {
    .close = vtable_close,
    .authenticate = vtable_authenticate,
    .check = vtable_check,
    .renew = vtable_renew,
    .end = vtable_end,
    .call = vtable_call,
    .tick = vtable_tick,
};
