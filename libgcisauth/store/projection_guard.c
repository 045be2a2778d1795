/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A look-up in the projection (SECURITY B5): one snapshot, one descent, copied
 * out, and believed only if all of it happened inside the time for which the
 * writer's pins keep a snapshot whole.  The file is open for reading alone,
 * without its lock file, so nothing here can be told by the writer.  Where the
 * file lies and when it is replaced is projection_file.c's affair.
 */
#include "store/projection_guard.h"

#include <time.h>

#define ATTEMPTS 8
#define WINDOW_MS (PROJECTION_GRACE_MS / 2)

/* What one attempt came to; a status is there with VERDICT_DONE alone. */
enum verdict {
    VERDICT_AGAIN, /* nothing of it may be believed */
    VERDICT_DONE,
};

struct attempt {
    struct projection_reader *reader;
    const struct projection_question *question;
    struct projection_seat *seat;
    int64_t began_ms;
    const struct beat *beat;  /* of this attempt's snapshot */
    bool is_fresh;            /* that beat is of this boot and young */
    struct catalogue *loaded; /* not sealed; ours until it is kept */
    enum projection_status status;
};


/* The coarse clock measures this window and no age: it stands still while the
 * machine sleeps, as the writer's pins do. */
static inline int64_t
window_ms(const struct projection_reader *reader)
{
    struct timespec time;

    if (reader->options.window_ms != NULL) {
        return reader->options.window_ms(reader->options.window_userdata);
    }
    (void) clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}


/* The boot clock costs more than the rest of the guard: within one tick of
 * the coarse clock it is read once. */
static inline int64_t
boot_ms(const struct projection_reader *reader, struct projection_seat *seat,
        int64_t tick_ms)
{
    if (reader->options.clock.read != NULL
        || reader->options.window_ms != NULL)
    {
        return clock_boot_ms(&reader->options.clock);
    }
    if (seat->boot_read_at_ms != tick_ms) {
        seat->boot_ms = clock_boot_ms(&reader->options.clock);
        seat->boot_read_at_ms = tick_ms;
    }
    return seat->boot_ms;
}


static void
complain(struct projection_reader *reader, int64_t now_ms, const char *what)
{
    int64_t told_ms = atomic_load(&reader->told_ms);

    if (now_ms - told_ms >= 1000
        && atomic_compare_exchange_strong(&reader->told_ms, &told_ms, now_ms))
    {
        log_line(&reader->options.logger, LOG_LEVEL_WARNING,
                 "projection: %s: %s", reader->file->path, what);
    }
}


/*
 * Begins to read: the number of the snapshot must be that of the newest one
 * after it was copied, or its root may have been half replaced meanwhile.
 */
static bool
begin(struct attempt *attempt)
{
    struct projection_seat *seat = attempt->seat;
    MDB_envinfo info;
    int rc = mdb_txn_renew(seat->txn);

    if (rc == MDB_MAP_RESIZED) {
        projection_file_outgrown(attempt->reader->file, seat,
                                 &attempt->reader->options.logger);
    }
    if (rc != MDB_SUCCESS) {
        return false;
    }
    atomic_thread_fence(memory_order_acquire);
    if (mdb_env_info(seat->env->env, &info) != MDB_SUCCESS
        || info.me_last_txnid != mdb_txn_id(seat->txn))
    {
        mdb_txn_reset(seat->txn);
        return false;
    }
    return true;
}


/*
 * A snapshot that is new to the seat must vouch for its own number.  None may
 * be older than one that was believed before: so an old copy that is put in
 * place, or a root page that is lost, brings no old rights back.
 */
static bool
meet_snapshot(struct attempt *attempt)
{
    const struct projection_file *file = attempt->reader->file;
    struct projection_seat *seat = attempt->seat;

    attempt->beat = &seat->beat;
    if (!seat->knows_snapshot || seat->beat.commit != mdb_txn_id(seat->txn)) {
        attempt->beat = &seat->met;
        if (!projection_read_beat(seat->txn, seat->env->dbi, &seat->met)) {
            return false;
        }
    }
    return attempt->beat->written_ms
           >= atomic_load_explicit(&file->newest_ms, memory_order_relaxed);
}


/* True: the window held; what was read was once committed whole. */
static bool
end(struct attempt *attempt)
{
    mdb_txn_reset(attempt->seat->txn);
    return window_ms(attempt->reader) - attempt->began_ms < WINDOW_MS;
}


static enum projection_status
judge_beat(const struct attempt *attempt)
{
    const struct projection_reader *reader = attempt->reader;
    const struct beat *beat = attempt->beat;
    int64_t now_ms = boot_ms(reader, attempt->seat, attempt->began_ms);

    /* a beat of the future is of another clock, and says nothing */
    if (memcmp(beat->boot_id, reader->boot_id, BOOT_ID_SIZE) != 0
        || now_ms - beat->written_ms > reader->options.max_age_ms
        || now_ms > beat->fresh_until_ms
        || beat->written_ms - now_ms > PROJECTION_GRACE_MS)
    {
        return PROJECTION_STALE;
    }
    return beat->seq < attempt->question->min_seq ? PROJECTION_BEHIND
                                                  : PROJECTION_OK;
}


/* Inside the transaction: raw records alone; sealing them takes time. */
static bool
load_catalogue(struct attempt *attempt)
{
    struct projection_seat *seat = attempt->seat;
    struct catalogue *shared;

    if (seat->catalogue != NULL
        && seat->catalogue->seq == attempt->beat->catalogue_seq)
    {
        return true;
    }
    shared = projection_file_catalogue(attempt->reader->file, seat,
                                       attempt->beat->catalogue_seq);
    if (shared != NULL) {
        catalogue_release(seat->catalogue);
        seat->catalogue = shared;
        return true;
    }
    attempt->loaded = projection_read_catalogue(seat->txn, seat->env->dbi,
                                                attempt->beat);
    return attempt->loaded != NULL;
}


static void
believe(struct projection_file *file, int64_t written_ms)
{
    int_fast64_t newest_ms = atomic_load_explicit(&file->newest_ms,
                                                  memory_order_relaxed);

    while (newest_ms < written_ms
           && !atomic_compare_exchange_weak(&file->newest_ms, &newest_ms,
                                            written_ms))
    {
    }
}


/* After the window held: the seat may remember what it saw. */
static bool
keep(struct attempt *attempt)
{
    struct projection_seat *seat = attempt->seat;

    if (attempt->loaded != NULL) {
        if (!catalogue_seal(attempt->loaded)) {
            return false;
        }
        projection_file_set_catalogue(attempt->reader->file, seat,
                                      attempt->loaded);
        catalogue_release(seat->catalogue);
        seat->catalogue = attempt->loaded;
        attempt->loaded = NULL;
    }
    if (attempt->beat == &seat->met) {
        seat->beat = seat->met;
        seat->knows_snapshot = true;
        attempt->beat = &seat->beat;
    }
    if (attempt->is_fresh) {
        believe(attempt->reader->file, attempt->beat->written_ms);
    }
    return true;
}


static enum projection_status
get_account(const struct attempt *attempt)
{
    const struct projection_question *question = attempt->question;
    const struct projected_key key =
        projected_key_of_account(question->account);
    struct span value;
    int rc = projection_get(attempt->seat->txn, attempt->seat->env->dbi, &key,
                            &value);

    if (rc == MDB_NOTFOUND && attempt->beat->complete) {
        return PROJECTION_ABSENT;
    }
    return rc == MDB_SUCCESS
                   && decode_account_view(value, question->account,
                                          question->ret_account)
               ? PROJECTION_OK
               : PROJECTION_AWAY;
}


static enum verdict
try_once(struct attempt *attempt)
{
    bool sound = true;

    if (!begin(attempt)) {
        return VERDICT_AGAIN;
    }
    if (!meet_snapshot(attempt)) {
        (void) end(attempt);
        return VERDICT_AGAIN;
    }

    attempt->status = judge_beat(attempt);
    attempt->is_fresh = attempt->status != PROJECTION_STALE;
    if (attempt->status == PROJECTION_OK) {
        sound = load_catalogue(attempt);
        if (sound && attempt->question->account != NULL) {
            attempt->status = get_account(attempt);
        }
    }
    if (!end(attempt)) {
        return VERDICT_AGAIN;
    }
    if (!sound || !keep(attempt)) {
        attempt->status = PROJECTION_AWAY;
    }
    return VERDICT_DONE;
}


static void
answer(const struct attempt *attempt)
{
    const struct projection_question *question = attempt->question;

    if (question->ret_beat != NULL
        && (attempt->status == PROJECTION_OK
            || attempt->status == PROJECTION_STALE))
    {
        *question->ret_beat = *attempt->beat;
    }
    if (attempt->status != PROJECTION_OK) {
        return;
    }
    if (question->ret_catalogue != NULL) {
        *question->ret_catalogue = catalogue_acquire(attempt->seat->catalogue);
    }
    if (question->ret_store_id != NULL) {
        memcpy(question->ret_store_id, attempt->beat->store_id, ID_SIZE);
    }
}


/* In a seat of its own. */
static enum verdict
ask_once(struct projection_reader *reader,
         const struct projection_question *question,
         enum projection_status *ret_status)
{
    const struct logger *logger = &reader->options.logger;
    struct attempt attempt = { .reader = reader,
                               .question = question,
                               .began_ms = window_ms(reader) };
    enum verdict verdict;

    projection_file_look(reader->file, attempt.began_ms, logger);
    attempt.seat = projection_seat_take(reader->file, logger);
    if (attempt.seat == NULL) {
        *ret_status = PROJECTION_AWAY;
        return VERDICT_DONE;
    }

    verdict = try_once(&attempt);
    catalogue_release(attempt.loaded);
    if (verdict == VERDICT_DONE) {
        answer(&attempt);
        *ret_status = attempt.status;
        if (attempt.status == PROJECTION_AWAY) {
            complain(reader, attempt.began_ms, "a record is damaged");
        }
    }
    projection_seat_give(reader->file, attempt.seat);
    return verdict;
}


enum projection_status
projection_ask(struct projection_reader *reader,
               const struct projection_question *question)
{
    enum projection_status status;

    if (!process_is_same(&reader->file->mark)) {
        return PROJECTION_AWAY;
    }
    for (int i = 0; i < ATTEMPTS; i++) {
        if (ask_once(reader, question, &status) == VERDICT_DONE) {
            return status;
        }
    }
    complain(reader, window_ms(reader), "no snapshot could be trusted");
    return PROJECTION_AWAY;
}
