/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The n-th call of what LMDB, the kernel and the allocator do for us fails,
 * for every n that a change, a start or a look-up needs: what is acknowledged
 * is seen, what is answered is so, and afterwards all is well by itself.  The
 * linker puts the functions of this file in the place of the real ones.
 */
#include "projection_support.h"

#include <errno.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Which call fails, and how; 0: none. */
static int fail_at, n_calls;


static bool
fails(void)
{
    if (fail_at > 0 && ++n_calls == fail_at) {
        errno = EIO;
        return true;
    }
    return false;
}


#define WRAP_INT(name, parameters, arguments)                                 \
    int __real_##name parameters;                                             \
    int __wrap_##name parameters;                                             \
                                                                              \
    int __wrap_##name parameters                                              \
    {                                                                         \
        return fails() ? EIO : __real_##name arguments;                       \
    }

#define WRAP_SYSTEM(name, parameters, arguments)                              \
    int __real_##name parameters;                                             \
    int __wrap_##name parameters;                                             \
                                                                              \
    int __wrap_##name parameters                                              \
    {                                                                         \
        return fails() ? -1 : __real_##name arguments;                        \
    }

#define WRAP_MEMORY(name, parameters, arguments)                              \
    void *__real_##name parameters;                                           \
    void *__wrap_##name parameters;                                           \
                                                                              \
    void *__wrap_##name parameters                                            \
    {                                                                         \
        return fails() ? NULL : __real_##name arguments;                      \
    }

WRAP_INT(mdb_put, (MDB_txn * t, MDB_dbi d, MDB_val *k, MDB_val *v, unsigned f),
         (t, d, k, v, f))
WRAP_INT(mdb_del, (MDB_txn * t, MDB_dbi d, MDB_val *k, MDB_val *v),
         (t, d, k, v))
WRAP_INT(mdb_get, (MDB_txn * t, MDB_dbi d, MDB_val *k, MDB_val *v),
         (t, d, k, v))
WRAP_INT(mdb_txn_begin, (MDB_env * e, MDB_txn *p, unsigned f, MDB_txn **r),
         (e, p, f, r))
WRAP_INT(mdb_txn_renew, (MDB_txn * t), (t))
WRAP_INT(mdb_env_create, (MDB_env * *r), (r))
WRAP_INT(mdb_env_open, (MDB_env * e, const char *p, unsigned f, mode_t m),
         (e, p, f, m))
WRAP_INT(mdb_env_info, (MDB_env * e, MDB_envinfo *i), (e, i))
WRAP_SYSTEM(rename, (const char *a, const char *b), (a, b))
WRAP_SYSTEM(fsync, (int f), (f))
WRAP_SYSTEM(fchmod, (int f, mode_t m), (f, m))
WRAP_SYSTEM(ftruncate, (int f, off_t n), (f, n))
WRAP_SYSTEM(ftruncate64, (int f, off_t n), (f, n))
WRAP_SYSTEM(lstat, (const char *p, struct stat *s), (p, s))
WRAP_MEMORY(calloc, (size_t n, size_t s), (n, s))
WRAP_MEMORY(malloc, (size_t n), (n))
WRAP_MEMORY(reallocarray, (void *p, size_t n, size_t s), (p, n, s))

/* A commit that fails has ended its transaction all the same. */
int __real_mdb_txn_commit(MDB_txn *txn);
int __wrap_mdb_txn_commit(MDB_txn *txn);


int
__wrap_mdb_txn_commit(MDB_txn *txn)
{
    if (fails()) {
        mdb_txn_abort(txn);
        return EIO;
    }
    return __real_mdb_txn_commit(txn);
}


static void
begin_failing(int at)
{
    n_calls = 0;
    fail_at = at;
}


/* False where there were fewer calls: every n was tried. */
static bool
end_failing(void)
{
    bool failed = n_calls >= fail_at;

    fail_at = 0;
    return failed;
}


static enum account_state
state_in_vault(struct site *site, const struct id *account)
{
    static struct account_set set;

    assert_int_equal(store_read_account(site->store, ACCOUNT_BY_ID,
                                        id_span(account), &set),
                     STORE_OK);
    return set.account.state;
}


/* Ticks until the projection says what the vault says. */
static void
assert_mends(struct site *site, unsigned number, int n)
{
    const struct timespec pause = { 0, 20000000 };
    struct id id = site_id(number);
    struct account_view view;

    for (int i = 0; i < 250; i++) {
        if (store_tick(site->store) >= 0
            && site_look(site, number, &view) == PROJECTION_OK
            && view.state == state_in_vault(site, &id))
        {
            return;
        }
        (void) nanosleep(&pause, NULL);
    }
    fail_msg("call %d\n%s", n, site->log);
}


/* A vault whose commit failed takes no more changes (SECURITY B13). */
static void
start_again(struct site *site)
{
    char data[160];

    projection_reader_free(site->reader);
    site_close(site);
    (void) snprintf(data, sizeof(data), "%s/data.mdb", site->projection);
    (void) unlink(data); /* nobody reads it: no start has to wait */
    site_open(site);
    site->reader = site_reader(site);
}


static void
a_change_is_seen_or_not_acknowledged(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    int n = 0;

    site_put(site, &account);
    do {
        enum store_status applied;
        struct account_view view;

        account.state = n % 2 == 0 ? STATE_SUSPENDED : STATE_ACTIVE;
        begin_failing(++n);
        applied = site_try_put(site, &account);
        if (site_look(site, 1, &view) == PROJECTION_OK
            && applied == STORE_OK && view.state != account.state)
        {
            fail_msg("call %d: acknowledged, not seen", n);
        }
        if (!end_failing()) {
            break;
        }
        site->log[0] = '\0';
        assert_mends(site, 1, n);
        /* what was acknowledged is so in the vault as well */
        if (applied == STORE_OK) {
            assert_int_equal(state_in_vault(site, &account.id),
                             account.state);
        }
        start_again(site);
    } while (n < 2000);
    print_message("%d calls\n", n - 1);
    assert_true(n > 20 && n < 2000);
}


static void
a_start_that_fails_can_be_made_again(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    struct grants grants = site_grants(3);
    bool failed;
    int n = 0;

    site_put(site, &account);
    site_put_grants(site, &account.id, &grants);
    site_put_agency(site, 1, 0, "A");
    projection_reader_free(site->reader);
    site->reader = NULL;
    do {
        char error[STORE_ERROR_MAX], data[160];
        bool started = false;

        site_close(site);
        (void) snprintf(data, sizeof(data), "%s/data.mdb", site->projection);
        assert_int_equal(unlink(data), 0);
        begin_failing(++n);
        if (store_open(&site->store, &site->options, error) == STORE_OK) {
            started = store_tick(site->store) >= 0;
        } else {
            site->store = NULL;
        }
        failed = end_failing();
        if (site->store == NULL) {
            site_open(site);
        } else if (!started) {
            assert_true(store_tick(site->store) >= 0);
        }
        site->reader = site_reader(site);
        assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
        projection_reader_free(site->reader);
        site->reader = NULL;
    } while (failed && n < 2000);
    print_message("%d calls\n", n - 1);
    assert_true(n > 40 && n < 2000);
}


static void
a_look_up_is_right_or_refused(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    bool failed;
    int n = 0;

    account.state = STATE_SUSPENDED;
    site_put(site, &account);
    site_put_agency(site, 1, 0, "A");
    do {
        struct account_view view;
        enum projection_status status;
        struct projection_options options = {
            .path = site->projection, .max_age_ms = 30000,
            .logger = site->options.logger,
        };

        /* from the opening on */
        projection_reader_free(site->reader);
        begin_failing(++n);
        site->reader = projection_reader_new(&options);
        status = site->reader == NULL ? PROJECTION_AWAY
                                      : site_look(site, 1, &view);
        failed = end_failing();
        if (site->reader == NULL) {
            site->reader = site_reader(site);
        }
        assert_true(status == PROJECTION_AWAY || status == PROJECTION_OK);
        if (status == PROJECTION_OK) {
            assert_int_equal(view.state, STATE_SUSPENDED);
        }
        assert_int_equal(site_look_for(site, 1, PROJECTION_OK),
                         PROJECTION_OK);
    } while (failed && n < 500);
    print_message("%d calls\n", n - 1);
    assert_true(n > 10 && n < 500);
}


int
main(void)
{
#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, site_new,      \
                                                        site_end)
    const struct CMUnitTest tests[] = {
        SITE_TEST(a_change_is_seen_or_not_acknowledged),
        SITE_TEST(a_start_that_fails_can_be_made_again),
        SITE_TEST(a_look_up_is_right_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
