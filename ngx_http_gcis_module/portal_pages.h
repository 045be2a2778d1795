/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of pages, pages.json beside the templates: which path below the
 * portal shows which operation with which template, for whom; and which
 * refusal says what.  Knows words and names; calls nothing.
 */
#ifndef GCIS_PORTAL_PAGES_H
#define GCIS_PORTAL_PAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "template.h"

#define PAGES_MAX 32 /* and as many refusals */

enum page_method {
    PAGE_GET = 1, /* and HEAD */
    PAGE_POST = 2,
};

enum page_session {
    PAGE_SESSION_REQUIRED = 0,
    PAGE_SESSION_OPTIONAL,
};

struct page {
    char *name;
    char *path;         /* below the portal, without a / at either end */
    char *template;
    char *after;        /* the template after a good POST; NULL: none */
    char *title;        /* a message */
    char *operation;    /* whose reply is data of the page; NULL: none */
    unsigned methods;   /* of enum page_method */
    enum page_session session;
    bool restricted;    /* open to a one-day session and before must_change */
};

struct page_refusal {
    char *name;
    int status;     /* of HTTP */
    char *code;     /* G300; NULL: none */
    char *title;    /* messages */
    char *sentence;
    char *next;
};

struct pages;

/* Reads DIR/pages.json and checks it against the set; NULL and error as there. */
struct pages *
pages_load(const char *dir, const struct template_set *set, char *error,
    size_t error_size) __attribute__((warn_unused_result));

void
pages_free(struct pages *pages);

/* The page of a path, or NULL. */
const struct page *
pages_find(const struct pages *pages, const char *path, size_t len);

/* The refusal of that name; the one named unavailable for one not known. */
const struct page_refusal *
pages_refusal(const struct pages *pages, const char *name);

#endif
