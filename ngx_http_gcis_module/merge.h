/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration's three levels: made, merged, and checked as a whole.
 */
#ifndef GCIS_MERGE_H
#define GCIS_MERGE_H

#include "module.h"

void *
merge_create_main(ngx_conf_t *cf);

void *
merge_create_server(ngx_conf_t *cf);

void *
merge_create_location(ngx_conf_t *cf);

char *
merge_server(ngx_conf_t *cf, void *parent, void *child);

char *
merge_location(ngx_conf_t *cf, void *parent, void *child);

/*
 * Pushes the rules of this location's own level; a line is bound to the
 * application in force here.
 */
char *
merge_level(ngx_conf_t *cf, struct location_conf *conf,
            const struct location_conf *parent, bool own_application);

/* Every server that shows what wants TLS has it, or may do without. */
ngx_int_t
merge_check_listeners(ngx_conf_t *cf);

#endif
