/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output and escaping.  Everything that is not written in a template itself
 * passes output_escaped(): the six characters that could end a text or a
 * quoted attribute become references, also the grave accent, which old
 * browsers took for a quote.
 */
#include "template_output.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "template.h"

#define OUTPUT_FIRST 4096 /* bytes of the first allocation */


static bool
grow(struct output *output, size_t len)
{
    size_t size = output->size == 0 ? OUTPUT_FIRST : output->size;
    char *bytes;

    if (len > TEMPLATE_OUTPUT_MAX - output->len) {
        return false;
    }
    if (output->len + len < output->size) {
        return true;
    }
    while (size <= output->len + len) {
        size *= 2;
    }
    bytes = realloc(output->bytes, size);
    if (bytes == NULL) {
        return false;
    }
    output->bytes = bytes;
    output->size = size;
    return true;
}


void
output_text(struct output *output, const char *text, size_t len)
{
    if (output->broken || !grow(output, len)) {
        output->broken = true;
        return;
    }
    memcpy(output->bytes + output->len, text, len);
    output->len += len;
    output->bytes[output->len] = '\0';
}


static const char *
reference(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '`':
        return "&#96;";
    default:
        return NULL;
    }
}


void
output_escaped(struct output *output, const char *text, size_t len)
{
    size_t start = 0;

    for (size_t i = 0; i < len && !output->plain; i++) {
        const char *instead = reference(text[i]);

        if (instead != NULL) {
            output_text(output, text + start, i - start);
            output_text(output, instead, strlen(instead));
            start = i + 1;
        }
    }
    output_text(output, text + start, len - start);
}


bool
output_is_address(const char *text)
{
    static const char *const schemes[] = {
        "http", "https", "mailto", "tel",
    };
    size_t scheme_len = strcspn(text, ":/?#");

    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char) *at <= ' ' || *at == '\x7f') {
            return false;
        }
    }
    if (text[scheme_len] != ':') {
        return true;
    }
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (scheme_len == strlen(schemes[i])
            && strncasecmp(text, schemes[i], scheme_len) == 0)
        {
            return true;
        }
    }
    return false;
}
