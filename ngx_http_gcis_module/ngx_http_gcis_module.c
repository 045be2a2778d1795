/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A protected location that refuses: `gcis on` answers 503 to everything,
 * because nothing here can yet tell who asks.
 */
#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

struct location_conf {
    ngx_flag_t enabled;
};

extern ngx_module_t ngx_http_gcis_module;
extern ngx_module_t ngx_http_gcis_filter_module;


static ngx_int_t
access_handler(ngx_http_request_t *r)
{
    struct location_conf *conf;

    conf = ngx_http_get_module_loc_conf(r, ngx_http_gcis_module);
    return conf->enabled ? NGX_HTTP_SERVICE_UNAVAILABLE : NGX_DECLINED;
}


static void *
create_location(ngx_conf_t *cf)
{
    struct location_conf *conf = ngx_pcalloc(cf->pool, sizeof(*conf));

    if (conf != NULL) {
        conf->enabled = NGX_CONF_UNSET;
    }
    return conf;
}


static char *
merge_location(ngx_conf_t *cf, void *parent, void *child)
{
    struct location_conf *above = parent;
    struct location_conf *conf = child;

    (void) cf;
    ngx_conf_merge_value(conf->enabled, above->enabled, 0);
    return NGX_CONF_OK;
}


static ngx_int_t
register_handlers(ngx_conf_t *cf)
{
    ngx_http_core_main_conf_t *core;
    ngx_http_handler_pt *handler;

    core = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);
    handler = ngx_array_push(&core->phases[NGX_HTTP_ACCESS_PHASE].handlers);
    if (handler == NULL) {
        return NGX_ERROR;
    }
    *handler = access_handler;
    return NGX_OK;
}


static ngx_command_t commands[] = {
    { ngx_string("gcis"),
      NGX_HTTP_MAIN_CONF | NGX_HTTP_SRV_CONF | NGX_HTTP_LOC_CONF
          | NGX_CONF_FLAG,
      ngx_conf_set_flag_slot, NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(struct location_conf, enabled), NULL },
    ngx_null_command
};

static ngx_http_module_t context = {
    .postconfiguration = register_handlers,
    .create_loc_conf = create_location,
    .merge_loc_conf = merge_location,
};

static ngx_http_module_t filter_context;

ngx_module_t ngx_http_gcis_module = {
    NGX_MODULE_V1,
    .ctx = &context,
    .commands = commands,
    .type = NGX_HTTP_MODULE,
};

ngx_module_t ngx_http_gcis_filter_module = {
    NGX_MODULE_V1,
    .ctx = &filter_context,
    .type = NGX_HTTP_MODULE,
};
