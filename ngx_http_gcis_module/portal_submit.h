/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the forms of the portal do.  Each runs with its form read and checked,
 * and returns what finalises the request, or NGX_DONE while it waits.
 */
#ifndef GCIS_PORTAL_SUBMIT_H
#define GCIS_PORTAL_SUBMIT_H

#include "portal.h"

ngx_int_t
submit_sign_in(ngx_http_request_t *r);

ngx_int_t
submit_password(ngx_http_request_t *r);

ngx_int_t
submit_sign_out(ngx_http_request_t *r);

/* There is no session, or no longer: to the sign-in page, without its cookie. */
ngx_int_t
submit_ended(ngx_http_request_t *r);

#endif
