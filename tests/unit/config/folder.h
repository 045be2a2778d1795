/* SPDX-License-Identifier: BSD-2-Clause */
/* A temporary folder with a configuration file, for the tests of config/. */
#ifndef GCIS_TESTS_CONFIG_FOLDER_H
#define GCIS_TESTS_CONFIG_FOLDER_H

#include "base/span.h"

#include <sys/stat.h>

struct folder {
    char path[64];
    char file[96];    /* FOLDER/gcis.conf */
    char drop_ins[96]; /* FOLDER/gcis.conf.d */
};

/* Both fail the test themselves. */
void folder_make(struct folder *folder);
void folder_remove(struct folder *folder);

/* Writes FOLDER/NAME with mode 0644, over what was there. */
void folder_write(const struct folder *folder, const char *name,
                  struct span text);

#endif
