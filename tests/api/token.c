/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From token to identity, over both URIs: what is not a token of this host,
 * this store and this hour is none; what was ended is refused by the next
 * call, here and in another process.
 */
#include "place.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";


static int
prepare(void **state, bool remote)
{
    struct place *place = place_new(remote, "");

    *state = place;
    place_person(place, "wang", "TPE");
    place_person(place, "away", "TPE");
    place_person(place, "gone", "TPE");

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


static void
refuse(struct place *place, const char *token, size_t len,
       const char *audience, const char *word)
{
    struct gcis_identity *identity = NULL;
    const char *reason = "";
    int status = gcis_token_verify(place->gcis, token, len, audience,
                                   &identity, &reason);

    if (status != GCIS_E_DENIED || identity != NULL
        || (word != NULL && strcmp(reason, word) != 0))
    {
        fail_msg("%.40s for %s: %d %s", token, audience, status, reason);
    }
}


static void
test_nothing_is_asked_of_nothing(void **state)
{
    struct place *place = *state;
    struct gcis_identity *identity = NULL;
    const char *reason = NULL;
    char token[GCIS_TOKEN_MAX + 1] = "";

    assert_int_equal(gcis_token_verify(NULL, "a", 1, HOST, &identity,
                                       &reason), GCIS_E_INVALID);
    assert_string_equal(reason, "malformed");
    assert_int_equal(gcis_token_verify(place->gcis, NULL, 1, HOST, &identity,
                                       NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_token_verify(place->gcis, "a", 1, NULL, &identity,
                                       NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_token_verify(place->gcis, "a", 1, HOST, NULL,
                                       NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_token_renew(NULL, "a", 1, token), GCIS_E_INVALID);
    assert_int_equal(gcis_token_renew(place->gcis, NULL, 1, token),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_token_renew(place->gcis, "a", 1, NULL),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_token_end(NULL, "a", 1), GCIS_E_INVALID);
    assert_int_equal(gcis_token_end(place->gcis, NULL, 1), GCIS_E_INVALID);

    assert_int_equal(gcis_token_renew(place->gcis, "a.b.c", 5, token),
                     GCIS_E_DENIED);
    assert_int_equal(gcis_token_end(place->gcis, "a.b.c", 5), GCIS_E_DENIED);
    assert_string_equal(token, "");
    assert_null(identity);
}


static void
test_what_is_no_token(void **state)
{
    struct place *place = *state;
    static const char *const texts[] = {
        ".", "..", "a", "a.b", "a.b.c", "a.b.c.d", " a.b.c",
        "eyJhbGciOiJub25lIn0.e30.",
        "eyJhbGciOiJub25lIn0.e30.AAAA",
    };
    char longer[GCIS_TOKEN_MAX + 2], token[GCIS_TOKEN_MAX + 1];
    char spelt[GCIS_TOKEN_MAX + 4];

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        refuse(place, texts[i], strlen(texts[i]), HOST, "malformed");
    }

    refuse(place, "", 0, HOST, "no_session");

    memset(longer, 'a', sizeof(longer));
    refuse(place, longer, GCIS_TOKEN_MAX + 1, HOST, "too_long");
    refuse(place, longer, GCIS_TOKEN_MAX, HOST, "malformed");

    /* a good one with something more, something less, a NUL inside */
    place_token(place, "wang", token);
    snprintf(spelt, sizeof(spelt), "%s=", token);
    refuse(place, spelt, strlen(spelt), HOST, NULL);
    snprintf(spelt, sizeof(spelt), "%s\n", token);
    refuse(place, spelt, strlen(spelt), HOST, NULL);
    refuse(place, token, strlen(token) - 1, HOST, NULL);
    refuse(place, token, strlen(token) + 1, HOST, NULL);
    refuse(place, token, 0, HOST, NULL);
}


/* One character of the token at a time, every one of them. */
static void
test_one_character_is_another(void **state)
{
    struct place *place = *state;
    char token[GCIS_TOKEN_MAX + 1];

    place_token(place, "wang", token);
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_OK);

    for (size_t i = 0; token[i] != '\0'; i++) {
        char was = token[i];
        const char *at = strchr(alphabet, was);

        token[i] = at == NULL ? 'A' : alphabet[(at - alphabet + 1) % 64];
        refuse(place, token, strlen(token), HOST, NULL);
        token[i] = was;
    }

    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_OK);
}


static void
test_another_audience(void **state)
{
    struct place *place = *state;
    static const char *const hosts[] = {
        "", "other.example.gov.tw", "apps.example.gov.tw.", "apps",
        "apps.example.gov.tw:443", "x.apps.example.gov.tw",
    };
    char token[GCIS_TOKEN_MAX + 1];

    place_token(place, "wang", token);
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        refuse(place, token, strlen(token), hosts[i], "audience");
    }
}


static void
test_a_token_of_another_store(void **state)
{
    struct place *place = *state;
    struct place *other = place_new(false, "");
    char token[GCIS_TOKEN_MAX + 1];

    place_person(other, "wang", "TPE");
    place_token(other, "wang", token);
    assert_int_equal(place_verify(other->gcis, token, NULL), GCIS_OK);
    place_free(other);

    refuse(place, token, strlen(token), HOST, NULL);
    assert_int_equal(gcis_token_end(place->gcis, token, strlen(token)),
                     GCIS_E_DENIED);
}


static void
test_suspended_and_closed(void **state)
{
    struct place *place = *state;
    char token[GCIS_TOKEN_MAX + 1], renewed[GCIS_TOKEN_MAX + 1] = "";

    place_token(place, "away", token);
    place_do(place, "account.suspend", "{'account':'away','reason':'x'}");
    refuse(place, token, strlen(token), HOST, NULL);
    assert_int_equal(gcis_token_renew(place->gcis, token, strlen(token),
                                      renewed), GCIS_E_DENIED);
    assert_string_equal(renewed, "");

    /* what was a session before does not come back */
    place_do(place, "account.resume", "{'account':'away'}");
    refuse(place, token, strlen(token), HOST, NULL);

    place_token(place, "gone", token);
    place_do(place, "account.close", "{'account':'gone','confirm':'gone'}");
    refuse(place, token, strlen(token), HOST, NULL);
}


static void
test_expired(void **state)
{
    struct place *place = *state;
    char token[GCIS_TOKEN_MAX + 1], renewed[GCIS_TOKEN_MAX + 1] = "";

    place_token(place, "wang", token);
    atomic_fetch_add(&place->ahead_s, 898);
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_OK);
    atomic_fetch_add(&place->ahead_s, 2);
    refuse(place, token, strlen(token), HOST, "expired");
    assert_int_equal(gcis_token_renew(place->gcis, token, strlen(token),
                                      renewed), GCIS_E_DENIED);

    /* a clock that runs back brings it to life for nobody who would record */
    atomic_fetch_sub(&place->ahead_s, 900);
}


static void
test_renewal(void **state)
{
    struct place *place = *state;
    char token[GCIS_TOKEN_MAX + 1], renewed[GCIS_TOKEN_MAX + 1];
    struct gcis_identity *identity = NULL, *again = NULL;

    assert_int_equal(place_sign_in(place, "wang", SECRET, &identity),
                     GCIS_OK);
    snprintf(token, sizeof(token), "%s", gcis_identity_token(identity));
    if (!place->remote) {
        atomic_fetch_add(&place->ahead_s, 400);
    }

    assert_int_equal(gcis_token_renew(place->gcis, token, strlen(token),
                                      renewed), GCIS_OK);
    assert_int_equal(gcis_token_verify(place->gcis, renewed,
                                       strlen(renewed), HOST, &again, NULL),
                     GCIS_OK);
    assert_string_equal(gcis_identity_session(again),
                        gcis_identity_session(identity));
    assert_int_equal(gcis_identity_auth_time_s(again),
                     gcis_identity_auth_time_s(identity));
    assert_int_equal(gcis_identity_expires_s(again)
                     - gcis_identity_expires_s(identity) >= 400,
                     !place->remote);

    /* the old one stays good until it expires */
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_OK);
    gcis_identity_free(identity);
    gcis_identity_free(again);
}


struct elsewhere {
    struct place *place;
    char token[GCIS_TOKEN_MAX + 1];
};


/* The status in another process, with a struct gcis of its own. */
static int
verify_elsewhere(void *argument)
{
    struct elsewhere *elsewhere = argument;
    struct gcis *gcis = NULL;
    int status;

    if (place_open(elsewhere->place, &gcis) != GCIS_OK) {
        return 100;
    }
    status = place_verify(gcis, elsewhere->token, NULL);
    gcis_close(gcis);

    return -status;
}


static void
test_what_ended_is_refused_everywhere(void **state)
{
    struct elsewhere elsewhere = { .place = *state };
    struct place *place = *state;
    char other[GCIS_TOKEN_MAX + 1];
    const char *reason = NULL;

    place_token(place, "wang", elsewhere.token);
    place_token(place, "wang", other);
    assert_int_equal(place_verify(place->gcis, elsewhere.token, NULL),
                     GCIS_OK);
    if (place->remote) {
        assert_int_equal(place_in_child(verify_elsewhere, &elsewhere), 0);
    }

    assert_int_equal(gcis_token_end(place->gcis, elsewhere.token,
                                    strlen(elsewhere.token)), GCIS_OK);
    assert_int_equal(place_verify(place->gcis, elsewhere.token, &reason),
                     GCIS_E_DENIED);
    assert_string_equal(reason, "revoked");
    if (place->remote) {
        assert_int_equal(place_in_child(verify_elsewhere, &elsewhere),
                         -GCIS_E_DENIED);
    }
    assert_int_equal(gcis_token_end(place->gcis, elsewhere.token,
                                    strlen(elsewhere.token)), GCIS_E_DENIED);

    /* only this one */
    assert_int_equal(place_verify(place->gcis, other, NULL), GCIS_OK);
}


static void
test_two_in_one_process(void **state)
{
    struct place *place = *state;
    struct gcis *second = NULL;
    char token[GCIS_TOKEN_MAX + 1];

    assert_int_equal(place_open(place, &second), GCIS_OK);
    place_token(place, "wang", token);
    assert_int_equal(place_verify(second, token, NULL), GCIS_OK);
    assert_int_equal(gcis_token_end(second, token, strlen(token)), GCIS_OK);
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_E_DENIED);
    gcis_close(second);
    place_token(place, "wang", token);
    assert_int_equal(place_verify(place->gcis, token, NULL), GCIS_OK);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_asked_of_nothing),
        cmocka_unit_test(test_what_is_no_token),
        cmocka_unit_test(test_one_character_is_another),
        cmocka_unit_test(test_another_audience),
        cmocka_unit_test(test_a_token_of_another_store),
        cmocka_unit_test(test_suspended_and_closed),
        cmocka_unit_test(test_what_ended_is_refused_everywhere),
        cmocka_unit_test(test_two_in_one_process),
        cmocka_unit_test(test_renewal),
        cmocka_unit_test(test_expired), /* moves the clock of lmdb: */
    };

    return cmocka_run_group_tests_name("lmdb", tests, prepare_local,
                                       place_end)
           + _cmocka_run_group_tests("unix", tests, ARRAY_LEN(tests) - 1,
                                     prepare_remote, place_end);
}
