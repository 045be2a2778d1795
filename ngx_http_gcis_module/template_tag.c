/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a tag begins and ends, and how its name is spelled.
 */
#include "template_tag.h"

#include <string.h>

#include "template_tree.h"


bool
template_is_name(const char *bytes, size_t len)
{
    char last = '.';

    if (len == 0 || len > TEMPLATE_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char byte = bytes[i];
        bool word = (byte >= 'a' && byte <= 'z') || (byte >= 'A'
            && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_'
            || byte == '-';

        if (!word && (byte != '.' || last == '.')) {
            return false;
        }
        last = byte;
    }
    return last != '.';
}


bool
tag_read(const char *start, const char *end, struct tag *ret_tag)
{
    const char *at = start + 2;
    const char *line_end = memchr(at, '\n', (size_t) (end - at));
    size_t room = (size_t) ((line_end != NULL ? line_end : end) - at);
    const char *close = memmem(at, room, "}}", 2);
    struct tag tag = { .start = start };

    if (close == NULL) {
        return false;
    }
    tag.after = close + 2;
    if (at < close && strchr("#^/>!", *at) != NULL) {
        tag.sigil = *at++;
    }
    while (at < close && *at == ' ') {
        at++;
    }
    while (close > at && close[-1] == ' ') {
        close--;
    }
    tag.name = at;
    tag.len = (size_t) (close - at);
    *ret_tag = tag;
    return true;
}


void
tag_widen(struct tag *tag, const char *file, const char *at, const char *end)
{
    const char *start = tag->start;
    const char *after = tag->after;

    while (start > at && (start[-1] == ' ' || start[-1] == '\t')) {
        start--;
    }
    while (after < end && (*after == ' ' || *after == '\t')) {
        after++;
    }
    if ((start > file && start[-1] != '\n') || (after < end
        && *after != '\n'))
    {
        return;
    }
    tag->start = start;
    tag->after = after < end ? after + 1 : after;
}
