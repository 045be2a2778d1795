/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The projection as the process that writes it reads it: ordinary read
 * transactions in the writer's environment, no window, no age (ARCHITECTURE,
 * the projection).
 */
#ifndef GCIS_STORE_PROJECTION_SOURCE_H
#define GCIS_STORE_PROJECTION_SOURCE_H

#include "store/projection_env.h"

#include <pthread.h>

/* What the publisher has published last; changed under the write lock. */
struct published {
    pthread_rwlock_t lock;
    MDB_env *env; /* NULL: away, being built anew */
    MDB_dbi dbi;
    struct beat beat;
    struct catalogue *catalogue;
};

struct projection_source {
    struct published *published;
    struct clock clock;
};

enum projection_status source_lookup(const struct projection_source *source,
                                     const struct id *account,
                                     uint64_t min_seq, struct projected *ret)
    MUST_CHECK;
enum projection_status source_catalogue(const struct projection_source *source,
                                        struct catalogue **ret_catalogue,
                                        uint8_t ret_store_id[ID_SIZE])
    MUST_CHECK;
enum projection_status source_beat(const struct projection_source *source,
                                   struct beat *ret) MUST_CHECK;

#endif
