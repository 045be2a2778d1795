/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Failures folded into one record a second (SECURITY G5): by itself, at the
 * flood that it is for, and in an engine on a real store.
 */
#include "site.h"

#include "engine/folding.h"

#include <stdio.h>
#include <string.h>

#define NOW_S 1700000000
#define FLOOD_S 60
#define FLOOD_PER_S 200
#define RECORDS_MAX 700 /* of the flood */


static void
test_the_first_few_are_recorded(void **state)
{
    struct folding *folding = folding_new();
    struct folded folded = { 0 };

    (void) state;
    folding_free(NULL);
    assert_non_null(folding);
    assert_false(folding_due(folding, NOW_S, &folded));
    for (unsigned i = 0; i < FOLDING_PER_SECOND; i++) {
        assert_false(folding_take(folding, "192.0.2.1", NOW_S));
    }
    assert_true(folding_take(folding, "192.0.2.1", NOW_S));

    /* due when its second is over, once */
    assert_false(folding_due(folding, NOW_S, &folded));
    assert_false(folding_take(folding, "192.0.2.1", NOW_S + 1));
    assert_true(folding_due(folding, NOW_S + 1, &folded));
    assert_int_equal(folded.count, 1);
    assert_int_equal(folded.since_s, NOW_S);
    assert_string_equal(folded.sources, "192.0.2.1:1");
    assert_false(folding_due(folding, NOW_S + 2, &folded));
    folding_free(folding);
}


static void
test_the_top_sources(void **state)
{
    static const struct {
        const char *address;
        unsigned n;
    } rows[] = {
        { "192.0.2.1", 1 }, { "192.0.2.2", 5 }, { "", 4 },
        { "2001:db8:1111:2222:3333:4444:5555:6666", 3 }, { "192.0.2.5", 2 },
    };
    struct folding *folding = folding_new();
    struct folded folded = { 0 };
    char address[32];
    uint64_t n = 0;

    (void) state;
    assert_non_null(folding);
    for (unsigned i = 0; i < FOLDING_PER_SECOND; i++) {
        assert_false(folding_take(folding, "192.0.2.9", NOW_S));
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (unsigned j = 0; j < rows[i].n; j++, n++) {
            assert_true(folding_take(folding, rows[i].address, NOW_S));
        }
    }
    assert_true(folding_due(folding, NOW_S + 1, &folded));
    assert_int_equal(folded.count, n);
    assert_string_equal(folded.sources,
                        "192.0.2.2:5 -:4 "
                        "2001:db8:1111:2222:3333:4444:5555:6666:3 "
                        "192.0.2.5:2");

    /* more sources than are followed: all are in the count */
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(address, sizeof(address), "10.0.%u.%u", i >> 8, i & 255);
        assert_int_equal(folding_take(folding, address, NOW_S + 2),
                         i >= FOLDING_PER_SECOND);
    }
    assert_true(folding_due(folding, NOW_S + 3, &folded));
    assert_int_equal(folded.count, 1000 - FOLDING_PER_SECOND);
    folding_free(folding);
}


static void
test_a_minute_of_flood(void **state)
{
    struct folding *folding = folding_new();
    struct folded folded;
    unsigned n_records = 0;
    uint64_t n_counted = 0;

    (void) state;
    assert_non_null(folding);
    for (int64_t now_s = NOW_S; now_s <= NOW_S + FLOOD_S; now_s++) {
        /* the tick of this second comes somewhere inside it */
        for (unsigned i = 0; i < FLOOD_PER_S && now_s < NOW_S + FLOOD_S; i++)
        {
            bool folds = folding_take(folding, "192.0.2.1", now_s);

            n_records += !folds;
            n_counted += !folds;
            if (i == 70 && folding_due(folding, now_s, &folded)) {
                n_records++;
                n_counted += folded.count;
            }
        }
    }
    if (folding_due(folding, NOW_S + FLOOD_S + 1, &folded)) {
        n_records++;
        n_counted += folded.count;
    }

    assert_in_range(n_records, 1, RECORDS_MAX);
    assert_int_equal(n_counted, FLOOD_S * FLOOD_PER_S);
    folding_free(folding);
}


static bool
count_changes(void *state, const struct logged_change *change)
{
    unsigned *n = state;

    (void) change;
    (*n)++;

    return true;
}


static unsigned
n_changes(struct site *site)
{
    unsigned n = 0;

    assert_int_equal(store_audit(site->engine->store, 1, count_changes, &n),
                     STORE_OK);

    return n;
}


static void
sign_in_from(struct site *site, const char *name, const char *address)
{
    struct attempt attempt = site_claim(name, "wrong");
    struct outcome outcome;

    snprintf(attempt.address, sizeof(attempt.address), "%s", address);
    assert_int_equal(site_attempt(site, &attempt, &outcome), GCIS_E_DENIED);
}


/* A flood on unknown names hides nothing: known accounts are recorded and
 * locked as ever, and nobody's typed name stands anywhere. */
static void
test_flood_in_an_engine(void **state)
{
    struct site *site = *state;
    unsigned before = n_changes(site);
    char name[32], address[32];
    struct outcome outcome;

    for (unsigned second = 0; second < 5; second++) {
        for (unsigned i = 0; i < 16; i++) {
            snprintf(name, sizeof(name), "stranger%u", second * 16 + i);
            snprintf(address, sizeof(address), "10.0.0.%u", i);
            sign_in_from(site, name, address);
        }
        sign_in_from(site, "wang", "192.0.2.1");
        site_later(site, 1);
        assert_true(engine_tick(site->engine, site->now_ms / 1000) >= 0);
    }

    assert_int_equal(n_changes(site) - before,
                     5 * (FOLDING_PER_SECOND + 1 + 1));
    assert_int_equal(site_count(site, EVENT_SESSION_START, RESULT_DENIED,
                                REASON_UNKNOWN_ACCOUNT),
                     5 * FOLDING_PER_SECOND);
    assert_int_equal(site_count(site, EVENT_SESSION_START, RESULT_DENIED,
                                REASON_WRONG_SECRET), 5);
    assert_int_equal(site_count(site, EVENT_SESSION_FOLDED, RESULT_DENIED,
                                REASON_NONE), 5);
    assert_false(site_log_has(site, "stranger"));
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_LOCKED);
}


/* Who is locked is folded too: trying on fills no disk. */
static void
test_locked_ones_are_folded(void **state)
{
    struct site *site = *state;
    unsigned before;

    for (unsigned i = 0; i < 5; i++) {
        sign_in_from(site, "wang", "192.0.2.1");
    }
    before = n_changes(site);
    for (unsigned i = 0; i < 15; i++) {
        sign_in_from(site, "wang", "192.0.2.1");
    }
    assert_int_equal(n_changes(site) - before, FOLDING_PER_SECOND);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_few_are_recorded),
        cmocka_unit_test(test_the_top_sources),
        cmocka_unit_test(test_a_minute_of_flood),
        cmocka_unit_test_setup_teardown(test_flood_in_an_engine, site_new,
                                        site_end),
        cmocka_unit_test_setup_teardown(test_locked_ones_are_folded,
                                        site_new, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
