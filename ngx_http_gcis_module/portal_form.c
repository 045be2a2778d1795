/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Forms that come in: from our own pages only (Origin, Sec-Fetch-Site, form
 * token), small, urlencoded, and wiped wherever they were (SECURITY E7, I).
 */
#include "portal_form.h"

#include "answer.h"
#include "cookie.h"
#include "header_list.h"
#include "portal_show.h"
#include "portal_view.h"


/* The scheme and host that the request itself came to. */
static bool
is_own_origin(ngx_http_request_t *r, const ngx_str_t *origin)
{
    const ngx_table_elt_t *host = r->headers_in.host;
    const u_char *own = origin->data;
    size_t scheme;

    if (origin->len > 8 && ngx_strncasecmp(origin->data,
                                           (u_char *) "https://", 8) == 0)
    {
        scheme = 8;
    } else if (origin->len > 7 && r->connection->ssl == NULL
               && ngx_strncasecmp(origin->data, (u_char *) "http://", 7) == 0)
    {
        scheme = 7;
    } else {
        return false;
    }
    return host != NULL && host->value.len == origin->len - scheme
        && ngx_strncasecmp((u_char *) own + scheme, host->value.data,
                           host->value.len) == 0;
}


/* TLS may end, and names may change, in front of us: then this is it. */
static bool
is_configured_origin(ngx_http_request_t *r, const ngx_str_t *origin)
{
    const char *own = gcis_config_get(main_conf_of(r)->config, "portal",
                                      "origin");

    return own != NULL && ngx_strlen(own) == origin->len && origin->len > 0
        && ngx_strncasecmp((u_char *) own, origin->data, origin->len) == 0;
}


/* Old browsers send neither; then the form token alone decides. */
static bool
is_same_site(ngx_http_request_t *r)
{
    ngx_uint_t n_origins;
    ngx_uint_t n_sites;
    const ngx_table_elt_t *origin = header_find(r, "origin", &n_origins);
    const ngx_table_elt_t *site = header_find(r, "sec-fetch-site", &n_sites);

    if (n_origins > 1 || n_sites > 1) {
        return false;
    }
    if (site != NULL
        && !(site->value.len == 11
             && ngx_strncmp(site->value.data, "same-origin", 11) == 0)
        && !(site->value.len == 4
             && ngx_strncmp(site->value.data, "none", 4) == 0))
    {
        return false;
    }
    return origin == NULL || is_own_origin(r, &origin->value)
        || is_configured_origin(r, &origin->value);
}


static bool
is_urlencoded(ngx_http_request_t *r)
{
    static const char type[] = "application/x-www-form-urlencoded";
    const ngx_table_elt_t *line = r->headers_in.content_type;
    size_t len = sizeof(type) - 1;

    return line != NULL && line->value.len >= len
        && ngx_strncasecmp(line->value.data, (u_char *) type, len) == 0
        && (line->value.len == len || line->value.data[len] == ';'
            || line->value.data[len] == ' ');
}


bool
form_may_be_read(ngx_http_request_t *r, ngx_int_t *ret_answer)
{
    if (!is_same_site(r)) {
        *ret_answer = view_refuse(r, "form", "cross_site");
        return false;
    }
    if (!is_urlencoded(r)) {
        *ret_answer = view_refuse(r, "media_type", "invalid");
        return false;
    }
    /* a body of unknown length would have to be read to know it */
    if (r->headers_in.content_length_n < 0
        || r->headers_in.content_length_n > FORM_BYTES_MAX)
    {
        *ret_answer = view_refuse(r, "too_large", "too_long");
        return false;
    }
    return true;
}


/* Every place where the body lay is wiped on the way. */
static size_t
take_body(ngx_http_request_t *r, char to[FORM_BYTES_MAX])
{
    ngx_chain_t *link = r->request_body == NULL ? NULL
                                                : r->request_body->bufs;
    size_t len = 0;

    for (; link != NULL; link = link->next) {
        ngx_buf_t *buf = link->buf;
        size_t n = buf->in_file ? 0 : (size_t) (buf->last - buf->pos);

        if (n > 0 && n <= FORM_BYTES_MAX - len) {
            ngx_memcpy(to + len, buf->pos, n);
            len += n;
        }
        if (n > 0) {
            ngx_explicit_memzero(buf->pos, n);
        }
    }
    return len;
}


bool
form_take(ngx_http_request_t *r, const char *const *fields,
          ngx_int_t *ret_answer)
{
    struct portal_request *request = portal_request_of(r);
    char bytes[FORM_BYTES_MAX];
    enum form_verdict verdict = FORM_MALFORMED;
    size_t len = take_body(r, bytes);

    if (r->request_body != NULL && r->request_body->temp_file == NULL
        && (off_t) len == r->headers_in.content_length_n)
    {
        verdict = form_parse(bytes, len, fields, &request->form);
    }
    ngx_explicit_memzero(bytes, len);
    if (verdict == FORM_GOOD) {
        return true;
    }
    if (verdict != FORM_NO_MEMORY) {
        *ret_answer = view_refuse(r, "bad_request", "invalid");
    }
    return false;
}


/* The nonce of the sign-in form's cookie; "" without a proper one. */
static void
read_nonce(ngx_http_request_t *r, char ret[GCIS_NONCE_SIZE])
{
    const ngx_str_t *name = &server_conf_of(r)->form_cookie_name;
    struct cookie_search search = {
        .name = (const char *) name->data, .name_len = name->len,
    };
    struct compat_cookies cookies;
    ngx_table_elt_t *line;

    compat_cookies_begin(r, &cookies);
    while ((line = compat_cookies_next(&cookies)) != NULL) {
        cookie_look(&search, (const char *) line->value.data,
                    line->value.len);
    }
    ret[0] = '\0';
    if (search.verdict == COOKIE_ONE
        && search.value_len == GCIS_NONCE_SIZE - 1)
    {
        ngx_memcpy(ret, search.value, search.value_len);
        ret[search.value_len] = '\0';
    }
}


static bool
is_sign_in(ngx_http_request_t *r)
{
    return ngx_strcmp(portal_request_of(r)->page->name, "sign-in") == 0;
}


bool
show_form_token(ngx_http_request_t *r, char ret_token[GCIS_FORM_TOKEN_SIZE])
{
    struct session *session = visit_of(r)->session;
    char nonce[GCIS_NONCE_SIZE];

    if (!is_sign_in(r) && session->standing == STANDING_GOOD) {
        return gcis_form_token(gcis_identity_session(session->identity),
                               ret_token) == GCIS_OK;
    }
    read_nonce(r, nonce);
    if (nonce[0] == '\0') {
        if (gcis_nonce_new(nonce) != GCIS_OK) {
            return false;
        }
        answer_set_cookie(r, session, ANSWER_COOKIE_FORM, nonce);
    }
    return gcis_form_token(nonce, ret_token) == GCIS_OK;
}


bool
show_form_is_ours(ngx_http_request_t *r, bool by_session)
{
    const char *given = form_value(&portal_request_of(r)->form, "token");
    struct session *session = visit_of(r)->session;
    char nonce[GCIS_NONCE_SIZE];

    if (by_session) {
        return gcis_form_token_check(gcis_identity_session(session->identity),
                                     given) == GCIS_OK;
    }
    read_nonce(r, nonce);
    return nonce[0] != '\0' && gcis_form_token_check(nonce, given) == GCIS_OK;
}
