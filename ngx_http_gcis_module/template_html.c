/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The states of an HTML page as far as escaping depends on them: text, tags,
 * quoted attributes.  What the portal's Content-Security-Policy would block
 * (inline script and style) and what escaping cannot make safe (attributes
 * without quotes) are faults here, found when the templates are loaded.
 */
#include "template_html.h"

#include <string.h>


static bool
is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}


static bool
is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')
        || byte == '-';
}


static void
word_start(struct html *html, char *word, char byte)
{
    html->word_len = 1;
    word[0] = byte;
    word[1] = '\0';
}


static void
word_add(struct html *html, char *word, char byte)
{
    if (html->word_len < HTML_WORD_MAX) {
        word[html->word_len] = byte;
        word[html->word_len + 1] = '\0';
    }
    html->word_len++;
}


static const char *
tag_end(struct html *html)
{
    bool raw = strcmp(html->tag, "script") == 0
        || strcmp(html->tag, "style") == 0;

    html->state = raw ? HTML_RAW : HTML_TEXT;
    html->word_len = 0;
    return NULL;
}


/* Between <script ...> and </script> stands nothing. */
static const char *
raw_byte(struct html *html, char byte)
{
    const char *end = html->tag[1] == 'c' ? "</script>" : "</style>";

    if (byte != end[html->word_len]) {
        return "inline script or style";
    }
    html->word_len++;
    if (byte == '>') {
        html->state = HTML_TEXT;
    }
    return NULL;
}


/* After <: a tag, the end of one, or <!doctype>. */
static const char *
open_byte(struct html *html, char byte)
{
    if (byte == '!') {
        html->state = HTML_DECLARE;
        return NULL;
    }
    if (byte != '/' && !is_word(byte)) {
        return "a tag in small letters is expected after <";
    }
    word_start(html, html->tag, byte);
    html->state = HTML_NAME;
    return NULL;
}


static const char *
tag_byte(struct html *html, char byte)
{
    if (byte == '>') {
        return tag_end(html);
    }
    if (is_space(byte) || byte == '/') {
        html->state = HTML_TAG;
        return NULL;
    }
    if (!is_word(byte)) {
        return "attributes are in small letters, with a quoted value";
    }
    word_start(html, html->attribute, byte);
    html->state = HTML_ATTRIBUTE;
    return NULL;
}


static const char *
attribute_byte(struct html *html, char byte)
{
    if (is_word(byte)) {
        word_add(html, html->attribute, byte);
        return NULL;
    }
    if (strncmp(html->attribute, "on", 2) == 0
        || strcmp(html->attribute, "style") == 0)
    {
        return "script or style in an attribute";
    }
    if (byte == '=') {
        html->state = HTML_EQUALS;
        return NULL;
    }
    return tag_byte(html, byte);
}


const char *
html_byte(struct html *html, char byte)
{
    switch (html->state) {
    case HTML_TEXT:
        if (byte == '<') {
            html->state = HTML_OPEN;
        }
        return NULL;
    case HTML_OPEN:
        return open_byte(html, byte);
    case HTML_DECLARE:
        if (byte == '-') {
            return "an HTML comment: write {{! words }}";
        }
        if (byte == '>') {
            html->state = HTML_TEXT;
        }
        return NULL;
    case HTML_NAME:
        if (is_word(byte)) {
            word_add(html, html->tag, byte);
            return NULL;
        }
        return tag_byte(html, byte);
    case HTML_TAG:
        return tag_byte(html, byte);
    case HTML_ATTRIBUTE:
        return attribute_byte(html, byte);
    case HTML_EQUALS:
        if (byte != '"') {
            return "the value of an attribute without \"";
        }
        html->value_len = 0;
        html->state = HTML_VALUE;
        return NULL;
    case HTML_VALUE:
        html->value_len++;
        if (byte == '"') {
            html->state = HTML_TAG;
        }
        return NULL;
    case HTML_RAW:
        return raw_byte(html, byte);
    }
    return "a state that is not known";
}


bool
html_takes_value(const struct html *html)
{
    return html->state == HTML_TEXT || html->state == HTML_VALUE;
}


bool
html_at_address(const struct html *html)
{
    static const char *const names[] = {
        "href", "src", "action", "formaction",
    };

    if (html->state != HTML_VALUE || html->value_len != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(html->attribute, names[i]) == 0) {
            return true;
        }
    }
    return false;
}
