/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables by which nginx knows the module: directives, phases, filters.
 * Nothing is registered where no store is configured.
 */
#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "access.h"
#include "answer.h"
#include "directives.h"
#include "headers.h"
#include "library.h"
#include "merge.h"
#include "portal_site.h"
#include "renew.h"
#include "variables.h"


/* Everybody who gets here has been let in, by us or by others. */
static ngx_int_t
precontent_handler(ngx_http_request_t *r)
{
    struct visit *visit = visit_of(r);

    if (visit != NULL) {
        visit->refused = 0;
    }
    if (!location_conf_of(r)->is_portal
        && (visit == NULL || !visit->prepared))
    {
        if (headers_prepare(r) != NGX_OK) {
            return NGX_HTTP_SERVICE_UNAVAILABLE;
        }
        visit = visit_of(r);
        if (visit != NULL) {
            visit->prepared = true;
        }
    }
    return renew_session(r);
}


static ngx_int_t
add_handler(ngx_http_core_main_conf_t *core, ngx_uint_t phase,
            ngx_http_handler_pt handler)
{
    ngx_http_handler_pt *place;

    place = ngx_array_push(&core->phases[phase].handlers);
    if (place == NULL) {
        return NGX_ERROR;
    }
    *place = handler;
    return NGX_OK;
}


static ngx_int_t
finish_configuration(ngx_conf_t *cf)
{
    ngx_http_core_main_conf_t *core;
    struct main_conf *main;

    core = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);
    main = ngx_http_conf_get_module_main_conf(cf, ngx_http_gcis_module);
    if (main->store.len == 0) {
        return NGX_OK;
    }
    headers_hash_names(main);
    if (merge_check_listeners(cf) != NGX_OK
        || (main->used && portal_site_load(cf, main) != NGX_OK)
        || add_handler(core, NGX_HTTP_PREACCESS_PHASE,
                       access_preaccess_handler) != NGX_OK
        || add_handler(core, NGX_HTTP_ACCESS_PHASE, access_handler) != NGX_OK)
    {
        return NGX_ERROR;
    }
    return add_handler(core, NGX_HTTP_PRECONTENT_PHASE, precontent_handler);
}


static ngx_int_t
finish_filters(ngx_conf_t *cf)
{
    struct main_conf *main;

    main = ngx_http_conf_get_module_main_conf(cf, ngx_http_gcis_module);
    return main->store.len == 0 ? NGX_OK : answer_install_filters(cf);
}


static ngx_int_t
begin_cycle(ngx_cycle_t *cycle)
{
    struct main_conf *main;

    if (ngx_get_conf(cycle->conf_ctx, ngx_http_module) == NULL) {
        return NGX_OK;
    }
    main = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_gcis_module);
    if (main != NULL && main->store.len > 0) {
        library_look(cycle, main);
    }
    return NGX_OK;
}


/* After the threads of the pools have been told to end. */
static void
end_worker(ngx_cycle_t *cycle)
{
    struct main_conf *main = NULL;

    if (ngx_get_conf(cycle->conf_ctx, ngx_http_module) != NULL) {
        main = ngx_http_cycle_get_module_main_conf(cycle,
                                                   ngx_http_gcis_module);
    }
    if (main != NULL && main->gcis != NULL) {
        library_wait_for_threads();
    }
}


#define HTTP NGX_HTTP_MAIN_CONF
#define SERVER NGX_HTTP_SRV_CONF
#define LOCATION NGX_HTTP_LOC_CONF
#define IN_MAIN NGX_HTTP_MAIN_CONF_OFFSET
#define IN_SERVER NGX_HTTP_SRV_CONF_OFFSET
#define IN_LOCATION NGX_HTTP_LOC_CONF_OFFSET

static ngx_command_t commands[] = {
    { ngx_string("gcis_store"), HTTP | NGX_CONF_1MORE,
      directive_store, IN_MAIN, 0, NULL },
    { ngx_string("gcis"), HTTP | SERVER | LOCATION | NGX_CONF_FLAG,
      directive_gate, IN_LOCATION, offsetof(struct location_conf, enabled),
      NULL },
    { ngx_string("gcis_application"), SERVER | LOCATION | NGX_CONF_TAKE1,
      directive_application, IN_LOCATION, 0, NULL },
    { ngx_string("gcis_require"), SERVER | LOCATION | NGX_CONF_1MORE,
      directive_require, IN_LOCATION, 0, NULL },
    { ngx_string("gcis_host"), SERVER | NGX_CONF_TAKE1,
      directive_host, IN_SERVER, 0, NULL },
    { ngx_string("gcis_portal"), LOCATION | NGX_CONF_NOARGS | NGX_CONF_TAKE1,
      directive_portal, IN_LOCATION, 0, NULL },
    { ngx_string("gcis_portal_url"), HTTP | SERVER | LOCATION
      | NGX_CONF_TAKE1, directive_portal_url, IN_LOCATION, 0, NULL },
    { ngx_string("gcis_cookie"), HTTP | SERVER | NGX_CONF_1MORE,
      directive_cookie, IN_SERVER, 0, NULL },
    { ngx_string("gcis_identity_headers"), HTTP | SERVER | LOCATION
      | NGX_CONF_FLAG, ngx_conf_set_flag_slot, IN_LOCATION,
      offsetof(struct location_conf, identity_headers), NULL },
    { ngx_string("gcis_tls_url"), HTTP | SERVER | NGX_CONF_ANY,
      directive_later, IN_SERVER, 0, NULL },
    { ngx_string("gcis_return_hosts"), HTTP | SERVER | NGX_CONF_ANY,
      directive_later, IN_SERVER, 0, NULL },
    { ngx_string("gcis_metrics"), LOCATION | NGX_CONF_ANY,
      directive_later, IN_LOCATION, 0, NULL },
    ngx_null_command
};

static ngx_http_module_t context = {
    .preconfiguration = variables_add,
    .postconfiguration = finish_configuration,
    .create_main_conf = merge_create_main,
    .create_srv_conf = merge_create_server,
    .merge_srv_conf = merge_server,
    .create_loc_conf = merge_create_location,
    .merge_loc_conf = merge_location,
};

static ngx_http_module_t filter_context = {
    .postconfiguration = finish_filters,
};

ngx_module_t ngx_http_gcis_module = {
    NGX_MODULE_V1,
    .ctx = &context,
    .commands = commands,
    .type = NGX_HTTP_MODULE,
    .init_module = begin_cycle,
    .exit_process = end_worker,
};

ngx_module_t ngx_http_gcis_filter_module = {
    NGX_MODULE_V1,
    .ctx = &filter_context,
    .type = NGX_HTTP_MODULE,
};
