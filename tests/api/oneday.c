/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A one-day password by claims that say which methods they mean, and that ask
 * only: asking uses nothing up, and three uses are three.
 */
#include "place.h"

static char fresh_oneday[64];


static int
prepare_local(void **state)
{
    *state = place_new(false, "");
    place_newcomer(*state, "fresh", fresh_oneday);

    return 0;
}


static int
prepare_remote(void **state)
{
    *state = place_new(true, "");
    place_newcomer(*state, "fresh", fresh_oneday);

    return 0;
}


/* The status of the one-day password with these methods. */
static int
try_oneday(struct place *place, const char *methods, bool check_only)
{
    struct gcis_claim *claim = place_claim("fresh", fresh_oneday);
    struct gcis_identity *identity = NULL;
    int status;

    assert_int_equal(gcis_claim_set_methods(claim, methods), GCIS_OK);
    assert_int_equal(gcis_claim_set_audience(claim, HOST), GCIS_OK);
    if (check_only) {
        gcis_claim_set_check_only(claim);
    }
    status = gcis_authenticate(place->gcis, claim, &identity);
    if (status == GCIS_OK) {
        assert_int_equal(gcis_identity_restricted(identity), 1);
        assert_string_equal(gcis_identity_method(identity), "oneday");
        assert_int_equal(gcis_identity_token(identity)[0] == '\0',
                         check_only);
    }
    gcis_identity_free(identity);
    gcis_claim_free(claim);

    return status;
}


static void
test_methods_and_uses(void **state)
{
    struct place *place = *state;

    assert_int_equal(try_oneday(place, "password", false), GCIS_E_DENIED);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(try_oneday(place, "oneday", true), GCIS_OK);
    }
    /* checking used nothing up: three uses, and no fourth */
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(try_oneday(place, "password,oneday", false),
                         GCIS_OK);
    }
    assert_int_equal(try_oneday(place, "oneday", false), GCIS_E_DENIED);
    assert_int_equal(try_oneday(place, "oneday", true), GCIS_E_DENIED);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_methods_and_uses),
    };

    return cmocka_run_group_tests_name("lmdb", tests, prepare_local,
                                       place_end)
           + cmocka_run_group_tests_name("unix", tests, prepare_remote,
                                         place_end);
}
