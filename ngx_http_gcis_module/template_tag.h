/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A tag as it stands in the file: {{SIGIL NAME}}.  Knows its bounds, not its
 * meaning.
 */
#ifndef GCIS_TEMPLATE_TAG_H
#define GCIS_TEMPLATE_TAG_H

#include <stdbool.h>
#include <stddef.h>

struct tag {
    char sigil; /* one of # ^ / > !, or NUL */
    const char *name;
    size_t len;
    const char *start; /* what belongs to the tag: from here */
    const char *after; /* to before here */
};

/* The tag that starts at start; false where it does not end on its line. */
bool
tag_read(const char *start, const char *end, struct tag *ret_tag);

/* A tag alone on its line takes the line with it; at: where it may begin. */
void
tag_widen(struct tag *tag, const char *file, const char *at,
    const char *end);

#endif
