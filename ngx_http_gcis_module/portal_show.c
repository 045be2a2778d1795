/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages that are shown: who may see one, what the engine knows for it, and
 * what its form needs.
 */
#include "portal_show.h"

#include "access.h"
#include "answer.h"
#include "header_list.h"
#include "identity.h"
#include "portal_home.h"
#include "portal_view.h"
#include "return_address.h"


/* To the sign-in, and from there back to this page. */
static ngx_int_t
send_to_sign_in(ngx_http_request_t *r)
{
    static const char page[] = "sign-in?return=";
    const ngx_str_t *from = &r->unparsed_uri;
    size_t size = sizeof(page) + 3 * from->len;
    char *to;

    if (!answer_is_navigation(r) || from->len > RETURN_ADDRESS_MAX) {
        return view_refuse(r, "no_session", "no_session");
    }
    to = ngx_pnalloc(r->pool, size);
    if (to == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    ngx_memcpy(to, page, sizeof(page));
    if (!return_address_encode((const char *) from->data, from->len,
            to + sizeof(page) - 1, size - sizeof(page) + 1))
    {
        to[sizeof(page) - 1] = '\0';
    }
    return view_redirect(r, NGX_HTTP_MOVED_TEMPORARILY, to);
}


/* The library says whether the session may do more than change its password. */
static bool
is_restricted(const struct gcis_identity *identity)
{
    struct gcis_facts facts = { .now_s = ngx_time() };

    return gcis_authorize(identity, NULL, 0, &facts, NULL) != GCIS_OK;
}


bool
show_may(ngx_http_request_t *r, const struct page *page, ngx_int_t *ret_answer)
{
    struct session *session = visit_of(r)->session;
    enum standing standing = identity_standing(r, session);

    if (page->session == PAGE_SESSION_OPTIONAL) {
        return true;
    }
    if (standing == STANDING_AWAY) {
        *ret_answer = view_refuse(r, "unavailable", session->reason);
        return false;
    }
    if (standing != STANDING_GOOD) {
        *ret_answer = send_to_sign_in(r);
        return false;
    }
    if (is_restricted(session->identity) && !page->restricted) {
        *ret_answer = answer_is_navigation(r)
            ? view_redirect(r, NGX_HTTP_MOVED_TEMPORARILY, "password")
            : view_refuse(r, "must_change", "must_change");
        return false;
    }
    return true;
}


/* The members that a form wants; the nonce's cookie goes out with it. */
static bool
set_form_token(ngx_http_request_t *r, json_t *data)
{
    char token[GCIS_FORM_TOKEN_SIZE];

    return show_form_token(r, token)
        && view_set(data, "form_token", json_string(token));
}


static bool
set_query(ngx_http_request_t *r, json_t *data)
{
    static const char *const words[] = {
        "first", "card", "signed_out", NULL
    };
    const struct form *query = &portal_request_of(r)->query;

    for (size_t i = 0; words[i] != NULL; i++) {
        if (form_find(query, words[i]) != NULL
            && !view_set(data, words[i], json_true()))
        {
            return false;
        }
    }
    return view_set(data, "return", json_string(portal_return(r, query)));
}


json_t *
show_data(ngx_http_request_t *r, const struct page *page, const char *reply)
{
    struct session *session = visit_of(r)->session;
    json_t *data = view_data(r, page->title);

    if (data == NULL || !set_form_token(r, data) || !set_query(r, data)
        || !home_fill(data, reply))
    {
        json_decref(data);
        return NULL;
    }
    if (session->standing == STANDING_GOOD
        && is_restricted(session->identity)
        && !view_set(data, "must_change", json_true()))
    {
        json_decref(data);
        return NULL;
    }
    return data;
}


/* Goes on to where the sign-in came from, by a page that does not redirect. */
static ngx_int_t
show_done(ngx_http_request_t *r, const struct page *page)
{
    const char *target = portal_return(r, &portal_request_of(r)->query);
    size_t size = ngx_strlen(target) + sizeof("0;url=");
    u_char *refresh = ngx_pnalloc(r->pool, size);
    json_t *data;

    if (target[0] == '\0') {
        return view_redirect(r, NGX_HTTP_MOVED_TEMPORARILY, "home");
    }
    data = show_data(r, page, NULL);
    if (refresh == NULL || data == NULL
        || !view_set(data, "target", json_string(target)))
    {
        json_decref(data);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    ngx_sprintf(refresh, "0;url=%s%Z", target);
    (void) header_answer_text(r, "Refresh", (const char *) refresh);
    return view_page(r, NGX_HTTP_OK, page->template, data);
}


ngx_int_t
show_failure(ngx_http_request_t *r, int status)
{
    struct session *session = visit_of(r)->session;

    switch ((enum gcis_status) status) {
    case GCIS_E_BUSY:
        return view_refuse(r, "busy", "busy");
    case GCIS_E_DENIED:
        /* the session ended while it was asked */
        answer_set_cookie(r, session, ANSWER_COOKIE_SESSION, "");
        return send_to_sign_in(r);
    case GCIS_E_FORBIDDEN:
        return view_refuse(r, "no_role", "forbidden");
    case GCIS_OK:
    case GCIS_E_INVALID:
    case GCIS_E_NOMEM:
    case GCIS_E_CONFIG:
    case GCIS_E_STORE:
    case GCIS_E_CRYPTO:
        break;
    }
    ngx_log_error(NGX_LOG_WARN, r->connection->log, 0,
                  "gcis: the engine cannot be asked: %s",
                  gcis_strerror(status));
    return view_refuse(r, "unavailable", "engine_away");
}


static ngx_int_t
answer_page(ngx_http_request_t *r, struct call *call)
{
    const struct page *page = portal_request_of(r)->page;

    if (call->status != GCIS_OK) {
        return show_failure(r, call->status);
    }
    return view_page(r, NGX_HTTP_OK, page->template,
                     show_data(r, page, call->reply));
}


ngx_int_t
portal_show(ngx_http_request_t *r, const struct page *page)
{
    ngx_int_t answer = NGX_HTTP_INTERNAL_SERVER_ERROR;
    struct call *call;

    if (!show_may(r, page, &answer)) {
        return answer;
    }
    if (ngx_strcmp(page->name, "done") == 0) {
        return show_done(r, page);
    }
    if (page->operation == NULL) {
        return view_page(r, NGX_HTTP_OK, page->template,
                         show_data(r, page, NULL));
    }
    call = portal_new_call(r);
    if (call == NULL) {
        return show_failure(r, GCIS_E_STORE);
    }
    call->operation = page->operation;
    call->work = call_work_operation;
    return portal_wait(r, call, answer_page);
}
