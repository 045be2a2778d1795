/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who asks: from the cookie to the identity, once for each main request and
 * only when somebody wants to know.
 */
#ifndef GCIS_IDENTITY_H
#define GCIS_IDENTITY_H

#include "module.h"

/* The visit of this request in its location, with its session; NULL: no
 * memory. */
struct visit *
identity_visit(ngx_http_request_t *r);

/* The session of the main request where there is one already, else NULL. */
struct session *
identity_find_session(ngx_http_request_t *r);

/* Reads the cookie, unless it was read: before it is cut at the latest. */
void
identity_read_cookie(ngx_http_request_t *r, struct session *session);

/* Finds out who asks; touches no socket. */
enum standing
identity_standing(ngx_http_request_t *r, struct session *session);

/* The numeric address of the client, as realip left it; "" for none. */
void
identity_address(ngx_http_request_t *r, char ret[NGX_SOCKADDR_STRLEN + 1]);

#endif
