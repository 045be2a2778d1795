/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The form of the file, strictly: UTF-8 without a mark in front, Unix line
 * ends, one entry a line.  A # or ; after a value belongs to the value.
 */
#include "config/ini.h"

#include "base/utf8.h"

#include <stdio.h>

#define BOM "\xef\xbb\xbf"


static bool
refuse(struct ini_error *error, const char *reason)
{
    (void) snprintf(error->reason, sizeof(error->reason), "%s", reason);
    return false;
}


/* For people: cut to size, what cannot be shown left out. */
static void
name_subject(struct ini_error *error, const char *before, struct span text,
             const char *after)
{
    int len = text.len > 64 ? 64 : (int) text.len;

    if (!utf8_is_valid(text)) {
        len = 0;
    }
    while (len > 0 && (size_t) len < text.len
           && (text.data[len] & 0xc0u) == 0x80u) {
        len--; /* not through the middle of a character */
    }
    (void) snprintf(error->subject, sizeof(error->subject), "%s%.*s%s",
                    before, len, (const char *) text.data, after);
}


static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}


static struct span
trim(struct span text)
{
    while (text.len > 0 && is_blank(text.data[0])) {
        text = span_of(text.data + 1, text.len - 1);
    }
    while (text.len > 0 && is_blank(text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}


/* Tabs apart, nothing that a person could not see. */
static bool
check_characters(struct span line, struct ini_error *error)
{
    uint32_t code_point = 0;

    if (line.len > 0 && line.data[line.len - 1] == '\r') {
        return refuse(error, "ends in CR LF: save the file with Unix line "
                      "ends (LF)");
    }
    while (line.len > 0) {
        size_t step = utf8_decode(line, &code_point);
        if (step == 0) {
            return refuse(error, "is not UTF-8");
        }
        if (code_point != '\t' && !utf8_is_harmless(code_point)) {
            return refuse(error, "holds a control character");
        }
        line = span_of(line.data + step, line.len - step);
    }
    return true;
}


static bool
parse_section(struct span line, struct span *ret_section,
              const struct ini_visitor *visitor, struct ini_error *error)
{
    struct span section;

    if (line.len < 2 || line.data[line.len - 1] != ']') {
        name_subject(error, "", line, "");
        return refuse(error, "a section is written [section], alone on its "
                      "line");
    }
    section = trim(span_of(line.data + 1, line.len - 2));
    name_subject(error, "[", section, "]");
    *ret_section = section;
    return visitor->section(visitor->state, section, error);
}


static bool
parse_entry(struct span line, struct span section,
            const struct ini_visitor *visitor, struct ini_error *error)
{
    const uint8_t *equals = memchr(line.data, '=', line.len);
    struct span key;
    struct span value;

    if (equals == NULL) {
        name_subject(error, "", line, "");
        return refuse(error, "must be [section], key = value, or a comment "
                      "that begins with #");
    }
    key = trim(span_of(line.data, (size_t) (equals - line.data)));
    value = trim(span_of(equals + 1,
                         (size_t) (line.data + line.len - equals - 1)));
    name_subject(error, "", key, "");
    if (key.len == 0) {
        return refuse(error, "there is no key before the =");
    }
    if (section.data == NULL) {
        return refuse(error, "stands before the first [section]");
    }
    return visitor->entry(visitor->state, section, key, value, error);
}


static bool
parse_line(struct span line, struct span *section,
           const struct ini_visitor *visitor, struct ini_error *error)
{
    error->subject[0] = '\0';
    if (!check_characters(line, error)) {
        return false;
    }
    line = trim(line);
    if (line.len == 0 || line.data[0] == '#' || line.data[0] == ';') {
        return true;
    }
    if (line.data[0] == '[') {
        return parse_section(line, section, visitor, error);
    }
    return parse_entry(line, *section, visitor, error);
}


bool
ini_parse(struct span text, const struct ini_visitor *visitor,
          struct ini_error *error)
{
    struct span section = { 0 };

    *error = (struct ini_error){ .line = 1 };
    if (text.len >= strlen(BOM) && memcmp(text.data, BOM, strlen(BOM)) == 0) {
        return refuse(error, "begins with a byte order mark: save the file "
                      "as UTF-8 without BOM");
    }
    for (; text.len > 0; error->line++) {
        const uint8_t *end = memchr(text.data, '\n', text.len);
        size_t len = end == NULL ? text.len : (size_t) (end - text.data);
        size_t step = end == NULL ? len : len + 1;
        if (!parse_line(span_of(text.data, len), &section, visitor, error)) {
            return false;
        }
        text = span_of(text.data + step, text.len - step);
    }
    return true;
}
