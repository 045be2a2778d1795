/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages about the configuration.  nginx's own function adds the place where
 * it reads at the moment, which is the end of the file when levels are merged.
 */
#include "where.h"

#include <stdarg.h>

#define MESSAGE_MAX 1024 /* bytes */


struct where
where_now(ngx_conf_t *cf)
{
    return (struct where) {
        .file = cf->conf_file->file.name.data,
        .line = cf->conf_file->line,
    };
}


static void
say(ngx_conf_t *cf, ngx_uint_t level, struct where where, const char *format,
    va_list arguments)
{
    u_char text[MESSAGE_MAX];
    u_char *end = ngx_vslprintf(text, text + sizeof(text), format, arguments);

    if (where.file == NULL) {
        ngx_log_error(level, cf->log, 0, "%*s", (size_t) (end - text), text);
        return;
    }
    ngx_log_error(level, cf->log, 0, "%*s in %s:%ui", (size_t) (end - text),
                  text, where.file, where.line);
}


char *
where_refuse(ngx_conf_t *cf, struct where where, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(cf, NGX_LOG_EMERG, where, format, arguments);
    va_end(arguments);
    return NGX_CONF_ERROR;
}


void
where_warn(ngx_conf_t *cf, struct where where, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(cf, NGX_LOG_WARN, where, format, arguments);
    va_end(arguments);
}
