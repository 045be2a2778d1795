/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a backend gets to read: nothing that a client wrote under our names,
 * no session cookie, and who is there.
 */
#ifndef GCIS_HEADERS_H
#define GCIS_HEADERS_H

#include "module.h"

/* Makes the request's headers right for this location; once a visit. */
ngx_int_t
headers_prepare(ngx_http_request_t *r);

/* Before a location asks: what was emptied in the one before may be needed
 * by a password file here. */
void
headers_restore_user(ngx_http_request_t *r);

#endif
