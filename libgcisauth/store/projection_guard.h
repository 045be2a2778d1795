/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One guarded look-up (SECURITY B5), between the file it is made in and the
 * functions of projection.h.
 */
#ifndef GCIS_STORE_PROJECTION_GUARD_H
#define GCIS_STORE_PROJECTION_GUARD_H

#include "store/projection_file.h"

struct projection_reader {
    struct projection_options options; /* path is the file's */
    struct projection_file *file;      /* NULL: of a store */
    struct store *store;               /* NULL: of a file */
    struct process_mark mark;          /* of a store's reader */
    _Atomic(const struct projection_source *) source; /* NULL: not asked yet */
    uint8_t boot_id[BOOT_ID_SIZE];
    atomic_int_fast64_t told_ms; /* when the last complaint was logged */
};

/* What is asked for, and where it goes; NULL: not asked for. */
struct projection_question {
    const struct id *account;
    uint64_t min_seq;
    struct account_view *ret_account;
    struct catalogue **ret_catalogue;
    uint8_t *ret_store_id;
    struct beat *ret_beat; /* also written on PROJECTION_STALE */
};

enum projection_status projection_ask(
    struct projection_reader *reader,
    const struct projection_question *question) MUST_CHECK;

#endif
