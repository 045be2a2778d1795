/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refusals as a page or as JSON: code, sentence, reference.  What is said of a
 * reason is a row of the table of refusals; the reason itself stands in the
 * log.
 */
#include "portal_view.h"

#include <stdlib.h>

#include "access.h"
#include "answer.h"
#include "identity.h"
#include "portal.h"
#include "portal_data.h"
#include "portal_site.h"


json_t *
view_error_object(ngx_http_request_t *r, const struct page_refusal *refusal,
                  const char *reason, const char *reference)
{
    const char *language = portal_request_of(r)->language;
    const char *code = refusal->code == NULL ? reason : refusal->code;
    char *message = template_message(main_conf_of(r)->site->set,
                                     refusal->sentence, language, NULL);
    json_t *object = message == NULL ? NULL
        : json_pack("{s:s, s:s, s:s, s:s}", "error", code, "reason", reason,
                    "message", message, "reference", reference);

    free(message);
    return object;
}


/* Which row of the table a reason of the gate belongs to. */
static const char *
row_of(const struct visit *visit)
{
    static const struct {
        const char *reason;
        const char *row;
    } rows[] = {
        { "level", "level" },
        { "age", "level" },
        { "must_change", "must_change" },
        { "network", "place" },
        { "early_data", "bad_request" },
    };

    if (visit->refused == NGX_HTTP_SERVICE_UNAVAILABLE) {
        return "unavailable";
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ngx_strcmp(visit->reason, rows[i].reason) == 0) {
            return rows[i].row;
        }
    }
    return visit->refused == NGX_HTTP_UNAUTHORIZED ? "no_session" : "no_role";
}


/* The application is named to who is signed in, and just by code where the
 * catalogue does not know it. */
static bool
set_application(ngx_http_request_t *r, json_t *data)
{
    const struct gcis_identity *identity = visit_of(r)->session->identity;
    const char *code = (const char *) location_conf_of(r)->application.data;
    const char *name = "";

    if (code == NULL || code[0] == '\0') {
        return true;
    }
    if (identity != NULL) {
        name = gcis_identity_application_name(identity, code);
    }
    return view_set(data, "application",
        json_pack("{s:s, s:s}", "code", code, "name",
                  name[0] == '\0' ? code : name));
}


static json_t *
page_data(ngx_http_request_t *r, const struct page_refusal *refusal,
          const char *reference)
{
    const char *language = portal_request_of(r)->language;
    json_t *data = view_data(r, refusal->title);

    if (data != NULL
        && portal_refuse(refusal, main_conf_of(r)->site->set, language, data)
        && (reference[0] == '\0'
            || view_set(data, "reference", json_string(reference)))
        && set_application(r, data))
    {
        return data;
    }
    json_decref(data);
    return NULL;
}


/* What the peer hears of a session that is none is one word. */
static const char *
spoken_reason(const struct visit *visit)
{
    return visit->refused == NGX_HTTP_UNAUTHORIZED
        && visit->session->standing == STANDING_NONE
        ? "no_session" : visit->reason;
}


ngx_int_t
portal_refusal_body(ngx_http_request_t *r, struct visit *visit, bool page,
                    ngx_str_t *ret_body)
{
    const struct page_refusal *refusal;
    json_t *data;
    ngx_int_t answer;

    if (portal_request_of(r) == NULL) {
        return NGX_ERROR;
    }
    refusal = pages_refusal(main_conf_of(r)->site->pages, row_of(visit));
    data = page ? page_data(r, refusal, visit->reference)
                : view_error_object(r, refusal, spoken_reason(visit),
                                    visit->reference);
    if (data == NULL) {
        return NGX_ERROR;
    }
    answer = page ? view_render(r, "error", data, ret_body)
                  : view_dump(r, data, ret_body);
    json_decref(data);
    return answer;
}


ngx_int_t
view_refuse_as(ngx_http_request_t *r, const char *row, const char *reason,
               const char *reference)
{
    const struct page_refusal *refusal =
        pages_refusal(main_conf_of(r)->site->pages, row);
    ngx_uint_t status = (ngx_uint_t) refusal->status;

    if (answer_wants_page(r)) {
        return view_page(r, status, "error",
                         page_data(r, refusal, reference));
    }
    return view_json(r, status,
                     view_error_object(r, refusal, reason, reference));
}


ngx_int_t
view_refuse(ngx_http_request_t *r, const char *row, const char *reason)
{
    const struct page_refusal *refusal =
        pages_refusal(main_conf_of(r)->site->pages, row);
    struct visit *visit = visit_of(r);

    access_refuse(r, visit, (ngx_uint_t) refusal->status, reason);
    visit->refused = 0; /* it is answered here, not by the filter */
    return view_refuse_as(r, row, reason, visit->reference);
}
