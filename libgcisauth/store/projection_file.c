/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the path leads now, and the pool of seats.  The file is replaced by
 * rename while look-ups run: whoever sits in a seat keeps its environment
 * alive, and the old one is closed when its last look-up ended (SECURITY B8,
 * B15).  What is read from a seat is projection.c's affair.
 */
#include "store/projection_file.h"

#include <stdio.h>

#define PATH_SIZE 4096

/*
 * The table of open projections.  It is global because the rule is about the
 * process: one environment for a path, however many readers there are (B15).
 */
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static struct projection_file *table;


static struct projection_file *
file_new(const char *path, int64_t map_size)
{
    struct projection_file *file = calloc(1, sizeof(*file));

    if (file == NULL) {
        return NULL;
    }
    file->path = strdup(path);
    if (file->path == NULL || !process_mark_init(&file->mark)) {
        free(file->path);
        free(file);
        return NULL;
    }
    file->references = 1;
    file->map_size = map_size;
    (void) pthread_mutex_init(&file->lock, NULL);
    atomic_init(&file->looked_ms, INT64_MIN / 2);
    atomic_init(&file->newest_ms, INT64_MIN);
    atomic_init(&file->generation, 1);
    return file;
}


struct projection_file *
projection_file_get(const char *path, int64_t map_size)
{
    struct projection_file *file;

    (void) pthread_mutex_lock(&table_lock);
    for (file = table; file != NULL; file = file->next) {
        /* one of before a fork is not ours to use or to free */
        if (strcmp(file->path, path) == 0 && process_is_same(&file->mark)) {
            file->references++;
            break;
        }
    }
    if (file == NULL) {
        file = file_new(path, map_size);
        if (file != NULL) {
            file->next = table;
            table = file;
        }
    }
    (void) pthread_mutex_unlock(&table_lock);
    return file;
}


static void
detach(struct projection_seat *seat)
{
    if (seat->txn != NULL) {
        mdb_txn_abort(seat->txn);
        seat->txn = NULL;
    }
    catalogue_release(seat->catalogue);
    seat->catalogue = NULL;
    projection_env_release(seat->env);
    seat->env = NULL;
    seat->knows_snapshot = false;
}


static void
seat_free(struct projection_seat *seat)
{
    if (seat != NULL) {
        detach(seat);
        free(seat);
    }
}


static void
file_free(struct projection_file *file)
{
    for (size_t i = 0; i < PROJECTION_SEATS; i++) {
        seat_free(atomic_load(&file->seats[i]));
    }
    catalogue_release(file->catalogue);
    projection_env_release(file->env);
    (void) pthread_mutex_destroy(&file->lock);
    process_mark_wipe(&file->mark);
    free(file->path);
    free(file);
}


void
projection_file_put(struct projection_file *file)
{
    bool last = false;

    /* in a child of fork the object belongs to nobody */
    if (file == NULL || !process_is_same(&file->mark)) {
        return;
    }

    (void) pthread_mutex_lock(&table_lock);
    if (--file->references == 0) {
        struct projection_file **at = &table;

        while (*at != file) {
            at = &(*at)->next;
        }
        *at = file->next;
        last = true;
    }
    (void) pthread_mutex_unlock(&table_lock);
    if (last) {
        file_free(file);
    }
}


static bool
is_current(const struct projection_file *file,
           const struct projection_seat *seat)
{
    return seat->generation == atomic_load(&file->generation);
}


static void
put_into_pool(struct projection_file *file, struct projection_seat *seat)
{
    for (size_t i = 0; i < PROJECTION_SEATS; i++) {
        struct projection_seat *none = NULL;

        if (atomic_compare_exchange_strong(&file->seats[i], &none, seat)) {
            return;
        }
    }
    seat_free(seat);
}


/* Idle seats must not keep an old environment open. */
static void
sweep(struct projection_file *file)
{
    for (size_t i = 0; i < PROJECTION_SEATS; i++) {
        struct projection_seat *seat = atomic_exchange(&file->seats[i], NULL);

        if (seat != NULL && !is_current(file, seat)) {
            detach(seat);
        }
        if (seat != NULL) {
            put_into_pool(file, seat);
        }
    }
}


static void
tell(struct projection_file *file, const char *why,
     const struct logger *logger)
{
    if (why != NULL && (file->away == NULL || strcmp(file->away, why) != 0)) {
        log_line(logger, LOG_LEVEL_WARNING,
                 "projection: %s/" PROJECTION_DATA " %s: requests are"
                 " answered with 503 until gcisd publishes it", file->path,
                 why);
    } else if (why == NULL && file->away != NULL) {
        log_line(logger, LOG_LEVEL_NOTICE, "projection: %s is there again",
                 file->path);
    }
    file->away = why;
}


/* Under the lock. */
static void
reopen(struct projection_file *file, const struct logger *logger)
{
    struct projection_env *before = file->env;
    const char *why;

    file->env = projection_env_open(file->path, file->map_size, &why);
    if (file->env != NULL || before != NULL) {
        catalogue_release(file->catalogue);
        file->catalogue = NULL;
        atomic_fetch_add(&file->generation, 1);
        sweep(file);
        projection_env_release(before);
    }
    tell(file, why, logger);
}


static bool
leads_elsewhere(const struct projection_file *file)
{
    char path[PATH_SIZE];
    struct stat about;
    int len = snprintf(path, sizeof(path), "%s/" PROJECTION_DATA, file->path);

    return file->env == NULL || len < 0 || (size_t) len >= sizeof(path)
           || lstat(path, &about) != 0 || about.st_dev != file->env->device
           || about.st_ino != file->env->inode;
}


static bool
look_is_due(const struct projection_file *file, int64_t now_ms)
{
    int64_t looked_ms = atomic_load_explicit(&file->looked_ms,
                                             memory_order_acquire);

    /* another thread may have looked a tick after we read the clock */
    return now_ms - looked_ms >= PROJECTION_LOOK_MS
           || looked_ms - now_ms >= PROJECTION_LOOK_MS;
}


void
projection_file_look(struct projection_file *file, int64_t now_ms,
                     const struct logger *logger)
{
    if (!look_is_due(file, now_ms)) {
        return;
    }

    (void) pthread_mutex_lock(&file->lock);
    if (look_is_due(file, now_ms)) {
        if (leads_elsewhere(file)) {
            reopen(file, logger);
        }
        /* only now: who finds a fresh look must find its result too */
        atomic_store_explicit(&file->looked_ms, now_ms, memory_order_release);
    }
    (void) pthread_mutex_unlock(&file->lock);
}


/*
 * LMDB would have the map enlarged in place (SECURITY B14), which moves it
 * under the look-ups of other threads: a new environment is opened instead.
 */
void
projection_file_outgrown(struct projection_file *file,
                         const struct projection_seat *seat,
                         const struct logger *logger)
{
    (void) pthread_mutex_lock(&file->lock);
    if (is_current(file, seat)) {
        reopen(file, logger);
    }
    (void) pthread_mutex_unlock(&file->lock);
}


/* MDB_NOTFOUND: the file is away. */
static int
attach(struct projection_file *file, struct projection_seat *seat)
{
    int rc;

    detach(seat);
    (void) pthread_mutex_lock(&file->lock);
    seat->generation = atomic_load(&file->generation);
    seat->env = file->env == NULL ? NULL : projection_env_acquire(file->env);
    (void) pthread_mutex_unlock(&file->lock);

    if (seat->env == NULL) {
        return MDB_NOTFOUND;
    }
    rc = mdb_txn_begin(seat->env->env, NULL, MDB_RDONLY, &seat->txn);
    if (rc != MDB_SUCCESS) {
        seat->txn = NULL;
        return rc;
    }
    mdb_txn_reset(seat->txn);
    return MDB_SUCCESS;
}


static bool
is_seated(struct projection_file *file, struct projection_seat *seat,
          const struct logger *logger)
{
    int rc;

    if (seat->txn != NULL && is_current(file, seat)) {
        return true;
    }
    rc = attach(file, seat);
    if (rc == MDB_MAP_RESIZED) {
        projection_file_outgrown(file, seat, logger);
        rc = attach(file, seat);
    }
    return rc == MDB_SUCCESS;
}


struct projection_seat *
projection_seat_take(struct projection_file *file, const struct logger *logger)
{
    struct projection_seat *seat = NULL;

    for (size_t i = 0; i < PROJECTION_SEATS && seat == NULL; i++) {
        seat = atomic_exchange(&file->seats[i], NULL);
    }
    if (seat == NULL) {
        seat = calloc(1, sizeof(*seat));
        if (seat == NULL) {
            return NULL;
        }
    }
    if (!is_seated(file, seat, logger)) {
        detach(seat);
        put_into_pool(file, seat);
        return NULL;
    }
    return seat;
}


void
projection_seat_give(struct projection_file *file,
                     struct projection_seat *seat)
{
    uint64_t generation = seat->generation;

    put_into_pool(file, seat);
    /* the file may have been replaced while we sat */
    if (generation != atomic_load(&file->generation)) {
        sweep(file);
    }
}


struct catalogue *
projection_file_catalogue(struct projection_file *file,
                          const struct projection_seat *seat, uint64_t seq)
{
    struct catalogue *catalogue = NULL;

    (void) pthread_mutex_lock(&file->lock);
    if (is_current(file, seat) && file->catalogue != NULL
        && file->catalogue->seq == seq)
    {
        catalogue = catalogue_acquire(file->catalogue);
    }
    (void) pthread_mutex_unlock(&file->lock);
    return catalogue;
}


void
projection_file_set_catalogue(struct projection_file *file,
                              const struct projection_seat *seat,
                              struct catalogue *catalogue)
{
    (void) pthread_mutex_lock(&file->lock);
    if (is_current(file, seat)) {
        catalogue_release(file->catalogue);
        file->catalogue = catalogue_acquire(catalogue);
    }
    (void) pthread_mutex_unlock(&file->lock);
}
