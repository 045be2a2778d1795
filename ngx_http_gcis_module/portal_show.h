/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What showing a page and answering a form have in common.
 */
#ifndef GCIS_PORTAL_SHOW_H
#define GCIS_PORTAL_SHOW_H

#include "portal.h"
#include "portal_pages.h"

/* Whether this page is for who asks; if not, what finalises the request. */
bool
show_may(ngx_http_request_t *r, const struct page *page,
         ngx_int_t *ret_answer);

/* A page's data with its form; reply is of its operation, or NULL. */
json_t *
show_data(ngx_http_request_t *r, const struct page *page, const char *reply);

/* The answer where the engine said no to a page, or nothing. */
ngx_int_t
show_failure(ngx_http_request_t *r, int status);

/*
 * The form token of who asks: bound to his session, or to the cookie of the
 * sign-in form, which is made where there is none.
 */
bool
show_form_token(ngx_http_request_t *r, char ret_token[GCIS_FORM_TOKEN_SIZE]);

/*
 * Whether the form that came is one that this browser was given; `session`
 * says by what it is bound.
 */
bool
show_form_is_ours(ngx_http_request_t *r, bool session);

#endif
