/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes out: hostile values first, then lookups, sections, messages,
 * white space, the site's own files, and the bounds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "template.h"

/* The page of a template over data; NULL where it is not rendered. */
static char *
render(const char *text, const char *data_text, const char *language)
{
    struct folder folder;
    char error[512] = "";
    struct template_set *set;
    json_t *data = json_loads(data_text, 0, NULL);
    char *html = NULL;
    size_t len = 0;

    assert_non_null(data);
    folder_make_with_messages(&folder);
    folder_write(&folder, "page.html", text);
    folder_write(&folder, "part.html", "<i>{{name}}</i>\n");
    set = template_set_load(folder.path, NULL, error, sizeof(error));
    assert_string_equal(error, "");
    if (template_render(set, "page", language, data, &html, &len) == 0) {
        assert_int_equal(strlen(html), len);
    }
    template_set_free(set);
    json_decref(data);
    folder_remove(&folder);
    return html;
}

static const struct {
    const char *text;
    const char *data;
    const char *html;
} rows[] = {
    /* nothing of a value can end a text or an attribute */
    { "{{x}}", "{\"x\": \"<script>alert(1)</script>\"}",
        "&lt;script&gt;alert(1)&lt;/script&gt;" },
    { "<p title=\"{{x}}\">", "{\"x\": \"\\\" onload='x' `y`\"}",
        "<p title=\"&quot; onload=&#39;x&#39; &#96;y&#96;\">" },
    { "{{x}}", "{\"x\": \"&amp;&lt;\"}", "&amp;amp;&amp;lt;" },
    { "{{x}}", "{\"x\": \"{{y}}\", \"y\": \"no\"}", "{{y}}" },
    { "{{t.hello}}", "{\"name\": \"<b>{name}\"}",
        "你好，&lt;b&gt;{name}" },
    { "{{#list}}{{.}}{{/list}}", "{\"list\": [\"<\", \"&\"]}", "&lt;&amp;" },
    /* addresses */
    { "<a href=\"{{x}}\">", "{\"x\": \"javascript:alert(1)\"}",
        "<a href=\"about:invalid\">" },
    { "<a href=\"{{x}}\">", "{\"x\": \"JavaScript:alert(1)\"}",
        "<a href=\"about:invalid\">" },
    { "<a href=\"{{x}}\">", "{\"x\": \" javascript:alert(1)\"}",
        "<a href=\"about:invalid\">" },
    { "<a href=\"{{x}}\">", "{\"x\": \"java\\tscript:alert(1)\"}",
        "<a href=\"about:invalid\">" },
    { "<a href=\"{{x}}\">", "{\"x\": \"data:text/html,x\"}",
        "<a href=\"about:invalid\">" },
    { "<img src=\"{{x}}\">", "{\"x\": \"vbscript:x\"}",
        "<img src=\"about:invalid\">" },
    { "<form action=\"{{x}}\">", "{\"x\": \":x\"}",
        "<form action=\"about:invalid\">" },
    { "<a href=\"{{x}}\">", "{\"x\": \"https://a.example/?b=1&c=2\"}",
        "<a href=\"https://a.example/?b=1&amp;c=2\">" },
    { "<a href=\"{{x}}\">", "{\"x\": \"/a:b\"}", "<a href=\"/a:b\">" },
    { "<a href=\"{{x}}\">", "{\"x\": \"#a\"}", "<a href=\"#a\">" },
    { "<a href=\"{{x}}\">", "{\"x\": \"MAILTO:a@b.example\"}",
        "<a href=\"MAILTO:a@b.example\">" },
    { "<a href=\"{{x}}b\">", "{\"x\": \"/a/\"}", "<a href=\"/a/b\">" },
    { "<a title=\"{{x}}\">", "{\"x\": \"javascript:\"}",
        "<a title=\"javascript:\">" },
    /* what has no text has none */
    { "[{{x}}]", "{}", "[]" },
    { "[{{x}}]", "{\"x\": null}", "[]" },
    { "[{{x}}]", "{\"x\": true}", "[]" },
    { "[{{x}}]", "{\"x\": {\"y\": 1}}", "[]" },
    { "[{{x}}]", "{\"x\": [1]}", "[]" },
    { "[{{x}}]", "{\"x\": 1.5}", "[]" },
    { "[{{x.y.z}}]", "{\"x\": {\"y\": 1}}", "[]" },
    { "[{{x.y}}]", "{\"x\": \"y\", \"y\": 1}", "[]" },
    { "[{{.}}]", "{\"x\": 1}", "[]" },
    { "[{{x}}]", "{\"x\": 0}", "[0]" },
    { "[{{x}}]", "{\"x\": -9223372036854775808}",
        "[-9223372036854775808]" },
    { "{{x.y}}", "{\"x\": {\"y\": \"王\"}}", "王" },
    /* sections */
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{}", "b" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": null}", "b" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": false}", "b" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": \"\"}", "b" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": 0}", "b" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": []}", "b" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": true}", "a" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": {}}", "a" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": -1}", "a" },
    { "{{#x}}a{{/x}}{{^x}}b{{/x}}", "{\"x\": [0, 0]}", "aa" },
    { "{{#x}}{{.}}{{/x}}", "{\"x\": \"y\"}", "y" },
    { "{{#x}}{{y}}{{z}}{{/x}}", "{\"x\": {\"y\": 1}, \"z\": 2}", "12" },
    { "{{#x}}{{y}},{{/x}}", "{\"x\": [{\"y\": 1}, {\"y\": 2}, {}],"
        " \"y\": 3}", "1,2,3," },
    { "{{#x}}{{#y}}{{.}}{{z}} {{/y}}{{/x}}", "{\"x\": [{\"y\": [1, 2],"
        " \"z\": \"a\"}, {\"y\": [3], \"z\": \"b\"}]}", "1a 2a 3b " },
    /* an inner null hides the outer one */
    { "{{#x}}[{{y}}]{{/x}}", "{\"x\": {\"y\": null}, \"y\": 3}", "[]" },
    /* the second word is not searched outside */
    { "{{#x}}[{{y.z}}]{{/x}}", "{\"x\": {\"y\": {}}, \"y\": {\"z\": 3}}",
        "[]" },
    /* tags alone on a line take it with them; values do not */
    { "a\n{{#x}}\nb\n{{/x}}\nc", "{\"x\": true}", "a\nb\nc" },
    { "a\n  {{! words }}  \nb", "{}", "a\nb" },
    { "{{! words }}\nb", "{}", "b" },
    { "b\n{{! words }}", "{}", "b\n" },
    { "a {{#x}}\nb{{/x}}", "{\"x\": true}", "a \nb" },
    { "a\n{{x}}\nb", "{}", "a\n\nb" },
    { "a\n{{>part}}\nb", "{\"name\": \"n\"}", "a\n<i>n</i>\nb" },
    { "{{#x}}{{>part}}{{/x}}", "{\"x\": [{\"name\": 1}, {\"name\": 2}]}",
        "<i>1</i>\n<i>2</i>\n" },
};


static void
renders(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *html = render(rows[i].text, rows[i].data, "zh-Hant");

        assert_non_null(html);
        assert_string_equal(html, rows[i].html);
        free(html);
    }
}


static void
speaks_the_language(void **state)
{
    static const struct {
        const char *language;
        const char *html;
    } languages[] = {
        { "en", "Hello 1" }, { "zh-Hant", "你好，1" }, { "fr", "你好，1" },
        { NULL, "你好，1" },
    };

    (void) state;
    for (size_t i = 0; i < 4; i++) {
        char *html = render("{{t.hello}}", "{\"name\": 1}",
            languages[i].language);

        assert_string_equal(html, languages[i].html);
        free(html);
    }
}


static void
ends_at_its_size(void **state)
{
    const char *text = "{{#n}}{{#n}}0123456789abcdef{{/n}}{{/n}}{{rest}}";
    char data[2048] = "";
    size_t len = 0;
    char *html;

    (void) state;
    /* 128 x 128 x 16 bytes are the limit; one more is past it */
    len += (size_t) snprintf(data, sizeof(data), "{\"rest\": \"%s\", \"n\":"
        " [1", "");
    for (int i = 1; i < 128; i++) {
        len += (size_t) snprintf(data + len, sizeof(data) - len, ",1");
    }
    snprintf(data + len, sizeof(data) - len, "]}");
    html = render(text, data, "en");
    assert_non_null(html);
    assert_int_equal(strlen(html), TEMPLATE_OUTPUT_MAX);
    free(html);
    len = strlen(data);
    memcpy(data + len - 1, ",\"rest\":\"x\"}", 13);
    assert_null(render(text, data, "en"));
}


static void
ends_at_its_steps(void **state)
{
    char data[4096] = "{\"n\": [1";
    size_t len = strlen(data);
    char *html;

    (void) state;
    for (int i = 1; i < 200; i++) {
        len += (size_t) snprintf(data + len, sizeof(data) - len, ",1");
    }
    snprintf(data + len, sizeof(data) - len, "]}");
    html = render("{{#n}}{{#n}}{{x}}{{/n}}{{/n}}", data, "en");
    assert_string_equal(html, "");
    free(html);
    assert_null(render("{{#n}}{{#n}}{{#n}}{{x}}{{/n}}{{/n}}{{/n}}", data,
        "en"));
}


static void
knows_its_pages(void **state)
{
    struct folder folder;
    char error[512] = "";
    struct template_set *set;
    json_t *data = json_object();
    char *html = NULL;
    char *text;
    size_t len = 0;

    (void) state;
    folder_make_with_messages(&folder);
    set = template_set_load(folder.path, NULL, error, sizeof(error));
    assert_non_null(set);
    assert_false(template_set_has(set, "page"));
    assert_int_equal(template_render(set, "page", "en", data, &html, &len),
        -1);
    assert_null(html);
    assert_false(template_set_has_message(set, "hell"));
    assert_true(template_set_has_message(set, "hello"));
    assert_null(template_message(set, "hell", "en", data));
    /* plain: it is escaped when a page shows it */
    json_object_set_new(data, "name", json_string("<&>"));
    text = template_message(set, "hello", "en", data);
    assert_string_equal(text, "Hello <&>");
    free(text);
    json_decref(data);
    template_set_free(set);
    template_set_free(NULL);
    folder_remove(&folder);
}


/* The site's own folder: pages whole, messages one by one, new parts. */
static void
takes_the_files_of_the_site(void **state)
{
    struct folder ours;
    struct folder site;
    char error[512] = "";
    struct template_set *set;
    json_t *data = json_pack("{s:s}", "name", "n");
    char *html;
    size_t len;

    (void) state;
    folder_make_with_messages(&ours);
    folder_write(&ours, "page.html", "ours");
    folder_write(&ours, "other.html", "{{t.hello}}");
    folder_make(&site);
    folder_write(&site, "page.html", "{{>own}}");
    folder_write(&site, "own.html", "own");
    folder_write(&site, "en.json", "{\"hello\": \"Good day {name}\"}");
    folder_write(&site, "logo.png", "\xff");
    set = template_set_load(ours.path, site.path, error, sizeof(error));
    assert_string_equal(error, "");
    assert_int_equal(template_render(set, "page", "en", data, &html, &len),
        0);
    assert_string_equal(html, "own");
    free(html);
    assert_int_equal(template_render(set, "other", "en", data, &html, &len),
        0);
    assert_string_equal(html, "Good day n");
    free(html);
    template_set_free(set);

    /* a message that nothing uses is a slip of the pen */
    folder_write(&site, "en.json", "{\"helo\": \"Good day {name}\"}");
    assert_null(template_set_load(ours.path, site.path, error,
        sizeof(error)));
    assert_non_null(strstr(error, "en.json: helo: no such message"));
    /* the placeholders stay */
    folder_write(&site, "en.json", "{\"hello\": \"Good day\"}");
    assert_null(template_set_load(ours.path, site.path, error,
        sizeof(error)));
    folder_remove(&site);
    /* no folder of the site at all */
    set = template_set_load(ours.path, site.path, error, sizeof(error));
    assert_non_null(set);
    template_set_free(set);
    json_decref(data);
    folder_remove(&ours);
}


struct reader {
    const struct template_set *set;
    bool failed;
};


static void *
read_often(void *argument)
{
    struct reader *reader = argument;

    for (int i = 0; i < 200; i++) {
        json_t *data = json_pack("{s:i}", "name", i);
        char *html = NULL;
        size_t len;
        char wanted[32];

        snprintf(wanted, sizeof(wanted), "Hello %d", i);
        reader->failed |= template_render(reader->set, "page", "en", data,
            &html, &len) != 0 || strcmp(html, wanted) != 0;
        free(html);
        json_decref(data);
    }
    return NULL;
}


static void
serves_many_threads(void **state)
{
    struct folder folder;
    char error[512] = "";
    struct template_set *set;
    struct reader readers[4];
    pthread_t threads[4];

    (void) state;
    folder_make_with_messages(&folder);
    folder_write(&folder, "page.html", "{{t.hello}}");
    set = template_set_load(folder.path, NULL, error, sizeof(error));
    assert_non_null(set);
    for (int i = 0; i < 4; i++) {
        readers[i] = (struct reader) { set, false };
        assert_int_equal(pthread_create(&threads[i], NULL, read_often,
            &readers[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_false(readers[i].failed);
    }
    template_set_free(set);
    folder_remove(&folder);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renders),
        cmocka_unit_test(speaks_the_language),
        cmocka_unit_test(ends_at_its_size),
        cmocka_unit_test(ends_at_its_steps),
        cmocka_unit_test(knows_its_pages),
        cmocka_unit_test(takes_the_files_of_the_site),
        cmocka_unit_test(serves_many_threads),
    };

    return cmocka_run_group_tests_name("template_render", tests, NULL, NULL);
}
