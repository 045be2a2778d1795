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


bool
headers_is_unwanted(ngx_http_request_t *r, const ngx_table_elt_t *line)
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


static size_t
count_unwanted(ngx_http_request_t *r)
{
    struct header_walk walk;
    ngx_table_elt_t *line;
    size_t n = 0;

    header_walk_begin(&r->headers_in.headers, &walk);
    while ((line = header_walk_next(&walk)) != NULL) {
        n += headers_is_unwanted(r, line);
    }
    return n;
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

        if (headers_is_unwanted(r, line)) {
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


/*
 * A few lines that have to go are overwritten by ours.  A new list is made
 * where there are more of them, where nothing is written, and for subrequests,
 * which share their list with the request they were made from.
 */
static ngx_int_t
drop_unwanted(ngx_http_request_t *r, bool proven)
{
    size_t n = count_unwanted(r);

    if (r == r->main) {
        compat_cookies_drop_empty(r);
    }
    if (proven && r == r->main && n <= HEADERS_LINES_MIN) {
        return NGX_OK;
    }
    return n == 0 && !proven ? NGX_OK : rebuild(r);
}


ngx_int_t
headers_prepare(ngx_http_request_t *r)
{
    struct location_conf *conf = location_conf_of(r);
    struct visit *visit;
    bool proven;

    if (!conf->identity_headers && !conf->enabled) {
        return NGX_OK;
    }
    if (cut_cookies(r) != NGX_OK) {
        return NGX_ERROR;
    }
    visit = visit_of(r);
    proven = conf->identity_headers && visit != NULL && visit->allowed;
    if (drop_unwanted(r, proven) != NGX_OK) {
        return NGX_ERROR;
    }
    if (conf->identity_headers) {
        empty_user(r, visit);
    }
    return proven ? headers_write_identity(r, visit->session->identity)
                  : NGX_OK;
}
