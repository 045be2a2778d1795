/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two answers for programs: who is signed in, and whether all is well.
 */
#include "portal.h"

#include <unistd.h>

#include "identity.h"
#include "portal_view.h"


/* The end of the session as the browser now holds it. */
static int64_t
expires_s(ngx_http_request_t *r, const struct session *session)
{
    int64_t at_s = gcis_identity_expires_s(session->identity);
    struct gcis_identity *renewed;

    if (session->new_token.len > 0
        && gcis_token_verify(main_conf_of(r)->gcis,
            (const char *) session->new_token.data, session->new_token.len,
            (const char *) server_conf_of(r)->host.data, &renewed, NULL)
           == GCIS_OK)
    {
        at_s = gcis_identity_expires_s(renewed);
        gcis_identity_free(renewed);
    }
    return at_s;
}


ngx_int_t
portal_session(ngx_http_request_t *r)
{
    struct session *session = visit_of(r)->session;
    const struct gcis_identity *identity;

    switch (identity_standing(r, session)) {
    case STANDING_GOOD:
        break;
    case STANDING_NONE:
        return view_refuse(r, "no_session", session->reason);
    case STANDING_AWAY:
    case STANDING_UNREAD:
        return view_refuse(r, "unavailable", session->reason);
    }
    identity = session->identity;
    return view_json(r, NGX_HTTP_OK, json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:I}",
        "account", gcis_identity_account(identity),
        "full_name", gcis_identity_name(identity),
        "agency", gcis_identity_agency(identity),
        "kind", gcis_identity_kind(identity),
        "level", gcis_identity_level(identity),
        "method", gcis_identity_method(identity),
        "session", gcis_identity_session(identity),
        "restricted", gcis_identity_restricted(identity),
        "auth_time_s", (json_int_t) gcis_identity_auth_time_s(identity),
        "expires_s", (json_int_t) expires_s(r, session)));
}


static const char *
word(bool good)
{
    return good ? "ok" : "away";
}


static ngx_int_t
answer_health(ngx_http_request_t *r, struct call *call)
{
    struct main_conf *main = main_conf_of(r);
    const char *path = main->projection_path.len > 0
        ? (const char *) main->projection_path.data
        : gcis_config_get(main->config, "projection", "path");
    bool engine = call != NULL && call->status == GCIS_OK;
    bool projection = path != NULL && access(path, R_OK | X_OK) == 0;

    return view_json(r, engine && projection ? NGX_HTTP_OK
                                             : NGX_HTTP_SERVICE_UNAVAILABLE,
        json_pack("{s:s, s:s, s:s}", "engine", word(engine), "projection",
                  word(projection), "version", gcis_version()));
}


ngx_int_t
portal_health(ngx_http_request_t *r)
{
    struct call *call = portal_new_call(r);

    if (call == NULL) {
        return answer_health(r, NULL);
    }
    call->token[0] = '\0'; /* asked for nobody */
    call->operation = "engine.health";
    call->work = call_work_operation;
    return portal_wait(r, call, answer_health);
}
