/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking the engine: what may wait runs in a thread of the pool, over the
 * library's blocking client (SECURITY N6).
 */
#ifndef GCIS_CALL_H
#define GCIS_CALL_H

#include <ngx_thread_pool.h>

#include "module.h"

#define CALL_TIMEOUT_MS 60000 /* keeps a worker that leaves from leaving */

#define CALL_DELAY_MAX_MS 10000 /* that an answer is held back */

/*
 * One question.  It owns all it holds and none of it lies in a request's pool,
 * so it may outlive its request; it is wiped at its end.
 */
struct call {
    ngx_thread_task_t task;
    ngx_http_request_t *r; /* who waits; NULL: nobody any more */
    struct gcis *gcis;
    bool finished;
    bool gave_up; /* its time is over; it runs on alone */
    bool held;    /* it is finished, and its answer is held back */

    /* In the thread, and then on the loop; what it returns finalises. */
    void (*work)(struct call *call);
    ngx_int_t (*answer)(ngx_http_request_t *r, struct call *call);

    /* in */
    char token[GCIS_TOKEN_MAX + 1];
    char audience[GCIS_HOST_MAX + 1];
    char address[NGX_SOCKADDR_STRLEN + 1];
    char account[GCIS_ACCOUNT_NAME_MAX + 2]; /* one too many is seen */
    char secret[GCIS_SECRET_MAX + 2];
    size_t secret_len;
    const char *operation; /* lives as long as the configuration */
    char *parameters;      /* JSON, malloc'ed */
    const char *page_operation; /* asked as well where that is refused */

    /* out */
    int status; /* of enum gcis_status */
    bool restricted;
    int64_t delay_ms; /* to hold the answer back (R28) */
    char *reply; /* JSON, malloc'ed; may be NULL */
    char *page_reply; /* of page_operation */
    char new_token[GCIS_TOKEN_MAX + 1];
    char reference[32];
};

/* Zeroed, and not part of a core dump; NULL: no memory. */
struct call *
call_new(ngx_http_request_t *r);

void
call_free(struct call *call);

/*
 * Starts it.  After `timeout_ms`, or when it is finished, the request's
 * write_event_handler is called.  NGX_DECLINED: the queue is full, and the
 * call is still the caller's.
 */
ngx_int_t
call_post(struct call *call, ngx_msec_t timeout_ms);

/* The kinds of work. */
void
call_work_sign_in(struct call *call);

void
call_work_operation(struct call *call);

void
call_work_change(struct call *call);

void
call_work_renew(struct call *call);

void
call_work_end(struct call *call);

#endif
