/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nginx's lists of header lines, of requests and answers.
 */
#ifndef GCIS_HEADER_LIST_H
#define GCIS_HEADER_LIST_H

#include "module.h"

struct header_walk {
    ngx_list_part_t *part;
    ngx_uint_t i;
};

/* The lines one after the other, the removed ones too; NULL at the end. */
void
header_walk_begin(ngx_list_t *list, struct header_walk *ret);

ngx_table_elt_t *
header_walk_next(struct header_walk *walk);

/* The first line of the request with this name (small letters), or NULL;
 * ret_n (may be NULL) gets how many there are. */
const ngx_table_elt_t *
header_find(ngx_http_request_t *r, const char *name, ngx_uint_t *ret_n);

/* Whether a line of the answer with this name has the word in it; any line
 * where word is NULL. */
bool
header_answers(ngx_http_request_t *r, const char *name, const char *word);

/* Adds a line to the answer; the value is kept, not copied. */
ngx_int_t
header_answer(ngx_http_request_t *r, const char *name, const ngx_str_t *value);

ngx_int_t
header_answer_text(ngx_http_request_t *r, const char *name,
                   const char *value);

/* Takes all lines of that name out of the answer. */
void
header_withdraw(ngx_http_request_t *r, const char *name);

#endif
