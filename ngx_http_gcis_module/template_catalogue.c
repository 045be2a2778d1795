/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the catalogues.  The first language decides which keys there are;
 * every other one has the same, with the same placeholders: a sentence that
 * loses its number in one language is a fault like a missing one.
 */
#include "template_messages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "template_file.h"
#include "template_json.h"
#include "template_tree.h"

#define CATALOGUE_MAX (256 * 1024) /* bytes of one file */

static const char *const messages_files[MESSAGES_LANGUAGES] = {
    "zh-Hant.json", "en.json",
};


/* Every { opens a name and is closed; no } stands alone. */
static bool
is_well_formed(const char *text)
{
    const char *name;
    size_t len;
    size_t literal;
    const char *start = text;

    while (messages_placeholder(&text, &literal, &name, &len)) {
        if (memchr(start, '}', literal) != NULL
            || !template_is_name(name, len))
        {
            return false;
        }
        start = text;
    }
    return strpbrk(start, "{}") == NULL;
}


static bool
has_placeholder(const char *text, const char *wanted, size_t wanted_len)
{
    const char *name;
    size_t len;
    size_t literal;

    while (messages_placeholder(&text, &literal, &name, &len)) {
        if (len == wanted_len && memcmp(name, wanted, len) == 0) {
            return true;
        }
    }
    return false;
}


/* Whether all placeholders of text stand in other too. */
static bool
placeholders_in(const char *text, const char *other)
{
    const char *name;
    size_t len;
    size_t literal;

    while (messages_placeholder(&text, &literal, &name, &len)) {
        if (!has_placeholder(other, name, len)) {
            return false;
        }
    }
    return true;
}


static bool
set_text(struct messages *messages, size_t language, const char *path,
    const char *key, const json_t *value, const struct fault *fault)
{
    size_t place = messages_find(messages, key, strlen(key));
    char *text;

    if (place == MESSAGES_NONE) {
        return fault_set(fault, path, 0, "%s: no such message", key);
    }
    if (!json_is_string(value) || !is_well_formed(json_string_value(value))) {
        return fault_set(fault, path, 0, "%s: not a text with {names}", key);
    }
    text = strdup(json_string_value(value));
    if (text == NULL) {
        return fault_set(fault, path, 0, "no memory");
    }
    free(messages->list[place].text[language]);
    messages->list[place].text[language] = text;
    return true;
}


static bool
set_texts(struct messages *messages, size_t language, const char *path,
    json_t *catalogue, const struct fault *fault)
{
    const char *key;
    json_t *value;

    json_object_foreach(catalogue, key, value) {
        if (!set_text(messages, language, path, key, value, fault)) {
            return false;
        }
    }
    return true;
}


static bool
set_keys(struct messages *messages, const char *path, json_t *catalogue,
    const struct fault *fault)
{
    size_t n = json_object_size(catalogue);
    const char *key;
    json_t *value;

    if (n == 0 || n > MESSAGES_MAX) {
        return fault_set(fault, path, 0, "1 to %d messages are expected",
            MESSAGES_MAX);
    }
    messages->list = calloc(n, sizeof(*messages->list));
    if (messages->list == NULL) {
        return fault_set(fault, path, 0, "no memory");
    }
    json_object_foreach(catalogue, key, value) {
        if (!template_is_name(key, strlen(key)) || strchr(key, '.') != NULL) {
            return fault_set(fault, path, 0, "%s: not a key", key);
        }
        messages->list[messages->n].key = strdup(key);
        if (messages->list[messages->n].key == NULL) {
            return fault_set(fault, path, 0, "no memory");
        }
        messages->n++;
    }
    qsort(messages->list, messages->n, sizeof(*messages->list),
        messages_compare);
    return true;
}


static bool
load_one(struct messages *messages, size_t language, const char *dir,
    bool optional, const struct fault *fault)
{
    char *path;
    json_t *catalogue;
    bool good = false;

    path = file_path(dir, messages_files[language]);
    if (path == NULL) {
        return fault_set(fault, dir, 0, "no memory");
    }
    if (optional && access(path, F_OK) != 0 && errno == ENOENT) {
        free(path);
        return true;
    }
    catalogue = json_file_read(path, CATALOGUE_MAX, fault);
    if (catalogue != NULL) {
        good = (messages->list != NULL
                || set_keys(messages, path, catalogue, fault))
            && set_texts(messages, language, path, catalogue, fault);
    }
    json_decref(catalogue);
    free(path);
    return good;
}


static bool
check_same(const struct messages *messages, const char *dir,
    const struct fault *fault)
{
    for (size_t i = 0; i < messages->n; i++) {
        const struct message *message = &messages->list[i];

        for (size_t k = 0; k < MESSAGES_LANGUAGES; k++) {
            if (message->text[k] == NULL) {
                return fault_set(fault, dir, 0, "%s: %s: missing",
                    messages_files[k], message->key);
            }
            if (!placeholders_in(message->text[0], message->text[k])
                || !placeholders_in(message->text[k], message->text[0]))
            {
                return fault_set(fault, dir, 0, "%s: %s: not the {names} of"
                    " %s", messages_files[k], message->key,
                    messages_files[0]);
            }
        }
    }
    return true;
}


bool
messages_load(struct messages *messages, const char *dir,
    const char *override, const struct fault *fault)
{
    for (size_t i = 0; i < MESSAGES_LANGUAGES; i++) {
        if (!load_one(messages, i, dir, false, fault)) {
            return false;
        }
    }
    for (size_t i = 0; override != NULL && i < MESSAGES_LANGUAGES; i++) {
        if (!load_one(messages, i, override, true, fault)) {
            return false;
        }
    }
    return check_same(messages, dir, fault);
}
