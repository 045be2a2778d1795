/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON, strictly (SECURITY F9), over jansson: an object at the top, no
 * duplicate member, depth and number of values bounded before anything is
 * parsed, no U+0000, integers only.  Getters say which member is wrong.
 * Secrets are copied out and wiped in place.
 */
#ifndef GCIS_BASE_JSON_H
#define GCIS_BASE_JSON_H

#include "base/secret.h"

#include <jansson.h>

#define JSON_TEXT_MAX (256 * 1024) /* bytes of one document */
#define JSON_DEPTH_MAX 16
#define JSON_VALUES_MAX 4096

/* json_t *object CLEAN_JSON = NULL; */
#define CLEAN_JSON CLEANUP(json_cleanup)
void json_cleanup(json_t **value);

/* NULL where the text is refused; `error` (may be NULL) says why in words. */
#define JSON_ERROR_MAX 160 /* bytes with the NUL */
json_t *json_parse(struct span text, char error[JSON_ERROR_MAX]) MUST_CHECK;

/* Compact, keys as inserted; malloc'd; NULL when memory is out. */
char *json_print(const json_t *value) MUST_CHECK;

/* Wipes every string below `value`, then drops the reference. */
void json_wipe(json_t *value);

/*
 * Readers of an object's members.  Each returns false on a wrong type or
 * value and names the member in reader->field; an absent member is no error
 * but for the _needed forms.  reader_end() is false, and names it, for a
 * member that nobody asked for.
 */
#define JSON_MEMBERS_MAX 48 /* members that one reader asks for */
struct json_reader {
    json_t *object;       /* borrowed */
    const char *field;    /* the first member that was wrong, or NULL */
    size_t n_read;        /* members that were there */
    size_t n_asked;
    const char *asked[JSON_MEMBERS_MAX]; /* borrowed: literals */
};

struct json_reader json_reader_of(json_t *object);
/* Borrowed from the object; *ret stays as it is where the member is absent. */
bool json_read_text(struct json_reader *reader, const char *name,
                    size_t max_bytes, const char **ret) MUST_CHECK;
bool json_read_text_needed(struct json_reader *reader, const char *name,
                           size_t max_bytes, const char **ret) MUST_CHECK;
/* Copied out; the member is wiped in place. */
bool json_read_secret(struct json_reader *reader, const char *name,
                      struct secret *ret, bool *ret_present) MUST_CHECK;
bool json_read_integer(struct json_reader *reader, const char *name,
                       int64_t min, int64_t max, int64_t *ret) MUST_CHECK;
bool json_read_boolean(struct json_reader *reader, const char *name,
                       bool *ret) MUST_CHECK;
bool json_read_object(struct json_reader *reader, const char *name,
                      json_t **ret) MUST_CHECK; /* borrowed */
bool json_read_array(struct json_reader *reader, const char *name,
                     json_t **ret) MUST_CHECK; /* borrowed */
bool json_reader_end(struct json_reader *reader) MUST_CHECK;

/*
 * Builders for replies: false (and nothing added) when memory is out, or for
 * text that is not UTF-8.
 */
bool json_add_text(json_t *object, const char *name, const char *value)
    MUST_CHECK;
bool json_add_integer(json_t *object, const char *name, int64_t value)
    MUST_CHECK;
bool json_add_boolean(json_t *object, const char *name, bool value) MUST_CHECK;

#endif
