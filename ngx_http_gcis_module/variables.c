/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Variables that find out who asks when they are asked, so that they are right
 * in phases before the gate and in locations without one; valid once the
 * location is known.  They prove nothing: the gate does.
 */
#include "variables.h"

#include "headers.h"
#include "identity.h"

typedef const char *(*getter)(const struct gcis_identity *);


static ngx_int_t
set_value(ngx_http_variable_value_t *value, const char *text)
{
    value->data = (u_char *) text;
    value->len = (unsigned) ngx_strlen(text) & 0xfffffff;
    value->valid = 1;
    value->no_cacheable = 0;
    value->not_found = 0;
    return NGX_OK;
}


static ngx_int_t
set_none(ngx_http_variable_value_t *value)
{
    ngx_memzero(value, sizeof(*value));
    value->not_found = 1;
    return NGX_OK;
}


static const struct gcis_identity *
identity_of(ngx_http_request_t *r)
{
    struct visit *visit;

    if (main_conf_of(r)->store.len == 0) {
        return NULL;
    }
    visit = identity_visit(r);
    if (visit == NULL
        || identity_standing(r, visit->session) != STANDING_GOOD)
    {
        return NULL;
    }
    return visit->session->identity;
}


static ngx_int_t
get_text(ngx_http_request_t *r, ngx_http_variable_value_t *value,
         uintptr_t data)
{
    static const getter getters[] = {
        gcis_identity_account, gcis_identity_name, gcis_identity_agency,
        gcis_identity_kind, gcis_identity_level, gcis_identity_method,
        gcis_identity_session,
    };
    const struct gcis_identity *identity = identity_of(r);

    return identity == NULL ? set_none(value)
                            : set_value(value, getters[data](identity));
}


static ngx_int_t
get_auth_time(ngx_http_request_t *r, ngx_http_variable_value_t *value,
              uintptr_t data)
{
    const struct gcis_identity *identity = identity_of(r);
    u_char *text;

    (void) data;
    if (identity == NULL) {
        return set_none(value);
    }
    text = ngx_pnalloc(r->pool, NGX_INT64_LEN + 1);
    if (text == NULL) {
        return NGX_ERROR;
    }
    ngx_sprintf(text, "%L%Z", gcis_identity_auth_time_s(identity));
    return set_value(value, (const char *) text);
}


static ngx_int_t
get_application(ngx_http_request_t *r, ngx_http_variable_value_t *value,
                uintptr_t data)
{
    struct location_conf *conf = location_conf_of(r);

    (void) data;
    return conf->application.len == 0 ? set_none(value)
        : set_value(value, (const char *) conf->application.data);
}


static ngx_int_t
get_roles(ngx_http_request_t *r, ngx_http_variable_value_t *value,
          uintptr_t data)
{
    struct location_conf *conf = location_conf_of(r);
    const struct gcis_identity *identity = identity_of(r);
    const char *roles;

    (void) data;
    if (identity == NULL || conf->application.len == 0) {
        return set_none(value);
    }
    roles = headers_roles(r, identity);
    return roles == NULL ? set_none(value) : set_value(value, roles);
}


/* What was judged last; nothing is judged for it. */
static ngx_int_t
get_reason(ngx_http_request_t *r, ngx_http_variable_value_t *value,
           uintptr_t data)
{
    const struct session *session = identity_find_session(r);

    (void) data;
    return session == NULL || session->last_reason == NULL ? set_none(value)
        : set_value(value, session->last_reason);
}


static const struct {
    ngx_str_t name;
    ngx_http_get_variable_pt get;
    uintptr_t data;
} table[] = {
    { ngx_string("gcis_account"), get_text, 0 },
    { ngx_string("gcis_name"), get_text, 1 },
    { ngx_string("gcis_agency"), get_text, 2 },
    { ngx_string("gcis_kind"), get_text, 3 },
    { ngx_string("gcis_level"), get_text, 4 },
    { ngx_string("gcis_method"), get_text, 5 },
    { ngx_string("gcis_session"), get_text, 6 },
    { ngx_string("gcis_auth_time"), get_auth_time, 0 },
    { ngx_string("gcis_application"), get_application, 0 },
    { ngx_string("gcis_roles"), get_roles, 0 },
    { ngx_string("gcis_reason"), get_reason, 0 },
};


ngx_int_t
variables_add(ngx_conf_t *cf)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        ngx_str_t name = table[i].name;
        ngx_http_variable_t *variable;

        /* roles and reason change with the location */
        variable = ngx_http_add_variable(cf, &name,
                                         NGX_HTTP_VAR_NOCACHEABLE);
        if (variable == NULL) {
            return NGX_ERROR;
        }
        variable->get_handler = table[i].get;
        variable->data = table[i].data;
    }
    return NGX_OK;
}
