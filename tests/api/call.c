/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations by their dotted name, over both URIs: whatever goes wrong, the
 * reply is one JSON object with a code, a reason and a reference.
 */
#include "place.h"

#include <pwd.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define DEEP 40
#define HUGE (300 * 1024) /* over what one message may have */


static int
prepare(void **state, bool remote)
{
    const struct passwd *self = getpwuid(geteuid());
    char web[128];
    struct place *place;

    /* sessions come through what is listed as a web server, alone */
    assert_non_null(self);
    snprintf(web, sizeof(web), "[peers]\nweb = %s\n", self->pw_name);
    place = place_new(remote, web);
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


static const char *
member(const json_t *reply, const char *name)
{
    const char *text = json_string_value(json_object_get(reply, name));

    return text == NULL ? "" : text;
}


static void
test_nothing_is_asked_of_nothing(void **state)
{
    struct place *place = *state;
    struct gcis_claim *claim = place_claim("wang", SECRET);
    struct gcis_identity *nobody = NULL;
    char *reply = NULL;

    assert_int_equal(gcis_call(NULL, NULL, "engine.health", NULL, &reply),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_call(place->gcis, NULL, NULL, NULL, &reply),
                     GCIS_E_INVALID);
    assert_int_equal(gcis_call(place->gcis, NULL, "engine.health", NULL,
                               NULL), GCIS_E_INVALID);
    assert_int_equal(gcis_call(place->gcis, NULL, "aaaaaaaaaaaaaaaaaaaaaaaaa"
                               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                               NULL, &reply), GCIS_E_INVALID);
    assert_int_equal(gcis_tick(NULL, 0), GCIS_E_INVALID);

    /* an actor without a token proves nothing */
    assert_int_equal(gcis_vouch(place->gcis, claim, &nobody), GCIS_OK);
    assert_int_equal(gcis_call(place->gcis, nobody, "session.home", NULL,
                               &reply), GCIS_E_INVALID);
    assert_null(reply);
    gcis_identity_free(nobody);
    gcis_claim_free(claim);

    /* no parameters are none */
    assert_int_equal(gcis_call(place->gcis, NULL, "engine.health", NULL,
                               &reply), GCIS_OK);
    assert_non_null(reply);
    free(reply);
}


static void
test_parameters_that_are_none(void **state)
{
    struct place *place = *state;
    static const char *const texts[] = {
        "", " ", "null", "1", "[]", "\"a\"", "{", "{}}", "{} {}",
        "{\"name\":}", "{\"name\":1,\"name\":2}", "{'name':1}",
        "{\"name\":\"\\u0000\"}", "{\"name\":\"\xff\"}", "{\"name\":1.5}",
    };
    char deep[2 * DEEP + 16] = "{\"a\":", *reply;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        json_t *value;
        int status;

        reply = NULL;
        status = gcis_call(place->gcis, NULL, "account.list", texts[i],
                           &reply);
        value = reply == NULL
                ? NULL : json_loads(reply, JSON_REJECT_DUPLICATES, NULL);
        if (status != GCIS_E_INVALID
            || strcmp(member(value, "error"), "G403") != 0
            || strcmp(member(value, "reason"), "invalid") != 0
            || member(value, "message")[0] == '\0')
        {
            fail_msg("%s: %d %s", texts[i], status, reply);
        }
        json_decref(value);
        free(reply);
    }

    memset(deep + strlen(deep), '[', DEEP);
    memset(deep + 5 + DEEP, ']', DEEP);
    deep[5 + 2 * DEEP] = '}';
    assert_int_equal(gcis_call(place->gcis, NULL, "account.list", deep,
                               &reply), GCIS_E_INVALID);
    free(reply);
}


static void
test_more_than_a_message_holds(void **state)
{
    struct place *place = *state;
    char *text = malloc(HUGE), *reply = NULL;
    json_t *value;

    assert_non_null(text);
    memset(text, 'a', HUGE);
    memcpy(text, "{\"name\":\"", 9);
    memcpy(text + HUGE - 3, "\"}", 3);
    assert_int_equal(gcis_call(place->gcis, NULL, "account.add", text,
                               &reply), GCIS_E_INVALID);
    value = json_loads(reply, 0, NULL);
    assert_non_null(value);
    assert_true(strncmp(member(value, "error"), "G4", 2) == 0);
    json_decref(value);
    free(reply);
    free(text);

    /* the connection, where there is one, is none the worse */
    place_do(place, "engine.health", "{}");
}


static void
test_errors(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *operation, *parameters;
        int status;
        const char *code, *reason, *field;
    } rows[] = {
        { "no.such", "{}", GCIS_E_INVALID, "G400", "unknown_operation", "" },
        { "", "{}", GCIS_E_INVALID, "G400", "unknown_operation", "" },
        { "account.show", "{}", GCIS_E_INVALID, "G403", "invalid",
          "account" },
        { "account.show", "{'account':1}", GCIS_E_INVALID, "G403", "invalid",
          "account" },
        { "account.show", "{'account':'wang','colour':'red'}",
          GCIS_E_INVALID, "G403", "invalid", "colour" },
        { "account.show", "{'account':'nobody'}", GCIS_E_INVALID, "G400",
          "not_found", "account" },
        { "account.add", "{'name':'wang','full_name':'王','agency':'TPE'}",
          GCIS_E_INVALID, "G402", "exists", "name" },
        { "account.add", "{'name':'a b','full_name':'王','agency':'TPE'}",
          GCIS_E_INVALID, "G403", "invalid", "name" },
        { "account.close", "{'account':'wang'}", GCIS_E_INVALID, "G403",
          "confirm", "confirm" },
        { "grant.add", "{'account':'wang','application':'PRE',"
          "'role':'king'}", GCIS_E_INVALID, "G400", "not_found", "role" },
        { "password.change", "{'account':'wang','old':'wrong',"
          "'new':'Gute-Nacht-77'}", GCIS_E_DENIED, "G100", "wrong_secret",
          "old" },
        { "password.change", "{'account':'nobody','old':'wrong',"
          "'new':'Gute-Nacht-77'}", GCIS_E_DENIED, "G100",
          "unknown_account", "old" },
        { "password.change", "{'account':'wang','old':'Correct-Horse-7',"
          "'new':'short'}", GCIS_E_INVALID, "G201", "password_rules",
          "new" },
        { "store.init", "{}", GCIS_E_INVALID, "G402", "exists", "" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *reply = place_ask(place, NULL, rows[i].status,
                                  rows[i].operation, "%s",
                                  rows[i].parameters);

        if (strcmp(member(reply, "error"), rows[i].code) != 0
            || strcmp(member(reply, "reason"), rows[i].reason) != 0
            || strcmp(member(reply, "field"), rows[i].field) != 0
            || member(reply, "message")[0] == '\0'
            || strlen(member(reply, "reference")) != REFERENCE_LEN)
        {
            fail_msg("%s %s: %s", rows[i].operation, rows[i].parameters,
                     json_dumps(reply, 0));
        }
        json_decref(reply);
    }
}


static void
test_on_behalf_of_a_session(void **state)
{
    struct place *place = *state;
    struct gcis_identity *wang = NULL;
    json_t *reply;

    assert_int_equal(place_sign_in(place, "wang", SECRET, &wang), GCIS_OK);

    /* what is open to him, and what no session without a role may */
    reply = place_ask(place, wang, GCIS_OK, "session.home", "{}");
    assert_string_equal(member(reply, "account"), "wang");
    json_decref(reply);
    reply = place_ask(place, wang, GCIS_E_FORBIDDEN, "account.list", "{}");
    assert_string_equal(member(reply, "error"), "G300");
    json_decref(reply);
    reply = place_ask(place, wang, GCIS_E_FORBIDDEN, "store.status", "{}");
    json_decref(reply);

    /* the account acted for comes out of the token alone */
    reply = place_ask(place, wang, GCIS_E_INVALID, "session.home",
                      "{'account':'sample.chief'}");
    assert_string_equal(member(reply, "error"), "G403");
    json_decref(reply);

    /* and a session that has ended asks nothing any more */
    assert_int_equal(gcis_token_end(place->gcis, gcis_identity_token(wang),
                                    strlen(gcis_identity_token(wang))),
                     GCIS_OK);
    reply = place_ask(place, wang, GCIS_E_DENIED, "session.home", "{}");
    assert_string_equal(member(reply, "error"), "G302");
    assert_string_equal(member(reply, "reason"), "revoked");
    json_decref(reply);
    gcis_identity_free(wang);
}


/* A heart-beat asks to be called again; for unix: there is nothing to do. */
static void
test_tick(void **state)
{
    struct place *place = *state;

    for (unsigned i = 0; i < 3; i++) {
        assert_in_range(gcis_tick(place->gcis, time(NULL)), 1, 60000);
    }
}


static void
test_no_store_here(void **state)
{
    struct gcis_config *config = NULL;
    struct gcis *gcis = NULL;
    struct gcis_identity *identity = NULL;
    struct gcis_claim *claim = place_claim("wang", SECRET);
    char dir[] = "/tmp/gcis-api-XXXXXX", uri[64], *reply = NULL;
    json_t *value;

    (void) state;
    assert_non_null(mkdtemp(dir));
    snprintf(uri, sizeof(uri), "lmdb:%s", dir);
    assert_int_equal(gcis_config_new(&config), GCIS_OK);
    assert_int_equal(gcis_config_set_store(config, uri), GCIS_OK);
    assert_int_equal(gcis_open(config, &gcis), GCIS_OK);

    assert_int_equal(gcis_call(gcis, NULL, "account.list", NULL, &reply),
                     GCIS_E_STORE);
    value = json_loads(reply, 0, NULL);
    assert_string_equal(member(value, "reason"), "no_store");
    assert_non_null(strstr(member(value, "message"), "gcisctl init"));
    json_decref(value);
    free(reply);

    assert_int_equal(gcis_authenticate(gcis, claim, &identity),
                     GCIS_E_STORE);
    assert_int_equal(gcis_vouch(gcis, claim, &identity), GCIS_E_STORE);
    assert_int_equal(place_verify(gcis, "a.b.c", NULL), GCIS_E_STORE);
    assert_int_equal(gcis_token_end(gcis, "a.b.c", 5), GCIS_E_STORE);
    assert_null(identity);

    gcis_close(gcis);
    gcis_config_free(config);
    gcis_claim_free(claim);
    (void) rmdir(dir);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_asked_of_nothing),
        cmocka_unit_test(test_parameters_that_are_none),
        cmocka_unit_test(test_more_than_a_message_holds),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_on_behalf_of_a_session),
        cmocka_unit_test(test_tick),
    };
    const struct CMUnitTest alone[] = {
        cmocka_unit_test(test_no_store_here),
    };

    return cmocka_run_group_tests_name("lmdb", tests, prepare_local,
                                       place_end)
           + cmocka_run_group_tests_name("unix", tests, prepare_remote,
                                         place_end)
           + cmocka_run_group_tests_name("no store", alone, NULL, NULL);
}
