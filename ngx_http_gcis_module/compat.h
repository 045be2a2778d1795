/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What differs between the versions of nginx that are built for, 1.22 to
 * mainline: how several header lines of one name hang together.
 */
#ifndef GCIS_COMPAT_H
#define GCIS_COMPAT_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#if !(NGX_THREADS)
#error "nginx must be configured --with-threads"
#endif

struct compat_cookies {
#if (nginx_version >= 1023000)
    ngx_table_elt_t *next;
#else
    ngx_table_elt_t **lines;
    ngx_uint_t n_left;
#endif
};


/* The Cookie lines of a request, one after the other; NULL at the end. */
static inline void
compat_cookies_begin(ngx_http_request_t *r, struct compat_cookies *ret)
{
#if (nginx_version >= 1023000)
    ret->next = r->headers_in.cookie;
#else
    ret->lines = r->headers_in.cookies.elts;
    ret->n_left = r->headers_in.cookies.nelts;
#endif
}


static inline ngx_table_elt_t *
compat_cookies_next(struct compat_cookies *cookies)
{
#if (nginx_version >= 1023000)
    ngx_table_elt_t *line = cookies->next;

    cookies->next = line == NULL ? NULL : line->next;
    return line;
#else
    if (cookies->n_left == 0) {
        return NULL;
    }
    cookies->n_left--;
    return *cookies->lines++;
#endif
}


/* Forgets the Cookie lines in which nothing is left. */
static inline void
compat_cookies_drop_empty(ngx_http_request_t *r)
{
#if (nginx_version >= 1023000)
    ngx_table_elt_t **place = &r->headers_in.cookie;

    while (*place != NULL) {
        if ((*place)->value.len == 0) {
            *place = (*place)->next;
        } else {
            place = &(*place)->next;
        }
    }
#else
    ngx_table_elt_t **lines = r->headers_in.cookies.elts;
    ngx_uint_t n = 0;

    for (ngx_uint_t i = 0; i < r->headers_in.cookies.nelts; i++) {
        if (lines[i]->value.len > 0) {
            lines[n++] = lines[i];
        }
    }
    r->headers_in.cookies.nelts = n;
#endif
}


static inline void
compat_header_alone(ngx_table_elt_t *line)
{
#if (nginx_version >= 1023000)
    line->next = NULL;
#else
    (void) line;
#endif
}


/* QUIC is TLS, though its listener does not say ssl. */
static inline int
compat_listener_is_ssl(const ngx_http_listen_opt_t *opt)
{
#if (NGX_HTTP_V3)
    return opt->ssl || opt->quic;
#else
    return opt->ssl;
#endif
}

#endif
