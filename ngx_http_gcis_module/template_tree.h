/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the template code share: a parsed template is an array of
 * nodes over the bytes of its file, a section holds the index past its last
 * child.  Nothing outside template*.c includes this.
 */
#ifndef GCIS_TEMPLATE_TREE_H
#define GCIS_TEMPLATE_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "template_file.h"
#include "template_messages.h"

#define TEMPLATE_FILE_MAX (64 * 1024) /* bytes */
#define TEMPLATE_FILES_MAX 64
#define TEMPLATE_NAME_MAX 64 /* bytes of a template's or a value's name */
#define TEMPLATE_DEPTH_MAX 16 /* sections and parts, one in another */

enum node_kind {
    NODE_TEXT,
    NODE_VALUE,
    NODE_ADDRESS, /* a value at the start of href and the like */
    NODE_MESSAGE,
    NODE_SECTION,
    NODE_EMPTY, /* {{^name}} */
    NODE_PART,
};

struct node {
    enum node_kind kind;
    unsigned line;
    const char *text; /* the text, or the name; points into the file */
    size_t len;
    size_t end;    /* section: index of the node past its last child */
    size_t target; /* part: its template; message: its place in the list */
};

struct template {
    char name[TEMPLATE_NAME_MAX + 1];
    char *path; /* for errors */
    char *bytes;
    size_t len;
    struct node *nodes;
    size_t n_nodes;
};

struct template_set {
    struct template *templates[TEMPLATE_FILES_MAX];
    size_t n_templates;
    struct messages messages;
};

/* Whether these bytes are a name: letters, digits, _ and -, dots between. */
bool
template_is_name(const char *bytes, size_t len);

/* The place of a template, n_templates for none; the template, or NULL. */
size_t
template_place(const struct template_set *set, const char *name, size_t len);

const struct template *
template_find(const struct template_set *set, const char *name, size_t len);

/* Bytes of the file into nodes; parts and messages are not looked up yet. */
bool
template_parse(struct template *template, const struct fault *fault)
    __attribute__((warn_unused_result));

/* Looks them up, in all templates of the set, and bounds their depth. */
bool
template_link(struct template_set *set, const struct fault *fault)
    __attribute__((warn_unused_result));

#endif
