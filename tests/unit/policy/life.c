/* SPDX-License-Identifier: BSD-2-Clause */
/* The life of an account: every state against every step, and the seconds at
 * which a state turns into another by itself. */
#include "policy/life.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1800000000)
#define DAY INT64_C(86400)

#define NO STATE_NONE

static const enum account_state states[] = {
    STATE_NONE,    STATE_REQUESTED, STATE_CREATED,   STATE_ISSUED,
    STATE_ACTIVE,  STATE_DORMANT,   STATE_SUSPENDED, STATE_CLOSED,
    (enum account_state) 99,
};
#define N_STATES ARRAY_LEN(states)


/* The state after the step; NO: refused. */
static void
every_state_against_every_step(void **state)
{
    static const struct {
        enum life_step step;
        enum account_state next[N_STATES];
    } rows[] = {
        /* columns: none requested created issued active dormant suspended
         * closed, and a number that is no state */
        /* an active account keeps its password beside a one-day one */
        { LIFE_ISSUE,
          { NO, NO, STATE_ISSUED, STATE_ISSUED, STATE_ACTIVE, STATE_ISSUED,
            NO, NO, NO } },
        /* only what was issued is activated, and once */
        { LIFE_ACTIVATE,
          { NO, NO, NO, STATE_ACTIVE, NO, NO, NO, NO, NO } },
        /* what is no account yet, or no more, is not suspended */
        { LIFE_SUSPEND,
          { NO, NO, STATE_SUSPENDED, STATE_SUSPENDED, STATE_SUSPENDED,
            STATE_SUSPENDED, NO, NO, NO } },
        /* a dormant account comes back by a one-day password alone */
        { LIFE_RESUME,
          { NO, NO, NO, NO, NO, NO, STATE_ACTIVE, NO, NO } },
        /* from every state, and final */
        { LIFE_CLOSE,
          { NO, STATE_CLOSED, STATE_CLOSED, STATE_CLOSED, STATE_CLOSED,
            STATE_CLOSED, STATE_CLOSED, NO, NO } },
        /* a step that is none */
        { (enum life_step) 99, { NO, NO, NO, NO, NO, NO, NO, NO, NO } },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t j = 0; j < N_STATES; j++) {
            enum account_state next = STATE_NONE;
            bool yes = life_may_step(rows[i].step, states[j], STATE_ACTIVE,
                                     &next);

            if (yes != (rows[i].next[j] != NO) || next != rows[i].next[j]) {
                fail_msg("step %zu from state %zu: %d, %s", i, j, yes,
                         state_word(next));
            }
        }
    }
}


static void
resume_gives_back_the_state_before(void **state)
{
    static const struct {
        enum account_state before;
        enum account_state next;
    } rows[] = {
        /* a record without one resumes nothing */
        { STATE_NONE, NO },
        /* what could never have been suspended */
        { STATE_REQUESTED, NO },
        { STATE_SUSPENDED, NO },
        { STATE_CLOSED, NO },
        { (enum account_state) 99, NO },
        /* the states that can */
        { STATE_CREATED, STATE_CREATED },
        { STATE_ISSUED, STATE_ISSUED },
        { STATE_ACTIVE, STATE_ACTIVE },
        /* a sleeper goes on sleeping */
        { STATE_DORMANT, STATE_DORMANT },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum account_state next = STATE_NONE;
        bool yes = life_may_step(LIFE_RESUME, STATE_SUSPENDED,
                                 rows[i].before, &next);

        if (yes != (rows[i].next != NO) || next != rows[i].next) {
            fail_msg("row %zu: %d, %s", i, yes, state_word(next));
        }
    }
}


static void
states_turn_at_their_second(void **state)
{
    static const struct {
        enum account_state stored;
        int64_t since_s;
        int64_t password_s;
        int64_t certificate_s;
        int64_t dormant_after_s;
        enum account_state wanted;
    } rows[] = {
        /* unused for dormant_after to the second */
        { STATE_ACTIVE, NOW - 90 * DAY, 0, 0, 90 * DAY, STATE_DORMANT },
        /* a second before */
        { STATE_ACTIVE, NOW - 90 * DAY + 1, 0, 0, 90 * DAY, STATE_ACTIVE },
        /* the last success counts, by password */
        { STATE_ACTIVE, 1, NOW - 90 * DAY, 0, 90 * DAY, STATE_DORMANT },
        { STATE_ACTIVE, 1, NOW - 90 * DAY + 1, 0, 90 * DAY, STATE_ACTIVE },
        /* and by certificate */
        { STATE_ACTIVE, 1, 2, NOW - 90 * DAY, 90 * DAY, STATE_DORMANT },
        { STATE_ACTIVE, 1, 2, NOW - 90 * DAY + 1, 90 * DAY, STATE_ACTIVE },
        /* resumed lately after a long absence */
        { STATE_ACTIVE, NOW - 1, 1, 1, 90 * DAY, STATE_ACTIVE },
        /* never, where 0 says so */
        { STATE_ACTIVE, 1, 0, 0, 0, STATE_ACTIVE },
        /* the clock was set back */
        { STATE_ACTIVE, NOW + DAY, 0, 0, 90 * DAY, STATE_ACTIVE },
        /* issued for more than 30 days */
        { STATE_ISSUED, NOW - 30 * DAY - 1, 0, 0, 90 * DAY, STATE_CLOSED },
        /* for 30 days to the second */
        { STATE_ISSUED, NOW - 30 * DAY, 0, 0, 90 * DAY, STATE_ISSUED },
        /* the other states wait for people */
        { STATE_CREATED, 1, 0, 0, 90 * DAY, STATE_CREATED },
        { STATE_SUSPENDED, 1, 0, 0, 90 * DAY, STATE_SUSPENDED },
        { STATE_DORMANT, NOW, NOW, NOW, 90 * DAY, STATE_DORMANT },
        { STATE_CLOSED, NOW, NOW, NOW, 90 * DAY, STATE_CLOSED },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account account = {
            .state = rows[i].stored, .state_since_s = rows[i].since_s,
        };
        struct activity activity = {
            .last_password_s = rows[i].password_s,
            .last_certificate_s = rows[i].certificate_s,
        };
        struct limits limits = {
            .dormant_after_s = rows[i].dormant_after_s,
            .issued_keep_s = 30 * DAY,
        };
        enum account_state got = life_state(&account, &activity, &limits,
                                            NOW);

        if (got != rows[i].wanted) {
            fail_msg("row %zu: %s", i, state_word(got));
        }
    }
}


static void
until_is_over_that_second(void **state)
{
    struct account account = { .until_s = NOW };

    (void) state;
    assert_true(life_is_past(&account, NOW));
    assert_true(life_is_past(&account, NOW + 1));
    assert_false(life_is_past(&account, NOW - 1));
    account.until_s = 0;
    assert_false(life_is_past(&account, NOW));
}


static void
states_that_refuse_say_why(void **state)
{
    static const enum reason wanted[N_STATES] = {
        REASON_NOT_ACTIVATED, REASON_NOT_ACTIVATED, REASON_NOT_ACTIVATED,
        REASON_NONE, REASON_NONE, REASON_DORMANT, REASON_SUSPENDED,
        REASON_CLOSED, REASON_NOT_ACTIVATED,
    };

    (void) state;
    for (size_t i = 0; i < N_STATES; i++) {
        assert_int_equal(life_refusal(states[i]), wanted[i]);
    }
}


static void
passwords_expire_at_their_second(void **state)
{
    static const struct {
        enum account_kind kind;
        int64_t changed_s;
        bool expired;
    } rows[] = {
        /* staff: 90 days to the second, and a second before */
        { KIND_CIVIL_SERVANT, NOW - 90 * DAY, true },
        { KIND_CIVIL_SERVANT, NOW - 90 * DAY + 1, false },
        { KIND_SERVICE, NOW - 90 * DAY, true },
        /* members: 180 */
        { KIND_MEMBER, NOW - 180 * DAY, true },
        { KIND_MEMBER, NOW - 180 * DAY + 1, false },
        /* has none */
        { KIND_CIVIL_SERVANT, 0, false },
    };
    struct limits limits = {
        .password = { { .max_age_s = 90 * DAY }, { .max_age_s = 180 * DAY } },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account account = {
            .kind = rows[i].kind, .password_changed_s = rows[i].changed_s,
        };

        if (life_password_expired(&account, &limits, NOW)
            != rows[i].expired)
        {
            fail_msg("row %zu", i);
        }
    }
    /* max_age = 0: never */
    limits.password[0].max_age_s = 0;
    assert_false(life_password_expired(
        &(struct account){ .kind = KIND_CIVIL_SERVANT,
                           .password_changed_s = 1 },
        &limits, NOW));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_against_every_step),
        cmocka_unit_test(resume_gives_back_the_state_before),
        cmocka_unit_test(states_turn_at_their_second),
        cmocka_unit_test(until_is_over_that_second),
        cmocka_unit_test(states_that_refuse_say_why),
        cmocka_unit_test(passwords_expire_at_their_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
