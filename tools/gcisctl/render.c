/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON to tables, by the names of members: `_s` at the end is a time.  Knows
 * no noun.  libsmartcols aligns wide characters and makes control characters
 * visible, so that what is stored is no way into a terminal.
 */
#include "render.h"

#include "cell.h"

#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS_MAX 24
#define COLUMN_NAME_MAX 40 /* bytes with the NUL */

struct columns {
    size_t n;
    char names[COLUMNS_MAX][COLUMN_NAME_MAX];
};


static void
add_name(struct columns *columns, const char *name, size_t len)
{
    if (columns->n < COLUMNS_MAX && len > 0 && len < COLUMN_NAME_MAX) {
        memcpy(columns->names[columns->n], name, len);
        columns->names[columns->n][len] = '\0';
        columns->n++;
    }
}


static struct columns
columns_of(const char *words, const json_t *items)
{
    struct columns columns = { 0 };
    json_t *first = json_array_get(items, 0);
    const char *name;
    json_t *value;

    for (const char *at = words; at != NULL && *at != '\0';
         at += strcspn(at, " ")) {
        at += strspn(at, " ");
        add_name(&columns, at, strcspn(at, " "));
    }
    if (words == NULL) {
        json_object_foreach(first, name, value) {
            add_name(&columns, name, strlen(name));
        }
    }

    return columns;
}


/* A column in which nothing stands says nothing. */
static bool
is_used(const json_t *items, const char *name)
{
    json_t *item;
    size_t i;

    json_array_foreach(items, i, item) {
        if (cell_says_something(json_object_get(item, name))) {
            return true;
        }
    }

    return false;
}


static void
drop_unused(struct columns *columns, const json_t *items)
{
    size_t kept = 0;

    for (size_t i = 0; i < columns->n; i++) {
        if (is_used(items, columns->names[i])) {
            memmove(columns->names[kept++], columns->names[i],
                    COLUMN_NAME_MAX);
        }
    }
    columns->n = kept;
}


static struct libscols_table *
new_table(bool headings)
{
    struct libscols_table *table = scols_new_table();

    if (table == NULL) {
        return NULL;
    }
    (void) scols_table_enable_noheadings(table, !headings);
    if (isatty(STDOUT_FILENO) && secure_getenv("NO_COLOR") == NULL) {
        (void) scols_table_enable_colors(table, 1);
    }

    return table;
}


static void
new_column(struct libscols_table *table, const char *title, bool right)
{
    struct libscols_column *column = scols_table_new_column(
        table, title, 0, right ? SCOLS_FL_RIGHT : 0);

    if (column != NULL) {
        struct libscols_cell *heading = scols_column_get_header(column);

        (void) scols_cell_set_color(heading, "bold");
    }
}


/* Takes `text`. */
static void
set_cell(struct libscols_line *line, size_t column, char *text)
{
    if (text != NULL && scols_line_refer_data(line, column, text) != 0) {
        free(text);
    }
}


static void
fill(struct libscols_table *table, const struct columns *columns,
     const json_t *items)
{
    json_t *item;
    size_t i;

    json_array_foreach(items, i, item) {
        struct libscols_line *line = scols_table_new_line(table, NULL);

        for (size_t j = 0; line != NULL && j < columns->n; j++) {
            set_cell(line, j, cell_text(columns->names[j],
                                        json_object_get(item,
                                                        columns->names[j])));
        }
    }
}


void
render_items(const json_t *items, const char *columns)
{
    struct columns chosen = columns_of(columns, items);
    struct libscols_table *table = new_table(true);

    if (table == NULL || json_array_size(items) == 0) {
        scols_unref_table(table);
        return;
    }

    drop_unused(&chosen, items);
    for (size_t i = 0; i < chosen.n; i++) {
        char title[COLUMN_NAME_MAX];

        cell_title(chosen.names[i], title, sizeof(title));
        new_column(table, title,
                   json_is_integer(json_object_get(json_array_get(items, 0),
                                                   chosen.names[i]))
                   && !cell_is_time(chosen.names[i]));
    }
    fill(table, &chosen, items);
    (void) scols_print_table(table);
    scols_unref_table(table);
}


void
render_list(const json_t *reply, const char *columns)
{
    const char *next = member(reply, "next");

    render_items(json_object_get(reply, "items"), columns);
    if (next[0] != '\0') {
        (void) fflush(stdout);
        warn("there is more: --cursor %s", next);
    }
}


static void
add_pair(struct libscols_table *table, const char *prefix, const char *name,
         const json_t *value)
{
    struct libscols_line *line;
    char title[2 * COLUMN_NAME_MAX];

    if (!cell_says_something(value)) {
        return;
    }
    line = scols_table_new_line(table, NULL);
    if (line == NULL) {
        return;
    }

    (void) snprintf(title, sizeof(title), "%s%s%s", prefix,
                    prefix[0] == '\0' ? "" : " ", name);
    cell_words(title);
    (void) scols_line_set_data(line, 0, title);
    set_cell(line, 1, cell_text(name, value));
}


static bool
is_table(const json_t *value)
{
    return json_is_object(json_array_get(value, 0));
}


static void
add_pairs(struct libscols_table *table, const char *prefix,
          const json_t *object)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *) object, name, value) {
        if (json_is_object(value)) {
            add_pairs(table, name, value);
        } else if (!is_table(value)) {
            add_pair(table, prefix, name, value);
        }
    }
}


void
render_object(const json_t *object)
{
    struct libscols_table *table = new_table(false);
    const char *name;
    json_t *value;

    if (table == NULL) {
        return;
    }

    new_column(table, "NAME", false);
    new_column(table, "VALUE", false);
    add_pairs(table, "", object);
    (void) scols_print_table(table);
    scols_unref_table(table);

    json_object_foreach((json_t *) object, name, value) {
        if (is_table(value)) {
            printf("\n%s\n", name);
            render_items(value, NULL);
        }
    }
}
