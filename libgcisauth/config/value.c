/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads values by type.  A value is checked where it was written, so that its
 * line can be named, and stored when all files are read; both go through the
 * same readers.
 */
#include "config/value.h"

#include "base/duration.h"

#include <stdio.h>

#define BLANKS " \t"


/* Digits without sign, blanks or leading zeros. */
static bool
read_integer(struct span text, int64_t *ret)
{
    int64_t value = 0;

    if (text.len == 0 || text.len > 18
        || (text.len > 1 && text.data[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        value = value * 10 + (text.data[i] - '0');
    }
    *ret = value;
    return true;
}


static bool
read_number(enum config_type type, struct span text, int64_t *ret)
{
    switch (type) {
    case CONFIG_INTEGER:
        return read_integer(text, ret);
    case CONFIG_SECONDS:
    case CONFIG_LIFETIME:
        return duration_parse_s(text, ret);
    case CONFIG_MILLISECONDS:
        return duration_parse_ms(text, ret);
    case CONFIG_SIZE:
        return size_parse(text, ret);
    case CONFIG_TEXT:
    case CONFIG_PATH:
    case CONFIG_WORDS:
    case CONFIG_YES_NO:
    case CONFIG_EITHER:
    case CONFIG_CHOICE:
        break;
    }
    return false;
}


static bool
is_within(const struct config_key *key, int64_t value)
{
    int64_t min;
    int64_t max;

    return read_number(key->type, span_str(key->min), &min)
        && read_number(key->type, span_str(key->max), &max)
        && value >= min && value <= max;
}


static bool
check_number(const struct config_key *key, struct span text,
             char reason[CONFIG_REASON_MAX])
{
    const char *what = "a number";
    int64_t value;

    if (key->type == CONFIG_LIFETIME
        && span_equal(text, span_str("end-of-day"))) {
        return true;
    }
    if (read_number(key->type, text, &value) && is_within(key, value)) {
        return true;
    }
    if (key->type == CONFIG_SIZE) {
        what = "a size";
    } else if (key->type == CONFIG_LIFETIME) {
        what = "end-of-day or a duration";
    } else if (key->type != CONFIG_INTEGER) {
        what = "a duration";
    }
    (void) snprintf(reason, CONFIG_REASON_MAX, "must be %s from %s to %s",
                    what, key->min, key->max);
    return false;
}


/* The place of `text` in "a, b, c"; -1 where it has none. */
static int
choice_of(const char *choices, struct span text)
{
    int index = 0;

    for (const char *at = choices; *at != '\0'; index++) {
        size_t len = strcspn(at, ",");
        if (span_equal(text, span_of(at, len))) {
            return index;
        }
        at += len;
        at += strspn(at, ", ");
    }
    return -1;
}


static bool
check_choice(const struct config_key *key, struct span text,
             char reason[CONFIG_REASON_MAX])
{
    const char *choices =
        key->type == CONFIG_YES_NO ? "no, yes" : key->choices;

    if (choice_of(choices, text) >= 0) {
        return true;
    }
    (void) snprintf(reason, CONFIG_REASON_MAX, "must be one of: %s",
                    choices);
    return false;
}


static bool
check_text(const struct config_key *key, struct span text,
           char reason[CONFIG_REASON_MAX])
{
    const char *words = NULL;
    int64_t max;

    if (key->type == CONFIG_PATH && text.data[0] != '/') {
        words = "must be an absolute path";
    } else if (key->check != NULL) {
        words = key->check(text);
    }
    if (words != NULL) {
        (void) snprintf(reason, CONFIG_REASON_MAX, "%s", words);
        return false;
    }
    if (!read_integer(span_str(key->max), &max) || (int64_t) text.len > max) {
        (void) snprintf(reason, CONFIG_REASON_MAX,
                        "must be at most %s bytes long", key->max);
        return false;
    }
    return true;
}


/* The next word of *rest, or an empty one at the end. */
static struct span
next_word(struct span *rest)
{
    size_t start = 0;
    size_t end;

    while (start < rest->len && strchr(BLANKS, rest->data[start]) != NULL) {
        start++;
    }
    end = start;
    while (end < rest->len && strchr(BLANKS, rest->data[end]) == NULL) {
        end++;
    }
    struct span word = span_of(rest->data + start, end - start);
    *rest = span_of(rest->data + end, rest->len - end);
    return word;
}


static bool
check_words(const struct config_key *key, struct span text,
            char reason[CONFIG_REASON_MAX])
{
    struct span rest = text;
    struct span word;
    size_t n = 0;

    for (word = next_word(&rest); word.len > 0; word = next_word(&rest)) {
        const char *words = key->check(word);
        if (words != NULL) {
            (void) snprintf(reason, CONFIG_REASON_MAX, "%s", words);
            return false;
        }
        if (++n > CONFIG_LIST_MAX) {
            (void) snprintf(reason, CONFIG_REASON_MAX,
                            "must be at most %d words", CONFIG_LIST_MAX);
            return false;
        }
    }
    return true;
}


bool
value_check(const struct config_key *key, struct span text,
            char reason[CONFIG_REASON_MAX])
{
    if (text.len == 0) {
        (void) snprintf(reason, CONFIG_REASON_MAX, "has no value");
        return key->may_be_empty;
    }
    switch (key->type) {
    case CONFIG_TEXT:
    case CONFIG_PATH:
        return check_text(key, text, reason);
    case CONFIG_WORDS:
        return check_words(key, text, reason);
    case CONFIG_YES_NO:
    case CONFIG_EITHER:
    case CONFIG_CHOICE:
        return check_choice(key, text, reason);
    case CONFIG_INTEGER:
    case CONFIG_SECONDS:
    case CONFIG_MILLISECONDS:
    case CONFIG_SIZE:
    case CONFIG_LIFETIME:
        return check_number(key, text, reason);
    }
    return false;
}


static void
free_words(struct config_words *words)
{
    for (size_t i = 0; i < words->n; i++) {
        free(words->items[i]);
    }
    free(words->items);
    *words = (struct config_words){ 0 };
}


static bool
store_words(struct config_words *ret, struct span text)
{
    struct span word;

    free_words(ret);
    ret->items = calloc(CONFIG_LIST_MAX, sizeof(ret->items[0]));
    if (ret->items == NULL) {
        return false;
    }
    for (word = next_word(&text); word.len > 0 && ret->n < CONFIG_LIST_MAX;
         word = next_word(&text)) {
        ret->items[ret->n] = strndup((const char *) word.data, word.len);
        if (ret->items[ret->n] == NULL) {
            return false;
        }
        ret->n++;
    }
    return true;
}


bool
value_store(struct config *config, const struct config_key *key,
            const char *text)
{
    char *place = (char *) config + key->offset;

    if (key->offset == CONFIG_NOT_KEPT) {
        return true;
    }
    switch (key->type) {
    case CONFIG_TEXT:
    case CONFIG_PATH:
        free(*(char **) (void *) place);
        *(char **) (void *) place = strdup(text);
        return *(char **) (void *) place != NULL;
    case CONFIG_WORDS:
        return store_words((struct config_words *) (void *) place,
                           span_str(text));
    case CONFIG_YES_NO:
        *(bool *) place = strcmp(text, "yes") == 0;
        return true;
    case CONFIG_EITHER:
        *(bool *) place = choice_of(key->choices, span_str(text)) == 1;
        return true;
    case CONFIG_LIFETIME:
        config->oneday.end_of_day = strcmp(text, "end-of-day") == 0;
        *(int64_t *) (void *) place = 0;
        return config->oneday.end_of_day
            || read_number(key->type, span_str(text),
                           (int64_t *) (void *) place);
    case CONFIG_INTEGER:
    case CONFIG_SECONDS:
    case CONFIG_MILLISECONDS:
    case CONFIG_SIZE:
        return read_number(key->type, span_str(text),
                           (int64_t *) (void *) place);
    case CONFIG_CHOICE:
        break;
    }
    return true;
}


void
value_free(struct config *config, const struct config_key *key)
{
    char *place = (char *) config + key->offset;

    if (key->offset == CONFIG_NOT_KEPT) {
        return;
    }
    if (key->type == CONFIG_TEXT || key->type == CONFIG_PATH) {
        free(*(char **) (void *) place);
        *(char **) (void *) place = NULL;
    }
    if (key->type == CONFIG_WORDS) {
        free_words((struct config_words *) (void *) place);
    }
}
