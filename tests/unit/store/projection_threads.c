/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Readers while it is written: under one commit after the other, under starts
 * that replace the file, in threads and in another process.  Each record that
 * is believed is one that was committed whole, and none goes back.
 */
#include "projection_support.h"

#include <pthread.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define N_READERS 4
#define N_HOT 40     /* accounts that change all the time */
#define RUN_MS 1500


static int64_t
now_ms(void)
{
    struct timespec time;

    (void) clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}


/* All that changes says the same number, so that a mixture shows. */
static struct account
marked_account(unsigned number, uint32_t mark)
{
    struct account account = site_account(number);

    account.epoch = mark;
    account.until_s = mark;
    account.agency = (uint16_t) mark;
    (void) snprintf(account.full_name, sizeof(account.full_name), "mark %u",
                    mark);
    memset(account.full_name + strlen(account.full_name), 'x', mark % 200);
    account.n_revoked = mark % (REVOKED_MAX + 1);
    for (size_t i = 0; i < account.n_revoked; i++) {
        account.revoked[i].expires_s = mark;
    }
    return account;
}


static bool
is_whole(const struct account_view *view, unsigned number)
{
    struct account expected = marked_account(number, view->epoch);
    bool whole = strcmp(view->name, expected.name) == 0
                 && strcmp(view->full_name, expected.full_name) == 0
                 && view->until_s == expected.until_s
                 && view->agency == expected.agency
                 && view->n_revoked == expected.n_revoked;

    for (size_t i = 0; whole && i < view->n_revoked; i++) {
        whole = view->revoked[i].expires_s == expected.until_s;
    }
    return whole;
}


struct reading {
    struct projection_reader *reader;
    atomic_bool stop;
    atomic_uint committed[N_HOT]; /* what every look from now on must show */
    atomic_uint n_looks, n_refused, n_wrong, n_back;
};


static void
look_once(struct reading *reading, unsigned at)
{
    struct id id = site_id(at + 1);
    unsigned least = atomic_load(&reading->committed[at]);
    struct projected projected;
    enum projection_status status =
        projection_lookup(reading->reader, &id, 0, &projected);

    atomic_fetch_add(&reading->n_looks, 1);
    if (status != PROJECTION_OK) {
        atomic_fetch_add(&reading->n_refused, 1);
    } else if (!is_whole(&projected.account, at + 1)) {
        atomic_fetch_add(&reading->n_wrong, 1);
    } else if (projected.account.epoch < least) {
        atomic_fetch_add(&reading->n_back, 1);
    }
    catalogue_release(projected.catalogue);
}


static void *
read_on(void *state)
{
    struct reading *reading = state;

    for (unsigned i = 0; !atomic_load(&reading->stop); i++) {
        look_once(reading, i % N_HOT);
    }
    return NULL;
}


/* A change that was acknowledged is what every later look-up shows. */
static void
write_mark(struct site *site, struct reading *reading, unsigned at,
           uint32_t mark)
{
    struct account account = marked_account(at + 1, mark);

    site_put(site, &account);
    atomic_store(&reading->committed[at], mark);
}


static void
begin_reading(struct site *site, struct reading *reading,
              pthread_t threads[N_READERS])
{
    *reading = (struct reading){ .reader = site->reader };
    for (unsigned i = 0; i < N_HOT; i++) {
        write_mark(site, reading, i, 1);
    }
    for (size_t i = 0; i < N_READERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, read_on, reading),
                         0);
    }
}


static void
end_reading(struct reading *reading, pthread_t threads[N_READERS])
{
    atomic_store(&reading->stop, true);
    for (size_t i = 0; i < N_READERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    print_message("%u looks, %u refused\n", atomic_load(&reading->n_looks),
                  atomic_load(&reading->n_refused));
    assert_int_equal(atomic_load(&reading->n_wrong), 0);
    assert_int_equal(atomic_load(&reading->n_back), 0);
    assert_true(atomic_load(&reading->n_looks) > 1000);
}


static void
commits_are_seen_whole_and_at_once(void **state)
{
    struct site *site = *state;
    struct reading reading;
    pthread_t threads[N_READERS];
    int64_t end_ms;
    uint32_t mark = 1;

    begin_reading(site, &reading, threads);
    for (end_ms = now_ms() + RUN_MS; now_ms() < end_ms;) {
        mark++;
        write_mark(site, &reading, mark % N_HOT, mark);
    }
    end_reading(&reading, threads);
    assert_int_equal(atomic_load(&reading.n_refused), 0);
}


/* Beats alone, as fast as they go: many more commits than changes make. */
static void
commits_without_end_cost_nobody_an_answer(void **state)
{
    struct site *site = *state;
    struct reading reading;
    pthread_t threads[N_READERS];
    int64_t end_ms;

    begin_reading(site, &reading, threads);
    site->boot_ms = 50000000;
    for (end_ms = now_ms() + RUN_MS; now_ms() < end_ms;) {
        site->boot_ms += 1000;
        assert_true(store_tick(site->store) > 0);
    }
    end_reading(&reading, threads);
}


static void
starts_are_not_noticed(void **state)
{
    struct site *site = *state;
    struct reading reading;
    pthread_t threads[N_READERS];

    begin_reading(site, &reading, threads);
    for (uint32_t mark = 2; mark < 6; mark++) {
        site_close(site);
        site_open(site);
        for (unsigned i = 0; i < N_HOT; i += 7) {
            write_mark(site, &reading, i, mark);
        }
    }
    end_reading(&reading, threads);
    assert_int_equal(atomic_load(&reading.n_refused), 0);
}


static void
another_process_sees_an_acknowledged_change(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    int to_child[2], from_child[2], status;
    char byte;
    pid_t child;

    assert_int_equal(pipe(to_child), 0);
    assert_int_equal(pipe(from_child), 0);
    site_put(site, &account);
    child = fork();
    if (child == 0) {
        struct account_view view;

        /* with these the child would hold on to the store's own lock */
        for (int fd = 3; fd < 256; fd++) {
            if (fd != to_child[0] && fd != from_child[1]) {
                (void) close(fd);
            }
        }
        site->reader = site_reader(site);
        while (read(to_child[0], &byte, 1) == 1) {
            byte = site_look(site, 1, &view) == PROJECTION_OK
                       ? (char) view.state
                       : 0;
            if (write(from_child[1], &byte, 1) != 1) {
                break;
            }
        }
        _exit(0);
    }
    for (int i = 0; i < 50; i++) {
        account.state = i % 2 == 0 ? STATE_SUSPENDED : STATE_ACTIVE;
        site_put(site, &account);
        assert_int_equal(write(to_child[1], "?", 1), 1);
        assert_int_equal(read(from_child[0], &byte, 1), 1);
        assert_int_equal(byte, account.state);
        if (i % 10 == 5) { /* and across a start */
            site_close(site);
            site_open(site);
        }
    }
    (void) close(to_child[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}


int
main(void)
{
#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, site_new,      \
                                                        site_end)
    const struct CMUnitTest tests[] = {
        SITE_TEST(commits_are_seen_whole_and_at_once),
        SITE_TEST(commits_without_end_cost_nobody_an_answer),
        SITE_TEST(starts_are_not_noticed),
        SITE_TEST(another_process_sees_an_acknowledged_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
