/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the portal knows of a request, the language that it is answered in, and
 * the wait for the engine.
 */
#include "portal.h"

#include "answer.h"
#include "cookie.h"
#include "header_list.h"
#include "identity.h"
#include "portal_site.h"
#include "portal_view.h"
#include "present.h"
#include "return_address.h"


const ngx_str_t *
portal_base(ngx_http_request_t *r)
{
    const struct location_conf *conf = location_conf_of(r);

    return conf->is_portal || conf->portal_url.len == 0
        ? &server_conf_of(r)->portal : &conf->portal_url;
}


/* A copy with a NUL, or NULL. */
static const char *
copy(ngx_http_request_t *r, const char *bytes, size_t len)
{
    u_char *text = bytes == NULL ? NULL : ngx_pnalloc(r->pool, len + 1);

    if (text != NULL) {
        ngx_memcpy(text, bytes, len);
        text[len] = '\0';
    }
    return (const char *) text;
}


static const char *
language_cookie(ngx_http_request_t *r)
{
    struct cookie_search search = {
        .name = ANSWER_LANGUAGE, .name_len = sizeof(ANSWER_LANGUAGE) - 1,
    };
    struct compat_cookies cookies;
    ngx_table_elt_t *line;

    compat_cookies_begin(r->main, &cookies);
    while ((line = compat_cookies_next(&cookies)) != NULL) {
        cookie_look(&search, (const char *) line->value.data,
                    line->value.len);
    }
    return copy(r, search.value, search.value_len);
}


static void
choose_language(ngx_http_request_t *r, struct portal_request *request)
{
    const struct form_field *asked = form_find(&request->query, "lang");
    const ngx_table_elt_t *accept = header_find(r, "accept-language", NULL);
    const char *query = asked == NULL ? NULL : asked->value;
    const char *accepted = accept == NULL ? NULL
        : copy(r, (const char *) accept->value.data, accept->value.len);

    request->language = present_language(main_conf_of(r)->site->languages,
                                         query, language_cookie(r), accepted);
    if (query != NULL && ngx_strcmp(query, request->language) == 0) {
        answer_set_cookie(r, visit_of(r)->session, ANSWER_COOKIE_LANGUAGE,
                          query);
    }
}


static void
wipe(void *data)
{
    struct portal_request *request = data;

    form_wipe(&request->form);
    form_wipe(&request->query);
}


struct portal_request *
portal_request_of(ngx_http_request_t *r)
{
    struct visit *visit = visit_of(r);
    ngx_pool_cleanup_t *cleanup;
    struct portal_request *request;

    if (visit->portal != NULL) {
        return visit->portal;
    }
    cleanup = ngx_pool_cleanup_add(r->pool, sizeof(*request));
    if (cleanup == NULL) {
        return NULL;
    }
    request = cleanup->data;
    ngx_memzero(request, sizeof(*request));
    cleanup->handler = wipe;
    visit->portal = request;
    if (r->args.len > 0
        && form_parse((const char *) r->args.data, r->args.len, NULL,
                      &request->query) != FORM_GOOD)
    {
        /* as if nothing had been asked: pages read single words of it */
        ngx_memzero(&request->query, sizeof(request->query));
    }
    choose_language(r, request);
    return request;
}


const char *
portal_return(ngx_http_request_t *r, const struct form *form)
{
    const struct return_rules rules = {
        .portal = (const char *) server_conf_of(r)->portal.data,
    };
    const struct form_field *field = form_find(form, "return");

    if (field == NULL
        || !return_address_is_good(field->value, field->value_len, &rules))
    {
        return "";
    }
    return field->value;
}


struct call *
portal_new_call(ngx_http_request_t *r)
{
    const struct server_conf *conf = server_conf_of(r);
    const struct session *session = visit_of(r)->session;
    struct call *call = call_new(r);

    if (call == NULL) {
        return NULL;
    }
    ngx_memcpy(call->audience, conf->host.data, conf->host.len);
    identity_address(r, call->address);
    if (session->standing == STANDING_GOOD
        && session->token.len <= GCIS_TOKEN_MAX)
    {
        ngx_memcpy(call->token, session->token.data, session->token.len);
    }
    return call;
}


/* Called at the call's end, and whenever the connection stirs. */
static void
resume(ngx_http_request_t *r)
{
    struct portal_request *request = visit_of(r)->portal;
    struct call *call = request->call;

    if (!call->finished && !call->gave_up) {
        return;
    }
    request->call = NULL;
    r->write_event_handler = ngx_http_request_empty_handler;
    if (!call->finished) {
        ngx_http_finalize_request(r,
            view_refuse(r, "unavailable", "engine_away"));
        return;
    }
    ngx_http_finalize_request(r, call->answer(r, call));
}


ngx_int_t
portal_wait(ngx_http_request_t *r, struct call *call,
            ngx_int_t (*answer)(ngx_http_request_t *r, struct call *call))
{
    if (call_post(call, CALL_TIMEOUT_MS) != NGX_OK) {
        call_free(call);
        return view_refuse(r, "busy", "busy");
    }
    call->answer = answer;
    portal_request_of(r)->call = call;
    r->write_event_handler = resume;
    if (r->method != NGX_HTTP_POST) {
        r->main->count++; /* a body that was read has counted already */
    }
    return NGX_DONE;
}
