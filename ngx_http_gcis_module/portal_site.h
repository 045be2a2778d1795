/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The portal's files, read once with the configuration: templates, texts, the
 * table of pages, style and pictures.
 */
#ifndef GCIS_PORTAL_SITE_H
#define GCIS_PORTAL_SITE_H

#include "module.h"
#include "portal_pages.h"

#define PORTAL_LANGUAGES 2

struct portal_asset {
    const char *name;
    const char *type;
    u_char *bytes;
    size_t len;
};

struct portal_site {
    struct template_set *set;
    struct pages *pages;
    json_t *texts;       /* the member `site` of every page */
    const char *languages[PORTAL_LANGUAGES + 1]; /* on offer, ended by NULL */
    ngx_array_t *assets; /* struct portal_asset */
    time_t loaded_s;
};

/* Into main->site; refuses with the words of what is wrong in which file. */
ngx_int_t
portal_site_load(ngx_conf_t *cf, struct main_conf *main);

/* Reads the pictures, style and script of a folder; a later one wins. */
ngx_int_t
portal_assets_load(ngx_conf_t *cf, struct portal_site *site,
                   const char *folder);

const struct portal_asset *
portal_asset_find(const struct portal_site *site, const ngx_str_t *name);

#endif
