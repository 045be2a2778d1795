/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gcis_store: the configuration of the library is read here, in the master or
 * by `nginx -t`, and opened only in the workers.  Also the pool of threads in
 * which the portal waits for the engine.
 */
#include "directives.h"

#include <ngx_thread_pool.h>

#include "library.h"
#include "where.h"

#define POOL_NAME "gcis"
#define QUICK_NAME "gcis_quick"
/* not fewer than gcisd hashes at once, or its bound is never met */
#define POOL_THREADS "threads=8"
#define QUICK_THREADS "threads=4"
#define POOL_QUEUE "max_queue=256"


extern ngx_module_t ngx_thread_pool_module;


/* nginx reads the directive as if it stood in the file. */
static char *
make_pool(ngx_conf_t *cf, ngx_str_t name, ngx_str_t threads)
{
    ngx_str_t words[] = {
        ngx_string("thread_pool"), name, threads, ngx_string(POOL_QUEUE),
    };
    ngx_array_t arguments = {
        .elts = words, .nelts = 4, .size = sizeof(ngx_str_t), .nalloc = 4,
        .pool = cf->pool,
    };
    ngx_command_t *command = ngx_thread_pool_module.commands;
    ngx_array_t *saved = cf->args;
    char *verdict;

    while (command->name.len != words[0].len
           || ngx_strncmp(command->name.data, words[0].data, words[0].len)
              != 0)
    {
        if ((++command)->name.len == 0) {
            return NGX_CONF_ERROR;
        }
    }
    cf->args = &arguments;
    verdict = command->set(cf, command, NULL);
    cf->args = saved;
    return verdict;
}


/* One of that name, made where the configuration has none. */
static ngx_thread_pool_t *
own_pool(ngx_conf_t *cf, ngx_str_t name, ngx_str_t threads)
{
    if (ngx_thread_pool_get(cf->cycle, &name) == NULL
        && make_pool(cf, name, threads) != NGX_CONF_OK)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "gcis_store: no thread_pool "
                           "\"%V\": this nginx has no threads", &name);
        return NULL;
    }
    return ngx_thread_pool_add(cf, &name);
}


static char *
set_pools(ngx_conf_t *cf, struct main_conf *main, ngx_str_t *name)
{
    ngx_str_t own = ngx_string(POOL_NAME), threads = ngx_string(POOL_THREADS);
    ngx_str_t quick = ngx_string(QUICK_NAME);
    ngx_str_t quick_threads = ngx_string(QUICK_THREADS);

    main->pool = name->len > 0 ? ngx_thread_pool_add(cf, name)
                               : own_pool(cf, own, threads);
    main->quick_pool = own_pool(cf, quick, quick_threads);
    return main->pool == NULL || main->quick_pool == NULL ? NGX_CONF_ERROR
                                                          : NGX_CONF_OK;
}


struct parameters {
    ngx_str_t projection;
    ngx_str_t config;
    ngx_str_t pool;
    ngx_str_t pages;
};


static char *
read_parameters(ngx_conf_t *cf, struct parameters *ret)
{
    static const struct {
        const char *key;
        size_t place;
        bool path;
    } known[] = {
        { "projection=", offsetof(struct parameters, projection), true },
        { "config=", offsetof(struct parameters, config), true },
        { "thread_pool=", offsetof(struct parameters, pool), false },
        { "pages=", offsetof(struct parameters, pages), true },
        { NULL, 0, false },
    };
    ngx_str_t *value = cf->args->elts;

    for (ngx_uint_t i = 2; i < cf->args->nelts; i++) {
        size_t k = 0;
        ngx_str_t found = ngx_null_string;
        ngx_str_t *place;

        while (known[k].key != NULL
               && !directive_value(&value[i], known[k].key, &found))
        {
            k++;
        }
        place = (ngx_str_t *) (void *) ((u_char *) ret + known[k].place);
        if (known[k].key == NULL || found.len == 0 || place->len > 0) {
            return where_refuse(cf, where_now(cf),
                "gcis_store: bad parameter \"%V\"; there are, once each, "
                "projection=PATH config=FILE thread_pool=NAME pages=PATH",
                &value[i]);
        }
        if (known[k].path
            && ngx_conf_full_name(cf->cycle, &found, 1) != NGX_OK)
        {
            return NGX_CONF_ERROR;
        }
        *place = found;
    }
    return NGX_CONF_OK;
}


static char *
check_uri(ngx_conf_t *cf, const ngx_str_t *uri)
{
    ngx_str_t rest;

    if (directive_value(uri, "lmdb:", &rest)) {
        return where_refuse(cf, where_now(cf),
            "gcis_store: \"%V\" would put the vault into the workers; start "
            "gcisd and write unix:SOCKET", uri);
    }
    if (!directive_value(uri, "unix:", &rest) || rest.len == 0
        || rest.data[0] != '/')
    {
        return where_refuse(cf, where_now(cf),
            "gcis_store: \"%V\" is not a store; write unix:SOCKET with the "
            "whole path, as in unix:/run/gcis/gcisd.sock", uri);
    }
    return NGX_CONF_OK;
}


static int
configure(struct main_conf *main, const struct parameters *parameters)
{
    const char *path = parameters->config.len == 0
                     ? NULL : (const char *) parameters->config.data;
    int status = gcis_config_load(main->config, path);

    if (status == GCIS_OK) {
        status = gcis_config_set_store(main->config,
                                       (const char *) main->store.data);
    }
    if (status == GCIS_OK && parameters->projection.len > 0) {
        status = gcis_config_set_projection(main->config,
            (const char *) parameters->projection.data);
    }
    return status;
}


char *
directive_store(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    struct main_conf *main = conf;
    ngx_str_t *value = cf->args->elts;
    struct parameters parameters = { .config = ngx_null_string };
    char *verdict;

    (void) command;
    if (main->store.len > 0) {
        return (char *) "is duplicate";
    }
    verdict = check_uri(cf, &value[1]);
    if (verdict == NGX_CONF_OK) {
        verdict = read_parameters(cf, &parameters);
    }
    if (verdict != NGX_CONF_OK) {
        return verdict;
    }
    main->store = value[1];
    main->projection_path = parameters.projection;
    main->config_path = parameters.config;
    main->pages_path = parameters.pages;
    if (library_configure(cf, main) != NGX_OK) {
        return NGX_CONF_ERROR;
    }
    if (configure(main, &parameters) != GCIS_OK) {
        return where_refuse(cf, where_now(cf), "gcis_store: %s",
                            gcis_config_error(main->config));
    }
    return set_pools(cf, main, &parameters.pool);
}
