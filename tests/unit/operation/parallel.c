/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several calls at once on one thing: what only one of them may be told yes
 * for, and what may never come out of two yeses together.
 */
#include "office.h"

#include <stdio.h>

#define THREADS_MAX 12

struct worker {
    struct office *office;
    const char *operation;
    char parameters[256];
    int status;
    enum { NOT_ASKED, REFUSED, DONE } end;
};


static void *
work(void *state)
{
    struct worker *worker = state;
    json_t *parameters = json_parse(span_str(worker->parameters), NULL);
    json_t *reply = NULL;

    worker->status = operation_call(worker->office->engine, &office_root,
                                    span_str(""), worker->operation,
                                    parameters, &reply);
    worker->end = worker->status == GCIS_OK ? DONE : REFUSED;
    json_decref(reply);

    return NULL;
}


/* How many of them were told yes. */
static unsigned
at_once(struct worker *workers, size_t n)
{
    pthread_t threads[THREADS_MAX];
    unsigned n_done = 0;

    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, work,
                                        &workers[i]), 0);
    }
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        n_done += workers[i].end == DONE;
    }

    return n_done;
}


/* One name, once. */
static void
test_one_name(void **state)
{
    struct worker workers[THREADS_MAX];

    for (size_t i = 0; i < THREADS_MAX; i++) {
        workers[i] = (struct worker){ .office = *state,
                                      .operation = "account.add" };
        snprintf(workers[i].parameters, sizeof(workers[i].parameters),
                 "{\"name\":\"new.one\",\"full_name\":\"x\",\"agency\":"
                 "\"TXG\"}");
    }
    assert_int_equal(at_once(workers, THREADS_MAX), 1);
}


/* One person, once, under whatever names. */
static void
test_one_person(void **state)
{
    struct worker workers[THREADS_MAX];

    for (size_t i = 0; i < THREADS_MAX; i++) {
        workers[i] = (struct worker){ .office = *state,
                                      .operation = "account.add" };
        snprintf(workers[i].parameters, sizeof(workers[i].parameters),
                 "{\"name\":\"new.%zu\",\"full_name\":\"x\",\"agency\":"
                 "\"TXG\",\"id_tail\":\"1234\"}", i + 10);
    }
    assert_int_equal(at_once(workers, THREADS_MAX), 1);
}


/* Never more than three a day; each yes is counted. */
static void
test_issues(void **state)
{
    struct office *office = *state;
    struct worker workers[THREADS_MAX];
    struct account_set set;
    unsigned n_done;

    for (size_t i = 0; i < THREADS_MAX; i++) {
        workers[i] = (struct worker){ .office = office,
                                      .operation = "oneday.issue",
                                      .parameters =
                                          "{\"account\":\"wang.xm\"}" };
    }
    n_done = at_once(workers, THREADS_MAX);
    assert_in_range(n_done, 1, 3);
    office_account(office, "wang.xm", &set);
    assert_int_equal(set.oneday.n_issued, n_done);
    assert_int_equal(office_count(office, EVENT_ONEDAY_ISSUE, RESULT_OK),
                     n_done);
}


/* R11: two system managers, both on their way out: one of them stays. */
static void
test_last_managers(void **state)
{
    struct office *office = *state;
    static const char *const names[] = { "sys", "aud" };

    office_do(office, "grant.remove", "{\"account\":\"aud\",\"application\":"
              "\"REG\",\"role\":\"auditor\"}");
    for (unsigned round = 0; round < 10; round++) {
        struct worker workers[ARRAY_LEN(names)];

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            struct account_set set;

            office_account(office, names[i], &set);
            if (set.account.state == STATE_SUSPENDED) {
                office_do(office, "account.resume", "{\"account\":\"%s\"}",
                          names[i]);
            }
            (void) office_call(office, &office_root, "", "grant.add",
                               "{\"account\":\"%s\",\"application\":\"REG\","
                               "\"role\":\"system\"}", names[i]);
            workers[i] = (struct worker){ .office = office,
                                          .operation = "account.suspend" };
            snprintf(workers[i].parameters, sizeof(workers[i].parameters),
                     "{\"account\":\"%s\",\"reason\":\"x\"}", names[i]);
        }
        assert_int_equal(at_once(workers, ARRAY_LEN(names)), 1);
    }
}


/* No ring of two agencies that hang themselves below each other. */
static void
test_ring(void **state)
{
    struct office *office = *state;
    static const char *const names[] = { "TCG", "TXG" };

    for (unsigned round = 0; round < 10; round++) {
        struct worker workers[ARRAY_LEN(names)];

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            office_do(office, "agency.set", "{\"agency\":\"%s\",\"parent\":"
                      "\"\"}", names[i]);
            workers[i] = (struct worker){ .office = office,
                                          .operation = "agency.set" };
            snprintf(workers[i].parameters, sizeof(workers[i].parameters),
                     "{\"agency\":\"%s\",\"parent\":\"%s\"}", names[i],
                     names[1 - i]);
        }
        assert_int_equal(at_once(workers, ARRAY_LEN(names)), 1);
    }
}


#define TEST(function)                                                        \
    cmocka_unit_test_setup_teardown(function, office_new, office_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one_name),
        TEST(test_one_person),
        TEST(test_issues),
        TEST(test_last_managers),
        TEST(test_ring),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
