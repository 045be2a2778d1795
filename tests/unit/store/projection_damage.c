/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that were cut or overwritten: what a reader answers is right or a no.
 * Read in child processes, so that a death is counted and does not end the
 * test.
 */
#include "projection_damage_support.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_NOISE 60 /* trials */


/* In a child, of the folder that is not published. */
static enum outcome
read_damaged(struct site *site, const char *folder)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        (void) signal(SIGABRT, SIG_DFL);
        (void) close(2); /* LMDB's last words */
        (void) snprintf(site->projection, sizeof(site->projection), "%s",
                        folder);
        site->reader = site_reader(site);
        _exit((int) damage_read_all(site));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? (enum outcome) WEXITSTATUS(status)
                             : OUTCOME_DIED;
}


/* A copy of the projection in a folder that nobody publishes. */
struct damaged {
    char folder[96];
    char from[160], path[160];
    long n_pages;
};


static struct damaged
new_damaged(struct site *site)
{
    struct damaged damaged;

    /* built anew it has few pages that nobody needs */
    site_close(site);
    site_open(site);
    damaged.n_pages = damage_n_pages(site->projection);
    (void) snprintf(damaged.folder, sizeof(damaged.folder), "%s/damaged",
                    site->dir);
    assert_int_equal(mkdir(damaged.folder, 0750), 0);
    damage_path(damaged.folder, "data.mdb", damaged.path);
    damage_path(site->projection, "data.mdb", damaged.from);
    return damaged;
}


static void
restore(const struct damaged *damaged)
{
    damage_copy(damaged->from, damaged->path, damaged->n_pages);
}


static void
a_page_of_zeroes_is_never_believed(void **state)
{
    static const uint8_t zeroes[PAGE];
    struct site *site = *state;
    struct damaged damaged;
    size_t n_of[N_OUTCOMES] = { 0 };

    damage_fill(site);
    damaged = new_damaged(site);
    restore(&damaged);
    assert_int_equal(read_damaged(site, damaged.folder), OUTCOME_RIGHT);
    for (long page = 0; page < damaged.n_pages; page++) {
        enum outcome outcome;

        restore(&damaged);
        damage_write(damaged.path, page * PAGE, zeroes, PAGE);
        outcome = read_damaged(site, damaged.folder);
        n_of[outcome]++;
        if (outcome > OUTCOME_REFUSED) {
            fail_msg("page %ld of %ld: %s", page, damaged.n_pages,
                     outcome == OUTCOME_DIED ? "died" : "wrong");
        }
    }
    /* most pages matter to somebody */
    assert_true(n_of[OUTCOME_REFUSED] > 20);
}


static void
noise_is_never_believed(void **state)
{
    struct site *site = *state;
    struct damaged damaged;
    size_t n_of[N_OUTCOMES] = { 0 };
    uint64_t random = 88172645463325252u;

    damage_fill(site);
    damaged = new_damaged(site);
    for (int trial = 0; trial < N_NOISE; trial++) {
        uint8_t noise[64];
        off_t at;

        for (size_t i = 0; i < sizeof(noise); i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            noise[i] = (uint8_t) random;
        }
        at = (off_t) (random % (uint64_t) (damaged.n_pages * PAGE
                                           - (long) sizeof(noise)));
        restore(&damaged);
        damage_write(damaged.path, at, noise,
                  trial % 2 == 0 ? sizeof(noise) : 1);
        n_of[read_damaged(site, damaged.folder)]++;
    }
    /* LMDB trusts its pages: noise in one may hide an account or end the
     * process, never make an answer that is wrong (SECURITY B11) */
    print_message("noise: %zu right, %zu refused, %zu absent, %zu died\n",
                  n_of[OUTCOME_RIGHT], n_of[OUTCOME_REFUSED],
                  n_of[OUTCOME_ABSENT], n_of[OUTCOME_DIED]);
    assert_int_equal(n_of[OUTCOME_WRONG], 0);
    assert_true(n_of[OUTCOME_DIED] < N_NOISE / 4);
}


static void
a_short_file_is_refused(void **state)
{
    struct site *site = *state;
    struct damaged damaged;

    damage_fill(site);
    damaged = new_damaged(site);
    for (off_t size = 0; size < damaged.n_pages * PAGE; size += 10000) {
        restore(&damaged);
        assert_int_equal(truncate(damaged.path, size), 0);
        if (read_damaged(site, damaged.folder) != OUTCOME_REFUSED) {
            fail_msg("cut to %ld bytes", (long) size);
        }
    }
    restore(&damaged);
    assert_int_equal(read_damaged(site, damaged.folder), OUTCOME_RIGHT);
}


int
main(void)
{
#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, site_new,      \
                                                        site_end)
    const struct CMUnitTest tests[] = {
        SITE_TEST(a_page_of_zeroes_is_never_believed),
        SITE_TEST(noise_is_never_believed),
        SITE_TEST(a_short_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
