/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cookie is read by our own scanner, the token is judged by the library.
 * nginx clears contexts at internal redirects, and the cookie is cut for the
 * backend: what was found is therefore kept with the pool's cleanups.
 */
#include "identity.h"

#include "cookie.h"
#include "library.h"


static void
end_session(void *data)
{
    struct session *session = data;

    gcis_identity_free(session->identity);
    if (session->token.len > 0) {
        ngx_explicit_memzero(session->token.data, session->token.len);
    }
}


struct session *
identity_find_session(ngx_http_request_t *r)
{
    struct visit *visit = visit_of(r->main);
    ngx_pool_cleanup_t *cleanup;

    if (visit != NULL) {
        return visit->session;
    }
    for (cleanup = r->pool->cleanup; cleanup != NULL; cleanup = cleanup->next)
    {
        if (cleanup->handler == end_session) {
            return cleanup->data;
        }
    }
    return NULL;
}


static struct session *
make_session(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t *cleanup;

    cleanup = ngx_pool_cleanup_add(r->pool, sizeof(struct session));
    if (cleanup == NULL) {
        return NULL;
    }
    ngx_memzero(cleanup->data, sizeof(struct session));
    cleanup->handler = end_session;
    return cleanup->data;
}


struct visit *
identity_visit(ngx_http_request_t *r)
{
    struct visit *visit = visit_of(r);
    struct session *session;

    if (visit != NULL) {
        return visit;
    }
    session = identity_find_session(r);
    if (session == NULL) {
        session = make_session(r);
    }
    visit = session == NULL ? NULL : ngx_pcalloc(r->pool, sizeof(*visit));
    if (visit != NULL) {
        visit->session = session;
        ngx_http_set_ctx(r, visit, ngx_http_gcis_module);
    }
    return visit;
}


static const char *
reason_of_cookie(enum cookie_verdict verdict)
{
    switch (verdict) {
    case COOKIE_TWICE:
        return "cookie_twice";
    case COOKIE_TOO_LONG:
        return "too_long";
    case COOKIE_NONE:
    case COOKIE_ONE:
        break;
    }
    return "no_session";
}


/* A copy with a NUL, because the header is cut in place. */
static bool
copy_token(ngx_http_request_t *r, struct session *session,
           const struct cookie_search *search)
{
    session->token.data = ngx_pnalloc(r->pool, search->value_len + 1);
    if (session->token.data == NULL) {
        return false;
    }
    ngx_memcpy(session->token.data, search->value, search->value_len);
    session->token.data[search->value_len] = '\0';
    session->token.len = search->value_len;
    return true;
}


void
identity_read_cookie(ngx_http_request_t *r, struct session *session)
{
    struct server_conf *conf = server_conf_of(r);
    struct cookie_search search = {
        .name = (const char *) conf->cookie_name.data,
        .name_len = conf->cookie_name.len,
    };
    struct compat_cookies cookies;
    ngx_table_elt_t *line;

    if (session->cookie_read) {
        return;
    }
    session->cookie_read = true;
    compat_cookies_begin(r->main, &cookies);
    while ((line = compat_cookies_next(&cookies)) != NULL) {
        cookie_look(&search, (const char *) line->value.data,
                    line->value.len);
    }
    session->has_cookie = search.verdict != COOKIE_NONE;
    session->reason = reason_of_cookie(search.verdict);
    if (search.verdict != COOKIE_ONE) {
        session->standing = STANDING_NONE;
    } else if (!copy_token(r, session, &search)) {
        session->standing = STANDING_AWAY;
        session->reason = "memory";
    }
}


static enum standing
verify(ngx_http_request_t *r, struct session *session)
{
    struct main_conf *main = main_conf_of(r);
    struct server_conf *conf = server_conf_of(r);
    struct gcis *gcis = library_get(main);
    const char *reason = "projection_away";
    int status = GCIS_E_STORE;

    if (gcis != NULL) {
        status = gcis_token_verify(gcis, (const char *) session->token.data,
            session->token.len, (const char *) conf->host.data,
            &session->identity, &reason);
    }
    session->reason = reason;
    if (status == GCIS_OK) {
        return STANDING_GOOD;
    }
    session->identity = NULL;
    if (status == GCIS_E_DENIED) {
        return STANDING_NONE;
    }
    library_warn(main, r->connection->log, "sessions cannot be judged",
                 reason);
    return STANDING_AWAY;
}


enum standing
identity_standing(ngx_http_request_t *r, struct session *session)
{
    identity_read_cookie(r, session);
    if (session->standing == STANDING_UNREAD) {
        session->standing = verify(r, session);
    }
    return session->standing;
}


void
identity_address(ngx_http_request_t *r, char ret[NGX_SOCKADDR_STRLEN + 1])
{
    const ngx_str_t *text = &r->connection->addr_text;
    size_t len = ngx_min(text->len, NGX_SOCKADDR_STRLEN);

    if (r->connection->sockaddr->sa_family == AF_UNIX) {
        len = 0;
    }
    ngx_memcpy(ret, text->data, len);
    ret[len] = '\0';
}
