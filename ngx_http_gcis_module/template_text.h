/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether bytes are text: UTF-8 in its strict form, without a NUL.
 */
#ifndef GCIS_TEMPLATE_TEXT_H
#define GCIS_TEMPLATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* False also where memory is out.  What it copied is wiped. */
bool
text_is_good(const char *bytes, size_t len)
    __attribute__((warn_unused_result));

#endif
