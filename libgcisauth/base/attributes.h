/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attributes of the compiler under names of our own: must-check results,
 * printf formats, and cleanup at scope exit, by which secrets are wiped and
 * memory is freed on every path.
 */
#ifndef GCIS_BASE_ATTRIBUTES_H
#define GCIS_BASE_ATTRIBUTES_H

#include <stdlib.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(index, first) __attribute__((format(printf, index, first)))
#define CLEANUP(function) __attribute__((cleanup(function)))


static inline void
cleanup_free(void *pointer)
{
    free(*(void **) pointer);
}

/* char *text CLEAN_FREE = NULL; */
#define CLEAN_FREE CLEANUP(cleanup_free)

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
