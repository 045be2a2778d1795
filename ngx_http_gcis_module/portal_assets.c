/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Style, script and pictures of the portal: held in memory, served by name.
 * No path of a request ever reaches the file system.
 */
#include "portal.h"

#include <dirent.h>
#include <sys/stat.h>

#include "header_list.h"
#include "portal_site.h"
#include "portal_view.h"

#define ASSET_MAX (1024 * 1024) /* bytes */
#define ASSETS_MAX 64

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    { ".css", "text/css" },
    { ".js", "text/javascript" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".ico", "image/vnd.microsoft.icon" },
    { ".webp", "image/webp" },
};


static const char *
type_of(const char *name)
{
    size_t len = ngx_strlen(name);

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        size_t ending = ngx_strlen(types[i].ending);

        if (name[0] != '.' && len > ending
            && ngx_strcmp(name + len - ending, types[i].ending) == 0)
        {
            return types[i].type;
        }
    }
    return NULL;
}


const struct portal_asset *
portal_asset_find(const struct portal_site *site, const ngx_str_t *name)
{
    const struct portal_asset *assets = site->assets->elts;

    for (ngx_uint_t i = site->assets->nelts; i > 0; i--) {
        if (ngx_strlen(assets[i - 1].name) == name->len
            && ngx_memcmp(assets[i - 1].name, name->data, name->len) == 0)
        {
            return &assets[i - 1];
        }
    }
    return NULL;
}


static ngx_int_t
read_whole(ngx_conf_t *cf, int fd, struct portal_asset *asset)
{
    struct stat st;
    ssize_t n;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0
        || st.st_size > ASSET_MAX)
    {
        return NGX_ERROR;
    }
    asset->len = (size_t) st.st_size;
    asset->bytes = ngx_pnalloc(cf->pool, asset->len + 1);
    if (asset->bytes == NULL) {
        return NGX_ERROR;
    }
    n = read(fd, asset->bytes, asset->len);
    return n == st.st_size ? NGX_OK : NGX_ERROR;
}


static ngx_int_t
load(ngx_conf_t *cf, struct portal_site *site, const char *folder,
     const char *name)
{
    struct portal_asset asset = { .type = type_of(name) };
    size_t size = ngx_strlen(folder) + ngx_strlen(name) + 2;
    u_char *path = ngx_pnalloc(cf->pool, size);
    struct portal_asset *place;
    ngx_int_t verdict;
    int fd;

    if (path == NULL) {
        return NGX_ERROR;
    }
    ngx_sprintf(path, "%s/%s%Z", folder, name);
    asset.name = (const char *) path + ngx_strlen(folder) + 1;
    fd = open((const char *) path, O_RDONLY | O_CLOEXEC);
    verdict = fd < 0 ? NGX_ERROR : read_whole(cf, fd, &asset);
    if (fd >= 0) {
        close(fd);
    }
    if (verdict != NGX_OK || site->assets->nelts == ASSETS_MAX) {
        ngx_log_error(NGX_LOG_EMERG, cf->log, ngx_errno,
            "gcis: %s: cannot be served: a file of at most %d bytes, of at "
            "most %d", path, ASSET_MAX, ASSETS_MAX);
        return NGX_ERROR;
    }
    place = ngx_array_push(site->assets);
    if (place == NULL) {
        return NGX_ERROR;
    }
    *place = asset;
    return NGX_OK;
}


ngx_int_t
portal_assets_load(ngx_conf_t *cf, struct portal_site *site,
                   const char *folder)
{
    DIR *dir = opendir(folder);
    ngx_int_t verdict = NGX_OK;
    struct dirent *entry;

    if (dir == NULL) {
        ngx_log_error(NGX_LOG_EMERG, cf->log, ngx_errno,
                      "gcis: %s: cannot be read", folder);
        return NGX_ERROR;
    }
    while (verdict == NGX_OK && (entry = readdir(dir)) != NULL) {
        if (type_of(entry->d_name) != NULL) {
            verdict = load(cf, site, folder, entry->d_name);
        }
    }
    closedir(dir);
    return verdict;
}


ngx_int_t
portal_asset(ngx_http_request_t *r, const ngx_str_t *name)
{
    const struct portal_site *site = main_conf_of(r)->site;
    const struct portal_asset *asset = portal_asset_find(site, name);
    ngx_str_t body;

    if (asset == NULL) {
        return view_refuse(r, "not_found", "not_found");
    }
    body.data = asset->bytes;
    body.len = asset->len;
    r->headers_out.last_modified_time = site->loaded_s;
    if (header_answer_text(r, "Cache-Control", "no-cache") != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return view_send(r, NGX_HTTP_OK, asset->type, &body);
}
