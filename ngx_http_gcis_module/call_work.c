/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What runs in the threads: calls of the library, one after the other, on the
 * call's own bytes.  No nginx here.
 */
#include "call.h"

#include <stdlib.h>

#include "gcisauth_admin.h"


static void
copy_text(char *to, size_t size, const char *from)
{
    ngx_cpystrn((u_char *) to, (u_char *) from, size);
}


static int
fill_claim(struct gcis_claim *claim, const struct call *call)
{
    int status = gcis_claim_set_account(claim, call->account);

    if (status == GCIS_OK) {
        status = gcis_claim_set_secret(claim, call->secret, call->secret_len);
    }
    if (status == GCIS_OK) {
        status = gcis_claim_set_audience(claim, call->audience);
    }
    if (status == GCIS_OK && call->address[0] != '\0') {
        status = gcis_claim_set_address(claim, call->address);
    }
    if (status == GCIS_OK) {
        status = gcis_claim_set_service(claim, "portal");
    }
    return status;
}


/* The session that the browser had before goes with its token. */
static void
end_former(struct call *call)
{
    if (call->token[0] == '\0') {
        return;
    }
    if (gcis_token_end(call->gcis, call->token, ngx_strlen(call->token))
        != GCIS_OK)
    {
        return; /* it was none, or ends by itself */
    }
}


static void
authenticate(struct call *call, struct gcis_claim *claim)
{
    struct gcis_identity *identity = NULL;

    call->status = fill_claim(claim, call);
    if (call->status != GCIS_OK) {
        return;
    }
    call->status = gcis_authenticate(call->gcis, claim, &identity);
    copy_text(call->reference, sizeof(call->reference),
              gcis_claim_reference(claim));
    call->delay_ms = gcis_claim_delay_ms(claim);
    if (call->status == GCIS_OK) {
        copy_text(call->new_token, sizeof(call->new_token),
                  gcis_identity_token(identity));
        call->restricted = gcis_identity_restricted(identity) != 0;
        gcis_identity_free(identity);
        end_former(call);
    }
}


void
call_work_sign_in(struct call *call)
{
    struct gcis_claim *claim;

    call->status = gcis_claim_new(&claim);
    if (call->status == GCIS_OK) {
        authenticate(call, claim);
        gcis_claim_free(claim);
    }
    ngx_explicit_memzero(call->secret, sizeof(call->secret));
}


/* An identity of this thread's own, for those of the loop are the loop's. */
static struct gcis_identity *
verify(struct call *call)
{
    struct gcis_identity *actor = NULL;

    call->status = gcis_token_verify(call->gcis, call->token,
        ngx_strlen(call->token), call->audience, &actor, NULL);
    return call->status == GCIS_OK ? actor : NULL;
}


void
call_work_operation(struct call *call)
{
    struct gcis_identity *actor = NULL;

    if (call->token[0] != '\0') {
        actor = verify(call);
        if (actor == NULL) {
            return;
        }
    }
    call->status = gcis_call(call->gcis, actor, call->operation, "{}",
                             &call->reply);
    gcis_identity_free(actor);
}


/* As somebody who is signed in only. */
void
call_work_change(struct call *call)
{
    struct gcis_identity *actor = verify(call);

    if (actor == NULL) {
        return;
    }
    call->status = gcis_call(call->gcis, actor, call->operation,
                             call->parameters, &call->reply);
    if (call->status != GCIS_OK
        && gcis_call(call->gcis, actor, call->page_operation, "{}",
                     &call->page_reply) != GCIS_OK)
    {
        free(call->page_reply); /* the page does without */
        call->page_reply = NULL;
    }
    gcis_identity_free(actor);
}


void
call_work_renew(struct call *call)
{
    call->status = gcis_token_renew(call->gcis, call->token,
                                    ngx_strlen(call->token), call->new_token);
}


void
call_work_end(struct call *call)
{
    call->status = gcis_token_end(call->gcis, call->token,
                                  ngx_strlen(call->token));
}
