/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several changes in one commit.  First the judgement alone, over versions
 * that the test gives; then many threads on one store, where batches form by
 * themselves.
 */
#include "vault_support.h"

#include "store/batch.h"

#include <pthread.h>

#define THREADS 8
#define ROUNDS 40
#define AT_ONCE (STORE_BATCH_MAX + 65)


static struct pending *
pending_of(const struct change *change)
{
    struct pending *member = calloc(1, sizeof(*member));

    assert_non_null(member);
    member->change = change;

    return member;
}


/* `stored`: what the vault says of every key. */
static void
judge(struct batch *batch, struct pending *members[], size_t n,
      uint64_t stored)
{
    const struct head head = { .seq = 10, .at_s = 5, .projecting_seq = 9 };

    batch_begin(batch, members, n);
    for (size_t i = 0; i < batch->n_wanted; i++) {
        batch->wanted[i].status = STORE_OK;
        batch->wanted[i].version = stored;
    }
    batch_plan(batch, &head, members, n);
}


/* Each row is a member of one batch over a vault where all is version 7. */
static void
test_order_in_a_batch(void **state)
{
    static const struct {
        const char *what;
        const char *key;
        uint64_t expected;
        const char *body;
        enum store_status status;
    } rows[] = {
        { "wants absence", "a", 0, "x", STORE_CONFLICT },
        { "wants what stands", "a", 7, "x", STORE_OK },           /* 11 */
        { "comes too late", "a", 7, "x", STORE_CONFLICT },
        { "wants the one before it in the batch", "a", 11, "", STORE_OK },
        { "wants what was removed", "a", 11, "x", STORE_CONFLICT },
        { "wants it absent now", "a", 0, "x", STORE_OK },         /* 13 */
        { "another key is as it was", "b", 7, "x", STORE_OK },    /* 14 */
    };
    struct change *changes = calloc(ARRAY_LEN(rows), sizeof(*changes));
    struct pending *members[ARRAY_LEN(rows)];
    struct batch *batch = calloc(1, sizeof(*batch));
    uint64_t seq = 10;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct key key = key_of_text(rows[i].key);

        changes[i] = change_of(EVENT_ACCOUNT_SET);
        assert_true(change_expect(&changes[i], RECORD_ACTIVITY, &key,
                                  rows[i].expected));
        assert_true(change_write(&changes[i], RECORD_ACTIVITY, &key,
                                 span_str(rows[i].body)));
        members[i] = pending_of(&changes[i]);
    }
    judge(batch, members, ARRAY_LEN(rows), 7);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (members[i]->status != rows[i].status) {
            fail_msg("%s: %d", rows[i].what, (int) members[i]->status);
        }
        if (rows[i].status == STORE_OK) {
            assert_int_equal(members[i]->position.seq, ++seq);
        }
        free(members[i]);
    }
    assert_int_equal(batch->n_entries, 4);
    assert_int_equal(batch->n_writes, 4);
    assert_int_equal(batch->head.seq, 14);
    assert_int_equal(batch->head.projecting_seq, 9);
    assert_false(batch->touches_catalogue);
    free(batch);
    free(changes);
}


/* A record whose version cannot be known stops its change, not the others. */
static void
test_damaged_version(void **state)
{
    struct change changes[2];
    struct pending *members[2];
    struct batch *batch = calloc(1, sizeof(*batch));
    struct key key = key_of_text("a");
    const struct head head = { .seq = 10 };

    (void) state;
    for (size_t i = 0; i < 2; i++) {
        changes[i] = change_of(EVENT_AGENCY_ADD);
        changes[i].projects = true;
        assert_true(change_expect(&changes[i], RECORD_AGENCY, &key, 0));
        assert_true(change_write(&changes[i], RECORD_AGENCY, &key,
                                 span_str("x")));
        members[i] = pending_of(&changes[i]);
    }
    batch_begin(batch, members, 2);
    batch->wanted[1].status = STORE_OK;
    batch_plan(batch, &head, members, 2);
    assert_int_equal(members[0]->status, STORE_BROKEN);
    assert_int_equal(members[1]->status, STORE_OK);
    assert_int_equal(batch->head.projecting_seq, 11);
    assert_true(batch->touches_catalogue);
    free(members[0]);
    free(members[1]);
    free(batch);
}


/* The same change twice in one batch, with and without `once`. */
static void
test_once_in_a_batch(void **state)
{
    struct change change = change_of(EVENT_ACCOUNT_ADD);
    struct pending *members[2] = { pending_of(&change), pending_of(&change) };
    struct batch *batch = calloc(1, sizeof(*batch));

    (void) state;
    judge(batch, members, 2, 0);
    assert_int_equal(batch->n_entries, 2);

    change.once = true;
    judge(batch, members, 2, 0);
    assert_int_equal(batch->n_entries, 1);
    assert_int_equal(members[1]->status, STORE_OK);
    assert_int_equal(members[1]->once_seq, 11);
    free(members[0]);
    free(members[1]);
    free(batch);
}


struct worker {
    struct vault *vault;
    int number;
    int n_ok, n_conflicts;
    pthread_barrier_t *start;
    pthread_t thread;
};


static void
start_all(struct vault *vault, struct worker workers[], int n,
          void *(*run)(void *))
{
    pthread_barrier_t start;

    pthread_barrier_init(&start, NULL, (unsigned) n);
    for (int i = 0; i < n; i++) {
        workers[i] = (struct worker){ vault, i, 0, 0, &start, 0 };
        assert_int_equal(pthread_create(&workers[i].thread, NULL, run,
                                        &workers[i]), 0);
    }
    for (int i = 0; i < n; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    pthread_barrier_destroy(&start);
}


/* All want one record, each time as they last read it; one of them wins. */
static void *
count_together(void *state)
{
    struct worker *worker = state;
    struct store *store = worker->vault->store;
    struct key key = key_of_text("counter");
    struct record *record = calloc(1, sizeof(*record));

    pthread_barrier_wait(worker->start);
    for (int i = 0; i < ROUNDS; i++) {
        struct change change = { .at_s = 1 };
        enum store_status status;
        uint8_t count = 0;

        change.id.bytes[0] = (uint8_t) worker->number;
        change.id.bytes[1] = (uint8_t) i;
        status = store_read(store, RECORD_COUNTER, &key, record);
        count = status == STORE_OK ? record->body[0] : 0;
        count++;
        if ((status != STORE_OK && status != STORE_ABSENT)
            || !change_add_event(&change, EVENT_ACCOUNT_SET, RESULT_OK,
                                 REASON_NONE)
            || !change_expect(&change, RECORD_COUNTER, &key,
                              status == STORE_OK ? record->version : 0)
            || !change_write(&change, RECORD_COUNTER, &key,
                             span_of(&count, 1)))
        {
            break;
        }
        change.projects = i % 10 == 0;
        switch (store_apply(store, &change, NULL)) {
        case STORE_OK:
            worker->n_ok++;
            break;
        case STORE_CONFLICT:
            worker->n_conflicts++;
            break;
        default:
            worker->n_ok = -100000;
        }
    }
    free(record);

    return NULL;
}


static void
test_threads_on_one_record(void **state)
{
    struct vault *vault = *state;
    struct worker workers[THREADS];
    struct record *record = calloc(1, sizeof(*record));
    struct key key = key_of_text("counter");
    int n_ok = 0, n_all = 0;

    start_all(vault, workers, THREADS, count_together);
    for (int i = 0; i < THREADS; i++) {
        n_ok += workers[i].n_ok;
        n_all += workers[i].n_ok + workers[i].n_conflicts;
    }
    assert_int_equal(n_all, THREADS * ROUNDS);
    assert_int_equal(vault_seq(vault), 1 + n_ok);
    assert_int_equal(store_read(vault->store, RECORD_COUNTER, &key, record),
                     STORE_OK);
    /* no update was lost: as many as were acknowledged, of a byte */
    assert_int_equal(record->body[0], n_ok & 0xFF);
    vault_check(vault);
    free(record);
}


/* More at once than one batch takes; each its own record. */
static void *
write_own(void *state)
{
    struct worker *worker = state;
    struct change change = { .at_s = 1 };
    struct position position;
    char name[16];
    struct key key;

    (void) snprintf(name, sizeof(name), "w%d", worker->number);
    key = key_of_text(name);
    change.id.bytes[0] = (uint8_t) worker->number;
    if (!change_add_event(&change, EVENT_ACCOUNT_SET, RESULT_OK, REASON_NONE)
        || !change_expect(&change, RECORD_ACTIVITY, &key, 0)
        || !change_write(&change, RECORD_ACTIVITY, &key, span_str(name)))
    {
        return NULL;
    }
    pthread_barrier_wait(worker->start);
    if (store_apply(worker->vault->store, &change, &position) == STORE_OK) {
        worker->n_ok = (int) position.seq;
    }

    return NULL;
}


static void
test_more_than_a_batch(void **state)
{
    struct vault *vault = *state;
    struct worker *workers = calloc(AT_ONCE, sizeof(*workers));
    struct record *record = calloc(1, sizeof(*record));
    bool seen[AT_ONCE + 2] = { false };

    start_all(vault, workers, AT_ONCE, write_own);
    assert_int_equal(vault_seq(vault), 1 + AT_ONCE);
    for (int i = 0; i < AT_ONCE; i++) {
        char name[16];
        struct key key;

        /* numbers are dense, each given once, and of one's own change */
        assert_in_range(workers[i].n_ok, 2, AT_ONCE + 1);
        assert_false(seen[workers[i].n_ok]);
        seen[workers[i].n_ok] = true;
        (void) snprintf(name, sizeof(name), "w%d", i);
        key = key_of_text(name);
        assert_int_equal(store_read(vault->store, RECORD_ACTIVITY, &key,
                                    record), STORE_OK);
        assert_int_equal(record->version, workers[i].n_ok);
    }
    vault_check(vault);
    free(record);
    free(workers);
}


int
main(void)
{
#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, vault_open_new, vault_end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_in_a_batch),
        cmocka_unit_test(test_damaged_version),
        cmocka_unit_test(test_once_in_a_batch),
        CASE(test_threads_on_one_record),
        CASE(test_more_than_a_batch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
