/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set of templates: the files of a folder and of the site's own, each
 * parsed, then linked.  What this accepts, template_render.c can render.
 */
#include "template.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "template_file.h"
#include "template_tree.h"

#define SUFFIX ".html"


size_t
template_place(const struct template_set *set, const char *name, size_t len)
{
    size_t i = 0;

    while (i < set->n_templates && (strlen(set->templates[i]->name) != len
        || memcmp(set->templates[i]->name, name, len) != 0))
    {
        i++;
    }
    return i;
}


const struct template *
template_find(const struct template_set *set, const char *name, size_t len)
{
    size_t place = template_place(set, name, len);

    return place == set->n_templates ? NULL : set->templates[place];
}


bool
template_set_has(const struct template_set *set, const char *page)
{
    return template_find(set, page, strlen(page)) != NULL;
}


bool
template_set_has_message(const struct template_set *set, const char *key)
{
    return messages_find(&set->messages, key, strlen(key)) != MESSAGES_NONE;
}


static void
template_free(struct template *template)
{
    if (template != NULL) {
        free(template->nodes);
        free(template->bytes);
        free(template->path);
        free(template);
    }
}


void
template_set_free(struct template_set *set)
{
    if (set == NULL) {
        return;
    }
    for (size_t i = 0; i < set->n_templates; i++) {
        template_free(set->templates[i]);
    }
    messages_free(&set->messages);
    free(set);
}


/* Puts it in the place of the one of the same name, or at the end. */
static bool
keep_template(struct template_set *set, struct template *template,
    const struct fault *fault)
{
    size_t place = template_place(set, template->name, strlen(template->name));

    if (place == TEMPLATE_FILES_MAX) {
        return fault_set(fault, template->path, 0, "more than %d templates",
            TEMPLATE_FILES_MAX);
    }
    if (place == set->n_templates) {
        set->n_templates++;
    } else {
        template_free(set->templates[place]);
    }
    set->templates[place] = template;
    return true;
}


static bool
load_template(struct template_set *set, const char *dir, const char *file,
    const struct fault *fault)
{
    struct template *template = calloc(1, sizeof(*template));
    size_t len = strlen(file) - strlen(SUFFIX);
    bool good;

    if (template == NULL || (template->path = file_path(dir, file)) == NULL) {
        template_free(template);
        return fault_set(fault, dir, 0, "no memory");
    }
    if (!template_is_name(file, len)) {
        good = fault_set(fault, template->path, 0, "not a name");
    } else {
        memcpy(template->name, file, len);
        good = file_read(template->path, TEMPLATE_FILE_MAX, fault,
                &template->bytes, &template->len)
            && template_parse(template, fault)
            && keep_template(set, template, fault);
    }
    if (!good) {
        template_free(template);
    }
    return good;
}


static int
is_template(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return entry->d_name[0] != '.' && len > strlen(SUFFIX)
        && strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX) == 0;
}


static bool
load_folder(struct template_set *set, const char *dir, bool optional,
    const struct fault *fault)
{
    struct dirent **entries;
    int n = scandir(dir, &entries, is_template, alphasort);
    bool good = true;

    if (n < 0 && errno == ENOENT && optional) {
        return true;
    }
    if (n < 0) {
        return fault_set(fault, dir, 0, "%s", strerror(errno));
    }
    for (int i = 0; i < n; i++) {
        good = good && load_template(set, dir, entries[i]->d_name, fault);
        free(entries[i]);
    }
    free(entries);
    return good;
}


struct template_set *
template_set_load(const char *dir, const char *override, char *error,
    size_t error_size)
{
    const struct fault fault = { error, error_size };
    struct template_set *set = calloc(1, sizeof(*set));

    if (set == NULL) {
        fault_set(&fault, dir, 0, "no memory");
        return NULL;
    }
    if (!messages_load(&set->messages, dir, override, &fault)
        || !load_folder(set, dir, false, &fault)
        || (override != NULL && !load_folder(set, override, true, &fault))
        || !template_link(set, &fault))
    {
        template_set_free(set);
        return NULL;
    }
    return set;
}
