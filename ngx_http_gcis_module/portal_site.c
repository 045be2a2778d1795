/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which folders the portal's files come from, and what the site says of itself
 * in the engine's configuration.
 */
#include "portal_site.h"

#include <dlfcn.h>
#include <sys/stat.h>

#define FOLDER "portal"

/* options of the build; nginx's own configure gives none */
#ifndef GCIS_PATH_PORTAL
#define GCIS_PATH_PORTAL "/usr/share/gcis/portal"
#endif
#ifndef GCIS_PATH_PORTAL_SITE
#define GCIS_PATH_PORTAL_SITE "/etc/gcis/portal"
#endif


static bool
is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}


/* The folder beside a file; NULL where there is none. */
static const char *
folder_beside(ngx_conf_t *cf, const char *file)
{
    const char *slash = strrchr(file, '/');
    size_t len = slash == NULL ? 0 : (size_t) (slash - file) + 1;
    u_char *path = ngx_pnalloc(cf->pool, len + sizeof(FOLDER));

    if (path == NULL || slash == NULL) {
        return NULL;
    }
    ngx_memcpy(path, file, len);
    ngx_memcpy(path + len, FOLDER, sizeof(FOLDER));
    return is_folder((const char *) path) ? (const char *) path : NULL;
}


/* Said in the configuration, else beside the module, else as installed. */
static const char *
own_folder(ngx_conf_t *cf, const struct main_conf *main)
{
    const char *beside = NULL;
    Dl_info module;

    if (main->pages_path.len > 0) {
        return (const char *) main->pages_path.data;
    }
    if (dladdr((void *) &ngx_http_gcis_module, &module) != 0) {
        beside = folder_beside(cf, module.dli_fname);
    }
    return beside != NULL ? beside : GCIS_PATH_PORTAL;
}


/* What a site changed lies beside its configuration file. */
static const char *
site_folder(ngx_conf_t *cf, const struct main_conf *main)
{
    if (main->config_path.len > 0) {
        return folder_beside(cf, (const char *) main->config_path.data);
    }
    return is_folder(GCIS_PATH_PORTAL_SITE) ? GCIS_PATH_PORTAL_SITE : NULL;
}


static void
unload(void *data)
{
    struct portal_site *site = data;

    pages_free(site->pages);
    template_set_free(site->set);
    json_decref(site->texts);
}


static ngx_int_t
load_texts(struct portal_site *site, const struct gcis_config *config)
{
    static const char *const keys[] = {
        "title", "service_text", "notice", NULL
    };
    static const char *const logos[] = { "logo.svg", "logo.png", NULL };

    site->texts = json_object();
    for (size_t i = 0; keys[i] != NULL; i++) {
        const char *text = gcis_config_get(config, "portal", keys[i]);

        if (text != NULL && text[0] != '\0'
            && json_object_set_new(site->texts, keys[i], json_string(text))
               != 0)
        {
            return NGX_ERROR;
        }
    }
    for (size_t i = 0; logos[i] != NULL; i++) {
        ngx_str_t name = {
            .data = (u_char *) logos[i], .len = ngx_strlen(logos[i]),
        };

        if (portal_asset_find(site, &name) != NULL) {
            return json_object_set_new(site->texts, "logo",
                                       json_string(logos[i])) == 0
                ? NGX_OK : NGX_ERROR;
        }
    }
    return site->texts == NULL ? NGX_ERROR : NGX_OK;
}


/* In the order of [portal] languages; the first is the default. */
static void
load_languages(struct portal_site *site, const struct gcis_config *config)
{
    static const char *const known[] = { "zh-Hant", "en" };
    const char *words = gcis_config_get(config, "portal", "languages");
    size_t n = 0;

    while (words != NULL && *words != '\0' && n < PORTAL_LANGUAGES) {
        size_t len = strcspn(words, " \t");

        for (size_t i = 0; i < PORTAL_LANGUAGES; i++) {
            if (ngx_strlen(known[i]) == len
                && ngx_strncmp(known[i], words, len) == 0)
            {
                site->languages[n++] = known[i];
            }
        }
        words += len;
        words += strspn(words, " \t");
    }
    if (n == 0) {
        site->languages[0] = known[0];
    }
}


static ngx_int_t
load_assets(ngx_conf_t *cf, struct portal_site *site, const char *own,
            const char *changed)
{
    site->assets = ngx_array_create(cf->pool, 8, sizeof(struct portal_asset));
    if (site->assets == NULL
        || portal_assets_load(cf, site, own) != NGX_OK)
    {
        return NGX_ERROR;
    }
    return changed == NULL ? NGX_OK : portal_assets_load(cf, site, changed);
}


ngx_int_t
portal_site_load(ngx_conf_t *cf, struct main_conf *main)
{
    const char *own = own_folder(cf, main);
    const char *changed = site_folder(cf, main);
    ngx_pool_cleanup_t *cleanup;
    struct portal_site *site;
    char error[512] = "";

    cleanup = ngx_pool_cleanup_add(cf->pool, sizeof(*site));
    if (cleanup == NULL) {
        return NGX_ERROR;
    }
    site = cleanup->data;
    ngx_memzero(site, sizeof(*site));
    cleanup->handler = unload;
    site->loaded_s = ngx_time();
    site->set = template_set_load(own, changed, error, sizeof(error));
    if (site->set != NULL) {
        site->pages = pages_load(own, site->set, error, sizeof(error));
    }
    if (site->pages == NULL) {
        ngx_log_error(NGX_LOG_EMERG, cf->log, 0,
            "gcis: the portal's files: %s (gcis_store ... pages=PATH says "
            "where they are)", error);
        return NGX_ERROR;
    }
    main->site = site;
    load_languages(site, main->config);
    if (load_assets(cf, site, own, changed) != NGX_OK) {
        return NGX_ERROR;
    }
    return load_texts(site, main->config);
}
