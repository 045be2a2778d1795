/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The request's header list for the backend (SECURITY N4, N5).  nginx cannot
 * take a line out of a list: where one has to go, or where the list is shared
 * with the request that a subrequest was made from, a new one is built.
 */
#include "headers.h"

#include "cookie.h"
#include "header_list.h"
#include "header_text.h"
#include "identity.h"


static ngx_int_t
cut_cookies(ngx_http_request_t *r)
{
    struct server_conf *conf = server_conf_of(r);
    struct compat_cookies cookies;
    ngx_table_elt_t *line;

    compat_cookies_begin(r, &cookies);
    while ((line = compat_cookies_next(&cookies)) != NULL) {
        struct visit *visit = identity_visit(r);
        ngx_str_t *value = &line->value;

        if (visit == NULL) {
            return NGX_ERROR;
        }
        identity_read_cookie(r, visit->session);

        value->len = cookie_cut((char *) value->data, value->len,
            (char *) conf->cookie_name.data, conf->cookie_name.len);
        value->len = cookie_cut((char *) value->data, value->len,
            (char *) conf->form_cookie_name.data, conf->form_cookie_name.len);
    }
    return NGX_OK;
}


static bool
is_unwanted(ngx_http_request_t *r, const ngx_table_elt_t *line)
{
    struct location_conf *conf = location_conf_of(r);

    if (line->key.len == 6 && line->value.len == 0
        && ngx_strncasecmp(line->key.data, (u_char *) "cookie", 6) == 0)
    {
        return true;
    }
    return conf->identity_headers
        && header_name_is_ours((const char *) line->key.data, line->key.len);
}


static bool
has_unwanted(ngx_http_request_t *r)
{
    struct header_walk walk;
    ngx_table_elt_t *line;

    header_walk_begin(&r->headers_in.headers, &walk);
    while ((line = header_walk_next(&walk)) != NULL) {
        if (is_unwanted(r, line)) {
            return true;
        }
    }
    return false;
}


/* A list of the lines that stay, which takes the place of the old one. */
static ngx_int_t
rebuild(ngx_http_request_t *r)
{
    ngx_list_t *place = &r->headers_in.headers;
    ngx_list_t list;
    struct header_walk walk;
    ngx_table_elt_t *line;

    if (ngx_list_init(&list, r->pool, 24, sizeof(*line)) != NGX_OK) {
        return NGX_ERROR;
    }
    header_walk_begin(place, &walk);
    while ((line = header_walk_next(&walk)) != NULL) {
        ngx_table_elt_t *copy;

        if (is_unwanted(r, line)) {
            continue;
        }
        copy = ngx_list_push(&list);
        if (copy == NULL) {
            return NGX_ERROR;
        }
        *copy = *line;
    }
    *place = list;
    if (list.last == &list.part) {
        place->last = &place->part; /* not into the local one */
    }
    return NGX_OK;
}


/* The name that a Basic header claims is nobody's proof (nginx shows it). */
static void
empty_user(ngx_http_request_t *r, struct visit *visit)
{
    if (visit != NULL && visit->allowed) {
        visit->session->user_emptied = true;
    } else if (r->headers_in.user.data != NULL) {
        return; /* a password file has been asked about it */
    }
    ngx_str_set(&r->headers_in.user, "");
}


void
headers_restore_user(ngx_http_request_t *r)
{
    struct session *session = identity_find_session(r);

    if (session != NULL && session->user_emptied) {
        session->user_emptied = false;
        ngx_str_null(&r->headers_in.user);
    }
}


static ngx_int_t
push(ngx_http_request_t *r, const char *name, const char *value)
{
    size_t len = ngx_strlen(value);
    ngx_str_t text = { .data = (u_char *) value,
                       .len = header_value_size(value, len) };

    if (len == 0) {
        return NGX_OK;
    }
    if (text.len > len) {
        text.data = ngx_pnalloc(r->pool, text.len);
        if (text.data == NULL) {
            return NGX_ERROR;
        }
        header_value_write(value, len, (char *) text.data);
    }
    return header_push(r->pool, &r->headers_in.headers, name, &text);
}


static ngx_int_t
push_roles(ngx_http_request_t *r, const struct gcis_identity *identity)
{
    struct location_conf *conf = location_conf_of(r);
    const char *application = (const char *) conf->application.data;
    char *roles;

    if (conf->application.len == 0) {
        return NGX_OK;
    }
    roles = ngx_pnalloc(r->pool, GCIS_ROLES_SIZE);
    if (roles == NULL
        || gcis_identity_roles(identity, application, ngx_time(), roles)
           != GCIS_OK
        || push(r, "X-Gcis-Application", application) != NGX_OK)
    {
        return NGX_ERROR;
    }
    return push(r, "X-Gcis-Roles", roles);
}


static ngx_int_t
push_identity(ngx_http_request_t *r, const struct gcis_identity *identity)
{
    if (push(r, "X-Gcis-Account", gcis_identity_account(identity)) != NGX_OK
        || push(r, "X-Gcis-Name", gcis_identity_name(identity)) != NGX_OK
        || push(r, "X-Gcis-Agency", gcis_identity_agency(identity)) != NGX_OK
        || push(r, "X-Gcis-Kind", gcis_identity_kind(identity)) != NGX_OK
        || push(r, "X-Gcis-Level", gcis_identity_level(identity)) != NGX_OK
        || push(r, "X-Gcis-Session", gcis_identity_session(identity))
           != NGX_OK)
    {
        return NGX_ERROR;
    }
    return push_roles(r, identity);
}


ngx_int_t
headers_prepare(ngx_http_request_t *r)
{
    struct location_conf *conf = location_conf_of(r);
    struct visit *visit = visit_of(r);
    bool proven = visit != NULL && visit->allowed;

    if (!conf->identity_headers && !conf->enabled) {
        return NGX_OK;
    }
    if (cut_cookies(r) != NGX_OK) {
        return NGX_ERROR;
    }
    if ((r != r->main || has_unwanted(r)) && rebuild(r) != NGX_OK) {
        return NGX_ERROR;
    }
    if (!conf->identity_headers) {
        return NGX_OK;
    }
    empty_user(r, visit);
    return proven ? push_identity(r, visit->session->identity) : NGX_OK;
}
