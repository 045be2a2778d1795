/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text printed into a buffer of known size: what does not fit is cut, on
 * purpose, between characters.  For messages and for facts; never for paths or
 * anything else whose end matters.
 */
#ifndef GCIS_BASE_WORDS_H
#define GCIS_BASE_WORDS_H

#include "base/attributes.h"

#include <stdarg.h>
#include <stddef.h>

void words_print(char *ret, size_t size, const char *format, ...)
    PRINTF(3, 4);
void vwords_print(char *ret, size_t size, const char *format,
                  va_list arguments) PRINTF(3, 0);

#endif
