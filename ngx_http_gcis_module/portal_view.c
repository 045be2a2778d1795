/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sending.  Knows forms of answers, not what they say.
 */
#include "portal_view.h"

#include <stdlib.h>

#include "answer.h"
#include "header_list.h"
#include "portal.h"
#include "portal_data.h"
#include "portal_site.h"


bool
view_set(json_t *data, const char *name, json_t *value)
{
    return json_object_set_new(data, name, value) == 0;
}


bool
view_error(ngx_http_request_t *r, json_t *data, const char *field,
           const char *message)
{
    const char *language = portal_request_of(r)->language;
    char *text = template_message(main_conf_of(r)->site->set, message,
                                  language, data);
    bool good = text != NULL && portal_error(data, field, text);

    free(text);
    return good;
}


void
portal_set_type(ngx_http_request_t *r, const char *type)
{
    r->headers_out.content_type.data = (u_char *) type;
    r->headers_out.content_type.len = ngx_strlen(type);
    r->headers_out.content_type_len = r->headers_out.content_type.len;
    r->headers_out.content_type_lowcase = NULL;
    ngx_str_set(&r->headers_out.charset, "utf-8");
    if (ngx_strncmp(type, "text/", 5) != 0) {
        r->headers_out.charset.len = 0;
    }
}


ngx_int_t
view_send(ngx_http_request_t *r, ngx_uint_t status, const char *type,
          const ngx_str_t *body)
{
    ngx_chain_t out = { .next = NULL };
    ngx_int_t answer;

    r->headers_out.status = status;
    r->headers_out.content_length_n = (off_t) body->len;
    portal_set_type(r, type);
    if (status == NGX_HTTP_SERVICE_UNAVAILABLE || status == 429) {
        (void) header_answer_text(r, "Retry-After", "5");
    }
    if (status == NGX_HTTP_UNAUTHORIZED) {
        (void) header_answer_text(r, "WWW-Authenticate", "Gcis");
    }
    answer = ngx_http_send_header(r);
    if (answer == NGX_ERROR || answer > NGX_OK || r->header_only) {
        return answer;
    }
    out.buf = ngx_calloc_buf(r->pool);
    if (out.buf == NULL) {
        return NGX_ERROR;
    }
    out.buf->pos = body->data;
    out.buf->last = body->data + body->len;
    out.buf->memory = body->len > 0;
    out.buf->last_buf = r == r->main;
    out.buf->last_in_chain = 1;
    return ngx_http_output_filter(r, &out);
}


ngx_int_t
view_redirect(ngx_http_request_t *r, ngx_uint_t status, const char *to)
{
    const ngx_str_t *base = portal_base(r);
    ngx_str_t location;
    ngx_str_t none = ngx_string("");

    location.len = ngx_strlen(to);
    location.data = (u_char *) to;
    if (to[0] != '/') {
        location.data = ngx_pnalloc(r->pool, base->len + location.len);
        if (location.data == NULL) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }
        ngx_memcpy(ngx_cpymem(location.data, base->data, base->len), to,
                   location.len);
        location.len += base->len;
    }
    if (header_answer(r, "Location", &location) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return view_send(r, status, "text/html", &none);
}


/* Bytes from malloc into the pool of the request. */
static ngx_int_t
keep(ngx_http_request_t *r, char *bytes, size_t len, ngx_str_t *ret_body)
{
    u_char *copy = bytes == NULL ? NULL : ngx_pnalloc(r->pool, len);

    if (copy != NULL) {
        ngx_memcpy(copy, bytes, len);
        ret_body->data = copy;
        ret_body->len = len;
    }
    free(bytes);
    return copy == NULL ? NGX_ERROR : NGX_OK;
}


ngx_int_t
view_render(ngx_http_request_t *r, const char *template, json_t *data,
            ngx_str_t *ret_body)
{
    const char *language = portal_request_of(r)->language;
    char *html = NULL;
    size_t len = 0;

    if (!portal_complete(data)
        || template_render(main_conf_of(r)->site->set, template, language,
                           data, &html, &len) != 0)
    {
        ngx_log_error(NGX_LOG_ERR, r->connection->log, 0,
                      "gcis: the page %s cannot be made", template);
        return NGX_ERROR;
    }
    return keep(r, html, len, ret_body);
}


ngx_int_t
view_dump(ngx_http_request_t *r, json_t *object, ngx_str_t *ret_body)
{
    char *text = json_dumps(object, JSON_COMPACT);

    return keep(r, text, text == NULL ? 0 : ngx_strlen(text), ret_body);
}


ngx_int_t
view_page(ngx_http_request_t *r, ngx_uint_t status, const char *template,
          json_t *data)
{
    ngx_str_t body;
    ngx_int_t answer = data == NULL ? NGX_ERROR
                                    : view_render(r, template, data, &body);

    json_decref(data);
    return answer != NGX_OK ? NGX_HTTP_INTERNAL_SERVER_ERROR
                            : view_send(r, status, "text/html", &body);
}


ngx_int_t
view_json(ngx_http_request_t *r, ngx_uint_t status, json_t *object)
{
    ngx_str_t body;
    ngx_int_t answer = object == NULL ? NGX_ERROR
                                      : view_dump(r, object, &body);

    json_decref(object);
    return answer != NGX_OK ? NGX_HTTP_INTERNAL_SERVER_ERROR
                            : view_send(r, status, "application/json", &body);
}
