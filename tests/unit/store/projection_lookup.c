/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reader finds, and when it finds nothing: accounts, catalogue, age,
 * position, and that a change is seen by the very next look-up.
 */
#include "projection_support.h"

#include <unistd.h>


static void
an_account_that_is_not_there_is_absent(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);

    assert_int_equal(site_look(site, 1, NULL), PROJECTION_ABSENT);
    site_put(site, &account);
    assert_int_equal(site_look(site, 2, NULL), PROJECTION_ABSENT);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
}


static void
the_view_is_the_account(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    struct grants grants = site_grants(3);
    struct account_view view;

    account.agency = 7;
    account.must_change = true;
    account.until_s = 99;
    account.epoch = 5;
    account.n_revoked = 1;
    account.revoked[0] = (struct revoked_session){ "abcdefg", 77 };
    site_put(site, &account);
    site_put_grants(site, &account.id, &grants);

    assert_int_equal(site_look(site, 1, &view), PROJECTION_OK);
    assert_true(id_equal(&view.id, &account.id));
    assert_string_equal(view.name, "n1");
    assert_string_equal(view.full_name, "Full 1");
    assert_int_equal(view.kind, KIND_CIVIL_SERVANT);
    assert_int_equal(view.agency, 7);
    assert_int_equal(view.state, STATE_ACTIVE);
    assert_true(view.must_change);
    assert_int_equal(view.until_s, 99);
    assert_int_equal(view.epoch, 5);
    assert_int_equal(view.n_revoked, 1);
    assert_memory_equal(view.revoked[0].prefix, "abcdefg", 8);
    assert_int_equal(view.revoked[0].expires_s, 77);
    assert_int_equal(view.n_grants, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(view.grants[i].application,
                         grants.items[i].application);
        assert_int_equal(view.grants[i].role, grants.items[i].role);
        assert_int_equal(view.grants[i].until_s, grants.items[i].until_s);
    }
}


static void
each_change_is_seen_by_the_next_look(void **state)
{
    static const enum account_state states[] = {
        STATE_SUSPENDED, STATE_ACTIVE, STATE_CLOSED, STATE_ISSUED,
    };
    struct site *site = *state;
    struct account account = site_account(1);
    struct account_view view;

    for (int i = 0; i < 100; i++) {
        account.state = states[i % 4];
        account.epoch++;
        site_put(site, &account);
        assert_int_equal(site_look(site, 1, &view), PROJECTION_OK);
        assert_int_equal(view.state, account.state);
        assert_int_equal(view.epoch, account.epoch);
    }
}


static void
a_closed_account_stays_and_a_removed_one_goes(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    struct key key = key_of_id(&account.id);
    struct account_view view;

    account.state = STATE_CLOSED;
    site_put(site, &account);
    assert_int_equal(site_look(site, 1, &view), PROJECTION_OK);
    assert_int_equal(view.state, STATE_CLOSED);
    site_remove(site, RECORD_ACCOUNT, &key);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_ABSENT);
}


static void
the_catalogue_comes_along(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    struct catalogue *before, *after;
    uint8_t store_id[ID_SIZE];
    struct key key = key_of_number(2);

    site_put(site, &account);
    site_put_agency(site, 1, 0, "TOP");
    site_put_agency(site, 2, 1, "BELOW");
    site_put_application(site, 9, "BMS");
    site_put_role(site, 9, 3, "clerk");

    assert_int_equal(projection_catalogue(site->reader, &before, store_id),
                     PROJECTION_OK);
    assert_string_equal(catalogue_agency_by_code(before, "BELOW")->name,
                        "Agency BELOW");
    assert_true(catalogue_agency_within(before, 2, 1));
    assert_string_equal(catalogue_application(before, 9)->code, "BMS");
    assert_string_equal(catalogue_role(before, 9, 3)->code, "clerk");

    /* an account's change does not load it again */
    site_put(site, &account);
    assert_int_equal(projection_catalogue(site->reader, &after, store_id),
                     PROJECTION_OK);
    assert_ptr_equal(before, after);
    catalogue_release(after);

    /* whoever holds one keeps it */
    site_remove(site, RECORD_AGENCY, &key);
    assert_int_equal(projection_catalogue(site->reader, &after, store_id),
                     PROJECTION_OK);
    assert_null(catalogue_agency(after, 2));
    assert_non_null(catalogue_agency(before, 2));
    catalogue_release(after);
    catalogue_release(before);
}


static void
a_large_catalogue_spans_records_and_shrinks_again(void **state)
{
    struct site *site = *state;
    struct catalogue *catalogue;
    uint8_t store_id[ID_SIZE];
    char code[CODE_MAX + 1];

    for (uint16_t i = 1; i <= 150; i++) {
        (void) snprintf(code, sizeof(code), "AGENCY-OF-A-LONG-CODE-%u", i);
        site_put_agency(site, i, i > 1 ? 1 : 0, code);
    }
    assert_int_equal(projection_catalogue(site->reader, &catalogue, store_id),
                     PROJECTION_OK);
    assert_int_equal(catalogue->n_agencies, 150);
    assert_non_null(catalogue_agency_by_code(catalogue,
                                             "AGENCY-OF-A-LONG-CODE-77"));
    catalogue_release(catalogue);

    for (uint16_t i = 3; i <= 150; i++) {
        struct key key = key_of_number(i);

        site_remove(site, RECORD_AGENCY, &key);
    }
    assert_int_equal(projection_catalogue(site->reader, &catalogue, store_id),
                     PROJECTION_OK);
    assert_int_equal(catalogue->n_agencies, 2);
    catalogue_release(catalogue);
}


static void
a_projection_behind_the_token_is_told(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    struct projected projected;
    uint64_t seq = site_put(site, &account);
    uint64_t published = 0;

    assert_int_equal(projection_lookup(site->reader, &account.id, seq + 1,
                                       &projected),
                     PROJECTION_BEHIND);
    assert_null(projected.catalogue);
    assert_int_equal(projection_lookup(site->reader, &account.id, seq,
                                       &projected),
                     PROJECTION_OK);
    catalogue_release(projected.catalogue);

    /* a sign-in does not project: the token's number does not move */
    assert_true(site_put_activity(site, 1) > seq);
    assert_int_equal(store_projected_seq(site->store, &published), STORE_OK);
    assert_int_equal(published, seq);
}


static void
a_stale_beat_shuts_the_door_until_the_next(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    struct projection_state found;
    const struct {
        const char *about;
        int64_t age_ms;
        enum projection_status expected;
    } rows[] = {
        { "a beat of the future", -3000, PROJECTION_STALE },
        { "just written", 0, PROJECTION_OK },
        { "at the limit", 30000, PROJECTION_OK },
        { "one past it", 30001, PROJECTION_STALE },
        { "an hour", 3600000, PROJECTION_STALE },
    };

    site_put(site, &account);
    site->boot_ms = 50000000;
    assert_true(store_tick(site->store) > 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        site->boot_ms = 50000000 + rows[i].age_ms;
        if (site_look(site, 1, NULL) != rows[i].expected) {
            fail_msg("%s", rows[i].about);
        }
    }
    assert_int_equal(projection_state(site->reader, &found),
                     PROJECTION_STALE);
    assert_int_equal(found.age_ms, 3600000);

    assert_true(store_tick(site->store) > 0);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
    assert_int_equal(projection_state(site->reader, &found), PROJECTION_OK);
    assert_int_equal(found.age_ms, 0);
}


static void
the_store_s_own_reader_sees_the_same(void **state)
{
    struct site *site = *state;
    struct projection_reader *own = projection_reader_of_store(site->store);
    struct account account = site_account(1);
    struct id nobody = site_id(2);
    struct projected projected;
    uint64_t seq;

    assert_non_null(own);
    assert_int_equal(projection_lookup(own, &nobody, 0, &projected),
                     PROJECTION_ABSENT);
    seq = site_put(site, &account);
    assert_int_equal(projection_lookup(own, &account.id, seq + 1, &projected),
                     PROJECTION_BEHIND);
    assert_int_equal(projection_lookup(own, &account.id, seq, &projected),
                     PROJECTION_OK);
    assert_string_equal(projected.account.name, "n1");
    catalogue_release(projected.catalogue);
    projection_reader_free(own);
}


static void
a_start_builds_all_of_it_again(void **state)
{
    struct site *site = *state;
    struct grants grants = site_grants(GRANTS_MAX);
    struct account_view view;

    site_put_many(site, 1, 300);
    for (unsigned i = 3; i <= 300; i += 3) {
        struct id id = site_id(i);

        site_put_grants(site, &id, &grants);
    }
    site_close(site);
    assert_int_equal(site_look(site, 300, NULL), PROJECTION_OK);
    site_open(site);
    for (unsigned i = 1; i <= 300; i++) {
        assert_int_equal(site_look(site, i, &view), PROJECTION_OK);
        assert_int_equal(view.n_grants, i % 3 == 0 ? GRANTS_MAX : 0);
    }
    assert_int_equal(site_look(site, 301, NULL), PROJECTION_ABSENT);
}


int
main(void)
{
#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, site_new,      \
                                                        site_end)
    const struct CMUnitTest tests[] = {
        SITE_TEST(an_account_that_is_not_there_is_absent),
        SITE_TEST(the_view_is_the_account),
        SITE_TEST(each_change_is_seen_by_the_next_look),
        SITE_TEST(a_closed_account_stays_and_a_removed_one_goes),
        SITE_TEST(the_catalogue_comes_along),
        SITE_TEST(a_large_catalogue_spans_records_and_shrinks_again),
        SITE_TEST(a_projection_behind_the_token_is_told),
        SITE_TEST(a_stale_beat_shuts_the_door_until_the_next),
        SITE_TEST(the_store_s_own_reader_sees_the_same),
        SITE_TEST(a_start_builds_all_of_it_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
