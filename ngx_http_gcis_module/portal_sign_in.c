/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing in and out.  Every no of the engine is the same page, but for the
 * name as typed and the reference.
 */
#include "portal_submit.h"

#include "access.h"
#include "answer.h"
#include "portal_show.h"
#include "portal_view.h"


/* The form once more, with what was typed, but for the secret. */
static ngx_int_t
show_again(ngx_http_request_t *r, ngx_uint_t status, json_t *data)
{
    const struct portal_request *request = portal_request_of(r);
    const char *account = form_value(&request->form, "account");
    const char *address = portal_return(r, &request->form);

    if (data == NULL || !view_set(data, "first", json_true())
        || !view_set(data, "account", json_string(account))
        || !view_set(data, "return", json_string(address)))
    {
        json_decref(data);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return view_page(r, status, request->page->template, data);
}


static ngx_int_t
refuse(ngx_http_request_t *r, const struct call *call)
{
    struct visit *visit = visit_of(r);
    const char *reference = call->reference;
    json_t *data = show_data(r, portal_request_of(r)->page, NULL);

    access_refuse(r, visit, NGX_HTTP_UNAUTHORIZED, "denied");
    visit->refused = 0;
    if (reference[0] == '\0') {
        reference = visit->reference;
    }
    if (data == NULL || !view_error(r, data, "form", "G100")
        || !view_set(data, "code", json_string("G100"))
        || !view_set(data, "reference", json_string(reference)))
    {
        json_decref(data);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return show_again(r, NGX_HTTP_UNAUTHORIZED, data);
}


static ngx_int_t
let_in(ngx_http_request_t *r, const struct call *call)
{
    const char *address = portal_return(r, &portal_request_of(r)->form);

    answer_set_cookie(r, visit_of(r)->session, ANSWER_COOKIE_SESSION,
                      call->new_token);
    visit_of(r)->session->last_reason = "ok";
    if (call->restricted) {
        return view_redirect(r, NGX_HTTP_SEE_OTHER, "password");
    }
    return view_redirect(r, NGX_HTTP_SEE_OTHER,
                         address[0] == '\0' ? "home" : address);
}


static ngx_int_t
answer_sign_in(ngx_http_request_t *r, struct call *call)
{
    switch ((enum gcis_status) call->status) {
    case GCIS_OK:
        return let_in(r, call);
    case GCIS_E_DENIED:
    case GCIS_E_FORBIDDEN:
    case GCIS_E_INVALID:
        return refuse(r, call);
    case GCIS_E_BUSY:
        return view_refuse(r, "busy", "busy");
    case GCIS_E_NOMEM:
    case GCIS_E_CONFIG:
    case GCIS_E_STORE:
    case GCIS_E_CRYPTO:
        break;
    }
    return show_failure(r, call->status);
}


/* What was left empty is said beside its field, and asks nobody. */
static ngx_int_t
refuse_empty(ngx_http_request_t *r, bool account, bool secret)
{
    json_t *data = show_data(r, portal_request_of(r)->page, NULL);

    if (data == NULL
        || (account && !view_error(r, data, "account", "account_empty"))
        || (secret && !view_error(r, data, "secret", "secret_empty"))
        || !view_set(data, "code", json_string("G403")))
    {
        json_decref(data);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return show_again(r, 422, data);
}


ngx_int_t
submit_sign_in(ngx_http_request_t *r)
{
    const struct form *form = &portal_request_of(r)->form;
    const struct form_field *secret = form_find(form, "secret");
    const char *account = form_value(form, "account");
    bool no_secret = secret == NULL || secret->value_len == 0;
    struct call *call;

    if (account[0] == '\0' || no_secret) {
        return refuse_empty(r, account[0] == '\0', no_secret);
    }
    call = portal_new_call(r);
    if (call == NULL) {
        return show_failure(r, GCIS_E_STORE);
    }
    /* what is too long stays too long by a byte, and is judged as wrong */
    ngx_cpystrn((u_char *) call->account, (u_char *) account,
                sizeof(call->account));
    call->secret_len = ngx_min(secret->value_len, GCIS_SECRET_MAX + 1);
    ngx_memcpy(call->secret, secret->value, call->secret_len);
    call->work = call_work_sign_in;
    return portal_wait(r, call, answer_sign_in);
}


ngx_int_t
submit_ended(ngx_http_request_t *r)
{
    answer_set_cookie(r, visit_of(r)->session, ANSWER_COOKIE_SESSION, "");
    return view_redirect(r, NGX_HTTP_SEE_OTHER, "sign-in?signed_out");
}


static ngx_int_t
answer_sign_out(ngx_http_request_t *r, struct call *call)
{
    if (call->status != GCIS_OK && call->status != GCIS_E_DENIED) {
        return show_failure(r, call->status);
    }
    return submit_ended(r);
}


ngx_int_t
submit_sign_out(ngx_http_request_t *r)
{
    struct call *call = portal_new_call(r);

    if (call == NULL) {
        return show_failure(r, GCIS_E_STORE);
    }
    call->work = call_work_end;
    return portal_wait(r, call, answer_sign_out);
}
