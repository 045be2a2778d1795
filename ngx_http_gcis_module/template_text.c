/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The module has no decoder of its own and the library's is not exported;
 * jansson's refuses overlong forms, surrogates and what lies past U+10FFFF.
 * It copies, and the bytes may be a password: the copy is wiped.
 */
#include "template_text.h"

#include <string.h>

#include <jansson.h>


bool
text_is_good(const char *bytes, size_t len)
{
    json_t *text;

    if (len == 0) {
        return true;
    }
    text = memchr(bytes, '\0', len) != NULL ? NULL
        : json_stringn(bytes, len);
    if (text == NULL) {
        return false;
    }
    explicit_bzero((char *) json_string_value(text), len);
    json_decref(text);
    return true;
}
