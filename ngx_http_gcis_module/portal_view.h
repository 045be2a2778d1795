/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the portal sends: pages from templates, JSON, redirects, refusals.
 */
#ifndef GCIS_PORTAL_VIEW_H
#define GCIS_PORTAL_VIEW_H

#include "module.h"
#include "portal_pages.h"

/* The data that every page has; NULL: no memory. */
json_t *
view_data(ngx_http_request_t *r, const char *title);

/* Adds a message of the catalogue as the error of a field. */
bool
view_error(ngx_http_request_t *r, json_t *data, const char *field,
           const char *message);

/* A member of a page's data; false where memory is out, also for no value. */
bool
view_set(json_t *data, const char *name, json_t *value);

/*
 * Renders and sends; takes the data.  What they return finalises the request,
 * and where something failed it is a status of HTTP.
 */
ngx_int_t
view_page(ngx_http_request_t *r, ngx_uint_t status, const char *template,
          json_t *data);

ngx_int_t
view_json(ngx_http_request_t *r, ngx_uint_t status, json_t *object);

ngx_int_t
view_send(ngx_http_request_t *r, ngx_uint_t status, const char *type,
          const ngx_str_t *body);

/* To a page of the portal (its base goes before it), or where to says. */
ngx_int_t
view_redirect(ngx_http_request_t *r, ngx_uint_t status, const char *to);

/*
 * A page or JSON, by what the client shows: the row of the table of refusals,
 * and the reason, a word of the closed list, for the log.
 */
ngx_int_t
view_refuse(ngx_http_request_t *r, const char *row, const char *reason);

/* The same for a refusal that somebody else has logged and numbered. */
ngx_int_t
view_refuse_as(ngx_http_request_t *r, const char *row, const char *reason,
               const char *reference);

/* The bytes of a page in the request's pool. */
ngx_int_t
view_render(ngx_http_request_t *r, const char *template, json_t *data,
            ngx_str_t *ret_body);

/* {"error":..., "reason":..., "message":..., "reference":...}; NULL: no
 * memory. */
json_t *
view_error_object(ngx_http_request_t *r, const struct page_refusal *refusal,
                  const char *reason, const char *reference);

ngx_int_t
view_dump(ngx_http_request_t *r, json_t *object, ngx_str_t *ret_body);

#endif
