/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The projection, read: who is this account now, by one descent into an LMDB
 * file that the reader cannot write, kept safe by the writer's pins, the beat
 * and a clock (SECURITY B2-B8).  Never blocks, touches no socket.
 */
#ifndef GCIS_STORE_PROJECTION_H
#define GCIS_STORE_PROJECTION_H

#include "store/store.h"

#define PROJECTION_GRACE_MS 2000     /* a snapshot stays whole this long */
#define PROJECTION_RECORD_MAX 1900   /* bytes; no overflow pages */
#define PROJECTION_LOOK_MS 100       /* between stats of the path */
#define PROJECTION_FORMAT 1

enum projection_status {
    PROJECTION_AWAY,   /* not there, unreadable, damaged: 503 */
    PROJECTION_STALE,  /* the beat is too old, or of another boot: 503 */
    PROJECTION_BEHIND, /* a projecting change of the token is missing: 503 */
    PROJECTION_ABSENT, /* complete, and there is no such account */
    PROJECTION_OK,
};

struct projection_reader;

struct projection_options {
    const char *path; /* the folder */
    int64_t map_size; /* bytes; 0: default */
    int64_t max_age_ms;
    struct clock clock;
    struct logger logger;
    /* What measures one look-up, in milliseconds; NULL: the coarse monotonic
     * clock.  Nothing else is asked of it. */
    int64_t (*window_ms)(void *userdata);
    void *window_userdata;
};

/*
 * Opens nothing yet: the first look-up does, and again after a failure.  All
 * readers of one path in a process share one environment.  NULL when memory
 * is out, or the machine does not say which boot this is.
 */
struct projection_reader *projection_reader_new(
    const struct projection_options *options) MUST_CHECK;
/* In the process that owns the store, through the writer's environment. */
struct projection_reader *projection_reader_of_store(struct store *store)
    MUST_CHECK;
void projection_reader_free(struct projection_reader *reader);

struct projected {
    struct account_view account;
    struct catalogue *catalogue; /* a reference of the caller's */
    uint8_t store_id[ID_SIZE];
};

/*
 * `min_seq`: the token's seq.  On PROJECTION_OK *ret is written, lists up to
 * their count; else ret->catalogue is NULL.  catalogue_release() gives it
 * back.
 */
enum projection_status projection_lookup(struct projection_reader *reader,
                                         const struct id *account,
                                         uint64_t min_seq,
                                         struct projected *ret) MUST_CHECK;

/* The catalogue alone: for keys, before a token's signature is known. */
enum projection_status projection_catalogue(
    struct projection_reader *reader, struct catalogue **ret_catalogue,
    uint8_t ret_store_id[ID_SIZE]) MUST_CHECK;

struct projection_state {
    uint64_t seq;
    int64_t written_ms; /* CLOCK_BOOTTIME of the beat */
    int64_t age_ms;
};
/* *ret is written on PROJECTION_OK and on PROJECTION_STALE. */
enum projection_status projection_state(struct projection_reader *reader,
                                        struct projection_state *ret)
    MUST_CHECK;

#endif
