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

/* Whether a line must not reach a backend. */
bool
headers_is_unwanted(ngx_http_request_t *r, const ngx_table_elt_t *line);

/* Once, with the configuration. */
void
headers_hash_names(struct main_conf *main);

/* Lines of an identity that are never empty. */
#define HEADERS_LINES_MIN 5

/* Writes them, over the unwanted lines of which there are no more than that. */
ngx_int_t
headers_write_identity(ngx_http_request_t *r,
                       const struct gcis_identity *identity);

/* The roles in the application in force, "" without one; NULL: no memory. */
const char *
headers_roles(ngx_http_request_t *r, const struct gcis_identity *identity);

/* Before a location asks: what was emptied in the one before may be needed
 * by a password file here. */
void
headers_restore_user(ngx_http_request_t *r);

#endif
