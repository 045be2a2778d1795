/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The folders and files of an lmdb: store and who may touch them (SECURITY
 * B1, B10, B18, B19).  Looks at the two LMDB files by stat alone: opening and
 * closing one would drop the locks of a whole process (B15).
 */
#ifndef GCIS_STORE_FOLDER_H
#define GCIS_STORE_FOLDER_H

#include "store/store.h"

#include <sys/stat.h>

#define FOLDER_VAULT "vault"
#define FOLDER_PROJECTION "projection"
#define FOLDER_NODE "node"
#define FOLDER_READERS "gcis-read" /* the group that may read projections */

/* Makes what is missing of DIR, vault, projection, node, with their modes. */
enum store_status folder_make(const struct store_options *options,
                              char error[STORE_ERROR_MAX]) MUST_CHECK;

/*
 * DIR/NAME as a descriptor: a folder of our own, no symlink, no bits of
 * `forbidden`, on a local file system.  STORE_AWAY where it is not there.
 */
enum store_status folder_open(const char *dir, const char *name,
                              mode_t forbidden, int *ret_fd,
                              char error[STORE_ERROR_MAX]) MUST_CHECK;

/*
 * A regular file of our own with one name and none of the `forbidden` bits;
 * STORE_ABSENT where it is not there.
 */
enum store_status folder_file(int folder, const char *path, const char *name,
                              mode_t forbidden, struct stat *ret_stat,
                              char error[STORE_ERROR_MAX]) MUST_CHECK;

/*
 * Takes FOLDER/owner for this process; the descriptor holds it.  STORE_AWAY,
 * with the process that has it, where it is taken.
 */
enum store_status folder_own(int folder, const char *path, int *ret_fd,
                             char error[STORE_ERROR_MAX]) MUST_CHECK;

/* The name of a file system that no LMDB file may lie on; else NULL. */
const char *folder_refused_filesystem(unsigned long magic);

#endif
