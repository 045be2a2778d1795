/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table by which nginx loads the module: what its own build would write
 * (auto/module) for a handler and a header filter in one file.  The filter
 * stands before the copy filter; the handler needs no order.
 */
#include <ngx_config.h>
#include <ngx_core.h>

#define EXPORTED __attribute__((visibility("default")))

extern ngx_module_t ngx_http_gcis_module;
extern ngx_module_t ngx_http_gcis_filter_module;

extern EXPORTED ngx_module_t *ngx_modules[];
extern EXPORTED char *ngx_module_names[];
extern EXPORTED char *ngx_module_order[];

ngx_module_t *ngx_modules[] = {
    &ngx_http_gcis_module,
    &ngx_http_gcis_filter_module,
    NULL
};

char *ngx_module_names[] = {
    (char *) "ngx_http_gcis_module",
    (char *) "ngx_http_gcis_filter_module",
    NULL
};

char *ngx_module_order[] = {
    (char *) "ngx_http_gcis_filter_module",
    (char *) "ngx_http_copy_filter_module",
    NULL
};
