/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Renewal of a session's token before the content (SECURITY N10).
 */
#ifndef GCIS_RENEW_H
#define GCIS_RENEW_H

#include "module.h"

/* NGX_DECLINED: go on; NGX_AGAIN: wait for at most RENEW_MS. */
ngx_int_t
renew_session(ngx_http_request_t *r);

#endif
