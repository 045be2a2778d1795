/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Forms that come in.  The names of their functions say who refuses: each
 * fills in what finalises the request where it returns false.
 */
#ifndef GCIS_PORTAL_FORM_H
#define GCIS_PORTAL_FORM_H

#include "portal.h"

/* Before the body is read: origin, type, length. */
bool
form_may_be_read(ngx_http_request_t *r, ngx_int_t *ret_answer);

/* After: its fields, of which there may be those of the list. */
bool
form_take(ngx_http_request_t *r, const char *const *fields,
          ngx_int_t *ret_answer);

#endif
