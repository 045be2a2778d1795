/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opens, looks, reads.  Whoever can write the configuration decides who may
 * sign in, so that a file with another owner or wider mode is refused, with
 * the command that mends it.
 */
#include "config/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENGINE_USER "gcis"
#define DROP_INS_MAX 256 /* files */


static void PRINTF(2, 3)
say(char reason[SOURCE_REASON_MAX], const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(reason, SOURCE_REASON_MAX, format, arguments);
    va_end(arguments);
}


/* One file serves engine and clients: it may be the engine's user's. */
static bool
is_engine_user(uid_t uid)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char text[1024];

    return getpwnam_r(ENGINE_USER, &entry, text, sizeof(text), &found) == 0
        && found != NULL && found->pw_uid == uid;
}


static bool
is_trusted(const struct stat *status, char reason[SOURCE_REASON_MAX])
{
    if (status->st_uid != 0 && status->st_uid != geteuid()
        && !is_engine_user(status->st_uid)) {
        say(reason, "belongs to uid %lu, not to root or the engine's user: "
            "chown it", (unsigned long) status->st_uid);
        return false;
    }
    if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        say(reason, "may be written by others: chmod go-w it");
        return false;
    }
    return true;
}


static bool
is_good_file(int fd, char reason[SOURCE_REASON_MAX])
{
    struct stat status;

    if (fstat(fd, &status) != 0) {
        say(reason, "cannot be looked at: %m");
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        say(reason, "is not a regular file");
        return false;
    }
    if (status.st_size > CONFIG_FILE_MAX) {
        say(reason, "is larger than %d bytes", CONFIG_FILE_MAX);
        return false;
    }
    return is_trusted(&status, reason);
}


/* One byte more than may be is asked for, in case the file grows. */
static bool
read_whole(int fd, char **ret_text, size_t *ret_len,
           char reason[SOURCE_REASON_MAX])
{
    char *text CLEAN_FREE = malloc(CONFIG_FILE_MAX + 1);
    size_t len = 0;

    if (text == NULL) {
        say(reason, "memory is out");
        return false;
    }
    while (len <= CONFIG_FILE_MAX) {
        ssize_t n = read(fd, text + len, CONFIG_FILE_MAX + 1 - len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            say(reason, "cannot be read: %m");
            return false;
        }
        if (n == 0) {
            *ret_text = text;
            *ret_len = len;
            text = NULL;
            return true;
        }
        len += (size_t) n;
    }
    say(reason, "is larger than %d bytes", CONFIG_FILE_MAX);
    return false;
}


static enum source_status
open_failed(char reason[SOURCE_REASON_MAX])
{
    if (errno == ENOENT) {
        return SOURCE_ABSENT;
    }
    if (errno == ELOOP) {
        say(reason, "is a symbolic link");
    } else {
        say(reason, "cannot be opened: %m");
    }
    return SOURCE_BROKEN;
}


enum source_status
source_read(int folder_fd, const char *name, char **ret_text,
            size_t *ret_len, char reason[SOURCE_REASON_MAX])
{
    bool done;
    int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC
                    | O_NOCTTY | O_NONBLOCK);

    if (fd < 0) {
        return open_failed(reason);
    }
    done = is_good_file(fd, reason)
        && read_whole(fd, ret_text, ret_len, reason);
    (void) close(fd);
    return done ? SOURCE_READ : SOURCE_BROKEN;
}


static int
is_drop_in(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return entry->d_name[0] != '.' && len > strlen(".conf")
        && strcmp(entry->d_name + len - strlen(".conf"), ".conf") == 0;
}


/* By bytes: alphasort() asks the locale of the host program. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}


static bool
list_names(int fd, char ***ret_names, size_t *ret_n,
           char reason[SOURCE_REASON_MAX])
{
    struct dirent **entries = NULL;
    int n = scandirat(fd, ".", &entries, is_drop_in, by_name);
    char **names = calloc(DROP_INS_MAX, sizeof(names[0]));
    bool done = n >= 0 && n <= DROP_INS_MAX && names != NULL;

    if (n > DROP_INS_MAX) {
        say(reason, "holds more than %d files", DROP_INS_MAX);
    } else if (!done) {
        say(reason, "cannot be listed: %m");
    }
    for (int i = 0; i < n; i++) {
        if (done) {
            names[i] = strdup(entries[i]->d_name);
            done = names[i] != NULL;
        }
        free(entries[i]);
    }
    free(entries);
    if (!done) {
        for (int i = 0; names != NULL && i < DROP_INS_MAX; i++) {
            free(names[i]);
        }
        free(names);
        return false;
    }
    *ret_names = names;
    *ret_n = (size_t) n;
    return true;
}


enum source_status
source_list(const char *folder, int *ret_fd, char ***ret_names,
            size_t *ret_n, char reason[SOURCE_REASON_MAX])
{
    struct stat status;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0) {
        return open_failed(reason);
    }
    if (fstat(fd, &status) != 0) {
        say(reason, "cannot be looked at: %m");
    } else if (is_trusted(&status, reason)
               && list_names(fd, ret_names, ret_n, reason)) {
        *ret_fd = fd;
        return SOURCE_READ;
    }
    (void) close(fd);
    return SOURCE_BROKEN;
}
