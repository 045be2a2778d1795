/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data of a page while it is rendered: the object that was given, and
 * above it what the sections have entered.
 */
#ifndef GCIS_TEMPLATE_DATA_H
#define GCIS_TEMPLATE_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "template_tree.h"

struct data {
    const json_t *stack[TEMPLATE_DEPTH_MAX + 1];
    size_t depth;
};

/*
 * The first word of a name is searched from the innermost outwards, the rest
 * inside of what is found; "." is the innermost.  NULL: no such value.
 */
const json_t *
data_find(const struct data *data, const char *name, size_t len);

/* Missing is the caller's; null, false, "", 0, [] and fractions are empty. */
bool
data_is_empty(const json_t *value);

#endif
