/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refused passwords (SECURITY D8): a plain list of words, read once, kept as
 * sorted 8-byte prefixes of SHA-256 of the folded word.
 */
#ifndef GCIS_ENGINE_BLOCKLIST_H
#define GCIS_ENGINE_BLOCKLIST_H

#include "base/attributes.h"
#include "base/span.h"

#define BLOCKLIST_FILE_MAX (100 * 1024 * 1024) /* bytes */
#define BLOCKLIST_ERROR_MAX 256                /* bytes with the NUL */

struct blocklist;

/* `path` "": an empty list.  NULL: a configured file is missing or bad. */
struct blocklist *blocklist_load(const char *path,
                                 char error[BLOCKLIST_ERROR_MAX]) MUST_CHECK;
void blocklist_free(struct blocklist *blocklist);

/* The word itself, or the word with digits at its end taken off.  True on any
 * failure: what cannot be judged is refused. */
bool blocklist_has(const struct blocklist *blocklist, struct span password)
    MUST_CHECK;

#endif
