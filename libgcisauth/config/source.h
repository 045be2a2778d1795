/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of a configuration as bytes: whom they must belong to, who may
 * write them, which drop-ins there are.  Private to config/.
 */
#ifndef GCIS_CONFIG_SOURCE_H
#define GCIS_CONFIG_SOURCE_H

#include "config/config.h"

#define SOURCE_REASON_MAX 256 /* bytes with the NUL */

enum source_status {
    SOURCE_BROKEN,
    SOURCE_ABSENT,
    SOURCE_READ,
};

/*
 * Reads `name`, in the folder `folder_fd` (or AT_FDCWD), into malloc'd bytes
 * of the caller's.  `reason` on SOURCE_BROKEN; SOURCE_ABSENT says nothing.
 */
enum source_status source_read(int folder_fd, const char *name,
                               char **ret_text, size_t *ret_len,
                               char reason[SOURCE_REASON_MAX]) MUST_CHECK;

/*
 * Opens a folder of drop-ins and gives the names of its *.conf, sorted, in
 * malloc'd strings.  *ret_fd is the caller's on SOURCE_READ.
 */
enum source_status source_list(const char *folder, int *ret_fd,
                               char ***ret_names, size_t *ret_n,
                               char reason[SOURCE_REASON_MAX]) MUST_CHECK;

#endif
