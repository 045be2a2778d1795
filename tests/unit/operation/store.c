/* SPDX-License-Identifier: BSD-2-Clause */
/* store.init, status and digest; audit; explain. */
#include "office.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>


static void
test_init_refused(void **state)
{
    struct office *office = *state;
    static const struct { const char *parameters, *field; } rows[] = {
        { "{\"profile\":\"loose\"}", "profile" },
        { "{\"manager\":\"ab\"}", "manager" },
        { "{\"manager\":\"boss\"}", "full_name" },
        { "{\"manager\":\"boss\",\"full_name\":\"首長\"}", "agency" },
        { "{\"manager\":\"boss\",\"full_name\":\"首長\",\"agency\":\"a b\"}",
          "agency" },
        { "{\"surprise\":1}", "surprise" },
    };
    char vault[96];

    /* nothing but init on an empty folder, and that by root alone */
    office_no(office, "no_store", "account.list", "{}");
    office_no(office, "no_store", "engine.health", "{}");
    assert_int_equal(office_call(office, &office_web, "", "store.init", "{}"),
                     GCIS_E_FORBIDDEN);
    assert_int_equal(office_call(office, &office_self, "", "store.init",
                                 "{}"), GCIS_E_FORBIDDEN);

    /* a mistake makes no store */
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        office_no(office, "invalid", "store.init", "%s", rows[i].parameters);
        assert_string_equal(office_text(office, "field"), rows[i].field);
    }
    snprintf(vault, sizeof(vault), "%s/vault", office->dir);
    assert_int_not_equal(access(vault, F_OK), 0);

    office_do(office, "store.init", "{}");
    office_no(office, "exists", "store.init", "{}");
    assert_string_equal(office_text(office, "error"), "G402");
}


/* Plain: the two built-in applications, and nobody. */
static void
test_init(void **state)
{
    struct office *office = *state;
    struct position head;

    office_do(office, "store.init", "{\"profile\":\"government-high\"}");
    office_do(office, "application.list", "{}");
    assert_int_equal(json_array_size(office_items(office)), 2);
    assert_true(office_lists(office, "code", "CERT"));
    assert_true(office_lists(office, "code", "REG"));
    office_do(office, "role.list", "{\"application\":\"REG\"}");
    assert_int_equal(json_array_size(office_items(office)), 4);
    office_do(office, "account.list", "{}");
    assert_int_equal(json_array_size(office_items(office)), 0);
    office_do(office, "agency.list", "{}");
    assert_int_equal(json_array_size(office_items(office)), 0);

    /* one change made all that; the other is the node's key */
    assert_int_equal(store_position(office->engine->store, &head, NULL),
                     STORE_OK);
    assert_int_equal(head.seq, 2);
    office_do(office, "audit.list", "{}");
    assert_string_equal(json_string_value(json_object_get(json_array_get(
        office_items(office), 0), "event")), "store.init");

    /* numbers go on from there */
    office_do(office, "application.add", "{\"application\":\"NEW\",\"name\":"
              "\"x\"}");
    office_do(office, "application.show", "{\"application\":\"REG\"}");
}


static void
test_init_manager(void **state)
{
    struct office *office = *state;
    struct outcome outcome;
    char oneday[64];

    office_do(office, "store.init", "{\"sample\":true,\"manager\":"
              "\"sample.clerk\",\"full_name\":\"首長\",\"agency\":"
              "\"TPE-COM\"}");
    office_copy(office, "oneday_password", oneday, sizeof(oneday));
    assert_int_equal(office_integer(office, "expires_s"), 1700064000);
    office_do(office, "account.show", "{\"account\":\"sample.clerk\"}");
    assert_string_equal(office_text(office, "full_name"), "首長");
    assert_string_equal(office_text(office, "state"), "issued");
    assert_string_equal(office_text(office, "agency_name"), "臺北市商業處");
    office_do(office, "grant.list", "{\"account\":\"sample.clerk\"}");
    assert_int_equal(json_array_size(office_items(office)), 1);
    assert_true(office_lists(office, "role", "system"));
    assert_int_equal(office_sign_in(office, "sample.clerk", oneday,
                                    &outcome), GCIS_OK);

    /* the samples besides, the taken name left out */
    office_do(office, "account.list", "{}");
    assert_int_equal(json_array_size(office_items(office)), 4);
    office_do(office, "application.list", "{}");
    assert_int_equal(json_array_size(office_items(office)), 13);
    office_do(office, "application.show", "{\"application\":\"BMS\"}");
    assert_string_equal(office_text(office, "level"), "certificate");
    office_do(office, "application.show", "{\"application\":\"PRE\"}");
    assert_string_equal(office_text(office, "level"), "password");
    office_do(office, "role.list", "{\"application\":\"FMS\"}");
    assert_int_equal(json_array_size(office_items(office)), 3);
}


/* An agency that nobody knows yet is made with its manager. */
static void
test_init_agency(void **state)
{
    struct office *office = *state;

    office_do(office, "store.init", "{\"manager\":\"boss\",\"full_name\":"
              "\"首長\",\"agency\":\"HQ\"}");
    office_do(office, "agency.show", "{\"agency\":\"HQ\"}");
    office_do(office, "account.show", "{\"account\":\"boss\"}");
    assert_string_equal(office_text(office, "agency"), "HQ");
}


static void
test_status(void **state)
{
    struct office *office = *state;
    char digest[80];

    office_do(office, "store.status", "{}");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(
        office->reply, "accounts"), "active")), 5);
    assert_int_equal(office_integer(office, "applications"), 13);
    assert_int_equal(json_array_size(json_object_get(office->reply, "keys")),
                     1);
    assert_true(json_is_array(json_object_get(office->reply, "warnings")));

    office_do(office, "store.digest", "{}");
    office_copy(office, "digest", digest, sizeof(digest));
    assert_int_equal(strlen(digest), 64);
    office_do(office, "store.digest", "{}");
    assert_string_equal(office_text(office, "digest"), digest);
    office_do(office, "account.set", "{\"account\":\"aud\",\"title\":\"x\"}");
    office_do(office, "store.digest", "{}");
    assert_string_not_equal(office_text(office, "digest"), digest);
    office_do(office, "engine.health", "{}");
}


static void
test_audit_refused(void **state)
{
    struct office *office = *state;
    static const struct { const char *parameters, *reason, *field; } rows[] = {
        { "{\"since\":\"yesterday\"}", "invalid", "since" },
        { "{\"cursor\":\"-1\"}", "invalid", "cursor" },
        { "{\"cursor\":\"1x\"}", "invalid", "cursor" },
        { "{\"cursor\":\"99999999999999999999\"}", "invalid", "cursor" },
        { "{\"limit\":0}", "invalid", "limit" },
        { "{\"limit\":201}", "invalid", "limit" },
        { "{\"account\":\"nobody\"}", "not_found", "account" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        office_no(office, rows[i].reason, "audit.list", "%s",
                  rows[i].parameters);
        assert_string_equal(office_text(office, "field"), rows[i].field);
    }
}


static int64_t
seq_at(const struct office *office, size_t i)
{
    return json_integer_value(json_object_get(
        json_array_get(office_items(office), i), "seq"));
}


static void
test_audit_list(void **state)
{
    struct office *office = *state;
    char cursor[32];
    size_t n;

    /* the newest page, in order, and to its end */
    office_do(office, "audit.list", "{\"limit\":5}");
    n = json_array_size(office_items(office));
    assert_int_equal(n, 5);
    assert_true(seq_at(office, 0) < seq_at(office, n - 1));
    assert_true(json_is_null(json_object_get(office->reply, "next")));

    /* from a time on; nothing after the last; a date is its beginning */
    office_later(office, 3600);
    office_do(office, "account.suspend", "{\"account\":\"far.one\","
              "\"reason\":\"留職停薪\",\"reference\":\"府-9\"}");
    office_do(office, "audit.list", "{\"since\":\"2023-11-15T07:00:00\"}");
    assert_int_equal(json_array_size(office_items(office)), 1);
    assert_true(office_lists(office, "event", "account.suspend"));
    assert_true(office_lists(office, "actor", "uid:0"));
    assert_true(office_lists(office, "note", "留職停薪"));
    assert_true(office_lists(office, "document", "府-9"));
    assert_true(office_lists(office, "agency", "TXG"));
    office_do(office, "audit.list", "{\"since\":\"2023-11-16\"}");
    assert_int_equal(json_array_size(office_items(office)), 0);
    office_do(office, "audit.list", "{\"since\":\"2023-11-15\",\"limit\":3}");
    assert_int_equal(seq_at(office, 0), 1);

    /* on by the cursor, without a gap */
    office_copy(office, "next", cursor, sizeof(cursor));
    n = json_array_size(office_items(office));
    assert_int_equal(atoll(cursor), seq_at(office, n - 1));
    office_do(office, "audit.list", "{\"cursor\":\"%s\"}", cursor);
    assert_int_equal(seq_at(office, 0), atoll(cursor) + 1);

    /* one account's whole story */
    office_do(office, "audit.list", "{\"account\":\"far.one\"}");
    assert_int_equal(json_array_size(office_items(office)), 2);
    assert_true(office_lists(office, "event", "account.add"));
}


static void
test_audit_verify(void **state)
{
    struct office *office = *state;

    office_do(office, "audit.verify", "{}");
    assert_true(json_is_true(json_object_get(office->reply, "verified")));
    assert_true(office_integer(office, "changes") > 40);
}


static void
expect(struct office *office, const char *parameters, bool allowed,
       const char *reason, const char *command)
{
    json_t *step;
    size_t i;
    bool found = command[0] == '\0';

    office_do(office, "explain", "%s", parameters);
    if (json_is_true(json_object_get(office->reply, "allowed")) != allowed
        || strcmp(office_text(office, "reason"), reason) != 0)
    {
        fail_msg("%s: %s", parameters, office_text(office, "reason"));
    }

    json_array_foreach(json_object_get(office->reply, "steps"), i, step) {
        const char *text = json_string_value(json_object_get(step,
                                                             "command"));

        found |= text != NULL && strcmp(text, command) == 0;
    }
    if (!found) {
        fail_msg("%s: no step says %s", parameters, command);
    }
}


static void
test_explain(void **state)
{
    struct office *office = *state;

    office_no(office, "not_found", "explain", "{\"account\":\"nobody\"}");
    office_no(office, "not_found", "explain", "{\"account\":\"aud\","
              "\"application\":\"NONE\"}");
    office_no(office, "not_found", "explain", "{\"account\":\"aud\","
              "\"application\":\"PRE\",\"role\":\"none\"}");
    office_no(office, "invalid", "explain", "{\"account\":\"aud\",\"role\":"
              "\"reader\"}");
    office_no(office, "invalid", "explain", "{\"account\":\"aud\","
              "\"network\":\"10.0.0.0/33\"}");
    office_no(office, "invalid", "explain", "{\"account\":\"aud\",\"level\":"
              "\"high\"}");

    expect(office, "{\"account\":\"wang.xm\"}", false, "not_activated",
           "gcisctl oneday issue wang.xm");
    expect(office, "{\"account\":\"aud\"}", true, "ok", "");
    expect(office, "{\"account\":\"aud\",\"application\":\"PRE\",\"role\":"
           "\"clerk\"}", false, "no_role", "gcisctl grant add aud PRE clerk");

    office_do(office, "grant.add", "{\"account\":\"aud\",\"application\":"
              "\"PRE\",\"role\":\"clerk\",\"until\":\"2023-12-31\"}");
    expect(office, "{\"account\":\"aud\",\"application\":\"PRE\",\"role\":"
           "\"clerk\"}", true, "ok", "");
    expect(office, "{\"account\":\"aud\",\"application\":\"PRE\",\"at\":"
           "\"2024-01-01\"}", false, "no_role",
           "gcisctl grant add aud PRE clerk");

    /* the card, where the session is said to be by password */
    office_do(office, "grant.add", "{\"account\":\"aud\",\"application\":"
              "\"BMS\",\"role\":\"clerk\"}");
    expect(office, "{\"account\":\"aud\",\"application\":\"BMS\"}", true,
           "ok", "");
    expect(office, "{\"account\":\"aud\",\"application\":\"BMS\",\"level\":"
           "\"password\"}", false, "level",
           "the holder signs in by certificate");
    office_do(office, "application.set", "{\"application\":\"BMS\","
              "\"inactive\":true}");
    expect(office, "{\"account\":\"aud\",\"application\":\"BMS\"}", false,
           "inactive", "gcisctl application set BMS");

    office_do(office, "account.suspend", "{\"account\":\"aud\",\"reason\":"
              "\"x\"}");
    expect(office, "{\"account\":\"aud\"}", false, "suspended",
           "gcisctl account resume aud");
}


static void
test_explain_locked(void **state)
{
    struct office *office = *state;
    struct outcome outcome;

    for (int i = 0; i < 5; i++) {
        (void) office_sign_in(office, "aud", "wrong", &outcome);
    }
    expect(office, "{\"account\":\"aud\"}", false, "locked",
           "gcisctl account unlock aud");
    expect(office, "{\"account\":\"aud\",\"level\":\"certificate\"}", true,
           "ok", "");
    office_do(office, "account.unlock", "{\"account\":\"aud\"}");
    office_do(office, "password.expire", "{\"account\":\"aud\"}");
    expect(office, "{\"account\":\"aud\"}", false, "must_change", "");
}


#define TEST(function)                                                        \
    cmocka_unit_test_setup_teardown(function, office_new, office_end)
#define EMPTY(function)                                                       \
    cmocka_unit_test_setup_teardown(function, office_empty, office_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        EMPTY(test_init_refused),
        EMPTY(test_init),
        EMPTY(test_init_manager),
        EMPTY(test_init_agency),
        TEST(test_status),
        TEST(test_audit_refused),
        TEST(test_audit_list),
        TEST(test_audit_verify),
        TEST(test_explain),
        TEST(test_explain_locked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
