/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gate: may this request go on in its location?
 */
#ifndef GCIS_ACCESS_H
#define GCIS_ACCESS_H

#include "module.h"

/* Main requests (PREACCESS: subrequests, and what came too early). */
ngx_int_t
access_handler(ngx_http_request_t *r);

ngx_int_t
access_preaccess_handler(ngx_http_request_t *r);

/*
 * Remembers and logs a no; status is one of HTTP, reason a word of a closed
 * list.  Returns the status.
 */
ngx_int_t
access_refuse(ngx_http_request_t *r, struct visit *visit, ngx_uint_t status,
              const char *reason);

/* The status of HTTP for a reason of gcis_authorize(). */
ngx_uint_t
access_status_of_reason(const char *reason);

#endif
