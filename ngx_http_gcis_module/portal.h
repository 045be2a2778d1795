/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The portal: pages and forms under one location.  What path shows what is a
 * table beside the templates; what a form does stands here.
 */
#ifndef GCIS_PORTAL_H
#define GCIS_PORTAL_H

#include "call.h"
#include "form.h"
#include "module.h"

struct page;

/* What the portal remembers of a request; its forms are wiped at its end. */
struct portal_request {
    ngx_str_t path;          /* below the location */
    const struct page *page; /* NULL for what is no page */
    struct form query;
    struct form form;
    const char *language;
    struct call *call; /* that is waited for */
};

/* The content handler of its location. */
ngx_int_t
portal_handler(ngx_http_request_t *r);

/* Where the portal is for a browser that is here: ends with a slash. */
const ngx_str_t *
portal_base(ngx_http_request_t *r);

/* What this request has of the portal; made when it is first asked for. */
struct portal_request *
portal_request_of(ngx_http_request_t *r);

/*
 * Waits for the call without blocking; what answer returns finalises the
 * request.  NGX_DONE, or the answer that it cannot be asked.
 */
ngx_int_t
portal_wait(ngx_http_request_t *r, struct call *call,
            ngx_int_t (*answer)(ngx_http_request_t *r, struct call *call));

/* A call with token, audience and address of this request. */
struct call *
portal_new_call(ngx_http_request_t *r);

/* Pages and forms, by the name of the table. */
ngx_int_t
portal_show(ngx_http_request_t *r, const struct page *page);

ngx_int_t
portal_submit(ngx_http_request_t *r, const struct page *page);

/* The return address of a query or form where it is a good one, else "". */
const char *
portal_return(ngx_http_request_t *r, const struct form *form);

/* The rest below the location. */
ngx_int_t
portal_session(ngx_http_request_t *r);

ngx_int_t
portal_health(ngx_http_request_t *r);

ngx_int_t
portal_asset(ngx_http_request_t *r, const ngx_str_t *name);

/* For the gate's refusals: answer_refusal.c. */
ngx_int_t
portal_refusal_body(ngx_http_request_t *r, struct visit *visit, bool page,
                    ngx_str_t *ret_body);

void
portal_set_type(ngx_http_request_t *r, const char *type);

#endif
