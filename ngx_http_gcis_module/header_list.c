/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Header lines by name.  Knows no header of ours.
 */
#include "header_list.h"


void
header_walk_begin(ngx_list_t *list, struct header_walk *ret)
{
    ret->part = &list->part;
    ret->i = 0;
}


ngx_table_elt_t *
header_walk_next(struct header_walk *walk)
{
    while (walk->part != NULL && walk->i >= walk->part->nelts) {
        walk->part = walk->part->next;
        walk->i = 0;
    }
    if (walk->part == NULL) {
        return NULL;
    }
    return (ngx_table_elt_t *) walk->part->elts + walk->i++;
}


static bool
is_named(const ngx_table_elt_t *line, const char *name, size_t len)
{
    return line->key.len == len
        && ngx_strncasecmp(line->key.data, (u_char *) name, len) == 0;
}


const ngx_table_elt_t *
header_find(ngx_http_request_t *r, const char *name, ngx_uint_t *ret_n)
{
    const ngx_table_elt_t *first = NULL;
    const ngx_table_elt_t *line;
    struct header_walk walk;
    size_t len = ngx_strlen(name);
    ngx_uint_t n = 0;

    header_walk_begin(&r->headers_in.headers, &walk);
    while ((line = header_walk_next(&walk)) != NULL) {
        if (is_named(line, name, len)) {
            first = first == NULL ? line : first;
            n++;
        }
    }
    if (ret_n != NULL) {
        *ret_n = n;
    }
    return first;
}


bool
header_answers(ngx_http_request_t *r, const char *name, const char *word)
{
    ngx_table_elt_t *line;
    struct header_walk walk;
    size_t len = ngx_strlen(name);

    header_walk_begin(&r->headers_out.headers, &walk);
    while ((line = header_walk_next(&walk)) != NULL) {
        if (line->hash == 0 || !is_named(line, name, len)) {
            continue;
        }
        if (word == NULL
            || ngx_strlcasestrn(line->value.data,
                                line->value.data + line->value.len,
                                (u_char *) word, ngx_strlen(word) - 1)
               != NULL)
        {
            return true;
        }
    }
    return false;
}


ngx_int_t
header_answer(ngx_http_request_t *r, const char *name, const ngx_str_t *value)
{
    ngx_table_elt_t *line = ngx_list_push(&r->headers_out.headers);

    if (line == NULL) {
        return NGX_ERROR;
    }
    ngx_memzero(line, sizeof(*line));
    line->hash = 1;
    line->key.data = (u_char *) name;
    line->key.len = ngx_strlen(name);
    line->value = *value;
    compat_header_alone(line);
    return NGX_OK;
}


ngx_int_t
header_answer_text(ngx_http_request_t *r, const char *name, const char *value)
{
    ngx_str_t text = { .data = (u_char *) value, .len = ngx_strlen(value) };

    return header_answer(r, name, &text);
}


void
header_withdraw(ngx_http_request_t *r, const char *name)
{
    ngx_table_elt_t *line;
    struct header_walk walk;
    size_t len = ngx_strlen(name);

    header_walk_begin(&r->headers_out.headers, &walk);
    while ((line = header_walk_next(&walk)) != NULL) {
        if (is_named(line, name, len)) {
            line->hash = 0;
        }
    }
}
