/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From claim to identity, the same tables over both URIs: every no is one no,
 * what proves proves, and a claim's rule is judged in the same trip.
 */
#include "place.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define WEB_USER "www-data"

struct refusal {
    const char *account, *secret;
    const char *reason; /* as root hears it */
};

static const struct refusal refusals[] = {
    /* nobody of this name, of a name that can be none, of no name */
    { "nobody", SECRET, "unknown_account" },
    { "no\tbody", SECRET, "unknown_account" },
    { "", SECRET, "unknown_account" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      "a", SECRET, "unknown_account" },
    /* wrong, another case, none, what can be none */
    { "wang", "wrong", "wrong_secret" },
    { "wang", "correct-horse-7", "wrong_secret" },
    { "wang", "", "bad_input" },
    { "wang", "\x01\x02", "bad_input" },
    /* right, but there is more that must be so */
    { "away", SECRET, "suspended" },
    { "gone", SECRET, "closed" },
    { "fresh", SECRET, "wrong_secret" },
    { "made", SECRET, "not_activated" },
    { "locked", SECRET, "locked" },
};


static int
prepare(void **state, const char *more)
{
    char oneday[64];
    struct place *place = place_new(*state != NULL, more);
    struct gcis_identity *identity = NULL;

    *state = place;
    place_person(place, "wang", "TPE-COM");
    place_person(place, "away", "TPE");
    place_person(place, "gone", "TPE");
    place_person(place, "locked", "TPE");
    place_newcomer(place, "fresh", oneday);
    place_do(place, "account.add", "{'name':'made','full_name':'王小明',"
             "'agency':'TPE'}");
    place_do(place, "account.suspend", "{'account':'away',"
             "'reason':'holiday'}");
    place_do(place, "account.close", "{'account':'gone','confirm':'gone'}");
    place_do(place, "grant.add", "{'account':'wang','application':'PRE',"
             "'role':'clerk'}");
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(place_sign_in(place, "locked", "wrong", &identity),
                         GCIS_E_DENIED);
    }

    return 0;
}


static int
prepare_local(void **state)
{
    *state = NULL;

    return prepare(state, "");
}


static int
prepare_remote(void **state)
{
    *state = state;

    return prepare(state, getpwnam(WEB_USER) == NULL
                          ? "" : "[peers]\nweb = " WEB_USER "\n");
}


static bool
is_reference(const char *text)
{
    return strlen(text) == REFERENCE_LEN
           && strspn(text, "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
              == REFERENCE_LEN;
}


static void
test_nothing_is_asked_of_nothing(void **state)
{
    struct place *place = *state;
    struct gcis_claim *claim = NULL;
    struct gcis_identity *identity = NULL;

    assert_int_equal(gcis_claim_new(&claim), GCIS_OK);
    assert_int_equal(gcis_authenticate(NULL, claim, &identity),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_authenticate(place->gcis, NULL, &identity),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_authenticate(place->gcis, claim, NULL),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_vouch(NULL, claim, &identity), GCIS_E_INVALID);
    assert_int_equal(gcis_vouch(place->gcis, NULL, &identity),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_vouch(place->gcis, claim, NULL), GCIS_E_INVALID);

    /* nothing was said: that is nobody, and no error */
    assert_int_equal(gcis_authenticate(place->gcis, claim, &identity),
                     GCIS_E_DENIED);
    assert_int_equal(gcis_vouch(place->gcis, claim, &identity),
                     GCIS_E_DENIED);
    assert_null(identity);
    gcis_claim_free(claim);
}


static void
test_refusals(void **state)
{
    struct place *place = *state;

    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        struct gcis_claim *claim = place_claim(refusals[i].account,
                                               refusals[i].secret);
        struct gcis_identity *identity = NULL;
        int status = gcis_authenticate(place->gcis, claim, &identity);

        if (status != GCIS_E_DENIED || identity != NULL
            || strcmp(gcis_claim_reason(claim), refusals[i].reason) != 0
            || !is_reference(gcis_claim_reference(claim))
            || gcis_claim_delay_ms(claim) != 0)
        {
            fail_msg("%s: %d %s %s", refusals[i].account, status,
                     gcis_claim_reason(claim),
                     gcis_claim_reference(claim));
        }
        gcis_claim_free(claim);
    }
}


/* As the worker of nginx hears it: 0 where all of it was one no. */
static int
ask_as_web(void *argument)
{
    struct place *place = argument;
    const struct passwd *user = getpwnam(WEB_USER);
    struct gcis *gcis = NULL;

    if (user == NULL || setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0
        || setuid(user->pw_uid) != 0 || place_open(place, &gcis) != GCIS_OK)
    {
        return 100;
    }

    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        struct gcis_claim *claim = place_claim(refusals[i].account,
                                               refusals[i].secret);
        struct gcis_identity *identity = NULL;

        if (gcis_authenticate(gcis, claim, &identity) != GCIS_E_DENIED
            || identity != NULL || gcis_claim_reason(claim)[0] != '\0'
            || !is_reference(gcis_claim_reference(claim)))
        {
            return (int) i + 1;
        }
        gcis_claim_free(claim);
    }
    gcis_close(gcis);

    return 0;
}


static void
test_a_worker_hears_one_word(void **state)
{
    struct place *place = *state;

    if (geteuid() != 0 || getpwnam(WEB_USER) == NULL) {
        skip();
    }
    assert_int_equal(place_in_child(ask_as_web, place), 0);
}


static void
test_yes(void **state)
{
    struct place *place = *state;
    struct gcis_identity *identity = NULL;
    char roles[GCIS_ROLES_SIZE];
    int64_t now_s = time(NULL);

    assert_int_equal(place_sign_in(place, "Wang", SECRET, &identity),
                     GCIS_OK);
    assert_string_equal(gcis_identity_account(identity), "wang");
    assert_string_equal(gcis_identity_name(identity), "王小明");
    assert_string_equal(gcis_identity_agency(identity), "TPE-COM");
    assert_string_equal(gcis_identity_kind(identity), "civil-servant");
    assert_string_equal(gcis_identity_level(identity), "password");
    assert_string_equal(gcis_identity_method(identity), "password");
    assert_int_equal(gcis_identity_restricted(identity), 0);
    assert_in_range(gcis_identity_auth_time_s(identity), now_s - 1,
                    now_s + 10);
    assert_int_equal(gcis_identity_expires_s(identity)
                     - gcis_identity_auth_time_s(identity), 900);
    assert_int_equal(strlen(gcis_identity_session(identity)), 22);
    assert_non_null(strchr(gcis_identity_token(identity), '.'));
    assert_int_equal(gcis_identity_renewal_due(identity, now_s), 0);
    assert_int_equal(gcis_identity_renewal_due(identity, now_s + 310), 1);

    assert_int_equal(gcis_identity_roles(identity, "PRE", now_s, roles),
                     GCIS_OK);
    assert_string_equal(roles, "clerk");
    assert_int_equal(gcis_identity_roles(identity, "BMS", now_s, roles),
                     GCIS_OK);
    assert_string_equal(roles, "");
    assert_int_equal(gcis_identity_roles(identity, "nowhere", now_s, roles),
                     GCIS_OK);
    assert_string_equal(roles, "");
    assert_int_equal(gcis_identity_roles(identity, NULL, now_s, roles),
                     GCIS_E_INVALID);
    assert_string_equal(gcis_identity_application_name(identity, "PRE"),
                        "名稱及所營事業預查系統");
    assert_string_equal(gcis_identity_application_name(identity, "XXX"), "");
    gcis_identity_free(identity);
}


static void
test_without_an_audience_there_is_no_session(void **state)
{
    struct place *place = *state;
    struct gcis_claim *claim = place_claim("wang", SECRET);
    struct gcis_identity *identity = NULL;

    assert_int_equal(gcis_authenticate(place->gcis, claim, &identity),
                     GCIS_OK);
    assert_string_equal(gcis_identity_token(identity), "");
    assert_string_equal(gcis_identity_session(identity), "");
    assert_string_equal(gcis_claim_reason(claim), "");
    gcis_identity_free(identity);
    gcis_claim_free(claim);
}


static void
test_the_rule_of_a_claim(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *account, *secret, *rule;
        int status;
        const char *reason;
    } rows[] = {
        /* who is not proven hears nothing of the rule */
        { "wang", "wrong", "application=BMS", GCIS_E_DENIED, "wrong_secret" },
        { "nobody", SECRET, "application=PRE", GCIS_E_DENIED,
          "unknown_account" },
        /* proven, but */
        { "wang", SECRET, "application=BMS", GCIS_E_FORBIDDEN, "no_role" },
        { "wang", SECRET, "application=none", GCIS_E_FORBIDDEN, "no_role" },
        { "wang", SECRET, "application=PRE role=chief", GCIS_E_FORBIDDEN,
          "no_role" },
        { "wang", SECRET, "application=PRE level=certificate",
          GCIS_E_FORBIDDEN, "level" },
        { "wang", SECRET, "agency=TXG", GCIS_E_FORBIDDEN, "agency" },
        { "wang", SECRET, "network=192.0.2.0/24", GCIS_E_FORBIDDEN,
          "network" },
        { "wang", SECRET, "colour=red", GCIS_E_INVALID, "invalid" },
        /* allowed */
        { "wang", SECRET, "application=PRE", GCIS_OK, "" },
        { "wang", SECRET, "application=PRE role=chief,clerk agency=TPE",
          GCIS_OK, "" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct gcis_claim *claim = place_claim(rows[i].account,
                                               rows[i].secret);
        struct gcis_identity *identity = NULL;
        char roles[GCIS_ROLES_SIZE];
        int status;

        assert_int_equal(gcis_claim_set_rule(claim, rows[i].rule), GCIS_OK);
        status = gcis_authenticate(place->gcis, claim, &identity);
        if (status != rows[i].status
            || strcmp(gcis_claim_reason(claim), rows[i].reason) != 0)
        {
            fail_msg("%s: %d %s", rows[i].rule, status,
                     gcis_claim_reason(claim));
        }
        assert_int_equal(identity != NULL, status == GCIS_OK);
        if (status == GCIS_OK) {
            assert_int_equal(gcis_identity_roles(identity, "PRE", 0, roles),
                             GCIS_OK);
            assert_string_equal(roles, "clerk");
        }
        gcis_identity_free(identity);
        gcis_claim_free(claim);
    }
}


static void
test_vouch(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *account, *rule;
        int status;
    } rows[] = {
        { "nobody", "", GCIS_E_DENIED },
        { "away", "", GCIS_E_DENIED },
        { "gone", "", GCIS_E_DENIED },
        { "locked", "", GCIS_E_DENIED },
        { "made", "", GCIS_E_DENIED },
        { "fresh", "", GCIS_E_FORBIDDEN }, /* must_change */
        { "wang", "application=BMS", GCIS_E_FORBIDDEN },
        { "wang", "level=certificate", GCIS_E_FORBIDDEN },
        { "wang", "application=PRE", GCIS_OK },
        { "wang", "", GCIS_OK },
    };
    const struct gcis_facts facts = { .now_s = time(NULL) };
    const char *reason = NULL;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct gcis_claim *claim = place_claim(rows[i].account, "");
        struct gcis_identity *identity = NULL;
        int status;

        assert_int_equal(gcis_claim_set_rule(claim, rows[i].rule), GCIS_OK);
        status = gcis_vouch(place->gcis, claim, &identity);
        if (status != rows[i].status) {
            fail_msg("%s %s: %d %s", rows[i].account, rows[i].rule, status,
                     gcis_claim_reason(claim));
        }
        if (status == GCIS_OK) {
            /* no proof, no token, no method, and no rule is asked of it */
            assert_string_equal(gcis_identity_token(identity), "");
            assert_string_equal(gcis_identity_method(identity), "");
            assert_string_equal(gcis_identity_level(identity), "password");
            assert_int_equal(gcis_authorize(identity, NULL, 0, &facts,
                                            &reason), GCIS_E_INVALID);
        }
        gcis_identity_free(identity);
        gcis_claim_free(claim);
    }
}


int
main(void)
{
    const struct CMUnitTest local[] = {
        cmocka_unit_test(test_nothing_is_asked_of_nothing),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_yes),
        cmocka_unit_test(test_without_an_audience_there_is_no_session),
        cmocka_unit_test(test_the_rule_of_a_claim),
        cmocka_unit_test(test_vouch),
    };
    const struct CMUnitTest remote[] = {
        cmocka_unit_test(test_nothing_is_asked_of_nothing),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_a_worker_hears_one_word),
        cmocka_unit_test(test_yes),
        cmocka_unit_test(test_without_an_audience_there_is_no_session),
        cmocka_unit_test(test_the_rule_of_a_claim),
        cmocka_unit_test(test_vouch),
    };

    return cmocka_run_group_tests_name("lmdb", local, prepare_local,
                                       place_end)
           + cmocka_run_group_tests_name("unix", remote, prepare_remote,
                                         place_end);
}
