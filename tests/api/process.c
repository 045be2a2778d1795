/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes: a child of fork gets nothing from what it inherited and does its
 * parent no harm; with gcisd away sessions go on for [projection] max_age and
 * not longer, and nobody signs in.
 */
#include "place.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define MAX_AGE_S 3 /* as gcis.conf of these tests says */


static int
prepare(void **state, bool remote)
{
    struct place *place = place_new(remote, "");

    *state = place;
    place_person(place, "wang", "TPE");

    return 0;
}


static int
prepare_local(void **state)
{
    return prepare(state, false);
}


static int
prepare_remote(void **state)
{
    return prepare(state, true);
}


struct inherited {
    struct place *place;
    char token[GCIS_TOKEN_MAX + 1];
};


/* 0, or the number of the call that answered something else. */
static int
call_everything(void *argument)
{
    struct inherited *inherited = argument;
    struct gcis *gcis = inherited->place->gcis;
    const char *token = inherited->token;
    struct gcis_claim *claim = place_claim("wang", SECRET);
    struct gcis_identity *identity = NULL;
    char renewed[GCIS_TOKEN_MAX + 1] = "", *reply = NULL;
    const int answers[] = {
        gcis_authenticate(gcis, claim, &identity),
        gcis_vouch(gcis, claim, &identity),
        gcis_token_verify(gcis, token, strlen(token), HOST, &identity, NULL),
        gcis_token_renew(gcis, token, strlen(token), renewed),
        gcis_token_end(gcis, token, strlen(token)),
        gcis_call(gcis, NULL, "engine.health", NULL, &reply),
        (int) gcis_tick(gcis, time(NULL)),
    };

    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        if (answers[i] != GCIS_E_STORE) {
            return (int) i + 1;
        }
    }
    gcis_claim_free(claim);

    return identity == NULL && reply == NULL && renewed[0] == '\0' ? 0 : 100;
}


static int
close_inherited(void *argument)
{
    struct inherited *inherited = argument;

    gcis_close(inherited->place->gcis);

    return 0;
}


static void
test_fork(void **state)
{
    struct inherited inherited = { .place = *state };
    struct place *place = *state;
    char token[GCIS_TOKEN_MAX + 1];

    place_token(place, "wang", inherited.token);
    assert_int_equal(place_verify(place->gcis, inherited.token, NULL),
                     GCIS_OK);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(place_in_child(call_everything, &inherited), 0);
    }
    assert_int_equal(place_in_child(close_inherited, &inherited), 0);

    /* the parent goes on: reads, writes, and the session of before */
    assert_int_equal(place_verify(place->gcis, inherited.token, NULL),
                     GCIS_OK);
    place_token(place, "wang", token);
    place_do(place, "account.set", "{'account':'wang','title':'科員'}");
    assert_int_equal(gcis_token_end(place->gcis, token, strlen(token)),
                     GCIS_OK);
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_E_DENIED);
}


static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_BOOTTIME, &now);

    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}


/* Nobody signs in and nothing is asked, and that is said at once. */
static void
nothing_goes(struct place *place)
{
    struct gcis_claim *claim = place_claim("wang", SECRET);
    struct gcis_identity *identity = NULL;
    int64_t begin_ms = now_ms();
    char *reply = NULL;
    json_t *value;

    assert_int_equal(gcis_authenticate(place->gcis, claim, &identity),
                     GCIS_E_STORE);
    assert_string_equal(gcis_claim_reason(claim), "engine_away");
    assert_int_equal(gcis_vouch(place->gcis, claim, &identity),
                     GCIS_E_STORE);
    assert_int_equal(gcis_call(place->gcis, NULL, "engine.health", NULL,
                               &reply), GCIS_E_STORE);
    assert_true(now_ms() - begin_ms < 1000);
    value = json_loads(reply, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(value, "reason")),
                        "engine_away");
    assert_null(identity);
    json_decref(value);
    free(reply);
    gcis_claim_free(claim);
}


/*
 * The session goes on while the beat is young: for at least a second, and for
 * max_age and a little at most.  Returns the last reason.
 */
static const char *
verify_until_shut(struct place *place, const char *token)
{
    int64_t begin_ms = now_ms();
    const char *reason = NULL;
    int status = place_verify(place->gcis, token, NULL);

    assert_int_equal(status, GCIS_OK);
    while (status == GCIS_OK) {
        usleep(20000);
        status = place_verify(place->gcis, token, &reason);
        assert_true(now_ms() - begin_ms < (MAX_AGE_S + 1) * 1000);
    }
    assert_int_equal(status, GCIS_E_STORE);

    return reason;
}


/* A reader that found the door shut looks again a little later. */
static void
open_again(struct place *place, const char *token)
{
    const char *reason = NULL;

    for (unsigned i = 0; i < 100; i++) {
        if (place_verify(place->gcis, token, &reason) == GCIS_OK) {
            return;
        }
        usleep(10000);
    }
    fail_msg("still shut after a second: %s", reason);
}


static void
test_gcisd_away_and_back(void **state)
{
    struct place *place = *state;
    char token[GCIS_TOKEN_MAX + 1], younger[GCIS_TOKEN_MAX + 1];

    place_token(place, "wang", token);
    place_stop(place, SIGKILL);
    nothing_goes(place);
    assert_string_equal(verify_until_shut(place, token), "projection_stale");
    assert_int_equal(gcis_token_end(place->gcis, token, strlen(token)),
                     GCIS_E_STORE);

    /* back: the same struct gcis, the same session, and new ones */
    place_start(place);
    open_again(place, token);
    place_token(place, "wang", younger);
    assert_int_equal(gcis_token_end(place->gcis, token, strlen(token)),
                     GCIS_OK);
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_E_DENIED);
    assert_int_equal(place_verify(place->gcis, younger, NULL), GCIS_OK);
}


/* A daemon that ends well leaves what it said, no more. */
static void
test_gcisd_ends_well(void **state)
{
    struct place *place = *state;
    char token[GCIS_TOKEN_MAX + 1];

    place_token(place, "wang", token);
    place_stop(place, SIGTERM);
    nothing_goes(place);
    place_start(place);
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_OK);
}


int
main(void)
{
    const struct CMUnitTest local[] = {
        cmocka_unit_test(test_fork),
    };
    const struct CMUnitTest remote[] = {
        cmocka_unit_test(test_fork),
        cmocka_unit_test(test_gcisd_away_and_back),
        cmocka_unit_test(test_gcisd_ends_well),
    };

    return cmocka_run_group_tests_name("lmdb", local, prepare_local,
                                       place_end)
           + cmocka_run_group_tests_name("unix", remote, prepare_remote,
                                         place_end);
}
