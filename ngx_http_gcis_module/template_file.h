/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a file of the portal whole, and tells faults with file and line.
 */
#ifndef GCIS_TEMPLATE_FILE_H
#define GCIS_TEMPLATE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Where the first fault of a load is told. */
struct fault {
    char *text;
    size_t size;
};

/* Writes "path:line: what" (without the line where it is 0); false. */
bool
fault_set(const struct fault *fault, const char *path, unsigned line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* DIR/NAME, malloc'ed; NULL: no memory. */
char *
file_path(const char *dir, const char *name);

/*
 * The bytes of a regular file of at most max bytes, malloc'ed, ended by a NUL
 * that len does not count; UTF-8 without a NUL in it.
 */
bool
file_read(const char *path, size_t max, const struct fault *fault,
    char **ret_bytes, size_t *ret_len) __attribute__((warn_unused_result));

#endif
