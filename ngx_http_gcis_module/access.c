/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decision of the library, as a status of HTTP.  Never a redirect (under
 * `satisfy any` that would end the request), never a path, never a wait.  The
 * answer begins as a no; there is one yes.
 */
#include "access.h"

#include "answer.h"
#include "headers.h"
#include "identity.h"


ngx_uint_t
access_status_of_reason(const char *reason)
{
    if (ngx_strcmp(reason, "level") == 0 || ngx_strcmp(reason, "age") == 0) {
        return NGX_HTTP_UNAUTHORIZED;
    }
    return NGX_HTTP_FORBIDDEN;
}


/* Letters and digits to find a refusal in the log by. */
static void
make_reference(char ret[REFERENCE_SIZE])
{
    char nonce[GCIS_NONCE_SIZE];
    size_t n = 0;

    if (gcis_nonce_new(nonce) != GCIS_OK) {
        ret[0] = '\0';
        return;
    }
    for (size_t i = 0; nonce[i] != '\0' && n < REFERENCE_SIZE - 1; i++) {
        if (nonce[i] != '-' && nonce[i] != '_') {
            ret[n++] = (char) ngx_toupper(nonce[i]);
        }
    }
    ret[n] = '\0';
}


/* The log tells of the main request, after all redirects. */
static void
note_reason(ngx_http_request_t *r, struct visit *visit, const char *reason)
{
    visit->reason = reason;
    if (r == r->main) {
        visit->session->last_reason = reason;
    }
}


ngx_int_t
access_refuse(ngx_http_request_t *r, struct visit *visit, ngx_uint_t status,
              const char *reason)
{
    const struct gcis_identity *identity = visit->session->identity;

    visit->refused = status;
    note_reason(r, visit, reason);
    make_reference(visit->reference);
    ngx_log_error(NGX_LOG_INFO, r->connection->log, 0,
        "gcis: refused: status=%ui reason=%s reference=%s session=%s "
        "account=%s", status, reason, visit->reference,
        identity == NULL ? "-" : gcis_identity_session(identity),
        identity == NULL ? "-" : gcis_identity_account(identity));
    return (ngx_int_t) status;
}


/* All levels are asked, the outermost first; of one level any line. */
static int
ask_levels(ngx_http_request_t *r, const struct gcis_identity *identity,
           const char **ret_reason)
{
    struct location_conf *conf = location_conf_of(r);
    const struct level *levels = conf->levels == NULL ? NULL
                                                      : conf->levels->elts;
    ngx_uint_t n_levels = conf->levels == NULL ? 0 : conf->levels->nelts;
    char address[NGX_SOCKADDR_STRLEN + 1];
    struct gcis_facts facts = { .now_s = ngx_time() };
    int status = GCIS_E_FORBIDDEN;

    if (n_levels == 0) {
        return gcis_authorize(identity, NULL, 0, &facts, ret_reason);
    }
    for (ngx_uint_t i = 0; i < n_levels; i++) {
        if (levels[i].by_network) {
            identity_address(r, address);
            facts.address = address[0] == '\0' ? NULL : address;
        }
        status = gcis_authorize(identity, levels[i].rules, levels[i].n_rules,
                                &facts, ret_reason);
        if (status != GCIS_OK) {
            return status;
        }
    }
    return status;
}


/* NGX_OK for a yes, or the status of a no. */
static ngx_int_t
judge(ngx_http_request_t *r, struct visit *visit)
{
    struct session *session = visit->session;
    const char *reason = "forbidden";
    int status;

    switch (identity_standing(r, session)) {
    case STANDING_GOOD:
        break;
    case STANDING_NONE:
        if (session->has_cookie && r == r->main) {
            answer_set_cookie(r, session, ANSWER_COOKIE_SESSION, "");
        }
        return access_refuse(r, visit, NGX_HTTP_UNAUTHORIZED,
                             session->reason);
    case STANDING_AWAY:
    case STANDING_UNREAD:
        return access_refuse(r, visit, NGX_HTTP_SERVICE_UNAVAILABLE,
                             session->reason);
    }
    status = ask_levels(r, session->identity, &reason);
    if (status == GCIS_E_FORBIDDEN) {
        return access_refuse(r, visit, access_status_of_reason(reason),
                             reason);
    }
    if (status != GCIS_OK) {
        return access_refuse(r, visit, NGX_HTTP_SERVICE_UNAVAILABLE,
                             reason);
    }
    visit->allowed = true;
    visit->refused = 0;
    note_reason(r, visit, "ok");
    return NGX_OK;
}


static ngx_int_t
decide(ngx_http_request_t *r)
{
    struct location_conf *conf = location_conf_of(r);
    struct visit *visit;

    if (!conf->enabled || conf->is_portal) {
        return NGX_DECLINED;
    }
    visit = identity_visit(r);
    return visit == NULL ? NGX_HTTP_SERVICE_UNAVAILABLE : judge(r, visit);
}


ngx_int_t
access_handler(ngx_http_request_t *r)
{
    return decide(r);
}


/* Data that may be a replay: only what changes nothing may come in it. */
static bool
is_early(ngx_http_request_t *r)
{
    ngx_str_t name = ngx_string("ssl_early_data");
    ngx_http_variable_value_t *value;

    if (r->connection->ssl == NULL
        || (r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD)))
    {
        return false;
    }
    value = ngx_http_get_variable(r, &name, ngx_hash_key(name.data, name.len));
    return value == NULL || (!value->not_found && value->len > 0);
}


/*
 * nginx asks nobody in the access phase of a subrequest, so that an open page
 * could include a protected one: they are asked here.
 */
ngx_int_t
access_preaccess_handler(ngx_http_request_t *r)
{
    struct location_conf *conf = location_conf_of(r);
    struct visit *visit;
    ngx_int_t answer;

    if (r == r->main) {
        if (r->internal) {
            headers_restore_user(r);
        }
        if ((!conf->enabled && !conf->is_portal) || !is_early(r)) {
            return NGX_DECLINED;
        }
        visit = identity_visit(r);
        return visit == NULL ? NGX_HTTP_SERVICE_UNAVAILABLE
                             : access_refuse(r, visit, 425, "early_data");
    }
    answer = decide(r);
    if (answer == NGX_OK || answer == NGX_DECLINED) {
        return NGX_DECLINED;
    }
    return answer == NGX_HTTP_UNAUTHORIZED ? NGX_HTTP_FORBIDDEN : answer;
}
