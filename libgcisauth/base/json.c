/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From bytes to a tree, and back.  jansson refuses duplicates, U+0000 and bad
 * UTF-8; depth, number of values and real numbers are ours to refuse, the
 * first two before jansson sees a byte.  Its error texts quote the input, so
 * they go nowhere: the words are ours.  Members are read in json_read.c.
 */
#include "base/json.h"

#include <stdio.h>

struct scan {
    struct span text;
    size_t depth;
    size_t n_values;
};


void
json_cleanup(json_t **value)
{
    json_decref(*value);
    *value = NULL;
}


/* The index of the quote that ends the string begun at `at`, or the end. */
static size_t
string_end(struct span text, size_t at)
{
    for (at++; at < text.len && text.data[at] != '"'; at++) {
        if (text.data[at] == '\\') {
            at++;
        }
    }
    return at;
}


static bool
is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}


/* Does the array or object that opens at `at` hold anything? */
static bool
opens_value(struct span text, size_t at)
{
    for (at++; at < text.len && is_space(text.data[at]); at++) {
    }
    return at < text.len && text.data[at] != ']' && text.data[at] != '}';
}


/*
 * Counts without judging grammar: in whatever jansson takes afterwards, the
 * values are one, one for each comma, and one for each array or object that
 * is not empty.
 */
static const char *
scan_bounds(struct scan *scan)
{
    scan->n_values = 1;
    for (size_t at = 0; at < scan->text.len; at++) {
        switch (scan->text.data[at]) {
        case '"':
            at = string_end(scan->text, at);
            break;
        case '{':
        case '[':
            scan->depth++;
            scan->n_values += opens_value(scan->text, at);
            break;
        case '}':
        case ']':
            scan->depth -= scan->depth > 0;
            break;
        case ',':
            scan->n_values++;
            break;
        default:
            break;
        }
        if (scan->depth > JSON_DEPTH_MAX) {
            return "nested too deeply";
        }
        if (scan->n_values > JSON_VALUES_MAX) {
            return "too many values";
        }
    }
    return NULL;
}


static const char *
error_words(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_duplicate_key:
        return "a member stands twice";
    case json_error_invalid_utf8:
        return "not UTF-8";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "holds U+0000";
    case json_error_numeric_overflow:
        return "a number is too big";
    case json_error_end_of_input_expected:
        return "something follows the end";
    case json_error_premature_end_of_input:
        return "ends too early";
    case json_error_out_of_memory:
        return "memory is out";
    default:
        /* here only words depend on the code: the text is refused anyway */
        return "not JSON";
    }
}


/*
 * jansson frees the text of the tokens that it has read without wiping it.
 * The blocks just freed are the first that malloc hands out again: take them
 * and wipe them.  Its buffer doubles from 16 bytes on; a secret of SECRET_MAX
 * bytes, each escaped in six, ends within 4096.
 */
static void
wash_parser(void)
{
    enum { N_SIZES = 9, N_EACH = 2 };
    void *blocks[N_SIZES][N_EACH] = { 0 };

    for (size_t i = 0; i < N_SIZES; i++) {
        for (size_t j = 0; j < N_EACH; j++) {
            blocks[i][j] = malloc((size_t) 16 << i);
            if (blocks[i][j] != NULL) {
                explicit_bzero(blocks[i][j], (size_t) 16 << i);
            }
        }
    }
    for (size_t i = 0; i < N_SIZES; i++) {
        for (size_t j = 0; j < N_EACH; j++) {
            free(blocks[i][j]);
        }
    }
}


/*
 * The buffer of jansson's lexer (2.14) drops bytes where it cannot grow, the
 * closing quote among them, and what follows reads and writes past its end.
 * So the blocks that it may grow to are looked for before: where memory is
 * out, nothing is parsed.
 */
static bool
has_room(size_t text_len)
{
    for (size_t size = 32; size / 2 <= text_len; size *= 2) {
        void *old = malloc(size / 2);
        void *new = malloc(size);
        bool there = old != NULL && new != NULL;

        free(new);
        free(old);
        if (!there) {
            return false;
        }
    }

    return true;
}


/* The tree is at most JSON_DEPTH_MAX deep: it came from a scanned text. */
static bool
has_real(const json_t *value)
{
    const char *key;
    json_t *child;
    size_t i;

    if (json_is_array(value)) {
        json_array_foreach(value, i, child) {
            if (has_real(child)) {
                return true;
            }
        }
        return false;
    }
    if (json_is_object(value)) {
        json_object_foreach((json_t *) value, key, child) {
            if (has_real(child)) {
                return true;
            }
        }
        return false;
    }
    return json_is_real(value);
}


static const char *
parse(struct span text, json_t **ret)
{
    struct scan scan = { .text = text };
    json_error_t error;
    const char *words;
    json_t *value;

    if (text.len == 0 || text.len > JSON_TEXT_MAX) {
        return text.len == 0 ? "empty" : "too long";
    }
    words = scan_bounds(&scan);
    if (words != NULL) {
        return words;
    }
    if (!has_room(text.len)) {
        return "memory is out";
    }
    value = json_loadb((const char *) text.data, text.len,
                       JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (value == NULL) {
        return error_words(&error);
    }
    if (!json_is_object(value)) {
        json_wipe(value);
        return "not an object";
    }
    if (has_real(value)) {
        json_wipe(value);
        return "a number is not an integer";
    }
    *ret = value;
    return NULL;
}


json_t *
json_parse(struct span text, char error[JSON_ERROR_MAX])
{
    json_t *value = NULL;
    const char *words = parse(text, &value);

    wash_parser();
    if (words != NULL && error != NULL) {
        (void) snprintf(error, JSON_ERROR_MAX, "%s", words);
    }
    return value;
}


char *
json_print(const json_t *value)
{
    return json_dumps(value, JSON_COMPACT);
}


static void
wipe_below(json_t *value)
{
    const char *key;
    json_t *child;
    size_t i;

    if (json_is_array(value)) {
        json_array_foreach(value, i, child) {
            wipe_below(child);
        }
    } else if (json_is_object(value)) {
        json_object_foreach(value, key, child) {
            wipe_below(child);
        }
    } else if (json_is_string(value)) {
        explicit_bzero((char *) json_string_value(value),
                       json_string_length(value));
    }
}


void
json_wipe(json_t *value)
{
    wipe_below(value);
    json_decref(value);
}
