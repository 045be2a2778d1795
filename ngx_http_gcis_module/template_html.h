/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Follows the HTML of a template just far enough to know where a value would
 * stand.  It is no parser of pages from elsewhere: templates are ours or the
 * site's, and what it does not understand is refused.
 */
#ifndef GCIS_TEMPLATE_HTML_H
#define GCIS_TEMPLATE_HTML_H

#include <stdbool.h>
#include <stddef.h>

enum html_state {
    HTML_TEXT,
    HTML_OPEN,      /* after < */
    HTML_DECLARE,   /* in <!doctype> */
    HTML_NAME,      /* in the name of a tag */
    HTML_TAG,       /* between attributes */
    HTML_ATTRIBUTE, /* in the name of an attribute */
    HTML_EQUALS,    /* after = */
    HTML_VALUE,     /* in a quoted value */
    HTML_RAW,       /* after <script ...> or <style ...> */
};

#define HTML_WORD_MAX 15 /* bytes; longer names are of no interest */

struct html {
    enum html_state state;
    char tag[HTML_WORD_MAX + 1];
    char attribute[HTML_WORD_MAX + 1];
    size_t word_len;
    size_t value_len; /* bytes of the attribute's value so far */
};

/* One more byte of text; NULL, or what is wrong with it. */
const char *
html_byte(struct html *html, char byte);

/* Whether a value may stand here, and whether as the start of an address. */
bool
html_takes_value(const struct html *html);

bool
html_at_address(const struct html *html);

#endif
