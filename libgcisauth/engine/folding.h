/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Failures on unknown names and locked accounts, beyond a few a second, share
 * one record (SECURITY G5): a stranger must not fill the disk.  Names are kept
 * as keyed hashes: people type passwords into the name field.
 */
#ifndef GCIS_ENGINE_FOLDING_H
#define GCIS_ENGINE_FOLDING_H

#include "base/attributes.h"
#include "base/span.h"

#define FOLDING_PER_SECOND 10 /* records of their own */
#define FOLDING_SOURCES 4     /* named in a summary */

struct folding;

struct folded {
    uint64_t count;
    int64_t since_s;
    char sources[200]; /* "192.0.2.1:17 192.0.2.9:3" */
};

struct folding *folding_new(void) MUST_CHECK;
void folding_free(struct folding *folding);

/* True: this one is to be folded, and was counted. */
bool folding_take(struct folding *folding, const char *address,
                  int64_t now_s) MUST_CHECK;
/* True where a summary is due; it is then the caller's to record. */
bool folding_due(struct folding *folding, int64_t now_s,
                 struct folded *ret) MUST_CHECK;

#endif
