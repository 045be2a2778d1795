/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Somebody who may write the file and knows every checksum changes it: the
 * walk over the log names what.  What no walk can see, a log cut together
 * with its head, a chain value kept elsewhere shows.
 */
#include "vault_support.h"

#include "store/codec.h"
#include "store/lmdb.h"

#include <fcntl.h>
#include <unistd.h>

/* The vault's file, opened by hand. */
struct raw {
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi head, record, change;
};


static void
raw_begin(struct vault *vault, struct raw *ret)
{
    char path[128];

    vault_close(vault);
    vault_path(vault, "", path);
    assert_int_equal(mdb_env_create(&ret->env), 0);
    assert_int_equal(mdb_env_set_maxdbs(ret->env, 3), 0);
    assert_int_equal(mdb_env_set_mapsize(ret->env, 64 << 20), 0);
    assert_int_equal(mdb_env_open(ret->env, path, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(ret->env, NULL, 0, &ret->txn), 0);
    assert_int_equal(mdb_dbi_open(ret->txn, "head", 0, &ret->head), 0);
    assert_int_equal(mdb_dbi_open(ret->txn, "record", 0, &ret->record), 0);
    assert_int_equal(mdb_dbi_open(ret->txn, "change", 0, &ret->change), 0);
}


static void
raw_end(struct raw *raw)
{
    assert_int_equal(mdb_txn_commit(raw->txn), 0);
    mdb_env_close(raw->env);
}


static size_t
raw_get(struct raw *raw, MDB_dbi dbi, enum record_kind kind,
        const struct key *key, uint8_t *ret_body, uint64_t *ret_version)
{
    uint8_t space[KEY_MAX + 1];
    MDB_val at = lmdb_record_key(kind, key, space), value;
    struct span body;

    if (kind == RECORD_NONE) {
        at = (MDB_val){ key->len, space + 1 };
    }
    assert_int_equal(mdb_get(raw->txn, dbi, &at, &value), 0);
    assert_true(codec_open(kind, key, span_of(value.mv_data, value.mv_size),
                           ret_version, &body));
    memcpy(ret_body, body.data, body.len);

    return body.len;
}


static void
raw_put(struct raw *raw, MDB_dbi dbi, enum record_kind kind,
        const struct key *key, struct span body, uint64_t version)
{
    static uint8_t sealed[CODEC_CHANGE_MAX + 100];
    struct byte_writer writer = byte_writer_of(sealed, sizeof(sealed));
    uint8_t space[KEY_MAX + 1];
    MDB_val at = lmdb_record_key(kind, key, space), value;

    if (kind == RECORD_NONE) {
        at = (MDB_val){ key->len, space + 1 };
    }
    assert_true(codec_seal(kind, key, version, body, &writer));
    value = (MDB_val){ writer.len, sealed };
    assert_int_equal(mdb_put(raw->txn, dbi, &at, &value, 0), 0);
}


static void
raw_drop(struct raw *raw, MDB_dbi dbi, enum record_kind kind,
         const struct key *key)
{
    uint8_t space[KEY_MAX + 1];
    MDB_val at = lmdb_record_key(kind, key, space);

    if (kind == RECORD_NONE) {
        at = (MDB_val){ key->len, space + 1 };
    }
    assert_int_equal(mdb_del(raw->txn, dbi, &at, NULL), 0);
}


static uint8_t space[CODEC_CHANGE_MAX], other_space[CODEC_CHANGE_MAX];


static void
alter_change(struct raw *raw)
{
    struct key key = lmdb_change_key(4);
    uint64_t version;
    size_t len = raw_get(raw, raw->change, RECORD_NONE, &key, space,
                         &version);

    space[32 + 5] ^= 1; /* a bit of the change's id */
    raw_put(raw, raw->change, RECORD_NONE, &key, span_of(space, len), version);
}


static void
drop_change(struct raw *raw)
{
    struct key key = lmdb_change_key(4);

    raw_drop(raw, raw->change, RECORD_NONE, &key);
}


static void
swap_changes(struct raw *raw)
{
    struct key one = lmdb_change_key(4), other = lmdb_change_key(5);
    uint64_t version;
    size_t len = raw_get(raw, raw->change, RECORD_NONE, &one, space,
                         &version);
    size_t other_len = raw_get(raw, raw->change, RECORD_NONE, &other,
                               other_space, &version);

    raw_put(raw, raw->change, RECORD_NONE, &one,
            span_of(other_space, other_len), 4);
    raw_put(raw, raw->change, RECORD_NONE, &other, span_of(space, len), 5);
}


static void
cut_tail(struct raw *raw)
{
    struct key key = lmdb_change_key(7);

    raw_drop(raw, raw->change, RECORD_NONE, &key);
}


static void
cut_tail_and_head(struct raw *raw)
{
    struct key head = lmdb_head_key(), last = lmdb_change_key(6);
    uint64_t version;
    size_t len;

    cut_tail(raw);
    (void) raw_get(raw, raw->change, RECORD_NONE, &last, other_space,
                   &version);
    len = raw_get(raw, raw->head, RECORD_NONE, &head, space, &version);
    space[1 + ID_SIZE] = 6;
    memcpy(space + 1 + ID_SIZE + 8, other_space, 32);
    raw_put(raw, raw->head, RECORD_NONE, &head, span_of(space, len), 6);
}


static void
alter_head(struct raw *raw)
{
    struct key head = lmdb_head_key();
    uint64_t version;
    size_t len = raw_get(raw, raw->head, RECORD_NONE, &head, space, &version);

    space[1 + ID_SIZE + 8] ^= 1;
    raw_put(raw, raw->head, RECORD_NONE, &head, span_of(space, len), version);
}


static void
alter_record(struct raw *raw)
{
    struct key key = key_of_text("b");

    raw_put(raw, raw->record, RECORD_ACTIVITY, &key, span_str("forged"), 4);
}


static void
renew_record(struct raw *raw)
{
    struct key key = key_of_text("b");

    raw_put(raw, raw->record, RECORD_ACTIVITY, &key, span_str("forged"), 5);
}


static void
put_old_record_back(struct raw *raw)
{
    struct key key = key_of_text("a");

    raw_put(raw, raw->record, RECORD_ACTIVITY, &key, span_str("one"), 2);
}


static void
drop_record(struct raw *raw)
{
    struct key key = key_of_text("b");

    raw_drop(raw, raw->record, RECORD_ACTIVITY, &key);
}


static void
insert_record(struct raw *raw)
{
    struct key key = key_of_text("x");

    raw_put(raw, raw->record, RECORD_PASSWORD, &key, span_str("forged"), 3);
}


static void
insert_unknown_kind(struct raw *raw)
{
    struct key key = key_of_text("x");

    raw_put(raw, raw->record, (enum record_kind) 200, &key,
            span_str("forged"), 3);
}


static void
bring_back_removed(struct raw *raw)
{
    struct key key = key_of_text("c");

    raw_put(raw, raw->record, RECORD_ACTIVITY, &key, span_str("one"), 5);
}


/* a: 2, 3; b: 4; c: 5, removed at 6; d: 7 */
static void
write_some(struct vault *vault)
{
    vault_put(vault, "a", "one");
    vault_put(vault, "a", "two");
    vault_put(vault, "b", "one");
    vault_put(vault, "c", "one");
    vault_put(vault, "c", "");
    vault_put(vault, "d", "one");
}


static void
test_tampering(void **state)
{
    static const struct {
        void (*tamper)(struct raw *raw);
        const char *words;
    } rows[] = {
        { alter_change, "change 4 was altered" },
        { drop_change, "change 4 is missing" },
        { swap_changes, "change 4 was altered" },
        { cut_tail, "the log ends with change 6, there were 7" },
        { cut_tail_and_head, "was not written by change 7" },
        { alter_head, "the head differs from the last change, 7" },
        { alter_record, "a record that change 4 wrote was altered" },
        { renew_record, "was not written by change 5" },
        { put_old_record_back, "a record that change 3 wrote is as it was" },
        { drop_record, "a record that change 4 wrote is missing" },
        { insert_record, "kind 4 was not written by change 3" },
        { insert_unknown_kind, "kind 200 was not written by change 3" },
        { bring_back_removed, "a record that change 6 removed is there" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char words[STORE_ERROR_MAX] = "";
        struct vault *vault;
        struct raw raw;
        void *own = NULL;
        uint64_t n;

        assert_int_equal(vault_open_new(&own), 0);
        vault = own;
        write_some(vault);
        vault_check(vault);
        raw_begin(vault, &raw);
        rows[i].tamper(&raw);
        raw_end(&raw);
        vault_reopen(vault);
        if (store_verify(vault->store, &n, words) != STORE_BROKEN
            || strstr(words, rows[i].words) == NULL)
        {
            fail_msg("row %zu: %s", i, words);
        }
        (void) vault_end(&own);
    }
}


static void
copy_vault(const struct vault *vault, const char *from, const char *to)
{
    static char bytes[1 << 20];
    char path[128];
    ssize_t len;
    int fd;

    vault_path(vault, from, path);
    fd = open(path, O_RDONLY);
    len = read(fd, bytes, sizeof(bytes));
    close(fd);
    assert_true(len > 0);
    vault_path(vault, to, path);
    fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert_int_equal(write(fd, bytes, (size_t) len), len);
    close(fd);
}


/* An older vault put back is whole: only what was kept elsewhere tells. */
static void
test_older_vault(void **state)
{
    struct vault *vault = *state;
    struct position kept;
    struct follow_sink nothing = { NULL, NULL };
    uint8_t chain[32];

    write_some(vault);
    vault_close(vault);
    copy_vault(vault, "data.mdb", "older");
    assert_int_equal(vault_open(vault), STORE_OK);
    vault_put(vault, "e", "after the copy");
    assert_int_equal(store_position(vault->store, &kept, NULL), STORE_OK);
    vault_close(vault);

    copy_vault(vault, "older", "data.mdb");
    assert_int_equal(vault_open(vault), STORE_OK);
    vault_check(vault);
    assert_int_equal(store_chain_at(vault->store, kept.seq, chain),
                     STORE_ABSENT);
    assert_int_equal(store_follow(vault->store, &kept, &nothing, &kept),
                     STORE_FORKED);

    /* and once it has grown past the number, the chain differs */
    vault_put(vault, "e", "another history");
    vault_put(vault, "e", "grows");
    assert_int_equal(store_chain_at(vault->store, kept.seq, chain),
                     STORE_OK);
    assert_memory_not_equal(chain, kept.chain, sizeof(chain));
    assert_int_equal(store_follow(vault->store, &kept, &nothing, &kept),
                     STORE_FORKED);
}


/* More changes, records and removals than one slice holds. */
static void
test_many(void **state)
{
    struct vault *vault = *state;

    for (int i = 0; i < 700; i++) {
        char key[16];

        (void) snprintf(key, sizeof(key), "k%d", i % 600);
        vault_put(vault, key, i % 5 == 4 ? "" : "x");
    }
    vault_check(vault);
    for (int i = 0; i < 600; i++) {
        char key[16];

        (void) snprintf(key, sizeof(key), "k%d", i);
        vault_put(vault, key, "");
    }
    vault_check(vault);
}


int
main(void)
{
#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, vault_open_new, vault_end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tampering),
        CASE(test_older_vault),
        CASE(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
