/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The readers of the directives, for the table of commands.
 */
#ifndef GCIS_DIRECTIVES_H
#define GCIS_DIRECTIVES_H

#include "module.h"

enum samesite {
    SAMESITE_LAX = 0,
    SAMESITE_STRICT,
};

char *
directive_store(ngx_conf_t *cf, ngx_command_t *command, void *conf);

char *
directive_gate(ngx_conf_t *cf, ngx_command_t *command, void *conf);

char *
directive_application(ngx_conf_t *cf, ngx_command_t *command, void *conf);

char *
directive_require(ngx_conf_t *cf, ngx_command_t *command, void *conf);

char *
directive_host(ngx_conf_t *cf, ngx_command_t *command, void *conf);

char *
directive_portal(ngx_conf_t *cf, ngx_command_t *command, void *conf);

char *
directive_portal_url(ngx_conf_t *cf, ngx_command_t *command, void *conf);

char *
directive_cookie(ngx_conf_t *cf, ngx_command_t *command, void *conf);

/* A name of the contract that this version does not serve yet. */
char *
directive_later(ngx_conf_t *cf, ngx_command_t *command, void *conf);

/*
 * The value of a parameter KEY=VALUE; false where it is another one.  An
 * empty value is found too: the caller refuses it.
 */
bool
directive_value(const ngx_str_t *argument, const char *key,
                ngx_str_t *ret_value);

/* Whether tokens can be made for this name: no wildcard, no port. */
bool
directive_is_host(const ngx_str_t *name);

#endif
