/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The projection, written: follows the vault's log into an LMDB file of fixed
 * records, holds the two pins, writes the beat (SECURITY B1, B3, B4, B6-B8).
 * Its one user is the store: nothing above knows that there is a writer.
 */
#ifndef GCIS_STORE_PUBLISH_H
#define GCIS_STORE_PUBLISH_H

#include "store/store.h"

struct publisher;

/*
 * Builds the projection anew from a dump of `store` beside the old one and
 * renames it over; returns when readers of the old file cannot answer any
 * more.  NULL, with words in `error`, where it cannot be had.
 */
struct publisher *publisher_open(struct store *store,
                                 const struct store_options *options,
                                 char error[STORE_ERROR_MAX]) MUST_CHECK;
void publisher_close(struct publisher *publisher);

/* Follows to the head and commits, with a beat.  Serialised by the caller. */
enum store_status publisher_follow(struct publisher *publisher) MUST_CHECK;

/* Renews the older pin and the beat when due; milliseconds until next. */
int64_t publisher_tick(struct publisher *publisher) MUST_CHECK;

/* The last projecting change that the projection holds. */
uint64_t publisher_seq(const struct publisher *publisher);

/* For readers in this process: an ordinary read transaction. */
struct projection_source;
const struct projection_source *publisher_source(struct publisher *publisher);

#endif
