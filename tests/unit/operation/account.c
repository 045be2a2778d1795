/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts: added, looked up, changed, through their states (R1-R11). */
#include "office.h"

#include <stdio.h>
#include <string.h>

#define ADD(fields) "{\"name\":\"new.one\",\"full_name\":\"新人\","           \
    "\"agency\":\"TXG\"" fields "}"


static void
test_add_refused(void **state)
{
    struct office *office = *state;
    static const struct {
        const char *parameters, *reason, *field;
    } rows[] = {
        /* taken: by another spelling of it, by a closed account (R2) */
        { "{\"name\":\"WANG.xm\",\"full_name\":\"x\",\"agency\":\"TXG\"}",
          "exists", "name" },
        { "{\"name\":\"gone\",\"full_name\":\"x\",\"agency\":\"TXG\"}",
          "exists", "name" },
        /* no name, too short, an ID number, not a letter first */
        { "{\"full_name\":\"x\",\"agency\":\"TXG\"}", "invalid", "name" },
        { "{\"name\":\"ab\",\"full_name\":\"x\",\"agency\":\"TXG\"}",
          "invalid", "name" },
        { "{\"name\":\"A123456789\",\"full_name\":\"x\",\"agency\":\"TXG\"}",
          "invalid", "name" },
        { "{\"name\":\"1abc\",\"full_name\":\"x\",\"agency\":\"TXG\"}",
          "invalid", "name" },
        /* no person, no agency, none of that name */
        { "{\"name\":\"new.one\",\"agency\":\"TXG\"}", "invalid",
          "full_name" },
        { "{\"name\":\"new.one\",\"full_name\":\"  \",\"agency\":\"TXG\"}",
          "invalid", "full_name" },
        { "{\"name\":\"new.one\",\"full_name\":\"x\"}", "invalid", "agency" },
        { "{\"name\":\"new.one\",\"full_name\":\"x\",\"agency\":\"NONE\"}",
          "not_found", "agency" },
        /* a member has none; a kind that is none */
        { ADD(",\"kind\":\"member\""), "invalid", "agency" },
        { ADD(",\"kind\":\"robot\""), "invalid", "kind" },
        /* the whole ID number, letters, an address, a number */
        { ADD(",\"id_tail\":\"A123456789\""), "invalid", "id_tail" },
        { ADD(",\"id_tail\":\"12x4\""), "invalid", "id_tail" },
        { ADD(",\"email\":\"nobody\""), "invalid", "email" },
        { ADD(",\"phone\":\"call me\""), "invalid", "phone" },
        { ADD(",\"title\":\"two\\nlines\""), "invalid", "title" },
        { ADD(",\"reference\":\"two\\nlines\""), "invalid", "reference" },
        /* an end that is past, or is none */
        { ADD(",\"until\":\"2023-11-14\""), "invalid", "until" },
        { ADD(",\"until\":\"tomorrow\""), "invalid", "until" },
        /* the same person (R4), in other width and spacing too */
        { "{\"name\":\"new.one\",\"full_name\":\"王 小明\",\"agency\":"
          "\"TCG-COM\",\"id_tail\":\"5678\"}", "person_exists",
          "full_name" },
        /* another type */
        { ADD(",\"title\":7"), "invalid", "title" },
    };

    office_do(office, "account.add", "{\"name\":\"gone\",\"full_name\":\"x\","
              "\"agency\":\"TXG\"}");
    office_do(office, "account.close", "{\"account\":\"gone\",\"confirm\":"
              "\"gone\"}");

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        office_no(office, rows[i].reason, "account.add", "%s",
                  rows[i].parameters);
        if (strcmp(office_text(office, "field"), rows[i].field) != 0) {
            fail_msg("row %zu: %s", i, office_text(office, "field"));
        }
        /* what was typed is not repeated: it could be an ID number (R3) */
        assert_null(strstr(office_text(office, "message"), "A123456789"));
    }
    office_no(office, "not_found", "account.show",
              "{\"account\":\"new.one\"}");
    assert_false(office_log_has(office, "A123456789"));
}


static void
test_add(void **state)
{
    struct office *office = *state;

    office_do(office, "account.add", ADD(",\"title\":\"科員\",\"email\":"
              "\"n@example.gov.tw\",\"phone\":\"02-2345#67\",\"id_tail\":"
              "\"1234\",\"until\":\"2024-12-31\",\"reference\":\"府-1\""));
    assert_string_equal(office_text(office, "state"), "created");
    office_do(office, "account.show", "{\"account\":\"New.One\"}");
    assert_string_equal(office_text(office, "name"), "new.one");
    assert_string_equal(office_text(office, "full_name"), "新人");
    assert_string_equal(office_text(office, "agency"), "TXG");
    assert_string_equal(office_text(office, "kind"), "civil-servant");
    assert_string_equal(office_text(office, "title"), "科員");
    assert_string_equal(office_text(office, "id_tail"), "1234");
    assert_int_equal(office_integer(office, "until_s"), 1735660800);
    assert_int_equal(office_integer(office, "created_s"), OFFICE_START_S);

    /* the same person in another agency; in the same one, with a reason */
    office_do(office, "account.add", "{\"name\":\"new.two\",\"full_name\":"
              "\"新人\",\"agency\":\"TCG\",\"id_tail\":\"1234\"}");
    office_do(office, "account.add", "{\"name\":\"new.three\",\"full_name\":"
              "\"新人\",\"agency\":\"TXG\",\"id_tail\":\"1234\",\"reason\":"
              "\"兼任\"}");
    /* and without a tail nobody can tell */
    office_do(office, "account.add", "{\"name\":\"new.four\",\"full_name\":"
              "\"新人\",\"agency\":\"TXG\"}");
}


/* R4: who left may come back under another name. */
static void
test_person_leaves(void **state)
{
    struct office *office = *state;
    static const char *const again = "{\"name\":\"wang.two\",\"full_name\":"
        "\"王小明\",\"agency\":\"TCG-COM\",\"id_tail\":\"5678\"}";

    office_no(office, "person_exists", "account.add", "%s", again);
    office_do(office, "account.set", "{\"account\":\"wang.xm\",\"id_tail\":"
              "\"9999\"}");
    office_do(office, "account.add", "%s", again);
    office_no(office, "person_exists", "account.set", "{\"account\":"
              "\"wang.xm\",\"id_tail\":\"5678\"}");
    office_do(office, "account.close", "{\"account\":\"wang.two\","
              "\"confirm\":\"wang.two\"}");
    office_do(office, "account.set", "{\"account\":\"wang.xm\",\"id_tail\":"
              "\"5678\"}");
}


/* R1: the paper, where it is wanted. */
static void
test_reference_required(void **state)
{
    struct office *office = *state;
    static const struct { const char *operation, *parameters; } rows[] = {
        { "account.add", ADD("") },
        { "account.set", "{\"account\":\"wang.xm\",\"title\":\"x\"}" },
        { "account.suspend", "{\"account\":\"wang.xm\",\"reason\":\"x\"}" },
        { "account.close", "{\"account\":\"wang.xm\",\"confirm\":"
          "\"wang.xm\"}" },
        { "grant.add", "{\"account\":\"wang.xm\",\"application\":\"PRE\","
          "\"role\":\"reader\"}" },
    };

    office->engine->config->account.reference_required = true;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        office_no(office, "reference", rows[i].operation, "%s",
                  rows[i].parameters);
    }
    office_do(office, "account.add", ADD(",\"reference\":\"府-2\""));
    office_do(office, "audit.list", "{\"account\":\"new.one\"}");
    assert_true(office_lists(office, "document", "府-2"));
}


static void
test_member(void **state)
{
    struct office *office = *state;

    office_by_no(office, "lin.manager", "forbidden", "account.add",
                 "{\"name\":\"new.one\",\"full_name\":\"x\",\"kind\":"
                 "\"member\"}");
    office_by_no(office, "memb", "not_found", "account.add", ADD(""));
    assert_int_equal(office_by(office, "memb", LEVEL_CERTIFICATE,
                               "account.add", "{\"name\":\"new.one\","
                               "\"full_name\":\"x\",\"kind\":\"member\"}"),
                     GCIS_OK);
    assert_string_equal(office_text(office, "agency"), "");
}


/* R10 */
static void
test_move(void **state)
{
    struct office *office = *state;
    struct account_set set;

    office_do(office, "grant.add", "{\"account\":\"wang.xm\",\"application\":"
              "\"PRE\",\"role\":\"reader\"}");
    /* no paper; to where he has no say; a member has nowhere to go */
    office_no(office, "reference", "account.set",
              "{\"account\":\"wang.xm\",\"agency\":\"TCG\"}");
    office_by_no(office, "lin.manager", "not_found", "account.set",
                 "{\"account\":\"wang.xm\",\"agency\":\"TXG\","
                 "\"reference\":\"府-3\"}");
    office_no(office, "invalid", "account.set",
              "{\"account\":\"citizen\",\"agency\":\"TCG\","
              "\"reference\":\"府-3\"}");
    assert_int_equal(office_by(office, "lin.manager", LEVEL_CERTIFICATE,
                               "account.set", "{\"account\":\"wang.xm\","
                               "\"agency\":\"TCG\",\"reference\":\"府-3\"}"),
                     GCIS_OK);
    assert_string_equal(office_text(office, "agency"), "TCG");
    office_account(office, "wang.xm", &set);
    assert_int_equal(set.grants.n, 0);
    assert_int_equal(office_count(office, EVENT_GRANT_REMOVE, RESULT_OK), 1);
}


static void
test_set(void **state)
{
    struct office *office = *state;
    struct position before, after;

    office_do(office, "account.set", "{\"account\":\"wang.xm\",\"email\":"
              "\"w@example.gov.tw\",\"until\":\"2024-12-31\"}");
    office_do(office, "audit.list", "{\"account\":\"wang.xm\"}");
    assert_true(office_lists(office, "event", "account.set"));

    /* the same again is no change; "" takes away */
    assert_int_equal(store_position(office->engine->store, &before, NULL),
                     STORE_OK);
    office_do(office, "account.set", "{\"account\":\"wang.xm\",\"email\":"
              "\"w@example.gov.tw\",\"until\":\"2024-12-31\"}");
    assert_int_equal(store_position(office->engine->store, &after, NULL),
                     STORE_OK);
    assert_int_equal(before.seq, after.seq);
    office_do(office, "account.set", "{\"account\":\"wang.xm\",\"email\":\"\","
              "\"until\":\"\"}");
    assert_string_equal(office_text(office, "email"), "");
    assert_false(office_has(office, "until_s"));
    /* never the name */
    office_no(office, "invalid", "account.set",
              "{\"account\":\"wang.xm\",\"name\":\"wang\"}");
}


static void
collect(struct office *office, const char *filter, size_t *ret_n,
        unsigned *ret_pages)
{
    char cursor[80] = "", last[80] = "";

    *ret_n = 0;
    *ret_pages = 0;
    do {
        json_t *item;
        size_t i;

        office_do(office, "account.list", "{%s%s\"cursor\":\"%s\"}", filter,
                  filter[0] == '\0' ? "" : ",", cursor);
        json_array_foreach(office_items(office), i, item) {
            const char *name = json_string_value(json_object_get(item,
                                                                 "name"));

            assert_true(strcmp(name, last) > 0);
            snprintf(last, sizeof(last), "%s", name);
        }
        *ret_n += json_array_size(office_items(office));
        ++*ret_pages;
        snprintf(cursor, sizeof(cursor), "%s", office_text(office, "next"));
    } while (cursor[0] != '\0');
}


static void
test_list(void **state)
{
    struct office *office = *state;
    size_t n;
    unsigned pages;

    for (unsigned i = 0; i < 51; i++) {
        office_do(office, "account.add", "{\"name\":\"many.%02u\","
                  "\"full_name\":\"多人\",\"agency\":\"TXG\"}", i);
    }
    office_no(office, "invalid", "account.list", "{\"state\":\"sleepy\"}");
    office_no(office, "not_found", "account.list", "{\"agency\":\"NONE\"}");

    collect(office, "", &n, &pages);
    assert_int_equal(n, 51 + 8 + 4); /* people of the sample, too */
    assert_int_equal(pages, 2);
    collect(office, "\"match\":\"MANY\"", &n, &pages);
    assert_int_equal(n, 51);
    collect(office, "\"match\":\"多\",\"state\":\"active\"", &n, &pages);
    assert_int_equal(n, 0);
    /* an agency is it and those below */
    collect(office, "\"agency\":\"TCG\"", &n, &pages);
    assert_int_equal(n, 2);

    /* exactly one page has no next */
    collect(office, "\"match\":\"many.0\"", &n, &pages);
    assert_int_equal(n, 10);
    assert_int_equal(pages, 1);

    /* a manager sees his own agencies */
    assert_int_equal(office_by(office, "lin.manager", LEVEL_CERTIFICATE,
                               "account.list", "{}"), GCIS_OK);
    assert_int_equal(json_array_size(office_items(office)), 2);
    assert_int_equal(office_by(office, "memb", LEVEL_CERTIFICATE,
                               "account.list", "{}"), GCIS_OK);
    assert_int_equal(json_array_size(office_items(office)), 3);
}


#define TEST(function)                                                        \
    cmocka_unit_test_setup_teardown(function, office_new, office_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_add_refused),
        TEST(test_add),
        TEST(test_person_leaves),
        TEST(test_reference_required),
        TEST(test_member),
        TEST(test_move),
        TEST(test_set),
        TEST(test_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
