/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of pages: what its load refuses, how a page and a refusal are
 * found, and what is put into the data of a page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "portal_data.h"

#define GOOD_PAGE "\"path\": \"p\", \"template\": \"page\", \"after\": null," \
    " \"title\": \"hello\", \"operation\": null, \"methods\": [\"GET\"]," \
    " \"session\": \"required\", \"restricted\": false"
#define GOOD_REFUSAL "\"unavailable\": {\"status\": 503, \"code\": \"G500\"," \
    " \"title\": \"hello\", \"sentence\": \"hello\", \"next\": \"hello\"}"

/* Of a table whose pages and refusals are these texts. */
static struct pages *
load(const char *page, const char *refusals, struct template_set **ret_set,
    char *error, size_t size)
{
    struct folder folder;
    struct pages *pages;
    char table[2048];

    folder_make_with_messages(&folder);
    folder_write(&folder, "page.html", "p");
    folder_write(&folder, "error.html", "e");
    snprintf(table, sizeof(table), "{\"pages\": {\"one\": {%s}},"
        " \"refusals\": {%s}}", page, refusals);
    folder_write(&folder, "pages.json", table);
    *ret_set = template_set_load(folder.path, NULL, error, size);
    assert_non_null(*ret_set);
    pages = pages_load(folder.path, *ret_set, error, size);
    folder_remove(&folder);
    return pages;
}

/* The good page with one text in place of another. */
struct row {
    const char *from;
    const char *to;
    const char *error;
};

static const struct row bad[] = {
    { "\"path\": \"p\", ", "", "one: path is missing" },
    { "\"session\": \"required\", ", "", "one: session is missing" },
    { "\"after\": null, ", "", "one: after is missing" },
    { "\"path\"", "\"x\": 1, \"path\"", "one: unknown member x" },
    { "\"p\"", "1", "one: path: a text is expected" },
    { "\"p\"", "null", "one: path: a text is expected" },
    { "\"page\"", "\"nowhere\"", "one: unknown template nowhere" },
    { "\"after\": null", "\"after\": \"nowhere\"",
        "one: unknown template nowhere" },
    { "\"hello\"", "\"nothing\"", "one: title: unknown message nothing" },
    { "\"operation\": null", "\"operation\": 1",
        "one: operation: a text is expected" },
    { "[\"GET\"]", "[]", "one: methods: none" },
    { "[\"GET\"]", "\"GET\"", "one: methods: none" },
    { "[\"GET\"]", "[\"get\"]", "one: methods: GET or POST" },
    { "[\"GET\"]", "[\"GET\", 1]", "one: methods: GET or POST" },
    { "\"required\"", "\"none\"", "one: session: required or optional" },
    { "\"required\"", "true", "one: session: required or optional" },
    { "false", "0", "one: restricted: true or false" },
    { "false", "\"true\"", "one: restricted: true or false" },
};


/* GOOD with the first `from` replaced. */
static void
make_row(const struct row *row, char *ret_text, size_t size)
{
    const char *at = strstr(GOOD_PAGE, row->from);

    assert_non_null(at);
    snprintf(ret_text, size, "%.*s%s%s", (int) (at - GOOD_PAGE), GOOD_PAGE,
        row->to, at + strlen(row->from));
}


static void
refuses(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct template_set *set;
        char page[1024];
        char error[512] = "";

        make_row(&bad[i], page, sizeof(page));
        assert_null(load(page, GOOD_REFUSAL, &set, error, sizeof(error)));
        if (strstr(error, bad[i].error) == NULL) {
            fail_msg("%s, not %s", error, bad[i].error);
        }
        assert_non_null(strstr(error, "pages.json: "));
        template_set_free(set);
    }
}


static void
refuses_bad_refusals(void **state)
{
    static const char *const refusals[] = {
        "", "\"unavailable\": {}", "\"unavailable\": 1",
        "\"other\": {\"status\": 503, \"code\": null, \"title\": \"hello\","
            " \"sentence\": \"hello\", \"next\": \"hello\"}",
        "\"unavailable\": {\"status\": 200, \"code\": null, \"title\":"
            " \"hello\", \"sentence\": \"hello\", \"next\": \"hello\"}",
        "\"unavailable\": {\"status\": 503, \"code\": null, \"title\":"
            " \"hello\", \"sentence\": \"nothing\", \"next\": \"hello\"}",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct template_set *set;
        char error[512] = "";

        assert_null(load(GOOD_PAGE, refusals[i], &set, error,
            sizeof(error)));
        assert_string_not_equal(error, "");
        template_set_free(set);
    }
}


static void
refuses_a_path_twice(void **state)
{
    struct template_set *set;
    char error[512] = "";

    (void) state;
    assert_null(load(GOOD_PAGE "}, \"two\": {" GOOD_PAGE, GOOD_REFUSAL, &set,
        error, sizeof(error)));
    assert_non_null(strstr(error, "two: path: twice"));
    template_set_free(set);
}


static void
finds(void **state)
{
    struct template_set *set;
    char error[512] = "";
    struct pages *pages = load(GOOD_PAGE, GOOD_REFUSAL, &set, error,
        sizeof(error));
    const struct page *page;

    (void) state;
    assert_non_null(pages);
    assert_null(pages_find(pages, "", 0));
    assert_null(pages_find(pages, "p/", 2));
    assert_null(pages_find(pages, "pp", 2));
    assert_null(pages_find(pages, "P", 1));
    page = pages_find(pages, "pp", 1);
    assert_non_null(page);
    assert_string_equal(page->name, "one");
    assert_int_equal(page->methods, PAGE_GET);
    assert_int_equal(page->session, PAGE_SESSION_REQUIRED);
    assert_false(page->restricted);
    assert_null(page->operation);
    assert_null(page->after);
    assert_int_equal(pages_refusal(pages, "nothing")->status, 503);
    pages_free(pages);
    pages_free(NULL);
    template_set_free(set);
}


static void
tells_a_refusal(void **state)
{
    struct template_set *set;
    char error[512] = "";
    struct pages *pages = load(GOOD_PAGE, GOOD_REFUSAL, &set, error,
        sizeof(error));
    json_t *data = json_pack("{s:s}", "name", "n");

    (void) state;
    assert_non_null(pages);
    assert_true(portal_refuse(pages_refusal(pages, "unavailable"), set, "en",
        data));
    assert_int_equal(json_integer_value(json_object_get(data, "status")),
        503);
    assert_string_equal(json_string_value(json_object_get(data, "code")),
        "G500");
    assert_string_equal(json_string_value(json_object_get(data, "sentence")),
        "Hello n");
    json_decref(data);
    pages_free(pages);
    template_set_free(set);
}


static void
gathers_errors(void **state)
{
    json_t *data = json_object();
    json_t *wanted = json_loads("{\"errors\": [{\"field\": \"a\", \"message\":"
        " \"x\"}, {\"field\": \"b\", \"message\": \"y\"}, {\"field\": \"a\","
        " \"message\": \"z\"}], \"error\": {\"a\": \"x\\nz\", \"b\": \"y\"},"
        " \"has_errors\": true}", 0, NULL);

    (void) state;
    assert_true(portal_error(data, "a", "x"));
    assert_true(portal_error(data, "b", "y"));
    assert_true(portal_error(data, "a", "z"));
    assert_true(portal_complete(data));
    assert_true(json_equal(data, wanted));
    json_decref(wanted);
    json_decref(data);
}


static void
completes(void **state)
{
    static const struct {
        const char *data;
        const char *added;
    } rows[] = {
        { "{}", "{}" },
        { "{\"errors\": [], \"downloads\": [], \"failures\": null,"
            " \"password_days\": 0, \"no_certificate\": false, \"return\":"
            " \"\"}", "{}" },
        { "{\"applications\": [1]}", "{\"has_applications\": true}" },
        { "{\"downloads\": [1]}", "{\"has_downloads\": true}" },
        { "{\"failures\": {}}", "{\"has_reminders\": true}" },
        { "{\"password_days\": 1}", "{\"has_reminders\": true}" },
        { "{\"no_certificate\": true}", "{\"has_reminders\": true}" },
        { "{\"return\": \"/a?b&c\"}", "{\"return_query\": \"/a%3Fb%26c\"}" },
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *data = json_loads(rows[i].data, 0, NULL);
        json_t *wanted = json_loads(rows[i].data, 0, NULL);
        json_t *added = json_loads(rows[i].added, 0, NULL);

        json_object_update(wanted, added);
        assert_true(portal_complete(data));
        assert_true(json_equal(data, wanted));
        json_decref(added);
        json_decref(wanted);
        json_decref(data);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(refuses_bad_refusals),
        cmocka_unit_test(refuses_a_path_twice),
        cmocka_unit_test(finds),
        cmocka_unit_test(tells_a_refusal),
        cmocka_unit_test(gathers_errors),
        cmocka_unit_test(completes),
    };

    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
