/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines that tell a backend who is there.  They stand in the request's own
 * list, so that a location's proxy_set_header does not drop them.
 */
#include "headers.h"

#include "header_list.h"
#include "header_text.h"


enum line {
    LINE_ACCOUNT = 0,
    LINE_NAME,
    LINE_AGENCY,
    LINE_KIND,
    LINE_APPLICATION,
    LINE_ROLES,
    LINE_LEVEL,
    LINE_SESSION,
};

static const struct {
    ngx_str_t name;
    ngx_str_t small;
} names[HEADERS_LINES] = {
    { ngx_string("X-Gcis-Account"), ngx_string("x-gcis-account") },
    { ngx_string("X-Gcis-Name"), ngx_string("x-gcis-name") },
    { ngx_string("X-Gcis-Agency"), ngx_string("x-gcis-agency") },
    { ngx_string("X-Gcis-Kind"), ngx_string("x-gcis-kind") },
    { ngx_string("X-Gcis-Application"), ngx_string("x-gcis-application") },
    { ngx_string("X-Gcis-Roles"), ngx_string("x-gcis-roles") },
    { ngx_string("X-Gcis-Level"), ngx_string("x-gcis-level") },
    { ngx_string("X-Gcis-Session"), ngx_string("x-gcis-session") },
};

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
write_line(struct writer *writer, enum line which, const char *value)
{
    const struct main_conf *main = main_conf_of(writer->r);
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
    line->key = names[which].name;
    line->value = text;
    line->lowcase_key = names[which].small.data;
    line->hash = main->line_hash[which];
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


void
headers_hash_names(struct main_conf *main)
{
    for (size_t i = 0; i < HEADERS_LINES; i++) {
        main->line_hash[i] = ngx_hash_key(names[i].small.data,
                                          names[i].small.len);
    }
}


ngx_int_t
headers_write_identity(ngx_http_request_t *r,
                       const struct gcis_identity *identity)
{
    const char *values[HEADERS_LINES] = {
        [LINE_ACCOUNT] = gcis_identity_account(identity),
        [LINE_NAME] = gcis_identity_name(identity),
        [LINE_AGENCY] = gcis_identity_agency(identity),
        [LINE_KIND] = gcis_identity_kind(identity),
        [LINE_APPLICATION] =
            (const char *) location_conf_of(r)->application.data,
        [LINE_ROLES] = headers_roles(r, identity),
        [LINE_LEVEL] = gcis_identity_level(identity),
        [LINE_SESSION] = gcis_identity_session(identity),
    };
    struct writer writer = { .r = r };

    if (values[LINE_ROLES] == NULL) {
        return NGX_ERROR;
    }
    header_walk_begin(&r->headers_in.headers, &writer.walk);
    for (size_t i = 0; i < HEADERS_LINES; i++) {
        if (write_line(&writer, (enum line) i, values[i]) != NGX_OK) {
            return NGX_ERROR;
        }
    }
    return has_leftover(&writer) ? NGX_ERROR : NGX_OK;
}
