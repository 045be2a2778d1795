/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The level of a server: its host, its cookie, its listeners.
 */
#include "merge.h"

#include "directives.h"
#include "where.h"

#define COOKIE_NAME "__Host-gcis"
#define COOKIE_NAME_INSECURE "gcis"
#define FORM_COOKIE_NAME "__Host-gcis-form"
#define FORM_COOKIE_NAME_INSECURE "gcis-form"


void *
merge_create_server(ngx_conf_t *cf)
{
    struct server_conf *conf = ngx_pcalloc(cf->pool, sizeof(*conf));

    if (conf != NULL) {
        conf->cookie_samesite = NGX_CONF_UNSET_UINT;
        conf->cookie_insecure = NGX_CONF_UNSET;
    }
    return conf;
}


/* The first server_name, where it names one host; else none. */
static void
default_host(ngx_conf_t *cf, struct server_conf *conf)
{
    ngx_http_core_srv_conf_t *core;
    ngx_http_server_name_t *names;

    core = ngx_http_conf_get_module_srv_conf(cf, ngx_http_core_module);
    names = core->server_names.elts;
    if (conf->host.len > 0 || core->server_names.nelts == 0
#if (NGX_PCRE)
        || names[0].regex != NULL
#endif
        || !directive_is_host(&names[0].name))
    {
        return;
    }
    /* nginx keeps a copy without a NUL */
    conf->host.data = ngx_pnalloc(cf->pool, names[0].name.len + 1);
    if (conf->host.data != NULL) {
        ngx_sprintf(conf->host.data, "%V%Z", &names[0].name);
        conf->host.len = names[0].name.len;
    }
}


static bool
has_prefix(const ngx_str_t *name)
{
    return (name->len >= 7
            && ngx_strncasecmp(name->data, (u_char *) "__Host-", 7) == 0)
        || (name->len >= 9
            && ngx_strncasecmp(name->data, (u_char *) "__Secure-", 9) == 0);
}


static void
set_attributes(struct server_conf *conf)
{
    bool strict = conf->cookie_samesite == SAMESITE_STRICT;

    if (conf->cookie_insecure && strict) {
        ngx_str_set(&conf->cookie_attributes,
                    "; Path=/; HttpOnly; SameSite=Strict");
    } else if (conf->cookie_insecure) {
        ngx_str_set(&conf->cookie_attributes,
                    "; Path=/; HttpOnly; SameSite=Lax");
    } else if (strict) {
        ngx_str_set(&conf->cookie_attributes,
                    "; Path=/; Secure; HttpOnly; SameSite=Strict");
    } else {
        ngx_str_set(&conf->cookie_attributes,
                    "; Path=/; Secure; HttpOnly; SameSite=Lax");
    }
}


char *
merge_server(ngx_conf_t *cf, void *parent, void *child)
{
    struct server_conf *above = parent;
    struct server_conf *conf = child;

    default_host(cf, conf);
    if (conf->cookie_where.file == NULL) {
        conf->cookie_where = above->cookie_where;
    }
    ngx_conf_merge_uint_value(conf->cookie_samesite, above->cookie_samesite,
                              SAMESITE_LAX);
    ngx_conf_merge_value(conf->cookie_insecure, above->cookie_insecure, 0);
    ngx_str_set(&conf->form_cookie_name, FORM_COOKIE_NAME);
    if (conf->cookie_name.len == 0) {
        conf->cookie_name = above->cookie_name;
    }
    if (conf->cookie_name.len == 0) {
        ngx_str_set(&conf->cookie_name, COOKIE_NAME);
        if (conf->cookie_insecure) {
            ngx_str_set(&conf->cookie_name, COOKIE_NAME_INSECURE);
        }
    }
    if (conf->cookie_insecure) {
        ngx_str_set(&conf->form_cookie_name, FORM_COOKIE_NAME_INSECURE);
    }
    set_attributes(conf);
    if (conf->cookie_insecure && has_prefix(&conf->cookie_name)) {
        return where_refuse(cf, conf->cookie_where,
            "gcis_cookie: browsers take \"%V\" only with Secure, which "
            "insecure_http leaves out; take one of them out",
            &conf->cookie_name);
    }
    if (conf->cookie_name.len == conf->form_cookie_name.len
        && ngx_strncasecmp(conf->cookie_name.data,
                           conf->form_cookie_name.data,
                           conf->cookie_name.len) == 0)
    {
        return where_refuse(cf, conf->cookie_where,
            "gcis_cookie: \"%V\" is the cookie of the sign-in form; choose "
            "another name", &conf->cookie_name);
    }
    return NGX_CONF_OK;
}


static bool
is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *) address;

        return (ntohl(in->sin_addr.s_addr) >> 24) == 127;
    }
#if (NGX_HAVE_INET6)
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const void *) address;

        return IN6_IS_ADDR_LOOPBACK(&in->sin6_addr);
    }
#endif
    return address->sa_family == AF_UNIX;
}


static ngx_int_t
check_address(ngx_conf_t *cf, const ngx_http_conf_addr_t *address)
{
    ngx_http_core_srv_conf_t **servers = address->servers.elts;

    if (compat_listener_is_ssl(&address->opt)
        || is_loopback(address->opt.sockaddr))
    {
        return NGX_OK;
    }
    for (ngx_uint_t i = 0; i < address->servers.nelts; i++) {
        struct server_conf *conf;

        conf = servers[i]->ctx->srv_conf[ngx_http_gcis_module.ctx_index];
        if (conf->bare.file != NULL) {
            where_refuse(cf, conf->bare,
                "%s in a server that listens on %V without ssl: write "
                "listen ... ssl, or gcis_portal_url https://... where TLS "
                "ends in front, or gcis_cookie insecure_http",
                conf->bare_word, &address->opt.addr_text);
            return NGX_ERROR;
        }
    }
    return NGX_OK;
}


ngx_int_t
merge_check_listeners(ngx_conf_t *cf)
{
    ngx_http_core_main_conf_t *core;
    ngx_http_conf_port_t *ports;

    core = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);
    if (core->ports == NULL) {
        return NGX_OK;
    }
    ports = core->ports->elts;
    for (ngx_uint_t i = 0; i < core->ports->nelts; i++) {
        const ngx_http_conf_addr_t *addresses = ports[i].addrs.elts;

        for (ngx_uint_t j = 0; j < ports[i].addrs.nelts; j++) {
            if (check_address(cf, &addresses[j]) != NGX_OK) {
                return NGX_ERROR;
            }
        }
    }
    return NGX_OK;
}
