/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The catalogues of messages: flat JSON objects, one a language, with the
 * same keys and the same {placeholders}.  Knows files and keys, not
 * what a message is used for.
 */
#ifndef GCIS_TEMPLATE_MESSAGES_H
#define GCIS_TEMPLATE_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

#define MESSAGES_MAX 512
#define MESSAGES_LANGUAGES 2 /* the first is the default */
#define MESSAGES_NONE ((size_t) -1)

struct message {
    char *key;
    char *text[MESSAGES_LANGUAGES];
};

struct messages {
    struct message *list; /* sorted by key */
    size_t n;
};

/* The codes of the languages, the default first. */
extern const char *const messages_languages[MESSAGES_LANGUAGES];

struct fault;

/* Reads both catalogues of dir, then those of override, where it has them. */
bool
messages_load(struct messages *messages, const char *dir,
    const char *override, const struct fault *fault)
    __attribute__((warn_unused_result));

void
messages_free(struct messages *messages);

/* For qsort() and bsearch(): the order of struct message. */
int
messages_compare(const void *a, const void *b);

/* The place of a key in the list, or MESSAGES_NONE. */
size_t
messages_find(const struct messages *messages, const char *key, size_t len);

/* The index of a language; 0, the default, for one that is not known. */
size_t
messages_language(const char *language);

/*
 * The next {name} at or after *text: sets its name and moves *text past it;
 * false where none is left.  ret_literal is the length of what stands
 * before it (or of all that is left).
 */
bool
messages_placeholder(const char **text, size_t *ret_literal,
    const char **ret_name, size_t *ret_len);

#endif
