/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes out: the header filter and the body filter.
 */
#ifndef GCIS_ANSWER_H
#define GCIS_ANSWER_H

#include "module.h"

enum answer_cookie {
    ANSWER_COOKIE_SESSION = 0,
    ANSWER_COOKIE_FORM,
    ANSWER_COOKIE_LANGUAGE,
};

#define ANSWER_LANGUAGE "gcis-lang" /* the cookie of the chosen language */

ngx_int_t
answer_install_filters(ngx_conf_t *cf);

/*
 * Sends a cookie with the answer to this request; an empty value takes it
 * from the browser.  The last word wins.  Without memory nothing is sent.
 */
void
answer_set_cookie(ngx_http_request_t *r, struct session *session,
                  enum answer_cookie which, const char *value);

/* Adds the lines that no cache and no other site may do without. */
ngx_int_t
answer_add_security(ngx_http_request_t *r);

ngx_int_t
answer_add_no_store(ngx_http_request_t *r);

/* No cache of nginx may hand the answer to this visit to somebody else. */
void
answer_keep_out_of_caches(ngx_http_request_t *r, const struct visit *visit);

/* Turns a refusal of ours into a redirect, a page or JSON. */
ngx_int_t
answer_refusal(ngx_http_request_t *r, struct visit *visit);

/* Whether the client shows pages, whatever it asks for. */
bool
answer_wants_page(ngx_http_request_t *r);

/* Whether a browser goes to a page, by GET or HEAD. */
bool
answer_is_navigation(ngx_http_request_t *r);

#endif
