/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files in a folder of /tmp; whatever fails ends the test.
 */
#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>


void
folder_make(struct folder *folder)
{
    snprintf(folder->path, sizeof(folder->path), "/tmp/gcis-portal-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
}


void
folder_make_with_messages(struct folder *folder)
{
    folder_make(folder);
    folder_write(folder, "zh-Hant.json", "{\"hello\": \"你好，{name}\"}");
    folder_write(folder, "en.json", "{\"hello\": \"Hello {name}\"}");
}


void
folder_write(const struct folder *folder, const char *name, const char *text)
{
    char path[320];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder->path, name);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}


void
folder_remove(const struct folder *folder)
{
    DIR *dir = opendir(folder->path);
    struct dirent *entry;
    char path[320];

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        snprintf(path, sizeof(path), "%s/%s", folder->path, entry->d_name);
        unlink(path);
    }
    closedir(dir);
    assert_int_equal(rmdir(folder->path), 0);
}
