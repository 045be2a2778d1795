/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file behind a path, whichever it is now, and the seats from which it is
 * read.  A seat is one pooled read transaction with what is known of the last
 * snapshot that was seen from it; one look-up sits in it at a time.
 */
#ifndef GCIS_STORE_PROJECTION_FILE_H
#define GCIS_STORE_PROJECTION_FILE_H

#include "base/process.h"
#include "store/catalogue.h"
#include "store/projection_env.h"

#include <pthread.h>

#define PROJECTION_SEATS 16 /* kept idle; more look-ups at once make more */

struct projection_seat {
    uint64_t generation;
    struct projection_env *env; /* NULL: not attached */
    MDB_txn *txn;               /* reset */
    bool knows_snapshot;        /* that beat is of */
    struct beat beat;
    struct beat met; /* of a snapshot that is not yet believed */
    struct catalogue *catalogue;
    int64_t boot_ms;            /* what the boot clock said ... */
    int64_t boot_read_at_ms;    /* ... in this tick of the coarse one */
};

struct projection_file {
    struct projection_file *next; /* in the table */
    unsigned references;          /* under the table's lock */
    char *path;                   /* of the folder */
    int64_t map_size;
    struct process_mark mark;

    pthread_mutex_t lock;        /* of what follows, up to generation */
    struct projection_env *env;  /* NULL: away */
    struct catalogue *catalogue; /* the last one loaded from env */
    const char *away;            /* why; NULL: not away, or not tried yet */

    atomic_uint_fast64_t generation; /* one more with each change of env */
    atomic_int_fast64_t looked_ms;   /* at the path */
    atomic_int_fast64_t newest_ms;   /* of the beats that were believed */
    _Atomic(struct projection_seat *) seats[PROJECTION_SEATS];
};

/* The one object of this path in the process; counted. */
struct projection_file *projection_file_get(const char *path, int64_t map_size)
    MUST_CHECK;
void projection_file_put(struct projection_file *file); /* NULL is fine */

/* Looks where the path leads when the last look is older than
 * PROJECTION_LOOK_MS before `now_ms`. */
void projection_file_look(struct projection_file *file, int64_t now_ms,
                          const struct logger *logger);
/* The map of this seat's environment is too small for the file. */
void projection_file_outgrown(struct projection_file *file,
                              const struct projection_seat *seat,
                              const struct logger *logger);

/* NULL: there is no file to read, or no memory. */
struct projection_seat *projection_seat_take(struct projection_file *file,
                                             const struct logger *logger)
    MUST_CHECK;
void projection_seat_give(struct projection_file *file,
                          struct projection_seat *seat);

/* The catalogue of `seq` in the seat's environment, where it is loaded. */
struct catalogue *projection_file_catalogue(struct projection_file *file,
                                            const struct projection_seat *seat,
                                            uint64_t seq) MUST_CHECK;
void projection_file_set_catalogue(struct projection_file *file,
                                   const struct projection_seat *seat,
                                   struct catalogue *catalogue);

#endif
