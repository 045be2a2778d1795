/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes and removes a temporary folder; nothing about configurations. */
#include "folder.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>


void
folder_make(struct folder *folder)
{
    (void) snprintf(folder->path, sizeof(folder->path),
                    "/tmp/gcis-config-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    (void) snprintf(folder->file, sizeof(folder->file), "%s/gcis.conf",
                    folder->path);
    (void) snprintf(folder->drop_ins, sizeof(folder->drop_ins),
                    "%s/gcis.conf.d", folder->path);
}


static int
remove_one(const char *path, const struct stat *status, int type,
           struct FTW *walk)
{
    (void) status;
    (void) type;
    (void) walk;
    return remove(path);
}


void
folder_remove(struct folder *folder)
{
    assert_int_equal(nftw(folder->path, remove_one, 8, FTW_DEPTH | FTW_PHYS),
                     0);
}


void
folder_write(const struct folder *folder, const char *name, struct span text)
{
    char path[256];
    int fd;

    (void) snprintf(path, sizeof(path), "%s/%s", folder->path, name);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.data, text.len), text.len);
    assert_int_equal(fchmod(fd, 0644), 0);
    assert_int_equal(close(fd), 0);
}
