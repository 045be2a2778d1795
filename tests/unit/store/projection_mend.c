/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that were deleted, replaced or lost a page while they are read and
 * written: the service comes back by itself, and what is answered on the way
 * is right or a refusal.
 */
#include "projection_damage_support.h"

#include <time.h>
#include <unistd.h>


/* Ticks as gcisd's loop does until all is right; each look on the way must be
 * right or refused. */
static bool
comes_back(struct site *site)
{
    const struct timespec pause = { 0, 30000000 };
    int n_ticks = 0;

    for (int i = 0; i < 60; i++) {
        enum outcome outcome = damage_read_all(site);

        if (outcome > OUTCOME_REFUSED) {
            return false;
        }
        if (outcome == OUTCOME_RIGHT && i > 3) {
            return true;
        }
        n_ticks += store_tick(site->store) >= 0;
        (void) nanosleep(&pause, NULL);
    }
    print_message("%d good ticks\n", n_ticks);
    return false;
}


static void
a_file_that_is_deleted_comes_back(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    char data[160];

    damage_fill(site);
    damage_path(site->projection, "data.mdb", data);
    assert_int_equal(unlink(data), 0);
    assert_true(comes_back(site));
    assert_int_equal(access(data, F_OK), 0);
    assert_true(site_log_has(site, "built anew"));
    site_put(site, &account);
    assert_int_equal(damage_read_all(site), OUTCOME_RIGHT);
}


static void
a_folder_that_is_deleted_comes_back(void **state)
{
    struct site *site = *state;

    damage_fill(site);
    site_remove_folder(site->projection);
    assert_true(comes_back(site));
}


static void
a_cut_file_in_its_place_is_replaced(void **state)
{
    struct site *site = *state;
    char data[160], cut[160];

    damage_fill(site);
    damage_path(site->projection, "data.mdb", data);
    damage_path(site->projection, "cut", cut);
    damage_copy(data, cut, 3);
    assert_int_equal(rename(cut, data), 0);
    assert_true(comes_back(site));
}


static void
an_old_copy_in_its_place_brings_no_old_rights(void **state)
{
    const struct timespec pause = { 0, 120000000 };
    struct site *site = *state;
    struct account account = site_account(1);
    struct account_view view;
    char data[160], old[160];

    site_put(site, &account);
    damage_path(site->projection, "data.mdb", data);
    damage_path(site->projection, "old", old);
    damage_copy(data, old, damage_n_pages(site->projection));

    (void) nanosleep(&pause, NULL); /* so that the next beat is a later one */
    account.state = STATE_SUSPENDED;
    site_put(site, &account);
    assert_int_equal(site_look(site, 1, &view), PROJECTION_OK);
    assert_int_equal(view.state, STATE_SUSPENDED);

    /* it is of this boot and young, and says "active" */
    assert_int_equal(rename(old, data), 0);
    (void) nanosleep(&pause, NULL);
    assert_int_equal(site_look(site, 1, &view), PROJECTION_AWAY);
    assert_true(store_tick(site->store) > 0);
    assert_int_equal(site_look_for(site, 1, PROJECTION_OK), PROJECTION_OK);
    assert_int_equal(site_look(site, 1, &view), PROJECTION_OK);
    assert_int_equal(view.state, STATE_SUSPENDED);
}


/* While the writer and the readers have it open: each page in turn would take
 * too long, so some of all kinds. */
static void
a_page_that_is_lost_meanwhile_is_noticed(void **state)
{
    static const uint8_t zeroes[PAGE];
    struct site *site = *state;
    long n_pages;
    char data[160];

    damage_fill(site);
    site_close(site);
    site_open(site);
    n_pages = damage_n_pages(site->projection);
    damage_path(site->projection, "data.mdb", data);
    for (long page = 0; page < n_pages; page += page < 4 ? 1 : n_pages / 6) {
        damage_write(data, page * PAGE, zeroes, PAGE);
        if (!comes_back(site)) {
            fail_msg("page %ld of %ld\n%s", page, n_pages, site->log);
        }
    }
}


int
main(void)
{
#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, site_new,      \
                                                        site_end)
    const struct CMUnitTest tests[] = {
        SITE_TEST(a_file_that_is_deleted_comes_back),
        SITE_TEST(a_folder_that_is_deleted_comes_back),
        SITE_TEST(a_cut_file_in_its_place_is_replaced),
        SITE_TEST(an_old_copy_in_its_place_brings_no_old_rights),
        SITE_TEST(a_page_that_is_lost_meanwhile_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
