/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * password.change: the holder's own (R14, R25).  The account is that of the
 * session, never a parameter's (SECURITY F3); without a session it is named,
 * and the old secret proves it, for PAM's conversations and for root.  Every
 * no about the person is one word.
 */
#include "operation/noun.h"

#include "engine/attempt.h"


static int
read_account(struct call *call, struct attempt *attempt)
{
    const char *typed = "";

    if (call->token != NULL) {
        words_print(attempt->account, sizeof(attempt->account), "%s",
                    call->token->projected.account.name);
        return GCIS_OK;
    }
    if (!json_read_text_needed(&call->parameters, "account", JSON_TEXT_MAX,
                               &typed))
    {
        return call_refuse(call, REASON_INVALID, "account", "account: missing,"
                           " or not text");
    }

    /* what is too long for a name goes the way of every unknown one */
    attempt->account_too_long = strlen(typed) > TYPED_NAME_MAX;
    words_print(attempt->account, sizeof(attempt->account), "%s", typed);

    return GCIS_OK;
}


static int
read_secret(struct call *call, const char *field, struct secret *ret)
{
    bool present = false;

    if (json_read_secret(&call->parameters, field, ret, &present)
        && present)
    {
        return GCIS_OK;
    }

    return call_refuse(call, REASON_INVALID, field, "%s: missing, or longer "
                       "than %d bytes", field, SECRET_MAX);
}


static int
read_attempt(struct call *call, struct attempt *attempt)
{
    int status = read_account(call, attempt);

    attempt->purpose = PURPOSE_CHANGE_PASSWORD;
    if (status == GCIS_OK) {
        status = read_secret(call, "old", &attempt->secret);
    }
    if (status == GCIS_OK) {
        status = read_secret(call, "new", &attempt->new_secret);
    }
    if (status == GCIS_OK) {
        status = call_text(call, "service", SERVICE_MAX, attempt->service);
    }
    if (status == GCIS_OK) {
        status = call_text(call, "address", ADDRESS_MAX, attempt->address);
    }

    return status == GCIS_OK ? call_parameters_end(call) : status;
}


/* What class web may do, it may do with a token alone (SECURITY F1). */
static struct peer
peer_of(const struct call *call)
{
    struct peer peer = *call->peer;

    if (call->token == NULL && (peer.classes & PEER_ROOT) == 0) {
        peer.classes &= ~(unsigned) PEER_WEB;
    }

    return peer;
}


static int
refuse(struct call *call, const struct outcome *outcome)
{
    bool root = call->token == NULL && (call->peer->classes & PEER_ROOT) != 0;
    enum reason reason = REASON_WRONG_SECRET;

    if (outcome->status == GCIS_E_INVALID
        && outcome->reason == REASON_PASSWORD_RULES)
    {
        return password_refuse_rules(call, "new", outcome->broken_rules);
    }
    if (outcome->status == GCIS_E_BUSY) {
        return call_refuse(call, REASON_BUSY, NULL, "busy: try again later");
    }
    if (outcome->status == GCIS_E_CONFIG) {
        return call_refuse(call, REASON_FORBIDDEN, NULL, "this account is not "
                           "open to this caller");
    }
    if (outcome->status != GCIS_E_DENIED
        && outcome->status != GCIS_E_FORBIDDEN)
    {
        return call_refuse(call, REASON_STORE, NULL, "the engine cannot tell: "
                           "gcisctl check");
    }

    if (root) {
        reason = outcome->reason;
    }
    (void) call_refuse(call, reason, "old", "account or present password is "
                       "not right, or the account cannot be used now");
    call->code = "G100";

    return GCIS_E_DENIED;
}


int
password_change(struct call *call)
{
    struct attempt attempt CLEANUP(attempt_wipe) = { 0 };
    struct outcome outcome = { .status = GCIS_E_DENIED };
    struct peer peer = peer_of(call);
    int status = read_attempt(call, &attempt);

    if (status != GCIS_OK) {
        return status;
    }

    status = engine_attempt(call->engine, &peer, &attempt,
                            call->token == NULL ? NULL
                                                : &call->token->evidence,
                            &outcome);
    memcpy(call->reference, outcome.reference, sizeof(call->reference));
    if (status != GCIS_OK) {
        return refuse(call, &outcome);
    }

    reply_boolean(call->reply, "activated", outcome.activated);
    if (outcome.token[0] != '\0') {
        reply_text(call->reply, "token", outcome.token);
    }
    reply_text(call->reply, "message_code", "G202");
    explicit_bzero(&outcome, sizeof(outcome));

    return GCIS_OK;
}
