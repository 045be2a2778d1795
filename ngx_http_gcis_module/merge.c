/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Merging (SECURITY N3): a child inherits and can only tighten; `gcis off`
 * alone opens, and what contradicts itself does not start.
 */
#include "merge.h"

#include "form.h"
#include "portal.h"
#include "where.h"


void *
merge_create_main(ngx_conf_t *cf)
{
    return ngx_pcalloc(cf->pool, sizeof(struct main_conf));
}


void *
merge_create_location(ngx_conf_t *cf)
{
    struct location_conf *conf = ngx_pcalloc(cf->pool, sizeof(*conf));

    if (conf != NULL) {
        conf->enabled = NGX_CONF_UNSET;
        conf->identity_headers = NGX_CONF_UNSET;
    }
    return conf;
}


/* Blocks without a name, `if` and limit_except, go on with the portal. */
static void
inherit_portal(ngx_conf_t *cf, struct location_conf *conf,
               const struct location_conf *parent)
{
    ngx_http_core_loc_conf_t *core;

    core = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    if (core->noname && parent->is_portal) {
        conf->is_portal = 1;
        conf->portal_where = parent->portal_where;
        if (core->handler == NULL) {
            core->handler = portal_handler;
        }
    }
    if (!conf->is_portal) {
        return;
    }
    /* A password must not reach a temporary file. */
    if (core->client_body_buffer_size < FORM_BYTES_MAX) {
        core->client_body_buffer_size = FORM_BYTES_MAX;
    }
    core->client_body_in_file_only = 0; /* off; nginx hides its name */
}


/* What this location itself says, against itself. */
static char *
check_own(ngx_conf_t *cf, const struct location_conf *conf)
{
    bool asks = conf->application.len > 0 || conf->lines != NULL;

    if (conf->portal_where.file != NULL && (asks || conf->enabled == 1)) {
        return where_refuse(cf, conf->portal_where,
            "gcis_portal beside gcis on, gcis_application or gcis_require: "
            "the portal judges its pages itself; take those out of its "
            "location");
    }
    if (conf->enabled == 0 && asks) {
        return where_refuse(cf, conf->enabled_where,
            "gcis off beside gcis_application or gcis_require: write one or "
            "the other");
    }
    return NGX_CONF_OK;
}


/* What a gate or a portal needs around it. */
static char *
check_needs(ngx_conf_t *cf, const struct location_conf *conf,
            const char *word, struct where where)
{
    struct main_conf *main;
    struct server_conf *server;

    main = ngx_http_conf_get_module_main_conf(cf, ngx_http_gcis_module);
    server = ngx_http_conf_get_module_srv_conf(cf, ngx_http_gcis_module);
    if (main->store.len == 0) {
        return where_refuse(cf, where,
            "%s without gcis_store: write gcis_store "
            "unix:/run/gcis/gcisd.sock in the http block", word);
    }
    if (server->host.len == 0) {
        return where_refuse(cf, where,
            "%s in a server whose first server_name is not the name of one "
            "host: write gcis_host NAME for its tokens", word);
    }
    if (server->portal.len == 0 && conf->portal_url.len == 0) {
        return where_refuse(cf, where,
            "%s with no portal in reach: write a location with gcis_portal "
            "in this server, or gcis_portal_url URL", word);
    }
    main->used = true;
    return NGX_CONF_OK;
}


static void
note_bare(ngx_conf_t *cf, const struct location_conf *conf,
          const char *word, struct where where)
{
    struct server_conf *server;

    server = ngx_http_conf_get_module_srv_conf(cf, ngx_http_gcis_module);
    if (server->cookie_insecure || server->bare.file != NULL
        || (conf->portal_url.len > 8
            && ngx_strncmp(conf->portal_url.data, "https://", 8) == 0))
    {
        return;
    }
    server->bare = where;
    server->bare_word = word;
}


static char *
check_whole(ngx_conf_t *cf, struct location_conf *conf)
{
    const char *word = conf->is_portal ? "gcis_portal" : "gcis on";
    struct where where = conf->is_portal ? conf->portal_where
                                         : conf->enabled_where;
    char *verdict;

    if (!conf->is_portal && !conf->enabled) {
        return conf->lines == NULL ? NGX_CONF_OK : where_refuse(cf,
            ((struct rule_line *) conf->lines->elts)->where,
            "gcis_require where gcis is off: write gcis on or "
            "gcis_application beside it");
    }
    verdict = check_needs(cf, conf, word, where);
    if (verdict == NGX_CONF_OK) {
        note_bare(cf, conf, word, where);
    }
    return verdict;
}


static void
inherit(struct location_conf *conf, const struct location_conf *parent)
{
    if (conf->enabled == NGX_CONF_UNSET && conf->application.len > 0) {
        conf->enabled = 1;
        conf->enabled_where = conf->application_where;
    }
    if (conf->enabled == NGX_CONF_UNSET) {
        conf->enabled_where = parent->enabled_where;
    }
    ngx_conf_merge_value(conf->enabled, parent->enabled, 0);
    ngx_conf_merge_value(conf->identity_headers, parent->identity_headers, 1);
    ngx_conf_merge_str_value(conf->application, parent->application, "");
    ngx_conf_merge_str_value(conf->portal_url, parent->portal_url, "");
}


char *
merge_location(ngx_conf_t *cf, void *parent, void *child)
{
    const struct location_conf *above = parent;
    struct location_conf *conf = child;
    bool own_application = conf->application.len > 0;
    char *verdict = check_own(cf, conf);

    if (verdict != NGX_CONF_OK) {
        return verdict;
    }
    inherit(conf, above);
    inherit_portal(cf, conf, above);
    verdict = check_whole(cf, conf);
    if (verdict != NGX_CONF_OK) {
        return verdict;
    }
    return merge_level(cf, conf, above, own_application);
}
