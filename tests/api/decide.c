/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From identity to decision, over both URIs: each row is one person, one rule
 * and the word of the answer.
 */
#include "place.h"

#include <stdio.h>
#include <time.h>

#define LATER_S (400 * 86400) /* past every date of these tests */

static struct gcis_identity *clerk; /* TPE-COM, PRE/clerk, BMS/reader */
static struct gcis_identity *passing; /* TXG, PRE/reader until 2040 */
static int64_t now_s;


static struct gcis_identity *
sign_in(struct place *place, const char *account, const char *secret)
{
    struct gcis_identity *identity = NULL;

    assert_int_equal(place_sign_in(place, account, secret, &identity),
                     GCIS_OK);

    return identity;
}


static int
prepare(void **state, bool remote)
{
    struct place *place = place_new(remote, "");

    *state = place;
    now_s = time(NULL);
    place_person(place, "clerk", "TPE-COM");
    place_person(place, "passing", "TXG");
    place_do(place, "grant.add", "{'account':'clerk','application':'PRE',"
             "'role':'clerk'}");
    place_do(place, "grant.add", "{'account':'clerk','application':'BMS',"
             "'role':'reader'}");
    place_do(place, "grant.add", "{'account':'passing','application':'PRE',"
             "'role':'reader','until':'2040-01-01'}");
    clerk = sign_in(place, "clerk", SECRET);
    passing = sign_in(place, "passing", SECRET);

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


static int
end(void **state)
{
    gcis_identity_free(clerk);
    gcis_identity_free(passing);

    return place_end(state);
}


/* The word of the answer; "" where the rule or the call is none. */
static const char *
ask(const struct gcis_identity *identity, const char *text,
    const char *address, int64_t at_s)
{
    const struct gcis_facts facts = { .now_s = at_s, .address = address };
    const struct gcis_rule *rules[1];
    struct gcis_rule *rule = NULL;
    const char *reason = "";
    int status;

    assert_int_equal(gcis_rule_parse(text, &rule, NULL, 0), GCIS_OK);
    rules[0] = rule;
    status = gcis_authorize(identity, rules, 1, &facts, &reason);
    assert_int_equal(status == GCIS_OK, strcmp(reason, "ok") == 0);
    assert_true(status == GCIS_OK || status == GCIS_E_FORBIDDEN);
    gcis_rule_free(rule);

    return reason;
}


static void
test_nothing_is_asked_of_nothing(void **state)
{
    const struct gcis_facts facts = { .now_s = now_s };
    const struct gcis_rule *none[] = { NULL };
    const struct gcis_rule *many[65] = { NULL };
    struct gcis_rule *rule = NULL;
    const char *reason = NULL;

    (void) state;
    assert_int_equal(gcis_rule_parse("application=PRE", &rule, NULL, 0),
                     GCIS_OK);
    for (size_t i = 0; i < ARRAY_LEN(many); i++) {
        many[i] = rule;
    }

    assert_int_equal(gcis_authorize(NULL, many, 1, &facts, &reason),
                     GCIS_E_INVALID);
    assert_string_equal(reason, "invalid");
    assert_int_equal(gcis_authorize(clerk, many, 1, NULL, &reason),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_authorize(clerk, NULL, 1, &facts, NULL),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_authorize(clerk, none, 1, &facts, NULL),
                     GCIS_E_INVALID);

    /* 64 rules, and one more */
    assert_int_equal(gcis_authorize(clerk, many, 65, &facts, NULL),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_authorize(clerk, many, 64, &facts, NULL), GCIS_OK);
    gcis_rule_free(rule);
}


static void
test_rows(void **state)
{
    static const struct {
        const char *rule, *address;
        int64_t after_s;
        const char *word;
    } rows[] = {
        /* a role that is not held, in one that is; no such application */
        { "application=FMS", NULL, 0, "no_role" },
        { "application=none", NULL, 0, "no_role" },
        { "application=PRE role=chief", NULL, 0, "no_role" },
        { "application=PRE role=reader,chief", NULL, 0, "no_role" },
        /* the application's own level, and the rule's */
        { "application=BMS", NULL, 0, "level" },
        { "application=BMS level=password", NULL, 0, "level" },
        { "application=PRE level=certificate", NULL, 0, "level" },
        /* another agency, one beside, one that is none */
        { "agency=TXG", NULL, 0, "agency" },
        { "agency=MOEA-DOC", NULL, 0, "agency" },
        { "agency=none", NULL, 0, "agency" },
        { "application=PRE agency=TXG", NULL, 0, "agency" },
        /* another network, none known, one that cannot be read */
        { "network=192.0.2.0/24", "198.51.100.1", 0, "network" },
        { "network=192.0.2.0/24", "192.0.3.0", 0, "network" },
        { "network=192.0.2.0/24", NULL, 0, "network" },
        { "network=192.0.2.0/24", "", 0, "network" },
        { "network=192.0.2.0/24", "localhost", 0, "network" },
        { "network=2001:db8::/32", "2001:db9::1", 0, "network" },
        /* proven too long ago */
        { "application=PRE age=1m", NULL, 120, "age" },
        /* more than one no: what cannot be mended comes first */
        { "application=FMS level=certificate agency=TXG", NULL, 0,
          "no_role" },
        { "application=PRE level=certificate agency=TXG", NULL, 0,
          "agency" },
        /* yes */
        { "application=PRE", NULL, 0, "ok" },
        { "application=PRE role=chief,clerk", NULL, 0, "ok" },
        { "agency=TPE-COM", NULL, 0, "ok" },
        { "agency=TPE", NULL, 0, "ok" },
        { "network=192.0.2.0/24", "192.0.2.255", 0, "ok" },
        { "network=2001:db8::/32", "2001:db8:ffff::1", 0, "ok" },
        { "application=PRE age=2m", NULL, 60, "ok" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *word = ask(clerk, rows[i].rule, rows[i].address,
                               now_s + rows[i].after_s);

        if (strcmp(word, rows[i].word) != 0) {
            fail_msg("%s: %s", rows[i].rule, word);
        }
    }
}


static void
test_a_grant_past_its_date(void **state)
{
    char roles[GCIS_ROLES_SIZE];
    const int64_t end_s = 2208960000; /* 2040-01-01, end of day in Taipei */

    (void) state;
    assert_string_equal(ask(passing, "application=PRE", NULL, now_s), "ok");
    assert_string_equal(ask(passing, "application=PRE", NULL,
                            end_s + 2 * 86400), "no_role");
    assert_int_equal(gcis_identity_roles(passing, "PRE", now_s, roles),
                     GCIS_OK);
    assert_string_equal(roles, "reader");
    assert_int_equal(gcis_identity_roles(passing, "PRE", end_s + 2 * 86400,
                                         roles), GCIS_OK);
    assert_string_equal(roles, "");
}


static void
test_any_of_the_rules(void **state)
{
    const struct gcis_facts facts = { .now_s = now_s };
    const struct gcis_rule *rules[2];
    struct gcis_rule *no = NULL, *yes = NULL;
    const char *reason = NULL;

    (void) state;
    assert_int_equal(gcis_rule_parse("application=FMS", &no, NULL, 0),
                     GCIS_OK);
    assert_int_equal(gcis_rule_parse("application=PRE", &yes, NULL, 0),
                     GCIS_OK);
    rules[0] = no;
    rules[1] = no;
    assert_int_equal(gcis_authorize(clerk, rules, 2, &facts, &reason),
                     GCIS_E_FORBIDDEN);
    assert_string_equal(reason, "no_role");
    rules[1] = yes;
    assert_int_equal(gcis_authorize(clerk, rules, 2, &facts, NULL), GCIS_OK);
    assert_int_equal(gcis_authorize(clerk, NULL, 0, &facts, NULL), GCIS_OK);
    gcis_rule_free(no);
    gcis_rule_free(yes);
}


/* The identity of a token, as the next request finds it. */
static struct gcis_identity *
next_request(struct place *place, const struct gcis_identity *identity)
{
    const char *token = gcis_identity_token(identity);
    struct gcis_identity *now = NULL;

    assert_int_equal(gcis_token_verify(place->gcis, token, strlen(token),
                                       HOST, &now, NULL), GCIS_OK);

    return now;
}


static void
test_what_changes_acts_on_the_next_request(void **state)
{
    struct place *place = *state;
    struct gcis_identity *before, *after;

    place_person(place, "moving", "TPE");
    place_do(place, "grant.add", "{'account':'moving','application':'PRE',"
             "'role':'reader'}");
    before = sign_in(place, "moving", SECRET);
    assert_string_equal(ask(before, "application=PRE", NULL, now_s), "ok");

    place_do(place, "grant.remove", "{'account':'moving',"
             "'application':'PRE','role':'reader'}");
    after = next_request(place, before);
    assert_string_equal(ask(after, "application=PRE", NULL, now_s),
                        "no_role");
    /* a copy was taken: the one in hand says what it said */
    assert_string_equal(ask(before, "application=PRE", NULL, now_s), "ok");
    gcis_identity_free(after);

    place_do(place, "application.set", "{'application':'PRE',"
             "'inactive':true}");
    after = next_request(place, clerk);
    assert_string_equal(ask(after, "application=PRE", NULL, now_s),
                        "inactive");
    gcis_identity_free(after);
    place_do(place, "application.set", "{'application':'PRE',"
             "'inactive':false}");
    gcis_identity_free(before);
}


static void
test_who_must_change(void **state)
{
    struct place *place = *state;
    char oneday[64];
    struct gcis_identity *identity, *now;

    place_person(place, "forced", "TPE");
    place_do(place, "grant.add", "{'account':'forced','application':'PRE',"
             "'role':'reader'}");
    place_do(place, "password.expire", "{'account':'forced'}");
    identity = sign_in(place, "forced", SECRET);
    assert_int_equal(gcis_identity_restricted(identity), 1);
    assert_string_equal(ask(identity, "application=PRE", NULL, now_s),
                        "must_change");
    assert_string_equal(ask(identity, "agency=TPE", NULL, now_s),
                        "must_change");
    now = next_request(place, identity);
    assert_int_equal(gcis_identity_restricted(now), 1);
    assert_int_equal(gcis_identity_renewal_due(now, now_s + LATER_S), 0);
    gcis_identity_free(now);
    gcis_identity_free(identity);

    place_newcomer(place, "new", oneday);
    place_do(place, "grant.add", "{'account':'new','application':'PRE',"
             "'role':'reader'}");
    identity = sign_in(place, "new", oneday);
    assert_string_equal(ask(identity, "application=PRE", NULL, now_s),
                        "must_change");
    assert_string_equal(gcis_identity_method(identity), "oneday");
    gcis_identity_free(identity);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_asked_of_nothing),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_grant_past_its_date),
        cmocka_unit_test(test_any_of_the_rules),
        cmocka_unit_test(test_what_changes_acts_on_the_next_request),
        cmocka_unit_test(test_who_must_change),
    };

    return cmocka_run_group_tests_name("lmdb", tests, prepare_local, end)
           + cmocka_run_group_tests_name("unix", tests, prepare_remote, end);
}
