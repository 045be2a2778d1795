/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a look-up is thrown away: its window did not hold, its snapshot does
 * not vouch for its own number, its beat is of another boot or older than one
 * that was believed, or the process is not the one that made the reader.
 */
#include "projection_support.h"

#include "store/projection_env.h"

#include <sys/wait.h>
#include <unistd.h>


/* A reader whose window clock moves by `step_ms` with each of `jumps` calls. */
static void
take_window(struct site *site, int64_t step_ms, int jumps)
{
    projection_reader_free(site->reader);
    site->window_is_ours = true;
    site->window_ms = 1000000;
    site->window_step_ms = step_ms;
    site->window_jumps = jumps;
    site->reader = site_reader(site);
}


static void
a_look_up_that_took_too_long_is_made_again(void **state)
{
    const struct {
        const char *about;
        int64_t step_ms;
        int jumps;
        int expected_left; /* jumps that nobody had to ask for */
        enum projection_status expected;
    } rows[] = {
        /* an attempt asks twice: before it renews and after it reset */
        { "inside the window", 999, 2, 0, PROJECTION_OK },
        { "at its end: once more", 1000, 2, 0, PROJECTION_OK },
        { "hours", 10000000, 2, 0, PROJECTION_OK },
        { "six times", 1000, 12, 0, PROJECTION_OK },
        { "the eighth holds", 1000, 14, 0, PROJECTION_OK },
        { "none holds", 1000, 100, 83, PROJECTION_AWAY },
    };
    struct site *site = *state;
    struct account account = site_account(1);

    site_put(site, &account);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        take_window(site, rows[i].step_ms, rows[i].jumps);
        if (site_look(site, 1, NULL) != rows[i].expected
            || site->window_jumps != rows[i].expected_left)
        {
            fail_msg("%s: %d left", rows[i].about, site->window_jumps);
        }
    }
    assert_true(site_log_has(site, "no snapshot could be trusted"));
}


static void
an_absent_account_must_hold_the_window_too(void **state)
{
    struct site *site = *state;

    take_window(site, 1000, 100);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_AWAY);
    take_window(site, 1000, 0);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_ABSENT);
}


/* Writes the beat as `change` has it, in a commit that no publisher made. */
static void
rewrite_beat(const struct site *site, void (*change)(struct beat *beat))
{
    const struct projected_key key = projected_key_of_beat();
    MDB_val name = { key.len, (void *) (uintptr_t) key.bytes }, value;
    uint8_t bytes[PROJECTION_RECORD_MAX];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));
    struct beat beat;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;

    assert_null(site->store); /* one writer at a time */
    assert_int_equal(mdb_env_create(&env), MDB_SUCCESS);
    assert_int_equal(mdb_env_set_mapsize(env, 256 << 20), MDB_SUCCESS);
    assert_int_equal(mdb_env_open(env, site->projection, MDB_NOLOCK, 0600),
                     MDB_SUCCESS);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), MDB_SUCCESS);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), MDB_SUCCESS);
    assert_int_equal(mdb_get(txn, dbi, &name, &value), MDB_SUCCESS);
    assert_true(decode_beat(span_of(value.mv_data, value.mv_size), &beat));
    beat.commit = mdb_txn_id(txn);
    change(&beat);
    encode_beat(&writer, &beat);
    value = (MDB_val){ writer.len, bytes };
    assert_int_equal(mdb_put(txn, dbi, &name, &value, 0), MDB_SUCCESS);
    assert_int_equal(mdb_txn_commit(txn), MDB_SUCCESS);
    mdb_env_close(env);
}


static void
leave_it(struct beat *beat)
{
    (void) beat;
}


static void
of_the_snapshot_before(struct beat *beat)
{
    beat->commit--;
}


static void
of_another_boot(struct beat *beat)
{
    beat->boot_id[3] ^= 1;
}


static void
of_another_boot_that_ran_longer(struct beat *beat)
{
    beat->boot_id[3] ^= 1;
    beat->written_ms += INT64_C(100) * 86400 * 1000;
}


static void
fresh_until_now(struct beat *beat)
{
    beat->fresh_until_ms = beat->written_ms - 1;
}


static void
written_before(struct beat *beat)
{
    beat->written_ms--;
}


static void
partial(struct beat *beat)
{
    beat->complete = false;
}


static void
a_snapshot_must_vouch_for_itself(void **state)
{
    const struct {
        const char *about;
        void (*change)(struct beat *beat);
        enum projection_status expected;
    } rows[] = {
        { "as it was", leave_it, PROJECTION_OK },
        { "the number of another snapshot", of_the_snapshot_before,
          PROJECTION_AWAY },
        { "another boot", of_another_boot, PROJECTION_STALE },
        { "another boot, long ago", of_another_boot_that_ran_longer,
          PROJECTION_STALE },
        { "the engine's own promise is over", fresh_until_now,
          PROJECTION_STALE },
        { "older than what was believed", written_before, PROJECTION_AWAY },
    };
    struct site *site = *state;
    struct account account = site_account(1);

    site_put(site, &account);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        /* as it is written anew, and as it is changed then */
        if (site->store == NULL) {
            site_open(site);
        }
        if (site_look_for(site, 1, PROJECTION_OK) != PROJECTION_OK) {
            fail_msg("before: %s\n%s", rows[i].about, site->log);
        }
        site_close(site);
        rewrite_beat(site, rows[i].change);
        if (site_look(site, 1, NULL) != rows[i].expected) {
            fail_msg("%s", rows[i].about);
        }
    }
}


static void
only_a_complete_projection_says_absent(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);

    site_put(site, &account);
    assert_int_equal(site_look(site, 2, NULL), PROJECTION_ABSENT);
    site_close(site);
    rewrite_beat(site, partial);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
    assert_int_equal(site_look(site, 2, NULL), PROJECTION_AWAY);
}


static void
a_child_of_fork_is_refused(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    int status;
    pid_t child;

    site_put(site, &account);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
    child = fork();
    if (child == 0) {
        /* what was inherited says no, what is new says yes */
        enum projection_status inherited = site_look(site, 1, NULL);

        site->reader = site_reader(site);
        _exit(inherited == PROJECTION_AWAY
                      && site_look(site, 1, NULL) == PROJECTION_OK
                  ? 0
                  : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
}


static void
readers_of_one_path_share_and_outlive_each_other(void **state)
{
    struct site *site = *state;
    struct projection_reader *second = site_reader(site);
    struct account account = site_account(1);

    site_put(site, &account);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
    projection_reader_free(site->reader);
    site->reader = second;
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
    projection_reader_free(NULL);
}


int
main(void)
{
#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, site_new,      \
                                                        site_end)
    const struct CMUnitTest tests[] = {
        SITE_TEST(a_look_up_that_took_too_long_is_made_again),
        SITE_TEST(an_absent_account_must_hold_the_window_too),
        SITE_TEST(a_snapshot_must_vouch_for_itself),
        SITE_TEST(only_a_complete_projection_says_absent),
        SITE_TEST(a_child_of_fork_is_refused),
        SITE_TEST(readers_of_one_path_share_and_outlive_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
