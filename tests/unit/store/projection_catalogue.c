/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Catalogues: what sealing refuses, and look-ups in one that was filled in no
 * order at all.
 */
#include "projection_support.h"

#include "crypto/sign.h"

#define N_AGENCIES 500


static bool
add_agency(struct catalogue *catalogue, uint16_t number, uint16_t parent,
           const char *code)
{
    struct agency agency = { .number = number, .parent = parent };

    (void) snprintf(agency.code, sizeof(agency.code), "%s", code);
    return catalogue_add_agency(catalogue, &agency);
}


static bool
add_application(struct catalogue *catalogue, uint16_t number,
                const char *code)
{
    struct application application = { .number = number };

    (void) snprintf(application.code, sizeof(application.code), "%s", code);
    return catalogue_add_application(catalogue, &application);
}


static bool
add_role(struct catalogue *catalogue, uint16_t application, uint16_t number,
         const char *code)
{
    struct role role = { .application = application, .number = number };

    (void) snprintf(role.code, sizeof(role.code), "%s", code);
    return catalogue_add_role(catalogue, &role);
}


static bool
add_key(struct catalogue *catalogue, const char *kid, bool good)
{
    struct node_key key = { .point = { 4 } };
    struct sign_key *made = sign_key_generate();

    (void) snprintf(key.kid, sizeof(key.kid), "%s", kid);
    assert_non_null(made);
    if (good) {
        assert_true(sign_key_point(made, key.point));
    }
    sign_key_free(made);
    return catalogue_add_key(catalogue, &key);
}


static void
what_is_ambiguous_is_not_sealed(void **state)
{
    enum what { NOTHING, AGENCY_NUMBER, AGENCY_CODE, APPLICATION_NUMBER,
                APPLICATION_CODE, ROLE_NUMBER, KEY_NAME, KEY_POINT, N_WHAT };

    (void) state;
    for (enum what what = NOTHING; what < N_WHAT; what++) {
        struct catalogue *catalogue CLEAN_CATALOGUE = catalogue_new(1);

        assert_true(
            add_agency(catalogue, 7, 0, "B")
            && add_agency(catalogue, what == AGENCY_NUMBER ? 7 : 8, 7,
                          what == AGENCY_CODE ? "B" : "A")
            && add_application(catalogue, 3, "ONE")
            && add_application(catalogue, what == APPLICATION_NUMBER ? 3 : 4,
                               what == APPLICATION_CODE ? "ONE" : "ALSO")
            && add_role(catalogue, 3, 2, "clerk")
            && add_role(catalogue, 4, 2, "clerk")
            && add_role(catalogue, 3, what == ROLE_NUMBER ? 2 : 1, "reader")
            && add_key(catalogue, "one", true)
            && add_key(catalogue, what == KEY_NAME ? "one" : "two",
                       what != KEY_POINT));
        assert_int_equal(catalogue_seal(catalogue), what == NOTHING);
    }
}


static void
everything_is_found_and_nothing_else(void **state)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = catalogue_new(1);
    char code[CODE_MAX + 1];

    (void) state;
    /* 7 and 500 have no common divisor: each number once, in no order */
    for (unsigned i = 0; i < N_AGENCIES; i++) {
        unsigned number = i * 7 % N_AGENCIES + 1;

        (void) snprintf(code, sizeof(code), "A%u", number);
        assert_true(add_agency(catalogue, (uint16_t) (2 * number), 0, code));
        (void) snprintf(code, sizeof(code), "P%u", N_AGENCIES - number);
        assert_true(add_application(catalogue, (uint16_t) (2 * number),
                                    code));
        (void) snprintf(code, sizeof(code), "R%u", number);
        assert_true(add_role(catalogue, (uint16_t) (number % 10 + 1),
                             (uint16_t) number, code));
    }
    assert_true(catalogue_seal(catalogue));

    for (unsigned i = 1; i <= N_AGENCIES; i++) {
        uint16_t number = (uint16_t) (2 * i);
        uint16_t application = (uint16_t) (i % 10 + 1);
        const struct agency *agency = catalogue_agency(catalogue, number);

        (void) snprintf(code, sizeof(code), "A%u", i);
        assert_string_equal(agency->code, code);
        assert_ptr_equal(catalogue_agency_by_code(catalogue, code), agency);
        assert_null(catalogue_agency(catalogue, (uint16_t) (number + 1)));
        (void) snprintf(code, sizeof(code), "P%u", N_AGENCIES - i);
        assert_string_equal(catalogue_application(catalogue, number)->code,
                            code);
        assert_int_equal(
            catalogue_application_by_code(catalogue, code)->number, number);
        (void) snprintf(code, sizeof(code), "R%u", i);
        assert_string_equal(
            catalogue_role(catalogue, application, (uint16_t) i)->code, code);
        assert_int_equal(
            catalogue_role_by_code(catalogue, application, code)->number, i);
        assert_null(catalogue_role_by_code(
            catalogue, (uint16_t) (application % 10 + 1), code));
    }
    assert_null(catalogue_agency(catalogue, 0));
    assert_null(catalogue_agency_by_code(catalogue, "A0"));
    assert_null(catalogue_agency_by_code(catalogue, ""));
    assert_null(catalogue_application(catalogue, 0));
    assert_null(catalogue_application_by_code(catalogue, "p1"));
    assert_null(catalogue_role(catalogue, 0, 1));
    assert_null(catalogue_role_by_code(catalogue, 11, "R1"));
    assert_null(catalogue_key(catalogue, span_str("one")));
}


static void
an_empty_one_has_nothing(void **state)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = catalogue_new(1);

    (void) state;
    assert_true(catalogue_seal(catalogue));
    assert_null(catalogue_agency(catalogue, 1));
    assert_null(catalogue_agency_by_code(catalogue, "A"));
    assert_null(catalogue_application_by_code(catalogue, "A"));
    assert_null(catalogue_role_by_code(catalogue, 1, "A"));
    assert_false(catalogue_agency_within(catalogue, 1, 1));
}


static void
below_ends_at_the_top_and_in_no_circle(void **state)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = catalogue_new(1);
    char code[CODE_MAX + 1];

    (void) state;
    /* 1 <- 2 <- 3 ... <- 20, a circle of 30 and 31, 40 below nobody known */
    for (uint16_t i = 1; i <= 20; i++) {
        (void) snprintf(code, sizeof(code), "A%u", i);
        assert_true(add_agency(catalogue, i, (uint16_t) (i - 1), code));
    }
    assert_true(add_agency(catalogue, 30, 31, "C1")
                && add_agency(catalogue, 31, 30, "C2")
                && add_agency(catalogue, 40, 99, "D")
                && catalogue_seal(catalogue));

    assert_true(catalogue_agency_within(catalogue, 1, 1));
    assert_true(catalogue_agency_within(catalogue, 2, 1));
    assert_false(catalogue_agency_within(catalogue, 1, 2));
    assert_true(catalogue_agency_within(catalogue, AGENCY_DEPTH_MAX, 1));
    assert_false(catalogue_agency_within(catalogue, AGENCY_DEPTH_MAX + 1, 1));
    assert_true(catalogue_agency_within(catalogue, 30, 31));
    assert_false(catalogue_agency_within(catalogue, 30, 1));
    assert_true(catalogue_agency_within(catalogue, 40, 40));
    assert_false(catalogue_agency_within(catalogue, 40, 99));
    assert_false(catalogue_agency_within(catalogue, 0, 0));
    assert_false(catalogue_agency_within(catalogue, 1, 0));
    assert_false(catalogue_agency_within(catalogue, 99, 99));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_ambiguous_is_not_sealed),
        cmocka_unit_test(everything_is_found_and_nothing_else),
        cmocka_unit_test(an_empty_one_has_nothing),
        cmocka_unit_test(below_ends_at_the_top_and_in_no_circle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
