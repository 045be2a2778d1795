/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A worker has no key, so the engine makes the younger token.  Whatever comes
 * of it, the request goes on: the old token stays good until it ends.  A
 * session is asked for once in a while by each worker, however many of its
 * requests come at the same time.
 */
#include "renew.h"

#include "answer.h"
#include "call.h"
#include "identity.h"

#define RENEW_MS 300          /* that a request may wait */
#define RENEW_PAUSE_MS 10000  /* before the same session is asked for again */


/* True where this session's turn is now; it has no other for a while. */
static bool
take_turn(struct main_conf *main, const char *id)
{
    size_t len = ngx_strlen(id);
    struct renewal *renewal;

    if (main->renewals == NULL) {
        main->renewals = ngx_pcalloc(ngx_cycle->pool,
                                     RENEWALS * sizeof(*main->renewals));
    }
    if (main->renewals == NULL || len == 0
        || len >= sizeof(renewal->session))
    {
        return false;
    }
    renewal = &main->renewals[ngx_hash_key((u_char *) id, len) % RENEWALS];
    if (ngx_strcmp(renewal->session, id) == 0
        && (ngx_msec_int_t) (renewal->until_ms - ngx_current_msec) > 0)
    {
        return false;
    }
    ngx_memcpy(renewal->session, id, len + 1);
    renewal->until_ms = ngx_current_msec + RENEW_PAUSE_MS;
    return true;
}


static bool
is_due(ngx_http_request_t *r, struct session **ret_session)
{
    struct location_conf *conf = location_conf_of(r);
    struct visit *visit = visit_of(r);

    if (conf->is_portal && (r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD))) {
        visit = identity_visit(r);
        if (visit == NULL
            || identity_standing(r, visit->session) != STANDING_GOOD)
        {
            return false;
        }
    } else if (visit == NULL || !visit->allowed) {
        return false;
    }
    *ret_session = visit->session;
    return !visit->session->renewed
        && gcis_identity_renewal_due(visit->session->identity, ngx_time());
}


static ngx_int_t
begin(ngx_http_request_t *r, struct session *session)
{
    struct call *call;

    session->renewed = true;
    if (!take_turn(main_conf_of(r),
                   gcis_identity_session(session->identity))
        || session->token.len > GCIS_TOKEN_MAX)
    {
        return NGX_DECLINED;
    }
    call = call_new(r);
    if (call == NULL) {
        return NGX_DECLINED;
    }
    ngx_memcpy(call->token, session->token.data, session->token.len);
    call->work = call_work_renew;
    if (call_post(call, RENEW_MS) != NGX_OK) {
        call_free(call);
        return NGX_DECLINED;
    }
    session->renewing = call;
    return NGX_AGAIN;
}


static ngx_int_t
finish(ngx_http_request_t *r, struct session *session)
{
    struct call *call = session->renewing;

    if (!call->finished && !call->gave_up) {
        return NGX_AGAIN; /* woken by something else */
    }
    session->renewing = NULL;
    if (call->finished && call->status == GCIS_OK
        && call->new_token[0] != '\0')
    {
        session->new_token.data = (u_char *) call->new_token;
        session->new_token.len = ngx_strlen(call->new_token);
        answer_set_cookie(r, session, ANSWER_COOKIE_SESSION,
                          call->new_token);
    } else if (call->finished && call->status != GCIS_OK) {
        ngx_log_error(NGX_LOG_INFO, r->connection->log, 0,
                      "gcis: no renewal: %s", gcis_strerror(call->status));
    }
    return NGX_DECLINED;
}


ngx_int_t
renew_session(ngx_http_request_t *r)
{
    struct session *session;

    if (r != r->main) {
        return NGX_DECLINED;
    }
    session = identity_find_session(r);
    if (session != NULL && session->renewing != NULL) {
        return finish(r, session);
    }
    return is_due(r, &session) ? begin(r, session) : NGX_DECLINED;
}
