/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one escaper, and the output that it writes to.
 */
#ifndef GCIS_TEMPLATE_OUTPUT_H
#define GCIS_TEMPLATE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct output {
    char *bytes; /* malloc'ed */
    size_t len;
    size_t size;
    bool plain; /* a text for the data of a page: not escaped yet */
    bool broken; /* no memory, or too long: nothing more is written */
};

/* As it stands: text of the template alone. */
void
output_text(struct output *output, const char *text, size_t len);

/* Anything else: & < > " ' ` as references, where the output is a page. */
void
output_escaped(struct output *output, const char *text, size_t len);

/* Whether a page may lead there: http, https, mailto, tel, or no scheme. */
bool
output_is_address(const char *text);

#endif
