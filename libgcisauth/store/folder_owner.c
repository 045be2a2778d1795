/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One engine for a folder (SECURITY B18): a lock that the kernel drops when
 * its process ends, and the words for who has it.
 */
#include "store/folder.h"
#include "store/backend.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>


/* "gcisd, process 71"; the name is only for the person who reads it. */
static void
holder_of(int fd, char *ret, size_t size)
{
    char text[32] = "", path[64], name[32] = "";
    ssize_t len = pread(fd, text, sizeof(text) - 1, 0);
    long pid = len > 0 ? strtol(text, NULL, 10) : 0;
    int about;

    (void) snprintf(ret, size, "another process");
    if (pid <= 0) {
        return;
    }

    (void) snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
    about = open(path, O_RDONLY | O_CLOEXEC);
    if (about >= 0) {
        len = read(about, name, sizeof(name) - 1);
        name[len > 0 ? strcspn(name, "\n") : 0] = '\0';
        close(about);
    }

    (void) snprintf(ret, size, "%s%sprocess %ld", name,
                    name[0] == '\0' ? "" : ", ", pid);
}


static enum store_status
take_lock(int fd, const char *path, char error[STORE_ERROR_MAX])
{
    char holder[96], text[32];
    int len;

    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return store_refuse(error, STORE_BROKEN, "%s/owner: %s", path,
                                strerror(errno));
        }
        holder_of(fd, holder, sizeof(holder));
        return store_refuse(error, STORE_AWAY, "%s is in use by %s", path,
                            holder);
    }

    /* of one width, so that a full disk can take it; it is for a message
     * alone, and the lock holds without it */
    len = snprintf(text, sizeof(text), "%-19ld\n", (long) getpid());
    len = (int) pwrite(fd, text, (size_t) len, 0);
    (void) len;

    return STORE_OK;
}


enum store_status
folder_own(int folder, const char *path, int *ret_fd,
           char error[STORE_ERROR_MAX])
{
    enum store_status status;
    struct stat about;
    int fd;

    fd = openat(folder, "owner",
                O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    if (fd < 0) {
        return store_refuse(error, STORE_BROKEN, "%s/owner: %s", path,
                            errno == ELOOP ? "is a symbolic link"
                            : strerror(errno));
    }

    status = folder_file(folder, path, "owner", S_IWGRP | S_IWOTH, &about, error);
    if (status == STORE_OK) {
        status = take_lock(fd, path, error);
    }
    if (status != STORE_OK) {
        close(fd);
        return status == STORE_ABSENT ? STORE_BROKEN : status;
    }

    *ret_fd = fd;

    return STORE_OK;
}
