/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The filters.  The gate's no becomes a redirect only here, when it is clear
 * that nobody else said yes and that no error_page of the operator took its
 * place: nginx clears the visit at each internal redirect, so a refusal that
 * is still there is the one that is being answered.
 */
#include "answer.h"

#include "header_list.h"
#include "identity.h"

static ngx_http_output_header_filter_pt next_header_filter;
static ngx_http_output_body_filter_pt next_body_filter;


void
answer_set_cookie(ngx_http_request_t *r, struct session *session,
                  enum answer_cookie which, const char *value)
{
    static const ngx_str_t language = ngx_string(ANSWER_LANGUAGE);
    struct server_conf *conf = server_conf_of(r);
    const ngx_str_t *names[] = {
        &conf->cookie_name, &conf->form_cookie_name, &language
    };
    const ngx_str_t *name = names[which];
    const char *age = value[0] == '\0' ? "; Max-Age=0" : "";
    size_t size = name->len + ngx_strlen(value)
                + conf->cookie_attributes.len + ngx_strlen(age) + 1;
    ngx_str_t *text = &session->set_cookie[which];
    u_char *data = ngx_pnalloc(r->pool, size);

    if (data == NULL) {
        return;
    }
    text->data = data;
    text->len = (size_t) (ngx_sprintf(data, "%V=%s%V%s", name, value,
                                      &conf->cookie_attributes, age) - data);
}


ngx_int_t
answer_add_no_store(ngx_http_request_t *r)
{
    header_withdraw(r, "Cache-Control");
    if (header_answer_text(r, "Cache-Control", "no-store") != NGX_OK) {
        return NGX_ERROR;
    }
    return header_answer_text(r, "Vary", "Cookie, Accept");
}


ngx_int_t
answer_add_security(ngx_http_request_t *r)
{
    static const char *const lines[][2] = {
        { "Content-Security-Policy", "default-src 'none'; script-src 'self'; "
          "style-src 'self'; img-src 'self' data:; connect-src 'self'; "
          "form-action 'self'; frame-ancestors 'none'; base-uri 'none'" },
        { "Cross-Origin-Opener-Policy", "same-origin-allow-popups" },
        { "Referrer-Policy", "same-origin" },
        { "X-Content-Type-Options", "nosniff" },
        { "X-Frame-Options", "DENY" },
        { "Permissions-Policy", "camera=(), display-capture=(), "
          "geolocation=(), microphone=(), payment=(), usb=()" },
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        header_withdraw(r, lines[i][0]);
        if (header_answer_text(r, lines[i][0], lines[i][1]) != NGX_OK) {
            return NGX_ERROR;
        }
    }
    return NGX_OK;
}


static ngx_int_t
send_cookies(ngx_http_request_t *r, struct session *session)
{
    for (size_t i = 0; i < 3; i++) {
        ngx_str_t *cookie = &session->set_cookie[i];

        if (cookie->len == 0) {
            continue;
        }
        /* whatever else it says, no cache may keep this answer */
        if (header_answer(r, "Set-Cookie", cookie) != NGX_OK
            || (!header_answers(r, "Cache-Control", "no-store")
                && header_answer_text(r, "Cache-Control", "private")
                   != NGX_OK))
        {
            return NGX_ERROR;
        }
        cookie->len = 0;
    }
    return NGX_OK;
}


/* A shared cache must not hand one person's page to the next. */
static ngx_int_t
keep_private(ngx_http_request_t *r)
{
    if (!header_answers(r, "Cache-Control", NULL)
        && header_answer_text(r, "Cache-Control", "private") != NGX_OK)
    {
        return NGX_ERROR;
    }
    if (header_answers(r, "Vary", "cookie")) {
        return NGX_OK;
    }
    return header_answer_text(r, "Vary", "Cookie");
}


static ngx_int_t
add_lines(ngx_http_request_t *r, struct visit *visit)
{
    struct location_conf *conf = location_conf_of(r);
    struct session *session = visit != NULL ? visit->session
        : r->internal ? identity_find_session(r) : NULL;

    if (conf->is_portal
        && (answer_add_security(r) != NGX_OK
            || (!header_answers(r, "Cache-Control", NULL)
                && answer_add_no_store(r) != NGX_OK)))
    {
        return NGX_ERROR;
    }
    if (session != NULL && send_cookies(r, session) != NGX_OK) {
        return NGX_ERROR;
    }
    if (visit == NULL) {
        return NGX_OK;
    }
    if (visit->refused != 0 && visit->refused == r->headers_out.status) {
        return answer_refusal(r, visit);
    }
    return visit->allowed ? keep_private(r) : NGX_OK;
}


static ngx_int_t
filter_header(ngx_http_request_t *r)
{
    struct visit *visit = visit_of(r);

    if (visit != NULL && visit->allowed) {
        answer_keep_out_of_caches(r, visit);
    }
    if (r == r->main && !r->header_sent
        && add_lines(r, visit) != NGX_OK)
    {
        return NGX_ERROR;
    }
    return next_header_filter(r);
}


/* Our body takes the place of the one that nginx made. */
static ngx_int_t
filter_body(ngx_http_request_t *r, ngx_chain_t *in)
{
    struct visit *visit = visit_of(r);
    ngx_chain_t out = { .next = NULL };
    ngx_chain_t *link;

    if (visit == NULL || visit->body.data == NULL || r != r->main) {
        return next_body_filter(r, in);
    }
    for (link = in; link != NULL; link = link->next) {
        link->buf->pos = link->buf->last;
        link->buf->file_pos = link->buf->file_last;
    }
    if (visit->body_sent) {
        return next_body_filter(r, NULL);
    }
    visit->body_sent = true;
    out.buf = ngx_calloc_buf(r->pool);
    if (out.buf == NULL) {
        return NGX_ERROR;
    }
    out.buf->pos = out.buf->start = visit->body.data;
    out.buf->last = out.buf->end = visit->body.data + visit->body.len;
    out.buf->memory = 1;
    out.buf->last_buf = 1;
    out.buf->last_in_chain = 1;
    return next_body_filter(r, &out);
}


ngx_int_t
answer_install_filters(ngx_conf_t *cf)
{
    (void) cf;
    next_header_filter = ngx_http_top_header_filter;
    ngx_http_top_header_filter = filter_header;
    next_body_filter = ngx_http_top_body_filter;
    ngx_http_top_body_filter = filter_body;
    return NGX_OK;
}
