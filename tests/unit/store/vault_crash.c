/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kill -9 in the middle of writing, again and again: what was acknowledged is
 * there, the log is whole, and the next owner opens at once.
 */
#include "vault_support.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS 50
#define WRITERS 4
#define KEYS 40

/* What a writer tells of each change that was acknowledged to it. */
struct ack {
    int writer;
    uint64_t seq;
    uint8_t chain[32];
};

struct writer {
    struct store *store;
    int number;
    int pipe;
};


/* Different sizes and removals, so that pages split, merge and are freed. */
static void *
write_for_ever(void *state)
{
    static char body[6000];
    struct writer *writer = state;

    for (unsigned i = 0;; i++) {
        struct change change = { .at_s = 1 };
        struct position position = { .seq = 0 };
        struct ack ack = { .writer = writer->number };
        char name[32];
        struct key key;

        (void) snprintf(name, sizeof(name), "%d-%u", writer->number,
                        i % KEYS);
        key = key_of_text(name);
        (void) memcpy(change.id.bytes, &i, sizeof(i));
        if (!change_add_event(&change, EVENT_ACCOUNT_SET, RESULT_OK,
                              REASON_NONE)
            || !change_write(&change, RECORD_ACTIVITY, &key,
                             span_of(body, i % 7 == 6 ? 0 : 1 + i * 97
                                     % sizeof(body)))
            || store_apply(writer->store, &change, &position) != STORE_OK)
        {
            _exit(2);
        }
        ack.seq = position.seq;
        memcpy(ack.chain, position.chain, sizeof(ack.chain));
        if (write(writer->pipe, &ack, sizeof(ack)) != sizeof(ack)) {
            _exit(3);
        }
    }
}


static void
be_the_writer(const struct vault *vault, int pipe)
{
    static struct writer writers[WRITERS];
    char error[STORE_ERROR_MAX];
    struct store *store;
    pthread_t thread;

    if (store_open(&store, &vault->options, error) != STORE_OK) {
        _exit(1);
    }
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){ store, i, pipe };
        if (pthread_create(&thread, NULL, write_for_ever, &writers[i]) != 0) {
            _exit(4);
        }
    }
    for (;;) {
        pause();
    }
}


/* The highest number of each writer that was acknowledged; 0: none. */
static void
read_acks(int pipe, struct ack acks[WRITERS])
{
    struct ack ack;

    memset(acks, 0, WRITERS * sizeof(acks[0]));
    while (read(pipe, &ack, sizeof(ack)) == (ssize_t) sizeof(ack)) {
        assert_in_range(ack.writer, 0, WRITERS - 1);
        assert_true(ack.seq > acks[ack.writer].seq);
        acks[ack.writer] = ack;
    }
}


/* Lets it write, kills it at some moment, and reads what it had said. */
static void
run_and_kill(struct vault *vault, int run, struct ack acks[WRITERS])
{
    const struct timespec nap = { 0, (run % 10) * 800000L + 1000 };
    struct pollfd first;
    int ends[2], status;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        be_the_writer(vault, ends[1]);
    }
    close(ends[1]);

    first = (struct pollfd){ .fd = ends[0], .events = POLLIN };
    assert_int_equal(poll(&first, 1, 20000), 1);
    nanosleep(&nap, NULL);
    assert_int_equal(kill(child, SIGKILL), 0);
    read_acks(ends[0], acks);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    close(ends[0]);
}


static void
test_kill(void **state)
{
    struct vault *vault = *state;
    uint64_t last = vault_seq(vault), n_acked = 0;

    vault_close(vault);
    for (int run = 0; run < RUNS; run++) {
        struct ack acks[WRITERS];
        uint64_t head;

        run_and_kill(vault, run, acks);
        if (vault_open(vault) != STORE_OK) {
            fail_msg("run %d: %s", run, vault->error);
        }
        vault_check(vault);
        head = vault_seq(vault);
        for (int i = 0; i < WRITERS; i++) {
            uint8_t chain[32];

            if (acks[i].seq == 0) {
                continue;
            }
            assert_true(acks[i].seq > last);
            assert_int_equal(store_chain_at(vault->store, acks[i].seq, chain),
                             STORE_OK);
            assert_memory_equal(chain, acks[i].chain, sizeof(chain));
            n_acked++;
        }
        last = head;
        vault_close(vault);
    }
    assert_true(n_acked >= RUNS);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kill, vault_open_new, vault_end),
    };

    signal(SIGPIPE, SIG_IGN);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
