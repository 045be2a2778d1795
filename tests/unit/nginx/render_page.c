/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * render_page PORTAL SAMPLES OUT: writes each page of SAMPLES, in each
 * language, to OUT/LANGUAGE/NAME.html, with the code that the module uses.
 * For the browser tests, and for looking at a page while it is written.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "portal_data.h"
#include "template.h"

struct job {
    const struct template_set *set;
    const struct pages *pages;
    const char *out;
    const char *language;
    const json_t *common;
};


static int
fail(const char *what, const char *why)
{
    fprintf(stderr, "render_page: %s: %s\n", what, why);
    return 1;
}


static bool
add_errors(const struct job *job, const json_t *errors, json_t *data)
{
    size_t i;
    json_t *error;

    json_array_foreach(errors, i, error) {
        const char *field = json_string_value(json_array_get(error, 0));
        const char *key = json_string_value(json_array_get(error, 1));
        char *text = template_message(job->set, key, job->language, data);
        bool good = text != NULL && portal_error(data, field, text);

        free(text);
        if (!good) {
            return false;
        }
    }
    return true;
}


static bool
add_languages(const struct job *job, json_t *data)
{
    bool english = strcmp(job->language, "en") == 0;
    json_t *list = json_pack("[{s:s, s:s, s:s, s:b}, {s:s, s:s, s:s, s:b}]",
        "code", "zh-Hant", "name", "中文", "tag", "zh-Hant-TW", "current",
        !english, "code", "en", "name", "English", "tag", "en", "current",
        english);

    return json_object_set_new(data, "languages", list) == 0;
}


static json_t *
make_data(const struct job *job, json_t *sample)
{
    json_t *data = json_deep_copy(job->common);
    const char *refusal = json_string_value(
        json_object_get(sample, "refusal"));
    const char *title = json_string_value(json_object_get(sample, "title"));
    char *text = NULL;
    bool good;

    json_object_update(data, json_object_get(sample, "data"));
    good = add_languages(job, data)
        && add_errors(job, json_object_get(sample, "errors"), data);
    if (refusal != NULL) {
        good = good && portal_refuse(pages_refusal(job->pages, refusal),
            job->set, job->language, data);
    } else {
        text = template_message(job->set, title, job->language, data);
        good = good && text != NULL
            && json_object_set_new(data, "title", json_string(text)) == 0;
    }
    free(text);
    if (!good || !portal_complete(data)) {
        json_decref(data);
        return NULL;
    }
    return data;
}


static int
write_page(const struct job *job, const char *name, const char *html,
    size_t len)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", job->out, job->language);
    mkdir(path, 0755);
    snprintf(path, sizeof(path), "%s/%s/%s.html", job->out, job->language,
        name);
    file = fopen(path, "w");
    if (file == NULL || fwrite(html, 1, len, file) != len
        || fclose(file) != 0)
    {
        return fail(path, "cannot be written");
    }
    return 0;
}


static int
render(const struct job *job, const char *name, json_t *sample)
{
    const char *template = json_string_value(
        json_object_get(sample, "template"));
    json_t *data = make_data(job, sample);
    char *html;
    size_t len;
    int status;

    if (data == NULL) {
        return fail(name, "no data");
    }
    status = template_render(job->set, template, job->language, data, &html,
        &len);
    json_decref(data);
    if (status != 0) {
        return fail(name, "not rendered");
    }
    status = write_page(job, name, html, len);
    free(html);
    return status;
}


static int
render_all(struct job *job, const json_t *samples)
{
    static const char *const languages[] = { "zh-Hant", "en" };
    const char *name;
    json_t *sample;

    job->common = json_object_get(samples, "common");
    for (size_t i = 0; i < 2; i++) {
        job->language = languages[i];
        json_object_foreach(json_object_get(samples, "pages"), name, sample) {
            if (render(job, name, sample) != 0) {
                return 1;
            }
        }
    }
    return 0;
}


int
main(int argc, char **argv)
{
    char error[512] = "";
    json_error_t wrong;
    struct template_set *set;
    struct pages *pages;
    json_t *samples;
    struct job job = { 0 };
    int status = 1;

    if (argc != 4) {
        fprintf(stderr, "usage: render_page PORTAL SAMPLES OUT\n");
        return 2;
    }
    set = template_set_load(argv[1], NULL, error, sizeof(error));
    pages = set == NULL ? NULL
        : pages_load(argv[1], set, error, sizeof(error));
    samples = json_load_file(argv[2], JSON_REJECT_DUPLICATES, &wrong);
    if (pages == NULL) {
        fail("templates", error);
    } else if (samples == NULL) {
        fail(argv[2], wrong.text);
    } else {
        job = (struct job) { .set = set, .pages = pages, .out = argv[3] };
        status = render_all(&job, samples);
    }
    json_decref(samples);
    pages_free(pages);
    template_set_free(set);
    return status;
}
