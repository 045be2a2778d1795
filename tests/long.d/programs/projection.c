/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reader processes under a writer, each stopped and continued at random: what
 * they believe must be whole and must not go back.  A reader that dies is
 * started again and counted: a refusal, not a yes (SECURITY B3, what stays).
 */
#include "projection_support.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define N_READERS 4
#define N_HOT 40
#define STOP_MAX_MS (4 * PROJECTION_GRACE_MS)
#define START_EACH_MS 7000

/* Of one reader; shared with the writer. */
struct counts {
    atomic_uint n_looks, n_refused, n_wrong, n_back;
};

struct reader {
    pid_t pid;
    struct counts *counts;
    bool stopped;
    int64_t turn_ms; /* when it is stopped or continued next */
};

struct soak {
    struct site *site;
    struct reader readers[N_READERS];
    unsigned n_stops, n_deaths, n_starts;
    uint32_t mark;
    uint64_t random;
};


static int64_t
now_ms(void)
{
    struct timespec time;

    (void) clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}


static uint64_t
next_random(struct soak *soak)
{
    soak->random ^= soak->random << 13;
    soak->random ^= soak->random >> 7;
    soak->random ^= soak->random << 17;
    return soak->random;
}


static struct account
marked_account(unsigned number, uint32_t mark)
{
    struct account account = site_account(number);

    account.epoch = mark;
    account.until_s = mark;
    (void) snprintf(account.full_name, sizeof(account.full_name), "mark %u",
                    mark);
    memset(account.full_name + strlen(account.full_name), 'x', mark % 200);
    return account;
}


static bool
is_whole(const struct account_view *view, unsigned number)
{
    struct account expected = marked_account(number, view->epoch);

    return strcmp(view->name, expected.name) == 0
           && strcmp(view->full_name, expected.full_name) == 0
           && view->until_s == expected.until_s;
}


static void
look_once(struct projection_reader *reader, unsigned at, uint32_t *seen,
          struct counts *counts)
{
    struct id id = site_id(at + 1);
    struct projected projected;

    atomic_fetch_add(&counts->n_looks, 1);
    if (projection_lookup(reader, &id, 0, &projected) != PROJECTION_OK) {
        atomic_fetch_add(&counts->n_refused, 1);
        return;
    }
    if (!is_whole(&projected.account, at + 1)) {
        atomic_fetch_add(&counts->n_wrong, 1);
    } else if (projected.account.epoch < *seen) {
        atomic_fetch_add(&counts->n_back, 1);
    }
    *seen = projected.account.epoch;
    catalogue_release(projected.catalogue);
}


static void
read_for_ever(struct site *site, struct counts *counts)
{
    uint32_t seen[N_HOT] = { 0 };
    struct projection_reader *reader;

    /* with these the child would hold on to the store's own locks */
    for (int fd = 3; fd < 256; fd++) {
        (void) close(fd);
    }
    reader = site_reader(site);
    for (unsigned i = 0;; i++) {
        look_once(reader, i % N_HOT, &seen[i % N_HOT], counts);
    }
}


static void
start_reader(struct soak *soak, struct reader *reader)
{
    reader->stopped = false;
    reader->turn_ms = now_ms() + (int64_t) (next_random(soak) % 300);
    reader->pid = fork();
    assert_true(reader->pid >= 0);
    if (reader->pid == 0) {
        read_for_ever(soak->site, reader->counts);
    }
}


static void
turn_reader(struct soak *soak, struct reader *reader)
{
    int status;

    if (waitpid(reader->pid, &status, WNOHANG) == reader->pid) {
        soak->n_deaths++;
        start_reader(soak, reader);
        return;
    }
    if (now_ms() < reader->turn_ms) {
        return;
    }
    reader->stopped = !reader->stopped;
    soak->n_stops += reader->stopped;
    assert_int_equal(kill(reader->pid, reader->stopped ? SIGSTOP : SIGCONT),
                     0);
    reader->turn_ms = now_ms()
                      + (int64_t) (next_random(soak)
                                   % (reader->stopped ? STOP_MAX_MS : 200));
}


static void
write_some(struct soak *soak)
{
    for (unsigned i = 0; i < 10; i++) {
        struct account account;

        soak->mark++;
        account = marked_account(1 + soak->mark % N_HOT, soak->mark);
        site_put(soak->site, &account);
    }
    assert_true(store_tick(soak->site->store) >= 0);
}


static void
run(struct soak *soak, int64_t seconds)
{
    int64_t end_ms = now_ms() + seconds * 1000;
    int64_t start_ms = now_ms() + START_EACH_MS;

    for (size_t i = 0; i < N_READERS; i++) {
        start_reader(soak, &soak->readers[i]);
    }
    while (now_ms() < end_ms) {
        write_some(soak);
        for (size_t i = 0; i < N_READERS; i++) {
            turn_reader(soak, &soak->readers[i]);
        }
        if (now_ms() >= start_ms) {
            site_close(soak->site);
            site_open(soak->site);
            soak->n_starts++;
            start_ms = now_ms() + START_EACH_MS;
        }
    }
    for (size_t i = 0; i < N_READERS; i++) {
        (void) kill(soak->readers[i].pid, SIGKILL);
        (void) waitpid(soak->readers[i].pid, NULL, 0);
    }
}


static bool
report(const struct soak *soak, const struct counts *counts)
{
    unsigned n_looks = 0, n_refused = 0, n_wrong = 0, n_back = 0;

    for (size_t i = 0; i < N_READERS; i++) {
        n_looks += atomic_load(&counts[i].n_looks);
        n_refused += atomic_load(&counts[i].n_refused);
        n_wrong += atomic_load(&counts[i].n_wrong);
        n_back += atomic_load(&counts[i].n_back);
    }
    printf("%u changes, %u starts, %u stops of up to %d ms: %u looks, %u"
           " refused, %u died, %u wrong, %u went back\n",
           soak->mark, soak->n_starts, soak->n_stops, STOP_MAX_MS, n_looks,
           n_refused, soak->n_deaths, n_wrong, n_back);
    return n_wrong == 0 && n_back == 0 && n_looks > 1000;
}


int
main(int argc, char **argv)
{
    struct soak soak = { .random = 88172645463325252u };
    struct counts *counts;
    void *state = NULL;
    bool passed;

    counts = mmap(NULL, N_READERS * sizeof(*counts), PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counts == MAP_FAILED || site_new(&state) != 0) {
        return 2;
    }
    soak.site = state;
    for (size_t i = 0; i < N_READERS; i++) {
        soak.readers[i].counts = &counts[i];
    }
    while (soak.mark < N_HOT) {
        write_some(&soak);
    }
    run(&soak, argc > 1 ? strtol(argv[1], NULL, 10) : 60);
    passed = report(&soak, counts);
    (void) site_end(&state);
    printf("%d passed, %d failed, 0 skipped\n", passed, !passed);
    return passed ? 0 : 1;
}
