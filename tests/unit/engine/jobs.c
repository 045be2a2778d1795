/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs write down what is already true, at the border and not before; what
 * another change came between is left for the next walk.
 */
#include "site.h"

#include "engine/jobs.h"

#include <stdio.h>
#include <string.h>

#define DAY_S 86400
#define DORMANT_S (90 * DAY_S)
#define ISSUED_S (30 * DAY_S)


/* One whole walk over accounts and sessions, now; how many slices it took. */
static unsigned
walk(struct site *site)
{
    unsigned n = 1;

    site->engine->jobs.due_s = 0;
    while (jobs_tick(site->engine, site->now_ms / 1000)
           != JOBS_PERIOD_S * 1000)
    {
        n++;
        assert_in_range(n, 1, 100);
    }

    return n;
}


static enum account_state
state_of(struct site *site, const char *name)
{
    struct account_set set;

    site_read(site, name, &set);

    return set.account.state;
}


static void
test_when_it_is_due(void **state)
{
    struct site *site = *state;
    int64_t now_s = site->now_ms / 1000;

    (void) walk(site);
    assert_int_equal(jobs_tick(site->engine, now_s + 1),
                     (JOBS_PERIOD_S - 1) * 1000);
    assert_int_equal(jobs_tick(site->engine, now_s + JOBS_PERIOD_S - 1),
                     1000);
    assert_int_equal(jobs_tick(site->engine, now_s + JOBS_PERIOD_S), 100);
}


/* The same second in which policy says dormant, and not the one before. */
static void
test_dormant_at_the_border(void **state)
{
    struct site *site = *state;
    struct outcome outcome;
    struct account_set set;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_OK);
    site_later(site, DORMANT_S - 1);
    (void) walk(site);
    assert_int_equal(state_of(site, "wang"), STATE_ACTIVE);

    site_later(site, 1);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &outcome),
                     GCIS_E_DENIED);
    assert_int_equal(outcome.reason, REASON_DORMANT);
    assert_int_equal(state_of(site, "wang"), STATE_ACTIVE);
    (void) walk(site);
    site_read(site, "wang", &set);
    assert_int_equal(set.account.state, STATE_DORMANT);
    assert_int_equal(set.account.state_since_s, site->now_ms / 1000);
    assert_int_equal(set.account.epoch, 2);
    assert_true(set.password.version != 0);
    assert_int_equal(site_count(site, EVENT_ACCOUNT_DORMANT, RESULT_OK,
                                REASON_NONE), 1);

    /* written once */
    (void) walk(site);
    assert_int_equal(site_count(site, EVENT_ACCOUNT_DORMANT, RESULT_OK,
                                REASON_NONE), 1);
}


static void
test_states_that_do_not_age(void **state)
{
    struct site *site = *state;
    static const struct {
        const char *name;
        enum account_state state;
    } rows[] = {
        { "away", STATE_SUSPENDED },
        { "gone", STATE_CLOSED },
        { "idle", STATE_DORMANT },
        { "made", STATE_CREATED },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        site_add(site, rows[i].name, rows[i].state, 0);
    }
    site_later(site, 3 * DORMANT_S);
    (void) walk(site);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(state_of(site, rows[i].name), rows[i].state);
    }
    assert_int_equal(state_of(site, "wang"), STATE_DORMANT);
}


static void
put_grants(struct site *site, const char *name, const struct grant *items,
           size_t n)
{
    struct bodies *bodies = calloc(1, sizeof(*bodies));
    struct account_set set;
    struct change change;

    assert_non_null(bodies);
    site_read(site, name, &set);
    set.grants.n = n;
    memcpy(set.grants.items, items, n * sizeof(*items));
    assert_true(record_begin(site->engine, site->now_ms / 1000, &change));
    assert_true(change_add_event(&change, EVENT_GRANT_ADD, RESULT_OK,
                                 REASON_NONE));
    assert_true(record_put_grants(&change, bodies, &set.account.id,
                                  &set.grants));
    change.projects = true;
    assert_int_equal(record_apply(site->engine, &change), STORE_OK);
    free(bodies);
}


static void
test_grants_past_their_date(void **state)
{
    struct site *site = *state;
    int64_t now_s = site->now_ms / 1000;
    const struct grant items[] = {
        { .application = 3, .role = 1, .until_s = now_s + 10 },
        { .application = 4, .role = 1 },
        { .application = 5, .role = 1, .until_s = now_s + 11 },
        { .application = 6, .role = 1, .until_s = now_s + 10 },
    };
    struct account_set set;

    put_grants(site, "wang", items, ARRAY_LEN(items));
    site_later(site, 9);
    (void) walk(site);
    site_read(site, "wang", &set);
    assert_int_equal(set.grants.n, 4);

    site_later(site, 1);
    (void) walk(site);
    site_read(site, "wang", &set);
    assert_int_equal(set.grants.n, 2);
    assert_int_equal(set.grants.items[0].application, 4);
    assert_int_equal(set.grants.items[1].application, 5);
    assert_int_equal(site_count(site, EVENT_GRANT_EXPIRED, RESULT_OK,
                                REASON_NONE), 1);

    site_later(site, 1);
    (void) walk(site);
    site_read(site, "wang", &set);
    assert_int_equal(set.grants.n, 1);
}


static enum store_status
find_session(struct site *site, const struct outcome *outcome)
{
    struct session session;

    return store_read_session(site->engine->store, &outcome->account.id,
                              &outcome->evidence.session, &session);
}


static void
test_sessions_that_are_over(void **state)
{
    struct site *site = *state;
    struct outcome older, younger;

    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &older),
                     GCIS_OK);
    site_later(site, 60);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &younger),
                     GCIS_OK);
    site_later(site, 12 * 3600 - 61);
    (void) walk(site);
    assert_int_equal(find_session(site, &older), STORE_OK);

    site_later(site, 1);
    (void) walk(site);
    assert_int_equal(find_session(site, &older), STORE_ABSENT);
    assert_int_equal(find_session(site, &younger), STORE_OK);
    assert_int_equal(site_count(site, EVENT_SESSION_END, RESULT_OK,
                                REASON_EXPIRED), 1);
    site_later(site, 60);
    (void) walk(site);
    assert_int_equal(find_session(site, &younger), STORE_ABSENT);
}


/* The last second of its time is still good. */
static void
test_issued_too_long_ago(void **state)
{
    struct site *site = *state;

    site_add(site, "new", STATE_ISSUED, 3);
    site_later(site, ISSUED_S);
    (void) walk(site);
    assert_int_equal(state_of(site, "new"), STATE_ISSUED);
    site_later(site, 1);
    (void) walk(site);
    assert_int_equal(state_of(site, "new"), STATE_CLOSED);
}


/* A closed one keeps no credential and no grant; the first of two changes of one
 * visit makes the second a conflict, which is left to the next walk. */
static void
test_a_conflict_is_left_alone(void **state)
{
    struct site *site = *state;
    struct grant item = { .application = 3, .role = 1 };
    struct account_set set;

    site_add(site, "new", STATE_ISSUED, 3);
    item.until_s = site->now_ms / 1000 + 10;
    put_grants(site, "new", &item, 1);

    site_later(site, ISSUED_S + 1);
    (void) walk(site);
    assert_int_equal(state_of(site, "new"), STATE_ISSUED);
    site_read(site, "new", &set);
    assert_int_equal(set.grants.n, 0);
    (void) walk(site);
    site_read(site, "new", &set);
    assert_int_equal(set.account.state, STATE_CLOSED);
    assert_int_equal(set.password.version, 0);
    assert_int_equal(set.oneday.version, 0);
    assert_int_equal(site_count(site, EVENT_ACCOUNT_CLOSE, RESULT_OK,
                                REASON_NONE), 1);
    assert_false(site_log_has(site, "could not write down"));
}


/* More than a slice: nobody is left out, nobody is met twice. */
static void
test_more_than_a_slice(void **state)
{
    struct site *site = *state;
    char name[32];

    for (unsigned i = 0; i < JOBS_SLICE + 5; i++) {
        snprintf(name, sizeof(name), "person%u", i);
        site_add(site, name, STATE_ACTIVE, 0);
    }
    site_later(site, DORMANT_S);
    assert_in_range(walk(site), 3, 4);
    assert_int_equal(site_count(site, EVENT_ACCOUNT_DORMANT, RESULT_OK,
                                REASON_NONE), JOBS_SLICE + 6);
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, site_new, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_when_it_is_due),
        TEST(test_dormant_at_the_border),
        TEST(test_states_that_do_not_age),
        TEST(test_grants_past_their_date),
        TEST(test_sessions_that_are_over),
        TEST(test_issued_too_long_ago),
        TEST(test_a_conflict_is_left_alone),
        TEST(test_more_than_a_slice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
