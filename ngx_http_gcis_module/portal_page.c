/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data that every page has: addresses, languages, site, who is signed in.
 */
#include "portal_view.h"

#include "header_list.h"
#include "identity.h"
#include "portal.h"
#include "portal_data.h"
#include "portal_site.h"

#define QUERY_MAX 2600 /* bytes that the link to the other language keeps */

static const struct {
    const char *code;
    const char *name;
    const char *tag;
} languages[] = {
    { "zh-Hant", "中文", "zh-Hant-TW" },
    { "en", "English", "en" },
};


static json_t *
describe_language(const char *code, bool current)
{
    size_t i = 0;

    while (ngx_strcmp(languages[i].code, code) != 0) {
        if (++i == sizeof(languages) / sizeof(languages[0])) {
            return NULL;
        }
    }
    return json_pack("{s:s, s:s, s:s, s:b}", "code", code, "name",
                     languages[i].name, "tag", languages[i].tag, "current",
                     current);
}


static json_t *
list_languages(ngx_http_request_t *r)
{
    const char *const *offered = main_conf_of(r)->site->languages;
    const char *current = portal_request_of(r)->language;
    json_t *list = json_array();

    for (; *offered != NULL; offered++) {
        bool same = ngx_strcmp(*offered, current) == 0;

        if (json_array_append_new(list, describe_language(*offered, same))
            != 0)
        {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}


/* The query as it came, without lang; nothing of a query that is odd. */
static json_t *
rest_of_query(ngx_http_request_t *r)
{
    char text[QUERY_MAX + 1];
    u_char *at = r->args.data;
    u_char *end = at + r->args.len;
    size_t len = 0;

    if (portal_request_of(r)->query.bytes == NULL
        || r->args.len > QUERY_MAX)
    {
        return json_string("");
    }
    while (at < end) {
        u_char *stop = ngx_strlchr(at, end, '&');
        size_t n = (size_t) ((stop == NULL ? end : stop) - at);

        if (n < 5 || ngx_strncmp(at, "lang=", 5) != 0) {
            if (len > 0) {
                text[len++] = '&';
            }
            ngx_memcpy(text + len, at, n);
            len += n;
        }
        at += n + 1;
    }
    return json_stringn(text, len);
}


static json_t *
describe_session(const struct gcis_identity *identity)
{
    const char *kind = gcis_identity_kind(identity);
    int restricted = gcis_identity_restricted(identity);
    int64_t left_s = gcis_identity_expires_s(identity) - ngx_time();

    return json_pack("{s:s, s:s, s:s, s:b, s:b, s:b, s:b, s:b, s:I}",
        "account", gcis_identity_account(identity),
        "full_name", gcis_identity_name(identity),
        "agency_name", gcis_identity_agency(identity),
        "civil_servant", ngx_strcmp(kind, "civil-servant") == 0,
        "member", ngx_strcmp(kind, "member") == 0,
        "level_certificate",
            ngx_strcmp(gcis_identity_level(identity), "certificate") == 0,
        "restricted", restricted, "renewable", !restricted,
        "left_s", (json_int_t) left_s);
}


static bool
set_session(ngx_http_request_t *r, json_t *data)
{
    struct visit *visit = identity_visit(r);

    if (visit == NULL
        || identity_standing(r, visit->session) != STANDING_GOOD)
    {
        return true;
    }
    return view_set(data, "session",
                    describe_session(visit->session->identity));
}


json_t *
view_data(ngx_http_request_t *r, const char *title)
{
    const struct portal_site *site = main_conf_of(r)->site;
    const char *language = portal_request_of(r)->language;
    const ngx_str_t *base = portal_base(r);
    char *text = template_message(site->set, title, language, NULL);
    json_t *data = json_object();
    bool good = text != NULL
        && view_set(data, "title", json_string(text))
        && view_set(data, "base",
                    json_stringn((const char *) base->data, base->len))
        && view_set(data, "languages", list_languages(r))
        && view_set(data, "query", rest_of_query(r))
        && view_set(data, "site", json_incref(site->texts))
        && view_set(data, "version", json_string(gcis_version()))
        && set_session(r, data);

    free(text);
    if (!good) {
        json_decref(data);
        return NULL;
    }
    return data;
}
