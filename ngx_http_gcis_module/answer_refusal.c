/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The answer to a request that the gate refused: a browser that asks for a page
 * goes where it can be mended, everything else gets the status and JSON.
 */
#include "answer.h"

#include "header_list.h"
#include "portal.h"
#include "return_address.h"

#define RETRY_AFTER_S "5"


bool
answer_wants_page(ngx_http_request_t *r)
{
    const ngx_table_elt_t *line;

    line = header_find(r, "sec-fetch-mode", NULL);
    if (line != NULL) {
        return line->value.len == 8
            && ngx_strncmp(line->value.data, "navigate", 8) == 0;
    }
    line = header_find(r, "accept", NULL);
    return line != NULL
        && ngx_strlcasestrn(line->value.data,
                            line->value.data + line->value.len,
                            (u_char *) "text/html", 9 - 1) != NULL;
}


bool
answer_is_navigation(ngx_http_request_t *r)
{
    return (r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD))
        && answer_wants_page(r);
}


/* The page of the portal where a refusal can be mended; NULL: there is none. */
static const char *
way_out(const struct visit *visit)
{
    bool change = ngx_strcmp(visit->reason, "must_change") == 0;

    if (visit->refused == NGX_HTTP_UNAUTHORIZED) {
        return visit->session->standing == STANDING_GOOD
            ? "step-up?return=" : "sign-in?return=";
    }
    return visit->refused == NGX_HTTP_FORBIDDEN && change ? "password" : NULL;
}


/* The portal's address from the configuration, never from the client. */
static ngx_int_t
make_location(ngx_http_request_t *r, const char *page, ngx_str_t *ret)
{
    const ngx_str_t *portal = portal_base(r);
    const ngx_str_t *from = &r->main->unparsed_uri;
    size_t page_len = ngx_strlen(page);
    size_t size = portal->len + page_len + 3 * from->len + 1;
    u_char *data;

    data = ngx_pnalloc(r->pool, size);
    if (data == NULL) {
        return NGX_ERROR;
    }
    ret->data = data;
    data = ngx_cpymem(data, portal->data, portal->len);
    data = ngx_cpymem(data, page, page_len);
    if (page[page_len - 1] == '=' && from->len <= RETURN_ADDRESS_MAX
        && return_address_encode((const char *) from->data, from->len,
            (char *) data, size - portal->len - page_len))
    {
        data += ngx_strlen(data);
    }
    ret->len = (size_t) (data - ret->data);
    return NGX_OK;
}


static void
forget_body(ngx_http_request_t *r)
{
    ngx_http_clear_accept_ranges(r);
    ngx_http_clear_last_modified(r);
    ngx_http_clear_content_length(r);
    ngx_http_clear_etag(r);
    r->headers_out.status_line.len = 0;
}


/*
 * headers_out.location is left alone: nginx would build an address from the
 * client's Host.  A length of 0, because a length that is cleared is sent as
 * chunks without an end.
 */
static ngx_int_t
redirect(ngx_http_request_t *r, const char *page)
{
    ngx_str_t location;

    if (make_location(r, page, &location) != NGX_OK) {
        return NGX_ERROR;
    }
    forget_body(r);
    header_withdraw(r, "WWW-Authenticate");
    r->headers_out.status = NGX_HTTP_MOVED_TEMPORARILY;
    r->err_status = 0;
    r->headers_out.content_length_n = 0;
    r->headers_out.content_type.len = 0;
    r->header_only = 1;
    return header_answer(r, "Location", &location);
}


static ngx_int_t
explain(ngx_http_request_t *r, struct visit *visit, bool page)
{
    ngx_str_t body = ngx_null_string;

    if (portal_refusal_body(r, visit, page, &body) != NGX_OK) {
        return NGX_ERROR;
    }
    forget_body(r);
    visit->body = body;
    r->headers_out.content_length_n = (off_t) body.len;
    portal_set_type(r, page ? "text/html" : "application/json");
    if (page && answer_add_security(r) != NGX_OK) {
        return NGX_ERROR;
    }
    if (visit->refused == NGX_HTTP_SERVICE_UNAVAILABLE
        && header_answer_text(r, "Retry-After", RETRY_AFTER_S) != NGX_OK)
    {
        return NGX_ERROR;
    }
    if (visit->refused == NGX_HTTP_UNAUTHORIZED) {
        return header_answer_text(r, "WWW-Authenticate", "Gcis");
    }
    return NGX_OK;
}


ngx_int_t
answer_refusal(ngx_http_request_t *r, struct visit *visit)
{
    bool page = answer_is_navigation(r);
    const char *way = page ? way_out(visit) : NULL;

    if (answer_add_no_store(r) != NGX_OK) {
        return NGX_ERROR;
    }
    return way != NULL ? redirect(r, way) : explain(r, visit, page);
}
