/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A temporary folder of files, for what reads the portal's folder.
 */
#ifndef GCIS_TESTS_NGINX_FOLDER_H
#define GCIS_TESTS_NGINX_FOLDER_H

struct folder {
    char path[64];
};

/* Makes an empty folder, or one with two catalogues of a message each. */
void
folder_make(struct folder *folder);

void
folder_make_with_messages(struct folder *folder);

void
folder_write(const struct folder *folder, const char *name,
    const char *text);

void
folder_remove(const struct folder *folder);

#endif
