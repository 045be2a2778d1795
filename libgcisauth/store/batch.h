/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several changes on their way into one commit: versions compared, numbered,
 * chained (from 32 zero bytes before change 1).  Each is judged by what the vault and the changes before it in the
 * batch say.  Common to every engine; owns no lock and waits for nobody.
 */
#ifndef GCIS_STORE_BATCH_H
#define GCIS_STORE_BATCH_H

#include "store/backend.h"
#include "store/codec.h"

/* A change and its answer; lives on the stack of the caller who waits. */
struct pending {
    struct pending *next;
    const struct change *change; /* the caller's */
    enum store_status status;    /* the answer; STORE_BROKEN at first */
    struct position position;    /* where it stands in the log */
    bool taken;                  /* somebody commits it */
    bool done;                   /* the answer is final */
    struct change numbered;      /* as it is logged */
    struct key once_key;         /* of the record that `once` leaves */
    uint64_t once_seq;           /* not 0: it was applied there before */
    size_t encoded_len;
    uint8_t encoded[CODEC_CHANGE_MAX];
};

#define BATCH_WANTED_MAX (STORE_BATCH_MAX * (CHANGE_EXPECTS_MAX + 1))
#define BATCH_WRITES_MAX (STORE_BATCH_MAX * CHANGE_WRITES_MAX)

struct batch {
    struct head head; /* as it becomes */
    size_t n_wanted;
    struct wanted wanted[BATCH_WANTED_MAX];
    size_t n_writes;
    struct batch_write writes[BATCH_WRITES_MAX];
    size_t n_entries;
    struct batch_entry entries[STORE_BATCH_MAX];
    bool touches_catalogue;
};

/* A change that cannot be logged: `ret_why` says which rule it breaks. */
bool batch_is_sound(const struct change *change, const char **ret_why)
    MUST_CHECK;

/* Before the transaction: which versions are asked. */
void batch_begin(struct batch *batch, struct pending *const members[],
                 size_t n);

/*
 * With the versions there: judges each member in its order, and lays out the
 * writes and entries of those that stand.  STORE_OK in a member is true once
 * the commit is; every other status is final.
 */
void batch_plan(struct batch *batch, const struct head *head,
                struct pending *const members[], size_t n);

#endif
