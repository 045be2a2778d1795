/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps that are too small: a writer's, which refuses and says which key to
 * raise, and a reader's, which the file outgrows while it is read.
 */
#include "projection_support.h"

#include "store/projection_env.h"

#include <sys/stat.h>

#define SMALL_MAP (128 << 10) /* bytes */


static void
a_full_map_is_refused_and_raised(void **state)
{
    struct site *site = *state;
    char error[STORE_ERROR_MAX] = "";

    site_put_many(site, 1, 2000);
    site_close(site);
    assert_int_equal(site_look(site, 2000, NULL), PROJECTION_OK);

    site->options.projection_map_size = SMALL_MAP;
    assert_int_equal(store_open(&site->store, &site->options, error),
                     STORE_OK);
    assert_true(store_tick(site->store) < 0);
    assert_true(site_log_has(site, "raise [projection] map_size"));
    site_close(site);
    /* what was there still is, until it is too old */
    assert_int_equal(site_look(site, 2000, NULL), PROJECTION_OK);

    site->options.projection_map_size = 64 << 20;
    site_open(site);
    assert_int_equal(site_look(site, 2000, NULL), PROJECTION_OK);
    assert_int_equal(site_look(site, 2001, NULL), PROJECTION_ABSENT);
}


/* A writer that keeps no slack, so that the reader's map is a small one. */
struct bare_writer {
    MDB_env *env;
    MDB_dbi dbi;
    struct beat beat;
    unsigned n; /* accounts so far */
};


static void
put_record(MDB_txn *txn, MDB_dbi dbi, const struct projected_key *key,
           const struct byte_writer *writer)
{
    MDB_val name = { key->len, (void *) (uintptr_t) key->bytes };
    MDB_val value = { writer->len, writer->data };

    assert_false(writer->failed);
    assert_int_equal(mdb_put(txn, dbi, &name, &value, 0), MDB_SUCCESS);
}


static void
put_account(MDB_txn *txn, MDB_dbi dbi, unsigned number)
{
    const int64_t for_ever[2] = { 0, 0 };
    struct account account = site_account(number);
    struct grants grants = site_grants(GRANTS_MAX);
    struct projected_key key = projected_key_of_account(&account.id);
    uint8_t bytes[PROJECTION_RECORD_MAX];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));
    struct account_view view;

    account_view_make(&account, &grants, for_ever, &view);
    encode_account_view(&writer, &view);
    put_record(txn, dbi, &key, &writer);
}


/* `n` accounts more, and a beat. */
static void
bare_write(struct bare_writer *writer, unsigned n)
{
    const struct clock system = { 0 };
    struct projected_key key = projected_key_of_beat();
    uint8_t bytes[PROJECTION_RECORD_MAX];
    struct byte_writer beat = byte_writer_of(bytes, sizeof(bytes));
    MDB_txn *txn;

    assert_int_equal(mdb_txn_begin(writer->env, NULL, 0, &txn), MDB_SUCCESS);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &writer->dbi), MDB_SUCCESS);
    for (unsigned i = 0; i < n; i++) {
        put_account(txn, writer->dbi, ++writer->n);
    }
    writer->beat.complete = true;
    writer->beat.commit = mdb_txn_id(txn);
    writer->beat.written_ms = clock_boot_ms(&system);
    writer->beat.fresh_until_ms = INT64_MAX;
    assert_true(projection_boot_id(writer->beat.boot_id));
    encode_beat(&beat, &writer->beat);
    put_record(txn, writer->dbi, &key, &beat);
    assert_int_equal(mdb_txn_commit(txn), MDB_SUCCESS);
}


static void
a_file_that_outgrows_the_map_is_opened_again(void **state)
{
    struct site *site = *state;
    struct bare_writer writer = { 0 };
    struct projection_options options = { .max_age_ms = 30000,
                                          .map_size = SMALL_MAP };

    (void) snprintf(site->projection, sizeof(site->projection), "%s/bare",
                    site->dir);
    assert_int_equal(mkdir(site->projection, 0750), 0);
    assert_int_equal(mdb_env_create(&writer.env), MDB_SUCCESS);
    assert_int_equal(mdb_env_set_mapsize(writer.env, 64 << 20), MDB_SUCCESS);
    assert_int_equal(mdb_env_open(writer.env, site->projection,
                                  MDB_NOLOCK | MDB_NOSYNC, 0640),
                     MDB_SUCCESS);
    bare_write(&writer, 10);

    projection_reader_free(site->reader);
    options.path = site->projection;
    site->reader = projection_reader_new(&options);
    assert_int_equal(site_look(site, 10, NULL), PROJECTION_OK);
    assert_int_equal(site_look(site, 11, NULL), PROJECTION_ABSENT);

    /* past the map of the reader, and past the next one */
    for (int i = 0; i < 2; i++) {
        bare_write(&writer, 2000);
        assert_int_equal(site_look(site, writer.n, NULL), PROJECTION_OK);
        assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
        assert_int_equal(site_look(site, writer.n + 1, NULL),
                         PROJECTION_ABSENT);
    }
    mdb_env_close(writer.env);
}


int
main(void)
{
#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, site_new,      \
                                                        site_end)
    const struct CMUnitTest tests[] = {
        SITE_TEST(a_full_map_is_refused_and_raised),
        SITE_TEST(a_file_that_outgrows_the_map_is_opened_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
