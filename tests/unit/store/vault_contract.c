/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contract of store_apply(), change by change: what is refused first,
 * then what is answered.  Nothing here knows that the engine is LMDB.
 */
#include "vault_support.h"

#define A "aaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbb"


/* Rows run in their order; `found` is the version before each. */
static void
test_expectations(void **state)
{
    static const struct {
        const char *what;
        const char *key;
        uint64_t expected;
        const char *body;
        enum store_status status;
    } rows[] = {
        { "change 2 wants what is not there", A, 1, "x", STORE_CONFLICT },
        { "first write: absent is version 0", A, 0, "one", STORE_OK },
        { "absent expected, but it is there", A, 0, "two", STORE_CONFLICT },
        { "a version to come", A, 3, "two", STORE_CONFLICT },
        { "the version that stands", A, 2, "two", STORE_OK },
        { "the version before", A, 2, "three", STORE_CONFLICT },
        { "another record is not this one", B, 3, "x", STORE_CONFLICT },
        { "removed", A, 3, "", STORE_OK },
        { "removed is absent", A, 4, "x", STORE_CONFLICT },
        { "and may be written again", A, 0, "four", STORE_OK },
        { "under a new version", A, 5, "five", STORE_OK },
    };
    struct vault *vault = *state;
    uint64_t expected_seq = 1, seq;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum store_status status;

        status = vault_write(vault, rows[i].key, rows[i].expected,
                             rows[i].body, &seq);
        if (status != rows[i].status) {
            fail_msg("%s: %d", rows[i].what, (int) status);
        }
        expected_seq += status == STORE_OK ? 1 : 0;
        assert_int_equal(vault_seq(vault), expected_seq);
        if (status == STORE_OK) {
            assert_int_equal(seq, expected_seq);
        }
    }
    vault_check(vault);
}


/* What cannot be logged is refused, and the log stays as it is. */
static void
test_unsound_changes(void **state)
{
    static uint8_t large[BODY_MAX + 1] = { 1 };
    struct vault *vault = *state;
    struct key at = key_of_text(A);
    struct change good = change_of(EVENT_ACCOUNT_SET);
    struct change change;

    /* no change without its record in the audit */
    change = good;
    change.n_events = 0;
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_BROKEN);

    /* five events */
    change = good;
    change.n_events = CHANGE_EVENTS_MAX + 1;
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_BROKEN);

    /* one record twice: which is the last? */
    change = good;
    assert_true(change_write(&change, RECORD_ACTIVITY, &at, span_str("x")));
    assert_true(change_write(&change, RECORD_ACTIVITY, &at, span_str("y")));
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_BROKEN);

    /* a record without a kind, and of a kind that is none */
    change = good;
    assert_true(change_write(&change, RECORD_NONE, &at, span_str("x")));
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_BROKEN);
    change = good;
    assert_true(change_write(&change, RECORD_PERSON + 1, &at,
                             span_str("x")));
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_BROKEN);

    /* without a key */
    change = good;
    change.n_writes = 1;
    change.writes[0] = (struct write){ RECORD_ACTIVITY, { 0 },
                                       span_str("x") };
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_BROKEN);

    /* one byte too many in the body; change_write() says so before */
    change = good;
    assert_false(change_write(&change, RECORD_ACTIVITY, &at,
                              span_of(large, BODY_MAX + 1)));
    change.n_writes = 1;
    change.writes[0] = (struct write){ RECORD_ACTIVITY, at,
                                       span_of(large, BODY_MAX + 1) };
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_BROKEN);
    assert_int_equal(vault_seq(vault), 1);

    /* at the limit */
    change.writes[0].body.len = BODY_MAX;
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_OK);
    assert_int_equal(vault_seq(vault), 2);
    vault_check(vault);
}


/* A conflict writes nothing of its change, and not its event either. */
static void
test_conflict_is_whole(void **state)
{
    struct vault *vault = *state;
    struct key a = key_of_text(A), b = key_of_text(B);
    struct change change = change_of(EVENT_ACCOUNT_ADD);
    struct record *record = calloc(1, sizeof(*record));

    vault_put(vault, A, "stands");
    assert_true(change_expect(&change, RECORD_ACTIVITY, &b, 0));
    assert_true(change_expect(&change, RECORD_ACTIVITY, &a, 0));
    assert_true(change_write(&change, RECORD_ACTIVITY, &b, span_str("new")));
    assert_true(change_write(&change, RECORD_ACTIVITY, &a, span_str("new")));

    assert_int_equal(store_apply(vault->store, &change, NULL),
                     STORE_CONFLICT);
    assert_int_equal(store_read(vault->store, RECORD_ACTIVITY, &b, record),
                     STORE_ABSENT);
    assert_int_equal(store_read(vault->store, RECORD_ACTIVITY, &a, record),
                     STORE_OK);
    assert_int_equal(record->version, 2);
    assert_memory_equal(record->body, "stands", 6);
    assert_int_equal(vault_seq(vault), 2);
    free(record);
}


static void
test_once(void **state)
{
    struct vault *vault = *state;
    struct change change = change_of(EVENT_ONEDAY_ISSUE);
    struct key at = key_of_text(A), id = key_of_id(&change.id);
    struct position first, second;
    struct change drop = change_of(EVENT_ONEDAY_REVOKE);

    change.once = true;
    assert_true(change_write(&change, RECORD_ACTIVITY, &at, span_str("x")));
    assert_int_equal(store_apply(vault->store, &change, &first), STORE_OK);
    vault_put(vault, A, "later");

    /* the same change: applied once, answered with where it stands */
    assert_int_equal(store_apply(vault->store, &change, &second), STORE_OK);
    assert_memory_equal(&first, &second, sizeof(first));
    assert_int_equal(vault_seq(vault), 3);

    /* without `once` nobody remembers */
    change.once = false;
    assert_int_equal(store_apply(vault->store, &change, &second), STORE_OK);
    assert_int_equal(second.seq, 4);

    /* its id is a record, dropped with what it belongs to */
    assert_true(change_write(&drop, RECORD_ONCE, &id, span_of(NULL, 0)));
    assert_int_equal(store_apply(vault->store, &drop, NULL), STORE_OK);
    change.once = true;
    assert_int_equal(store_apply(vault->store, &change, &second), STORE_OK);
    assert_int_equal(second.seq, 6);
    vault_check(vault);
}


/* Time never goes backwards in the log. */
static void
test_time(void **state)
{
    static const struct {
        int64_t given, logged;
    } rows[] = {
        { 900, 1000 },  /* before the head */
        { 1000, 1000 },
        { 2000, 2000 },
        { 1999, 2000 },
        { -5, 2000 },
    };
    struct vault *vault = *state;
    struct position head;
    int64_t at_s;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct change change = change_of(EVENT_SESSION_START);

        change.at_s = rows[i].given;
        assert_int_equal(store_apply(vault->store, &change, NULL), STORE_OK);
        assert_int_equal(store_position(vault->store, &head, &at_s),
                         STORE_OK);
        assert_int_equal(at_s, rows[i].logged);
    }
    vault_check(vault);
}


int
main(void)
{
#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, vault_open_new, vault_end)
    const struct CMUnitTest tests[] = {
        CASE(test_unsound_changes),
        CASE(test_expectations),
        CASE(test_conflict_is_whole),
        CASE(test_once),
        CASE(test_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
