/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parser of forms: one copy of the body, decoded in place, so that there
 * is one buffer to wipe.  A field without = has an empty value, as ?first
 * has; empty fields (&&), doubled fields and raw control characters are
 * refused.
 */
#include "form.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "template_text.h"


static int
hex(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return -1;
}


/* One %XX at at, of which left bytes are there; NUL for a fault. */
static char
unescape(const char *at, size_t left)
{
    int high = left > 2 ? hex(at[1]) : -1;
    int low = left > 2 ? hex(at[2]) : -1;

    return high < 0 || low < 0 ? '\0' : (char) (high * 16 + low);
}


/* Decodes in place and ends with a NUL, for which there is room. */
static bool
decode(char *bytes, size_t len, size_t *ret_len)
{
    size_t out = 0;

    for (size_t i = 0; i < len; i++) {
        char byte = bytes[i];

        if ((unsigned char) byte <= ' ' || byte == '\x7f') {
            return false;
        }
        if (byte == '+') {
            byte = ' ';
        }
        if (byte == '%') {
            byte = unescape(bytes + i, len - i);
            if (byte == '\0') {
                return false;
            }
            i += 2;
        }
        bytes[out++] = byte;
    }
    bytes[out] = '\0';
    *ret_len = out;
    return text_is_good(bytes, out);
}


static bool
is_allowed(const char *const *allowed, const char *name)
{
    if (allowed == NULL) {
        return true;
    }
    while (*allowed != NULL && strcmp(*allowed, name) != 0) {
        allowed++;
    }
    return *allowed != NULL;
}


static enum form_verdict
add_field(struct form *form, char *bytes, size_t len,
    const char *const *allowed)
{
    char *equals = memchr(bytes, '=', len);
    size_t name_len = equals == NULL ? len : (size_t) (equals - bytes);
    size_t value_len = equals == NULL ? 0 : len - name_len - 1;
    char *value = equals == NULL ? bytes + len : equals + 1;

    if (form->n_fields == FORM_FIELDS_MAX) {
        return FORM_TOO_MANY;
    }
    if (!decode(value, value_len, &value_len)
        || !decode(bytes, name_len, &name_len) || name_len == 0)
    {
        return FORM_MALFORMED;
    }
    if (form_find(form, bytes) != NULL) {
        return FORM_DOUBLED;
    }
    if (!is_allowed(allowed, bytes)) {
        return FORM_UNKNOWN;
    }
    form->fields[form->n_fields++] = (struct form_field) {
        .name = bytes, .value = value, .value_len = value_len,
    };
    return FORM_GOOD;
}


/* Each & becomes the NUL of the field before it. */
static enum form_verdict
add_fields(struct form *form, size_t len, const char *const *allowed)
{
    char *at = form->bytes;
    char *end = at + len;
    enum form_verdict verdict = FORM_GOOD;

    while (len > 0 && at <= end && verdict == FORM_GOOD) {
        char *next = memchr(at, '&', (size_t) (end - at));
        char *stop = next == NULL ? end : next;

        *stop = '\0';
        verdict = add_field(form, at, (size_t) (stop - at), allowed);
        at = stop + 1;
    }
    return verdict;
}


enum form_verdict
form_parse(const char *body, size_t len, const char *const *allowed,
    struct form *ret_form)
{
    struct form form = { .size = len + 1 };
    enum form_verdict verdict;

    if (len > FORM_BYTES_MAX) {
        return FORM_TOO_LARGE;
    }
    form.bytes = malloc(form.size);
    if (form.bytes == NULL) {
        return FORM_NO_MEMORY;
    }
    if (len > 0) {
        memcpy(form.bytes, body, len);
    }
    form.bytes[len] = '\0';
    verdict = add_fields(&form, len, allowed);
    if (verdict != FORM_GOOD) {
        form_wipe(&form);
        return verdict;
    }
    *ret_form = form;
    return FORM_GOOD;
}


const struct form_field *
form_find(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n_fields; i++) {
        if (strcmp(form->fields[i].name, name) == 0) {
            return &form->fields[i];
        }
    }
    return NULL;
}


const char *
form_value(const struct form *form, const char *name)
{
    const struct form_field *field = form_find(form, name);

    return field == NULL ? "" : field->value;
}


void
form_wipe(struct form *form)
{
    if (form->bytes != NULL) {
        explicit_bzero(form->bytes, form->size);
        free(form->bytes);
    }
    explicit_bzero(form, sizeof(*form));
}
