/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Directives that say where the portal is and how its cookie looks.
 */
#include "directives.h"

#include "portal.h"
#include "return_address.h"
#include "where.h"


char *
directive_portal(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    struct location_conf *location = conf;
    ngx_str_t *value = cf->args->elts;
    ngx_http_core_loc_conf_t *core;
    struct server_conf *server;

    if (cf->args->nelts > 1) {
        bool enter = ngx_strcmp(value[1].data, "enter") == 0;

        return where_refuse(cf, where_now(cf), enter
            ? "%V %V: not in this version; a host has a portal of its own"
            : "%V: unknown parameter \"%V\"; it takes none",
            &command->name, &value[1]);
    }
    core = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    server = ngx_http_conf_get_module_srv_conf(cf, ngx_http_gcis_module);
    if (core->named || core->exact_match || core->name.len == 0
#if (NGX_PCRE)
        || core->regex != NULL
#endif
        || core->name.data[0] != '/'
        || core->name.data[core->name.len - 1] != '/')
    {
        return where_refuse(cf, where_now(cf),
            "%V: the location \"%V\" cannot hold a portal; write a plain "
            "prefix with both slashes, as in location /gcis/",
            &command->name, &core->name);
    }
    if (server->portal.len > 0) {
        return where_refuse(cf, where_now(cf),
            "%V: this server has its portal in %s:%ui already; take one out",
            &command->name, server->portal_where.file,
            server->portal_where.line);
    }
    server->portal = core->name;
    server->portal_where = where_now(cf);
    location->is_portal = 1;
    location->portal_where = where_now(cf);
    core->handler = portal_handler;
    return NGX_CONF_OK;
}


char *
directive_portal_url(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    struct location_conf *location = conf;
    ngx_str_t *value = cf->args->elts;
    ngx_str_t *url = &location->portal_url;

    if (url->len > 0) {
        return (char *) "is duplicate";
    }
    if (!return_address_is_portal((const char *) value[1].data)) {
        return where_refuse(cf, where_now(cf),
            "%V: \"%V\" is not the address of a portal; write a path or an "
            "https address without query, as in https://sso.example/gcis/",
            &command->name, &value[1]);
    }
    *url = value[1];
    if (url->data[url->len - 1] != '/') {
        url->data = ngx_pnalloc(cf->pool, value[1].len + 2);
        if (url->data == NULL) {
            return NGX_CONF_ERROR;
        }
        ngx_sprintf(url->data, "%V/%Z", &value[1]);
        url->len = value[1].len + 1;
    }
    return NGX_CONF_OK;
}


/* What a cookie's name may consist of (RFC 6265, a token). */
static bool
is_cookie_name(const ngx_str_t *name)
{
    if (name->len == 0 || name->len > 64) {
        return false;
    }
    for (size_t i = 0; i < name->len; i++) {
        u_char byte = name->data[i];

        if (!((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
              || (byte >= '0' && byte <= '9') || byte == '_'
              || byte == '-' || byte == '.'))
        {
            return false;
        }
    }
    return true;
}


static bool
set_samesite(struct server_conf *server, const ngx_str_t *value)
{
    if (value->len == 3 && ngx_strncmp(value->data, "lax", 3) == 0) {
        server->cookie_samesite = SAMESITE_LAX;
        return true;
    }
    if (value->len == 6 && ngx_strncmp(value->data, "strict", 6) == 0) {
        server->cookie_samesite = SAMESITE_STRICT;
        return true;
    }
    return false;
}


static char *
set_cookie_parameter(ngx_conf_t *cf, struct server_conf *server,
                     const ngx_str_t *argument)
{
    ngx_str_t value;

    if (directive_value(argument, "domain=", &value)) {
        return where_refuse(cf, where_now(cf),
            "gcis_cookie: domain=: not in this version; the cookie belongs "
            "to one host");
    }
    if (directive_value(argument, "name=", &value)
        && server->cookie_name.len == 0 && is_cookie_name(&value))
    {
        server->cookie_name = value;
        return NGX_CONF_OK;
    }
    if (directive_value(argument, "samesite=", &value)
        && server->cookie_samesite == NGX_CONF_UNSET_UINT
        && set_samesite(server, &value))
    {
        return NGX_CONF_OK;
    }
    if (argument->len == 13
        && ngx_strcmp(argument->data, "insecure_http") == 0)
    {
        server->cookie_insecure = 1;
        return NGX_CONF_OK;
    }
    return where_refuse(cf, where_now(cf),
        "gcis_cookie: bad parameter \"%V\"; there are, once each, name=NAME "
        "samesite=lax samesite=strict insecure_http", argument);
}


char *
directive_cookie(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    struct server_conf *server = conf;
    ngx_str_t *value = cf->args->elts;

    (void) command;
    if (server->cookie_where.file != NULL) {
        return (char *) "is duplicate";
    }
    server->cookie_where = where_now(cf);
    for (ngx_uint_t i = 1; i < cf->args->nelts; i++) {
        char *verdict = set_cookie_parameter(cf, server, &value[i]);

        if (verdict != NGX_CONF_OK) {
            return verdict;
        }
    }
    return NGX_CONF_OK;
}
