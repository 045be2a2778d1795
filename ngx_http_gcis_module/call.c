/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A task, its completion, and what happens when one of the two sides goes
 * first.  A request that ends lets go of its call through a cleanup of its
 * pool; a call that ends finds out whether somebody still waits.  So neither
 * holds the other up, and the 300 ms of a renewal can be kept.
 */
#include "call.h"

#include <sys/mman.h>

#include "library.h"


static void
let_go(void *data)
{
    struct call *call = data;

    call->r = NULL;
    if (call->finished) {
        call_free(call);
    }
}


struct call *
call_new(ngx_http_request_t *r)
{
    struct main_conf *main = main_conf_of(r);
    struct gcis *gcis = library_get(main);
    struct call *call;

    if (gcis == NULL) {
        return NULL;
    }
    call = mmap(NULL, sizeof(*call), PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (call == MAP_FAILED) {
        return NULL;
    }
    (void) madvise(call, sizeof(*call), MADV_DONTDUMP);
    call->r = r;
    call->gcis = gcis;
    call->status = GCIS_E_STORE;
    return call;
}


static void
wipe_text(char *text)
{
    if (text != NULL) {
        ngx_explicit_memzero(text, ngx_strlen(text));
        free(text);
    }
}


void
call_free(struct call *call)
{
    if (call == NULL) {
        return;
    }
    wipe_text(call->parameters);
    wipe_text(call->reply);
    wipe_text(call->page_reply);
    ngx_explicit_memzero(call, sizeof(*call));
    munmap(call, sizeof(*call));
}


/* In a thread of the pool: nothing of a request may be touched here. */
static void
run(void *data, ngx_log_t *log)
{
    struct call *call = data;

    (void) log;
    call->work(call);
}


static void
wake(struct call *call)
{
    ngx_http_request_t *r = call->r;
    ngx_connection_t *c = r->connection;

    ngx_http_set_log_request(c->log, r);
    /* nginx has put its own handler there where the request was ended */
    r->write_event_handler(r);
    ngx_http_run_posted_requests(c);
}


/* Its time is over; the thread goes on, and the worker waits for it. */
static void
on_time_out(struct call *call)
{
    ngx_add_timer(&call->task.event, CALL_TIMEOUT_MS);
    if (call->gave_up) {
        return;
    }
    call->gave_up = true;
    ngx_log_error(NGX_LOG_INFO, ngx_cycle->log, 0,
                  "gcis: the engine takes its time, going on");
    if (call->r != NULL) {
        wake(call);
    }
}


static void
on_end(struct call *call)
{
    call->finished = true;
    if (call->r == NULL) {
        call_free(call);
        return;
    }
    wake(call);
}


/* The end of the task, or one of its two timers. */
static void
on_event(ngx_event_t *event)
{
    struct call *call = event->data;

    event->timedout = 0;
    if (!event->complete && !call->held) {
        on_time_out(call);
        return;
    }
    if (event->timer_set) {
        ngx_del_timer(event);
    }
    if (event->complete && call->delay_ms > 0) {
        event->complete = 0;
        call->held = true;
        ngx_add_timer(event, (ngx_msec_t) ngx_min(call->delay_ms,
                                                  CALL_DELAY_MAX_MS));
        return;
    }
    event->complete = 0;
    on_end(call);
}


/* Strangers who guess passwords keep one pool busy; renewals, pages and
 * sign-outs of those who are in never wait behind them. */
static ngx_thread_pool_t *
pool_of(const struct call *call, const struct main_conf *main)
{
    bool hashes = call->work == call_work_sign_in
                  || call->work == call_work_change;

    return hashes ? main->pool : main->quick_pool;
}


ngx_int_t
call_post(struct call *call, ngx_msec_t timeout_ms)
{
    struct main_conf *main = main_conf_of(call->r);
    ngx_pool_cleanup_t *cleanup = ngx_pool_cleanup_add(call->r->pool, 0);
    ngx_event_t *event = &call->task.event;

    if (cleanup == NULL) {
        return NGX_DECLINED;
    }
    call->task.ctx = call;
    call->task.handler = run;
    event->data = call;
    event->handler = on_event;
    event->log = ngx_cycle->log; /* the request's may be gone by then */
    if (ngx_thread_task_post(pool_of(call, main), &call->task) != NGX_OK) {
        return NGX_DECLINED;
    }
    ngx_add_timer(event, timeout_ms);
    cleanup->handler = let_go;
    cleanup->data = call;
    return NGX_OK;
}
