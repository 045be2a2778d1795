/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The n-th call of what LMDB and the kernel do for us fails, for every n that
 * a change needs: never a yes, the log either with the change and its records
 * or with neither, and after a new start as if nothing had been.  The linker
 * puts the functions of this file in the place of the real ones.
 */
#include "vault_support.h"

#include <errno.h>
#include <lmdb.h>
#include <unistd.h>

int __real_mdb_put(MDB_txn *, MDB_dbi, MDB_val *, MDB_val *, unsigned);
int __wrap_mdb_put(MDB_txn *, MDB_dbi, MDB_val *, MDB_val *, unsigned);
int __real_mdb_del(MDB_txn *, MDB_dbi, MDB_val *, MDB_val *);
int __wrap_mdb_del(MDB_txn *, MDB_dbi, MDB_val *, MDB_val *);
int __real_mdb_get(MDB_txn *, MDB_dbi, MDB_val *, MDB_val *);
int __wrap_mdb_get(MDB_txn *, MDB_dbi, MDB_val *, MDB_val *);
int __real_mdb_txn_begin(MDB_env *, MDB_txn *, unsigned, MDB_txn **);
int __wrap_mdb_txn_begin(MDB_env *, MDB_txn *, unsigned, MDB_txn **);
int __real_mdb_txn_renew(MDB_txn *);
int __wrap_mdb_txn_renew(MDB_txn *);
int __real_mdb_txn_commit(MDB_txn *);
int __wrap_mdb_txn_commit(MDB_txn *);
int __real_ftruncate(int, off_t);
int __wrap_ftruncate(int, off_t);
int __real_ftruncate64(int, off_t);
int __wrap_ftruncate64(int, off_t);

/* Which call fails, and how; 0: none. */
static int fail_at, n_calls, fail_with;


static bool
fails(void)
{
    return fail_at > 0 && ++n_calls == fail_at;
}


int
__wrap_mdb_put(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value,
               unsigned flags)
{
    return fails() ? fail_with
                   : __real_mdb_put(txn, dbi, key, value, flags);
}


int
__wrap_mdb_del(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value)
{
    return fails() ? fail_with : __real_mdb_del(txn, dbi, key, value);
}


int
__wrap_mdb_get(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value)
{
    return fails() ? fail_with : __real_mdb_get(txn, dbi, key, value);
}


int
__wrap_mdb_txn_begin(MDB_env *env, MDB_txn *parent, unsigned flags,
                     MDB_txn **ret_txn)
{
    return fails() ? fail_with
                   : __real_mdb_txn_begin(env, parent, flags, ret_txn);
}


int
__wrap_mdb_txn_renew(MDB_txn *txn)
{
    return fails() ? fail_with : __real_mdb_txn_renew(txn);
}


int
__wrap_mdb_txn_commit(MDB_txn *txn)
{
    if (fails()) {
        mdb_txn_abort(txn);
        return fail_with;
    }

    return __real_mdb_txn_commit(txn);
}


int
__wrap_ftruncate(int fd, off_t size)
{
    if (fails()) {
        errno = fail_with > 0 ? fail_with : EIO;
        return -1;
    }

    return __real_ftruncate(fd, size);
}


int
__wrap_ftruncate64(int fd, off_t size)
{
    return __wrap_ftruncate(fd, size);
}


/* Three records written, one of them removed, two compared. */
static enum store_status
apply_one(struct vault *vault, uint64_t version)
{
    struct change change = change_of(EVENT_ACCOUNT_SET);
    struct key a = key_of_text("a"), b = key_of_text("b");
    struct key c = key_of_text("c");

    assert_true(change_expect(&change, RECORD_ACTIVITY, &a, version));
    assert_true(change_expect(&change, RECORD_ACTIVITY, &c, 0));
    assert_true(change_write(&change, RECORD_ACTIVITY, &a, span_str("new")));
    assert_true(change_write(&change, RECORD_ACTIVITY, &b,
                             span_of(NULL, 0)));
    assert_true(change_write(&change, RECORD_ACTIVITY, &c, span_str("new")));

    return store_apply(vault->store, &change, NULL);
}


/* How many calls a change needs, or 0 where the n-th made it a no. */
static bool
fail_nth(int n, int error, enum store_status wanted)
{
    struct position before, after;
    uint8_t digest[32], again[32];
    enum store_status status;
    struct vault *vault;
    void *own = NULL;
    bool done;

    assert_int_equal(vault_open_new(&own), 0);
    vault = own;
    vault_put(vault, "a", "old");
    vault_put(vault, "b", "old");
    assert_int_equal(store_digest(vault->store, digest, &before), STORE_OK);

    n_calls = 0;
    fail_with = error;
    fail_at = n;
    status = apply_one(vault, 2);
    fail_at = 0;
    done = n_calls < n;

    if (done) {
        assert_int_equal(status, STORE_OK);
    } else {
        if (status != wanted) {
            fail_msg("call %d, error %d: %d", n, error, (int) status);
        }
        /* what is read now and after a new start is as it was */
        assert_int_equal(store_digest(vault->store, again, &after), STORE_OK);
        assert_memory_equal(digest, again, sizeof(digest));
        assert_memory_equal(&before, &after, sizeof(before));
        vault_reopen(vault);
        assert_false(store_has_failed(vault->store));
        assert_int_equal(store_digest(vault->store, again, &after), STORE_OK);
        assert_memory_equal(digest, again, sizeof(digest));
        assert_int_equal(apply_one(vault, 2), STORE_OK);
    }
    vault_check(vault);
    (void) vault_end(&own);

    return done;
}


static void
test_every_call(void **state)
{
    static const struct {
        int error;
        enum store_status status;
    } rows[] = {
        { EIO, STORE_BROKEN },
        { MDB_PANIC, STORE_BROKEN },
        { MDB_CORRUPTED, STORE_BROKEN },
        { MDB_MAP_FULL, STORE_FULL },
        { ENOSPC, STORE_FULL },
        { ENOMEM, STORE_BUSY },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int n = 1;

        while (!fail_nth(n, rows[i].error, rows[i].status)) {
            n++;
        }
        /* begin, head, versions, records, entry, head, commit */
        assert_true(n > 9);
    }
}


/* After a sync that failed nothing is written any more, until a new start. */
static void
test_closed_for_writing(void **state)
{
    struct vault *vault = *state;
    struct record *record = calloc(1, sizeof(*record));
    struct key key = key_of_text("a");

    vault_put(vault, "a", "old");
    assert_false(store_has_failed(vault->store));
    n_calls = 0;
    fail_with = EIO;
    /* the last call of a change is its commit */
    for (fail_at = 1; n_calls < fail_at; fail_at++) {
        n_calls = 0;
        if (vault_write(vault, "a", 2, "new", NULL) == STORE_BROKEN
            && store_has_failed(vault->store))
        {
            break;
        }
    }
    fail_at = 0;
    assert_true(store_has_failed(vault->store));
    assert_int_equal(vault_write(vault, "a", 2, "new", NULL), STORE_BROKEN);
    assert_true(log_has(vault, "closed for writing"));

    /* what is there can still be read */
    assert_int_equal(store_read(vault->store, RECORD_ACTIVITY, &key, record),
                     STORE_OK);
    assert_memory_equal(record->body, "old", 3);
    vault_reopen(vault);
    assert_int_equal(vault_write(vault, "a", 2, "new", NULL), STORE_OK);
    free(record);
}


/* A read that fails is no "there is none". */
static void
test_reads(void **state)
{
    struct vault *vault = *state;
    struct account_set *set = calloc(1, sizeof(*set));
    struct record *record = calloc(1, sizeof(*record));
    struct key key = key_of_text("a");
    struct position head;

    vault_put(vault, "a", "old");
    fail_with = EIO;
    for (fail_at = 1; fail_at <= 3; fail_at++) {
        n_calls = 0;
        assert_int_equal(store_read(vault->store, RECORD_ACTIVITY, &key,
                                    record), STORE_BROKEN);
        n_calls = 0;
        assert_int_equal(store_read_account(vault->store, ACCOUNT_BY_NAME,
                                            span_str("a"), set),
                         STORE_BROKEN);
    }
    for (fail_at = 1; fail_at <= 2; fail_at++) {
        n_calls = 0;
        assert_int_equal(store_position(vault->store, &head, NULL),
                         STORE_BROKEN);
    }
    fail_at = 1;
    n_calls = 0;
    fail_with = MDB_READERS_FULL;
    assert_int_equal(store_position(vault->store, &head, NULL), STORE_BUSY);
    fail_at = 0;
    free(set);
    free(record);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call),
        cmocka_unit_test_setup_teardown(test_closed_for_writing,
                                        vault_open_new, vault_end),
        cmocka_unit_test_setup_teardown(test_reads, vault_open_new,
                                        vault_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
