/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines that tell a backend who is there.  They stand in the request's own
 * list, so that a location's proxy_set_header does not drop them.
 */
#include "headers.h"

#include "header_list.h"
#include "header_text.h"


/*
 * Where the lines of ours go: into the places of those that have to go, then
 * to the end of the list.
 */
struct writer {
    ngx_http_request_t *r;
    struct header_walk walk;
    bool full; /* no place is left */
};


static ngx_table_elt_t *
next_place(struct writer *writer)
{
    ngx_table_elt_t *line;

    while (!writer->full
           && (line = header_walk_next(&writer->walk)) != NULL)
    {
        if (headers_is_unwanted(writer->r, line)) {
            return line;
        }
    }
    writer->full = true;
    return ngx_list_push(&writer->r->headers_in.headers);
}


static ngx_int_t
encode(ngx_http_request_t *r, const char *value, ngx_str_t *ret_text)
{
    size_t len = ngx_strlen(value);

    ret_text->data = (u_char *) value;
    ret_text->len = header_value_size(value, len);
    if (ret_text->len == len) {
        return NGX_OK;
    }
    ret_text->data = ngx_pnalloc(r->pool, ret_text->len);
    if (ret_text->data == NULL) {
        return NGX_ERROR;
    }
    header_value_write(value, len, (char *) ret_text->data);
    return NGX_OK;
}


/* An empty value is no line. */
static ngx_int_t
write_line(struct writer *writer, const ngx_str_t *name,
           const ngx_str_t *small, const char *value)
{
    ngx_table_elt_t *line;
    ngx_str_t text;

    if (value[0] == '\0') {
        return NGX_OK;
    }
    line = encode(writer->r, value, &text) == NGX_OK ? next_place(writer)
                                                     : NULL;
    if (line == NULL) {
        return NGX_ERROR;
    }
    line->key = *name;
    line->value = text;
    line->lowcase_key = small->data;
    line->hash = ngx_hash_key(small->data, small->len);
    compat_header_alone(line);
    return NGX_OK;
}


/* A line that has to go and was not overwritten: a mistake, never sent. */
static bool
has_leftover(struct writer *writer)
{
    ngx_table_elt_t *line;

    while (!writer->full
           && (line = header_walk_next(&writer->walk)) != NULL)
    {
        if (headers_is_unwanted(writer->r, line)) {
            return true;
        }
    }
    return false;
}


const char *
headers_roles(ngx_http_request_t *r, const struct gcis_identity *identity)
{
    struct location_conf *conf = location_conf_of(r);
    struct main_conf *main = main_conf_of(r);
    size_t len;
    u_char *roles;

    if (conf->application.len == 0) {
        return "";
    }
    if (gcis_identity_roles(identity, (const char *) conf->application.data,
                            ngx_time(), main->roles) != GCIS_OK)
    {
        return NULL;
    }
    len = ngx_strlen(main->roles) + 1;
    roles = ngx_pnalloc(r->pool, len);
    if (roles != NULL) {
        ngx_memcpy(roles, main->roles, len);
    }
    return (const char *) roles;
}


#define LINE(name, small, value)                                              \
    { ngx_string(name), ngx_string(small), value }

ngx_int_t
headers_write_identity(ngx_http_request_t *r,
                       const struct gcis_identity *identity)
{
    struct location_conf *conf = location_conf_of(r);
    const char *roles = headers_roles(r, identity);
    struct writer writer = { .r = r };
    const struct {
        ngx_str_t name;
        ngx_str_t small;
        const char *value;
    } lines[] = {
        LINE("X-Gcis-Account", "x-gcis-account",
             gcis_identity_account(identity)),
        LINE("X-Gcis-Name", "x-gcis-name", gcis_identity_name(identity)),
        LINE("X-Gcis-Agency", "x-gcis-agency",
             gcis_identity_agency(identity)),
        LINE("X-Gcis-Kind", "x-gcis-kind", gcis_identity_kind(identity)),
        LINE("X-Gcis-Application", "x-gcis-application",
             (const char *) conf->application.data),
        LINE("X-Gcis-Roles", "x-gcis-roles", roles),
        LINE("X-Gcis-Level", "x-gcis-level", gcis_identity_level(identity)),
        LINE("X-Gcis-Session", "x-gcis-session",
             gcis_identity_session(identity)),
    };

    if (roles == NULL) {
        return NGX_ERROR;
    }
    header_walk_begin(&r->headers_in.headers, &writer.walk);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        if (write_line(&writer, &lines[i].name, &lines[i].small,
                       lines[i].value) != NGX_OK)
        {
            return NGX_ERROR;
        }
    }
    return has_leftover(&writer) ? NGX_ERROR : NGX_OK;
}
