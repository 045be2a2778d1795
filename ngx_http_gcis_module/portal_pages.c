/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of pages as a whole: read once, checked against the templates and
 * messages that it names, and then only looked at.
 */
#include "portal_pages.h"

#include <stdlib.h>
#include <string.h>

#include "portal_table.h"
#include "template_json.h"

#define TABLE_MAX (64 * 1024) /* bytes of the file */
#define REFUSAL_OF_THE_UNKNOWN "unavailable"
#define REFUSAL_TEMPLATE "error"

struct pages {
    char *path; /* for faults */
    struct page pages[PAGES_MAX];
    size_t n_pages;
    struct page_refusal refusals[PAGES_MAX];
    size_t n_refusals;
};


static const struct page_refusal *
refusal_find(const struct pages *pages, const char *name)
{
    for (size_t i = 0; i < pages->n_refusals; i++) {
        if (strcmp(pages->refusals[i].name, name) == 0) {
            return &pages->refusals[i];
        }
    }
    return NULL;
}


static bool
check_template(const struct entry *entry, const char *name)
{
    return template_set_has(entry->set, name)
        || table_fault(entry, "%s: unknown template %s", entry->name, name);
}


static bool
add_page(struct pages *pages, const struct entry *entry)
{
    static const char *const members[] = {
        "path", "template", "after", "title", "operation", "methods", "session",
        "restricted", NULL,
    };
    struct page *page = &pages->pages[pages->n_pages];

    if (pages->n_pages == PAGES_MAX) {
        return table_fault(entry, "more than %d pages", PAGES_MAX);
    }
    pages->n_pages++;
    page->name = strdup(entry->name);
    if (page->name == NULL) {
        return table_fault(entry, "no memory");
    }
    if (!table_members(entry, members)
        || !table_text(entry, "path", &page->path)
        || !table_text(entry, "template", &page->template)
        || !table_optional(entry, "after", &page->after)
        || !table_message(entry, "title", &page->title)
        || !table_optional(entry, "operation", &page->operation)
        || !table_methods(entry, &page->methods)
        || !table_session(entry, page))
    {
        return false;
    }
    if (pages_find(pages, page->path, strlen(page->path)) != page) {
        return table_fault(entry, "%s: path: twice", entry->name);
    }
    return check_template(entry, page->template)
        && (page->after == NULL || check_template(entry, page->after));
}


static bool
add_refusal(struct pages *pages, const struct entry *entry)
{
    static const char *const members[] = {
        "status", "code", "title", "sentence", "next", NULL,
    };
    struct page_refusal *refusal = &pages->refusals[pages->n_refusals];
    json_int_t status = json_integer_value(
        json_object_get(entry->object, "status"));

    if (pages->n_refusals == PAGES_MAX) {
        return table_fault(entry, "more than %d refusals", PAGES_MAX);
    }
    pages->n_refusals++;
    refusal->name = strdup(entry->name);
    if (refusal->name == NULL) {
        return table_fault(entry, "no memory");
    }
    if (!table_members(entry, members)
        || !table_optional(entry, "code", &refusal->code)
        || !table_message(entry, "title", &refusal->title)
        || !table_message(entry, "sentence", &refusal->sentence)
        || !table_message(entry, "next", &refusal->next))
    {
        return false;
    }
    refusal->status = (int) status;
    return (status >= 400 && status <= 599)
        || table_fault(entry, "%s: status: 400 to 599", entry->name);
}


static bool
add_entries(struct pages *pages, const struct template_set *set,
    const struct fault *fault, const json_t *table, const char *member,
    bool (*add)(struct pages *, const struct entry *))
{
    json_t *list = json_object_get(table, member);
    const char *name;
    json_t *object;

    if (!json_is_object(list)) {
        return fault_set(fault, pages->path, 0, "%s: an object is expected",
            member);
    }
    json_object_foreach(list, name, object) {
        const struct entry entry = {
            pages->path, set, fault, name, object,
        };

        if (!add(pages, &entry)) {
            return false;
        }
    }
    return true;
}


static bool
load(struct pages *pages, const struct template_set *set,
    const struct fault *fault)
{
    static const char *const members[] = { "pages", "refusals", NULL };
    json_t *table = json_file_read(pages->path, TABLE_MAX, fault);
    const struct entry whole = {
        pages->path, set, fault, "the table", table,
    };
    bool good = table != NULL && table_members(&whole, members)
        && add_entries(pages, set, fault, table, "pages", add_page)
        && add_entries(pages, set, fault, table, "refusals", add_refusal);

    json_decref(table);
    if (good && (!template_set_has(set, REFUSAL_TEMPLATE)
        || refusal_find(pages, REFUSAL_OF_THE_UNKNOWN) == NULL))
    {
        return table_fault(&whole, "the refusal %s or the template %s is"
            " missing", REFUSAL_OF_THE_UNKNOWN, REFUSAL_TEMPLATE);
    }
    return good;
}


struct pages *
pages_load(const char *dir, const struct template_set *set, char *error,
    size_t error_size)
{
    const struct fault fault = { error, error_size };
    struct pages *pages = calloc(1, sizeof(*pages));

    if (pages == NULL
        || (pages->path = file_path(dir, "pages.json")) == NULL)
    {
        fault_set(&fault, dir, 0, "no memory");
        free(pages);
        return NULL;
    }
    if (!load(pages, set, &fault)) {
        pages_free(pages);
        return NULL;
    }
    return pages;
}


void
pages_free(struct pages *pages)
{
    if (pages == NULL) {
        return;
    }
    for (size_t i = 0; i < pages->n_pages; i++) {
        free(pages->pages[i].name);
        free(pages->pages[i].path);
        free(pages->pages[i].template);
        free(pages->pages[i].after);
        free(pages->pages[i].title);
        free(pages->pages[i].operation);
    }
    for (size_t i = 0; i < pages->n_refusals; i++) {
        free(pages->refusals[i].name);
        free(pages->refusals[i].code);
        free(pages->refusals[i].title);
        free(pages->refusals[i].sentence);
        free(pages->refusals[i].next);
    }
    free(pages->path);
    free(pages);
}


const struct page *
pages_find(const struct pages *pages, const char *path, size_t len)
{
    for (size_t i = 0; i < pages->n_pages; i++) {
        const char *other = pages->pages[i].path;

        if (strlen(other) == len && memcmp(other, path, len) == 0) {
            return &pages->pages[i];
        }
    }
    return NULL;
}


const struct page_refusal *
pages_refusal(const struct pages *pages, const char *name)
{
    const struct page_refusal *refusal = refusal_find(pages, name);

    return refusal != NULL ? refusal
        : refusal_find(pages, REFUSAL_OF_THE_UNKNOWN);
}
