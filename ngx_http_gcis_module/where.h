/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refusals of `nginx -t` with the file and line of the directive that is
 * wrong, also when it shows only at the end of the http block.
 */
#ifndef GCIS_WHERE_H
#define GCIS_WHERE_H

#include "module.h"

/* The directive that is being read. */
struct where
where_now(ngx_conf_t *cf);

/* Says what is wrong, in nginx's own format; the answer is for nginx. */
char *
where_refuse(ngx_conf_t *cf, struct where where, const char *format, ...);

void
where_warn(ngx_conf_t *cf, struct where where, const char *format, ...);

#endif
