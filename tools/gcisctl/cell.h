/* SPDX-License-Identifier: BSD-2-Clause */
/* One member of a reply as text for a person. */
#ifndef GCISCTL_CELL_H
#define GCISCTL_CELL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* malloc'd; NULL when memory is out. */
char *cell_text(const char *name, const json_t *value);
/* Neither empty nor absent. */
bool cell_says_something(const json_t *value);
bool cell_is_time(const char *name);
/* The heading of a column: upper case, without the `_s`. */
void cell_title(const char *name, char *ret, size_t size);
/* The name in an object's left column, in place. */
void cell_words(char *name);

#endif
