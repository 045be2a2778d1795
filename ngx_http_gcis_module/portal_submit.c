/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of a form: may it be read, is it complete, is it ours, and then what
 * it asks for.
 */
#include "portal_submit.h"

#include "identity.h"
#include "portal_form.h"
#include "portal_show.h"
#include "portal_view.h"

static const struct action {
    const char *page;
    bool by_session; /* its form is bound to a session */
    const char *fields[6];
    ngx_int_t (*act)(ngx_http_request_t *r);
} actions[] = {
    { "sign-in", false, { "account", "secret", "return", "token", NULL },
      submit_sign_in },
    { "password", true, { "old_secret", "new_secret", "new_again", "token",
      NULL }, submit_password },
    { "sign-out", true, { "token", NULL }, submit_sign_out },
};


static const struct action *
find_action(const char *page)
{
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (ngx_strcmp(actions[i].page, page) == 0) {
            return &actions[i];
        }
    }
    return NULL;
}


/* The form is here, whole. */
static ngx_int_t
act(ngx_http_request_t *r)
{
    const struct page *page = portal_request_of(r)->page;
    const struct action *action = find_action(page->name);
    ngx_int_t answer = NGX_HTTP_INTERNAL_SERVER_ERROR;
    struct session *session = visit_of(r)->session;

    if (action == NULL || !form_take(r, action->fields, &answer)) {
        return answer;
    }
    if (!action->by_session) {
        (void) identity_standing(r, session);
    } else if (!show_may(r, page, &answer)) {
        return answer;
    } else if (session->standing == STANDING_AWAY) {
        return view_refuse(r, "unavailable", session->reason);
    } else if (session->standing != STANDING_GOOD) {
        return submit_ended(r); /* of a page that needs no session */
    }
    if (!show_form_is_ours(r, action->by_session)) {
        return view_refuse(r, "form", "form_token");
    }
    return action->act(r);
}


static void
on_body(ngx_http_request_t *r)
{
    ngx_int_t answer = act(r);

    if (answer != NGX_DONE) {
        ngx_http_finalize_request(r, answer);
    }
}


ngx_int_t
portal_submit(ngx_http_request_t *r, const struct page *page)
{
    ngx_int_t answer = NGX_HTTP_INTERNAL_SERVER_ERROR;

    (void) page;
    if (r != r->main) {
        return NGX_HTTP_FORBIDDEN;
    }
    if (!form_may_be_read(r, &answer)) {
        return answer;
    }
    r->request_body_in_single_buf = 1;
    answer = ngx_http_read_client_request_body(r, on_body);
    return answer >= NGX_HTTP_SPECIAL_RESPONSE ? answer : NGX_DONE;
}
