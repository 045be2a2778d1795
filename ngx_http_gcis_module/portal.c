/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Routing below the portal's location: what there is, what comes later, and
 * what may be asked by which method.
 */
#include "portal.h"

#include "header_list.h"
#include "identity.h"
#include "portal_site.h"
#include "portal_view.h"

/* Names of the contract that this version does not serve. */
static const char *const later[] = {
    "challenge", "sign-in/certificate", "sign-in/tls", "enter", "certificate",
    "profile", "sessions", "downloads", "registration", "api", "auth", "keys",
    NULL
};


/* Whether the path is the name, or something below it. */
static bool
is_below(const ngx_str_t *path, const char *name)
{
    size_t len = ngx_strlen(name);

    return path->len >= len && ngx_strncmp(path->data, name, len) == 0
        && (path->len == len || path->data[len] == '/');
}


static bool
is_path(const ngx_str_t *path, const char *name)
{
    return path->len == ngx_strlen(name) && is_below(path, name);
}


static bool
comes_later(const ngx_str_t *path)
{
    size_t i = 0;

    while (later[i] != NULL && !is_below(path, later[i])) {
        i++;
    }
    return later[i] != NULL;
}


static ngx_int_t
refuse_method(ngx_http_request_t *r, const char *allowed)
{
    if (header_answer_text(r, "Allow", allowed) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return view_refuse(r, "method", "invalid");
}


static ngx_int_t
serve_page(ngx_http_request_t *r, const struct page *page)
{
    portal_request_of(r)->page = page;
    if ((r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD))
        && (page->methods & PAGE_GET))
    {
        return portal_show(r, page);
    }
    if (r->method == NGX_HTTP_POST && (page->methods & PAGE_POST)) {
        return portal_submit(r, page);
    }
    return refuse_method(r, page->methods & PAGE_POST ? "GET, HEAD, POST"
                                                      : "GET, HEAD");
}


static ngx_int_t
serve_other(ngx_http_request_t *r, const ngx_str_t *path)
{
    ngx_str_t asset = *path;

    if (comes_later(path)) {
        return view_refuse(r, "not_in_this_version", "not_in_this_version");
    }
    if (!(r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD))) {
        return refuse_method(r, "GET, HEAD");
    }
    if (path->len == 0) {
        return view_redirect(r, NGX_HTTP_MOVED_TEMPORARILY, "home");
    }
    if (is_path(path, "session")) {
        return portal_session(r);
    }
    if (is_path(path, "health")) {
        return portal_health(r);
    }
    if (is_below(path, "assets") && path->len > 7) {
        asset.data += 7;
        asset.len -= 7;
        return portal_asset(r, &asset);
    }
    return view_refuse(r, "not_found", "not_found");
}


ngx_int_t
portal_handler(ngx_http_request_t *r)
{
    const struct server_conf *conf = server_conf_of(r);
    struct portal_request *request;
    const struct page *page;
    ngx_int_t discarded;

    request = identity_visit(r) == NULL ? NULL : portal_request_of(r);
    if (request == NULL || r->uri.len < conf->portal.len) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    request->path.data = r->uri.data + conf->portal.len;
    request->path.len = r->uri.len - conf->portal.len;
    if (r->method != NGX_HTTP_POST) {
        discarded = ngx_http_discard_request_body(r);
        if (discarded != NGX_OK) {
            return discarded;
        }
    }
    page = pages_find(main_conf_of(r)->site->pages,
                      (const char *) request->path.data, request->path.len);
    return page != NULL ? serve_page(r, page)
                        : serve_other(r, &request->path);
}
