/* SPDX-License-Identifier: BSD-2-Clause */
/* What the walks of store_verify() share. */
#ifndef GCIS_STORE_VERIFY_H
#define GCIS_STORE_VERIFY_H

#include "store/private.h"

#define VERIFY_SLICE 256 /* changes, or records, of one snapshot */

struct verifying {
    struct store *store;
    struct snapshot snapshot; /* of this slice */
    char *words;
    enum store_status status;
    size_t n_left;   /* of this slice */
    uint64_t next;   /* the number that must come now */
    struct head log; /* what the log so far leads to */
    void *missing;   /* tree: written, not there now, removal to come */
    struct key last; /* of the walk over records */
    struct logged_change change;
    struct touched touched[CHANGE_WRITES_MAX];
    size_t n_touched;
};

/* Says the words; false, which stops a walk. */
bool verify_differs(struct verifying *verifying, const char *format, ...)
    PRINTF(2, 3);
bool verify_body_is(const struct touched *touched, struct span body);

/* verify_missing.c: records that are not there now and that a later change of
 * the log must remove. */
bool verify_expect_removal(struct verifying *verifying,
                           const struct touched *touched);
void verify_forget_missing(struct verifying *verifying,
                           const struct touched *touched);
void verify_missing(struct verifying *verifying);
void verify_missing_free(struct verifying *verifying);

/* verify_record.c: each record is what the change that it names wrote. */
void verify_records(struct verifying *verifying);

#endif
