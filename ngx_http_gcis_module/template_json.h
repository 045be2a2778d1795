/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A JSON file of the portal: an object without a member twice.  JSON has no
 * comments, so its licence stands in a member that is taken out here.
 */
#ifndef GCIS_TEMPLATE_JSON_H
#define GCIS_TEMPLATE_JSON_H

#include <stddef.h>

#include <jansson.h>

struct fault;

/* A new reference; NULL, and the fault told with its line. */
json_t *
json_file_read(const char *path, size_t max, const struct fault *fault)
    __attribute__((warn_unused_result));

#endif
