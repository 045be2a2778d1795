/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the load of a folder refuses, with file and line, and the nearest
 * that it takes.
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
#include "template.h"

/* Loads page.html with a part.html beside it; the error without the folder. */
static void
load(const char *text, char *ret_error, size_t size)
{
    struct folder folder;
    char error[512] = "";
    struct template_set *set;
    const char *words = error;

    folder_make_with_messages(&folder);
    folder_write(&folder, "page.html", text);
    folder_write(&folder, "part.html", "<p>{{name}}</p>\n");
    set = template_set_load(folder.path, NULL, error, sizeof(error));
    assert_int_equal(set == NULL, error[0] != '\0');
    if (strncmp(error, folder.path, strlen(folder.path)) == 0) {
        words += strlen(folder.path) + 1;
    }
    snprintf(ret_error, size, "%s", words);
    template_set_free(set);
    folder_remove(&folder);
}

static const struct {
    const char *text;
    const char *error;
} bad[] = {
    /* tags that are none */
    { "{{}}", "page.html:1: unknown tag {{}}" },
    { "{{ }}", "page.html:1: unknown tag {{}}" },
    { "{{a b}}", "page.html:1: unknown tag {{a b}}" },
    { "{{a..b}}", "page.html:1: unknown tag {{a..b}}" },
    { "{{.a}}", "page.html:1: unknown tag {{.a}}" },
    { "{{a.}}", "page.html:1: unknown tag {{a.}}" },
    { "{{..}}", "page.html:1: unknown tag {{..}}" },
    { "{{#.}}{{/.}}", "page.html:1: unknown tag {{.}}" },
    { "{{>../part}}", "page.html:1: unknown tag {{../part}}" },
    { "{{=<% %>=}}", "page.html:1: unknown tag {{=<% %>=}}" },
    /* no raw output, in either of Mustache's spellings */
    { "{{{name}}}", "page.html:1: unknown tag {{{name}}" },
    { "{{&name}}", "page.html:1: unknown tag {{&name}}" },
    /* not ended */
    { "a\nb {{name", "page.html:2: {{ without }} on its line" },
    { "{{na\nme}}", "page.html:1: {{ without }} on its line" },
    { "a\n}} b", "page.html:2: }} without {{" },
    { "\n{{#a}}\n\n", "page.html:2: section a is not closed" },
    { "{{#a}}{{^b}}{{/b}}", "page.html:1: section a is not closed" },
    { "\n\n{{/a}}", "page.html:3: {{/a}} closes nothing" },
    { "{{#a}}\n{{/b}}",
        "page.html:2: {{/b}} where {{/a}} of line 1 is open" },
    { "{{#a}}\n{{#b}}\n{{/a}}{{/b}}",
        "page.html:3: {{/a}} where {{/b}} of line 2 is open" },
    /* what nothing has */
    { "\n\n {{>nowhere}}", "page.html:3: unknown part nowhere" },
    { "<p>\n{{t.nothing}}", "page.html:2: unknown message nothing" },
    { "{{t.hello.x}}", "page.html:1: unknown message hello.x" },
    { "{{#x}}\n{{t.nothing}}{{/x}}", "page.html:2: unknown message nothing" },
    /* a part that holds itself, alone or by another */
    { "{{>page}}", "page.html:1: page: parts and sections more than 16 deep:"
        " does a part hold itself?" },
    { "{{#a}}\n{{>page}}{{/a}}", "page.html:1: a: parts and sections more"
        " than 16 deep: does a part hold itself?" },
    /* values where escaping does not help */
    { "<{{name}}>", "page.html:1: {{name}} outside of text and quoted"
        " attributes" },
    { "<p {{name}}>", "page.html:1: {{name}} outside of text and quoted"
        " attributes" },
    { "<p {{t.hello}}>", "page.html:1: {{t.hello}} outside of text and"
        " quoted attributes" },
    { "<p\nclass={{name}}>", "page.html:2: {{name}} outside of text and"
        " quoted attributes" },
    { "<p title=x>", "page.html:1: the value of an attribute without \"" },
    { "<p title='x'>", "page.html:1: the value of an attribute without \"" },
    { "<p {{>part}}>", "page.html:1: part part in the middle of a tag" },
    { "<script src=\"x\">\nlet x;</script>",
        "page.html:1: inline script or style" },
    { "<script>{{name}}</script>",
        "page.html:1: {{name}} outside of text and quoted attributes" },
    { "<style>p {}</style>", "page.html:1: inline script or style" },
    { "<script src=\"x\"></style>", "page.html:1: inline script or style" },
    { "<a onclick=\"x\">", "page.html:1: script or style in an attribute" },
    { "<a style=\"x\">", "page.html:1: script or style in an attribute" },
    { "<a class=\"x\" onload>", "page.html:1: script or style in an"
        " attribute" },
    { "<!-- {{name}} -->", "page.html:1: an HTML comment: write {{! words"
        " }}" },
    { "<P>", "page.html:1: a tag in small letters is expected after <" },
    { "a < b", "page.html:1: a tag in small letters is expected after <" },
    /* sections and files that end in another place than they began */
    { "{{#a}}<p {{/a}}>", "page.html:1: section a of line 1 ends in the"
        " middle of a tag" },
    { "<p title=\"{{#a}}x\"{{/a}}>", "page.html:1: section a of line 1 ends"
        " in the middle of a tag" },
    { "<a {{#a}}x{{/a}}href=\"{{b}}\">", "page.html:1: section a of line 1"
        " ends in the middle of a tag" },
    { "<p", "page.html:1: ends in the middle of a tag" },
    { "<p title=\"x", "page.html:1: ends in the middle of a tag" },
    /* not text */
    { "\xff", "page.html: not text in UTF-8" },
};

static const char *const good[] = {
    "",
    "text } { without tags",
    "{{name}}{{ name }}{{a.b-c_d.E}}{{.}}",
    "{{! anything {{ at all }}",
    "{{t.hello}}{{>part}}",
    "{{#a}}{{^a}}{{/a}}{{/a}}",
    "<!doctype html><p class=\"{{name}}\" {{#a}}hidden {{/a}}>x</p><br/>",
    "<script src=\"x\" defer></script><style></style>",
    "<p title=\"a > b <i>\">",
};


static void
refuses(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char error[512];

        load(bad[i].text, error, sizeof(error));
        assert_string_equal(error, bad[i].error);
    }
}


static void
accepts(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        char error[512];

        load(good[i], error, sizeof(error));
        assert_string_equal(error, "");
    }
}


/* 16 sections one in another, and one more. */
static void
ends_at_its_depth(void **state)
{
    char text[512] = "";
    char error[512];
    size_t len = 0;

    (void) state;
    for (int i = 0; i < 16; i++) {
        len += (size_t) snprintf(text + len, sizeof(text) - len, "{{#a}}");
    }
    for (int i = 0; i < 16; i++) {
        len += (size_t) snprintf(text + len, sizeof(text) - len, "{{/a}}");
    }
    load(text, error, sizeof(error));
    assert_string_equal(error, "");
    memmove(text + 6, text, len + 1);
    memcpy(text + len + 6, "{{/a}}", 7);
    load(text, error, sizeof(error));
    assert_string_equal(error,
        "page.html:1: more than 16 sections one in another");
}


static void
ends_at_its_size(void **state)
{
    const size_t max = 64 * 1024;
    char *text = calloc(1, max + 2);
    char error[512];

    (void) state;
    assert_non_null(text);
    memset(text, 'x', max);
    load(text, error, sizeof(error));
    assert_string_equal(error, "");
    text[max] = 'x';
    load(text, error, sizeof(error));
    assert_string_equal(error, "page.html: longer than 65536 bytes");
    free(text);
}


static const struct {
    const char *chinese;
    const char *english;
    const char *error;
} catalogues[] = {
    { "", "{\"a\": \"b\"}", "zh-Hant.json:1: '[' or '{' expected near end of"
        " file" },
    { "[]", "{\"a\": \"b\"}", "zh-Hant.json:1: not an object" },
    { "{}", "{}", "zh-Hant.json: 1 to 512 messages are expected" },
    { "{\"a\": \"x\",\n\"a\": \"y\"}", "{}",
        "zh-Hant.json:2: duplicate object key near '\"a\"'" },
    { "{\"a\": 1}", "{\"a\": \"b\"}",
        "zh-Hant.json: a: not a text with {names}" },
    { "{\"a.b\": \"x\"}", "{}", "zh-Hant.json: a.b: not a key" },
    { "{\"a b\": \"x\"}", "{}", "zh-Hant.json: a b: not a key" },
    { "{\"a\": \"{\"}", "{\"a\": \"\"}",
        "zh-Hant.json: a: not a text with {names}" },
    { "{\"a\": \"}\"}", "{\"a\": \"\"}",
        "zh-Hant.json: a: not a text with {names}" },
    { "{\"a\": \"{}\"}", "{\"a\": \"\"}",
        "zh-Hant.json: a: not a text with {names}" },
    { "{\"a\": \"{x}}\"}", "{\"a\": \"\"}",
        "zh-Hant.json: a: not a text with {names}" },
    { "{\"a\": \"{x y}\"}", "{\"a\": \"\"}",
        "zh-Hant.json: a: not a text with {names}" },
    /* the two languages differ */
    { "{\"a\": \"x\", \"b\": \"y\"}", "{\"a\": \"x\"}",
        "en.json: b: missing" },
    { "{\"a\": \"x\"}", "{\"a\": \"x\", \"b\": \"y\"}",
        "en.json: b: no such message" },
    { "{\"a\": \"{n}\"}", "{\"a\": \"x\"}",
        "en.json: a: not the {names} of zh-Hant.json" },
    { "{\"a\": \"x\"}", "{\"a\": \"{n}\"}",
        "en.json: a: not the {names} of zh-Hant.json" },
    { "{\"a\": \"{n}{m}\"}", "{\"a\": \"{n}{n}\"}",
        "en.json: a: not the {names} of zh-Hant.json" },
    /* and the nearest that agree */
    { "{\"a\": \"{n}{m}\"}", "{\"a\": \"{m} of {n}{n}\"}", "" },
    { "{\"SPDX-License-Identifier\": \"x\", \"a\": \"x\"}", "{\"a\": \"x\"}",
        "" },
};


static void
judges_catalogues(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(catalogues) / sizeof(catalogues[0]); i++) {
        struct folder folder;
        char error[512] = "";
        struct template_set *set;

        folder_make(&folder);
        folder_write(&folder, "zh-Hant.json", catalogues[i].chinese);
        folder_write(&folder, "en.json", catalogues[i].english);
        set = template_set_load(folder.path, NULL, error, sizeof(error));
        if (catalogues[i].error[0] == '\0') {
            assert_string_equal(error, "");
        } else {
            /* the catalogues are compared as a pair: "FOLDER: en.json" */
            assert_non_null(strstr(error, catalogues[i].error));
        }
        assert_int_equal(set == NULL, error[0] != '\0');
        template_set_free(set);
        folder_remove(&folder);
    }
}


static void
needs_both_catalogues(void **state)
{
    struct folder folder;
    char error[512] = "";

    (void) state;
    folder_make(&folder);
    folder_write(&folder, "zh-Hant.json", "{\"a\": \"b\"}");
    assert_null(template_set_load(folder.path, NULL, error, sizeof(error)));
    assert_non_null(strstr(error, "en.json: No such file or directory"));
    folder_remove(&folder);
}


static void
refuses_a_folder_that_is_not_there(void **state)
{
    char error[512] = "";

    (void) state;
    assert_null(template_set_load("/nonexistent", NULL, error,
        sizeof(error)));
    assert_string_equal(error,
        "/nonexistent/zh-Hant.json: No such file or directory");
}


/* A template of ours with bytes changed: taken or refused, never a crash. */
static void
survives_changed_bytes(void **state)
{
    static const char bytes[] = "{}#^/>!.<\"= t\n\xe7";
    static char whole[8192];
    FILE *file = fopen(PORTAL "/sign-in-form.html", "r");
    uint32_t seed = 20240507;
    size_t len;

    (void) state;
    assert_non_null(file);
    len = fread(whole, 1, sizeof(whole) - 1, file);
    fclose(file);
    assert_in_range(len, 500, sizeof(whole) - 2);
    for (int i = 0; i < 400; i++) {
        char text[sizeof(whole)];
        char error[512];

        memcpy(text, whole, sizeof(text));
        for (int k = 0; k <= i % 4; k++) {
            seed = seed * 1664525 + 1013904223;
            text[(seed >> 8) % len] =
                bytes[(seed >> 24) % (sizeof(bytes) - 1)];
        }
        load(text, error, sizeof(error));
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(accepts),
        cmocka_unit_test(ends_at_its_depth),
        cmocka_unit_test(ends_at_its_size),
        cmocka_unit_test(judges_catalogues),
        cmocka_unit_test(needs_both_catalogues),
        cmocka_unit_test(refuses_a_folder_that_is_not_there),
        cmocka_unit_test(survives_changed_bytes),
    };

    return cmocka_run_group_tests_name("template_load", tests, NULL, NULL);
}
