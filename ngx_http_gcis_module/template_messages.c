/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of messages: found by key, filled by placeholder.  How it is read
 * from the catalogues stands in template_catalogue.c.
 */
#include "template_messages.h"

#include <stdlib.h>
#include <string.h>

#include "template_tree.h"

const char *const messages_languages[MESSAGES_LANGUAGES] = {
    "zh-Hant", "en",
};


size_t
messages_language(const char *language)
{
    for (size_t i = 0; i < MESSAGES_LANGUAGES; i++) {
        if (language != NULL
            && strcmp(language, messages_languages[i]) == 0)
        {
            return i;
        }
    }
    return 0;
}


int
messages_compare(const void *a, const void *b)
{
    return strcmp(((const struct message *) a)->key,
        ((const struct message *) b)->key);
}


size_t
messages_find(const struct messages *messages, const char *key, size_t len)
{
    char name[TEMPLATE_NAME_MAX + 1];
    struct message wanted = { .key = name };
    const struct message *found;

    if (len > TEMPLATE_NAME_MAX || messages->n == 0) {
        return MESSAGES_NONE;
    }
    memcpy(name, key, len);
    name[len] = '\0';
    found = bsearch(&wanted, messages->list, messages->n,
        sizeof(*messages->list), messages_compare);
    return found == NULL ? MESSAGES_NONE : (size_t) (found - messages->list);
}


bool
messages_placeholder(const char **text, size_t *ret_literal,
    const char **ret_name, size_t *ret_len)
{
    const char *open = strchr(*text, '{');
    const char *close = open == NULL ? NULL : strchr(open, '}');

    if (close == NULL) {
        *ret_literal = strlen(*text);
        return false;
    }
    *ret_literal = (size_t) (open - *text);
    *ret_name = open + 1;
    *ret_len = (size_t) (close - open - 1);
    *text = close + 1;
    return true;
}


void
messages_free(struct messages *messages)
{
    for (size_t i = 0; i < messages->n; i++) {
        free(messages->list[i].key);
        for (size_t k = 0; k < MESSAGES_LANGUAGES; k++) {
            free(messages->list[i].text[k]);
        }
    }
    free(messages->list);
    *messages = (struct messages) { 0 };
}
