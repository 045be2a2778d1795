/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * At once, over both URIs: of 32 uses of a one-day password exactly max_uses
 * win, of 50 wrong passwords no sixth is judged, and after the command that
 * suspends has returned no verification passes.
 */
#include "place.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define CROWD_MAX 50
#define READERS 4
#define ROUNDS 10

struct crowd {
    struct place *place;
    const char *account, *secret;
    pthread_barrier_t start;
    unsigned n_asked;
    atomic_uint by_status[16]; /* of -status */
};


static void *
try_once(void *argument)
{
    struct crowd *crowd = argument;
    struct gcis_claim *claim = NULL;
    struct gcis_identity *identity = NULL;
    int status;

    if (gcis_claim_new(&claim) != GCIS_OK
        || gcis_claim_set_account(claim, crowd->account) != GCIS_OK
        || gcis_claim_set_audience(claim, HOST) != GCIS_OK
        || gcis_claim_set_secret(claim, crowd->secret, strlen(crowd->secret))
           != GCIS_OK)
    {
        abort();
    }

    pthread_barrier_wait(&crowd->start);
    status = gcis_authenticate(crowd->place->gcis, claim, &identity);
    if ((status == GCIS_OK) != (identity != NULL)) {
        abort();
    }
    atomic_fetch_add(&crowd->by_status[-status], 1);
    gcis_identity_free(identity);
    gcis_claim_free(claim);

    return NULL;
}


static void
run_crowd(struct crowd *crowd, unsigned n)
{
    pthread_t threads[CROWD_MAX];

    pthread_barrier_init(&crowd->start, NULL, n);
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, try_once, crowd),
                         0);
    }
    for (unsigned i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_barrier_destroy(&crowd->start);

    /* yes, no and busy are all that there is, for each that has asked */
    crowd->n_asked += n;
    assert_int_equal(crowd->by_status[0] + crowd->by_status[-GCIS_E_DENIED]
                     + crowd->by_status[-GCIS_E_BUSY],
                     crowd->n_asked);
}


static bool
says(const json_t *item, const char *name, const char *word)
{
    const char *text = json_string_value(json_object_get(item, name));

    return strcmp(text == NULL ? "" : text, word) == 0;
}


/* How often the audit has this event with this result and reason. */
static size_t
count(struct place *place, const char *event, const char *result,
      const char *reason)
{
    json_t *reply = place_ask(place, NULL, GCIS_OK, "audit.list",
                              "{'limit':200}");
    json_t *item;
    size_t i, n = 0;

    json_array_foreach(json_object_get(reply, "items"), i, item) {
        n += says(item, "event", event) && says(item, "result", result)
             && (reason[0] == '\0' || says(item, "reason", reason));
    }
    json_decref(reply);

    return n;
}


static void
use_oneday(bool remote, unsigned max_uses)
{
    char more[64], oneday[64];
    struct place *place;
    struct crowd crowd = { .account = "new", .secret = oneday };

    /* the place's conf ends in [oneday] */
    snprintf(more, sizeof(more), "max_uses = %u\n", max_uses);
    place = place_new(remote, more);
    place_newcomer(place, "new", oneday);
    crowd.place = place;

    run_crowd(&crowd, 32);
    assert_int_equal(crowd.by_status[0], max_uses);
    assert_int_equal(count(place, "session.start", "ok", ""), max_uses);

    /* whatever was busy then finds it used up now */
    run_crowd(&crowd, 32);
    assert_int_equal(crowd.by_status[0], max_uses);
    place_free(place);
}


static void
test_oneday_once(void **state)
{
    use_oneday(*state != NULL, 1);
}


static void
test_oneday_three_times(void **state)
{
    use_oneday(*state != NULL, 3);
}


static void
test_fifty_wrong_ones(void **state)
{
    struct place *place = place_new(*state != NULL, "");
    struct crowd crowd = {
        .place = place, .account = "wang", .secret = "wrong"
    };
    struct gcis_identity *identity = NULL;

    place_person(place, "wang", "TPE");
    run_crowd(&crowd, 50);
    run_crowd(&crowd, 50);
    assert_int_equal(crowd.by_status[0], 0);
    assert_int_equal(count(place, "session.start", "denied", "wrong_secret"),
                     5);
    assert_int_equal(place_sign_in(place, "wang", SECRET, &identity),
                     GCIS_E_DENIED);
    assert_null(identity);
    place_free(place);
}


struct watch {
    struct gcis *gcis;
    const char *token;
    atomic_bool suspended;
    atomic_bool stop;
    atomic_uint n_passed;
    atomic_uint n_refused;
    atomic_uint n_passed_after;
};


static void *
verify_on(void *argument)
{
    struct watch *watch = argument;

    while (!atomic_load(&watch->stop)) {
        bool suspended = atomic_load(&watch->suspended);
        struct gcis_identity *identity = NULL;
        int status = gcis_token_verify(watch->gcis, watch->token,
                                       strlen(watch->token), HOST, &identity,
                                       NULL);

        gcis_identity_free(identity);
        if (status != GCIS_OK) {
            atomic_fetch_add(&watch->n_refused, 1);
            continue;
        }
        atomic_fetch_add(suspended ? &watch->n_passed_after
                                   : &watch->n_passed, 1);
    }

    return NULL;
}


static void
suspend_under(struct place *place, const char *operation, const char *more)
{
    char token[GCIS_TOKEN_MAX + 1];
    struct watch watch = { .gcis = place->gcis, .token = token };
    pthread_t threads[READERS];

    place_token(place, "wang", token);
    for (unsigned i = 0; i < READERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, verify_on,
                                        &watch), 0);
    }
    while (atomic_load(&watch.n_passed) < 100) {
        usleep(1000);
    }

    place_do(place, operation, "{'account':'wang'%s}", more);
    atomic_store(&watch.suspended, true);
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_E_DENIED);
    while (atomic_load(&watch.n_refused) < 100) {
        usleep(1000);
    }
    atomic_store(&watch.stop, true);
    for (unsigned i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(atomic_load(&watch.n_passed_after), 0);
}


static void
test_none_passes_after_the_command(void **state)
{
    struct place *place = place_new(*state != NULL, "");

    place_person(place, "wang", "TPE");
    for (unsigned i = 0; i < ROUNDS; i++) {
        suspend_under(place, "account.suspend", ",'reason':'x'");
        place_do(place, "account.resume", "{'account':'wang'}");
        suspend_under(place, "session.revoke", "");
    }
    place_free(place);
}


static int
over_unix(void **state)
{
    *state = state;

    return 0;
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oneday_once),
        cmocka_unit_test(test_oneday_three_times),
        cmocka_unit_test(test_fifty_wrong_ones),
        cmocka_unit_test(test_none_passes_after_the_command),
    };

    return cmocka_run_group_tests_name("lmdb", tests, NULL, NULL)
           + cmocka_run_group_tests_name("unix", tests, over_unix, NULL);
}
