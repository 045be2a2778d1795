/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folders and files by their modes, owners and file systems.  Knows no LMDB;
 * what lies in the files is for lmdb_open.c.
 */
#include "store/folder.h"
#include "store/backend.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/statfs.h>
#include <unistd.h>

#define OTHERS_WRITE (S_IWGRP | S_IWOTH)
#define OTHERS_ANY (S_IRWXG | S_IRWXO)


enum store_status
store_refuse(char error[STORE_ERROR_MAX], enum store_status status,
             const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(error, STORE_ERROR_MAX, format, arguments);
    va_end(arguments);

    return status;
}


const char *
folder_refused_filesystem(unsigned long magic)
{
    /* mappings are not coherent there, or robust mutexes do not work */
    static const struct {
        unsigned long magic;
        const char *name;
    } refused[] = {
        { 0x6969, "NFS" },         { 0xFF534D42, "CIFS" },
        { 0xFE534D42, "SMB" },     { 0x517B, "SMB" },
        { 0x01021997, "9p" },      { 0x65735546, "FUSE" },
        { 0x5346414F, "AFS" },     { 0x6B414653, "AFS" },
        { 0x73757245, "Coda" },    { 0x00C36400, "Ceph" },
        { 0x0BD00BD0, "Lustre" },  { 0x7461636F, "OCFS2" },
        { 0x01161970, "GFS2" },    { 0x564C, "NCP" },
        { 0x786F4256, "vboxsf" },  { 0xBACBACBC, "vmhgfs" },
    };

    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        if (refused[i].magic == magic) {
            return refused[i].name;
        }
    }

    return NULL;
}


static enum store_status
check_filesystem(int fd, const char *dir, const char *name,
                 char error[STORE_ERROR_MAX])
{
    struct statfs about;
    const char *refused;

    if (fstatfs(fd, &about) != 0) {
        return store_refuse(error, STORE_BROKEN, "%s/%s: %s", dir, name,
                            strerror(errno));
    }

    refused = folder_refused_filesystem((unsigned long) about.f_type);
    if (refused != NULL) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/%s lies on %s: the store needs a file system"
                            " of this machine", dir, name, refused);
    }

    return STORE_OK;
}


/* Who may write in DIR could put another vault in our vault's place. */
static enum store_status
check_top(int fd, const char *dir, char error[STORE_ERROR_MAX])
{
    struct stat about;

    if (fstat(fd, &about) != 0) {
        return store_refuse(error, STORE_BROKEN, "%s: %s", dir,
                            strerror(errno));
    }
    if (about.st_uid != 0 && about.st_uid != geteuid()) {
        return store_refuse(error, STORE_BROKEN,
                            "%s belongs to uid %u, not to uid %u that opens"
                            " it", dir, about.st_uid, geteuid());
    }
    if ((about.st_mode & OTHERS_WRITE) != 0) {
        return store_refuse(error, STORE_BROKEN,
                            "%s has mode %04o: chmod go-w it", dir,
                            about.st_mode & 07777U);
    }

    return STORE_OK;
}


static enum store_status
check_folder(int fd, const char *dir, const char *name, mode_t forbidden,
             char error[STORE_ERROR_MAX])
{
    struct stat about;

    if (fstat(fd, &about) != 0) {
        return store_refuse(error, STORE_BROKEN, "%s/%s: %s", dir, name,
                            strerror(errno));
    }
    if (about.st_uid != geteuid()) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/%s belongs to uid %u, not to uid %u that"
                            " opens it", dir, name, about.st_uid, geteuid());
    }
    if ((about.st_mode & forbidden) != 0) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/%s has mode %04o: chmod %s it", dir, name,
                            about.st_mode & 07777U,
                            forbidden == OTHERS_ANY ? "0700" : "go-w");
    }

    return check_filesystem(fd, dir, name, error);
}


static enum store_status
refuse_open(const char *dir, const char *name, char error[STORE_ERROR_MAX])
{
    switch (errno) {
    case ENOENT:
        return store_refuse(error, STORE_AWAY, "%s: no store here", dir);
    case ELOOP:
    case ENOTDIR:
        return store_refuse(error, STORE_BROKEN, "%s/%s is not a folder", dir,
                            name);
    default:
        return store_refuse(error, STORE_BROKEN, "%s/%s: %s", dir, name,
                            strerror(errno));
    }
}


enum store_status
folder_open(const char *dir, const char *name, mode_t forbidden, int *ret_fd,
            char error[STORE_ERROR_MAX])
{
    enum store_status status;
    int top, fd;

    /* DIR itself may be a link of the administrator's, what is in it not */
    top = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0) {
        return refuse_open(dir, name, error);
    }

    fd = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    status = fd < 0 ? refuse_open(dir, name, error)
                    : check_top(top, dir, error);
    close(top);
    if (status == STORE_OK) {
        status = check_folder(fd, dir, name, forbidden, error);
    }
    if (status != STORE_OK) {
        if (fd >= 0) {
            close(fd);
        }
        return status;
    }

    *ret_fd = fd;

    return STORE_OK;
}


enum store_status
folder_file(int folder, const char *path, const char *name, mode_t forbidden,
            struct stat *ret_stat, char error[STORE_ERROR_MAX])
{
    struct stat about;

    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0) {
        return store_refuse(error,
                            errno == ENOENT ? STORE_ABSENT : STORE_BROKEN,
                            "%s/%s: %s", path, name, strerror(errno));
    }
    if (!S_ISREG(about.st_mode)) {
        return store_refuse(error, STORE_BROKEN, "%s/%s is no regular file",
                            path, name);
    }
    if (about.st_nlink != 1) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/%s has %u names: a second one leads into the"
                            " store", path, name, (unsigned) about.st_nlink);
    }
    if (about.st_uid != geteuid()) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/%s belongs to uid %u, not to uid %u that"
                            " opens it", path, name, about.st_uid, geteuid());
    }
    if ((about.st_mode & forbidden) != 0) {
        return store_refuse(error, STORE_BROKEN,
                            "%s/%s has mode %04o: chmod 0600 it", path, name,
                            about.st_mode & 07777U);
    }

    *ret_stat = about;

    return STORE_OK;
}


/* Readers' group and setgid where we may; else the folder stays as it is. */
static void
open_to_readers(int fd, const struct store_options *options)
{
    char buffer[4096];
    struct group group, *found = NULL;

    if (getgrnam_r(FOLDER_READERS, &group, buffer, sizeof(buffer), &found) != 0
        || found == NULL)
    {
        return;
    }
    if (fchown(fd, (uid_t) -1, group.gr_gid) != 0 || fchmod(fd, 02750) != 0) {
        log_line(&options->logger, LOG_LEVEL_NOTICE,
                 "store: %s/%s is not open to the group %s: %s", options->dir,
                 FOLDER_PROJECTION, FOLDER_READERS, strerror(errno));
    }
}


/* A folder that is there already is left as it is: folder_open() judges it. */
static enum store_status
make_one(int top, const struct store_options *options, const char *name,
         mode_t mode, char error[STORE_ERROR_MAX])
{
    int fd;

    if (mkdirat(top, name, mode) != 0) {
        if (errno == EEXIST) {
            return STORE_OK;
        }
        return store_refuse(error, STORE_BROKEN, "%s/%s: %s", options->dir,
                            name, strerror(errno));
    }

    fd = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fchmod(fd, mode) != 0) {
        store_refuse(error, STORE_BROKEN, "%s/%s: %s", options->dir, name,
                     strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return STORE_BROKEN;
    }
    if (strcmp(name, FOLDER_PROJECTION) == 0) {
        open_to_readers(fd, options);
    }
    close(fd);

    return STORE_OK;
}


enum store_status
folder_make(const struct store_options *options, char error[STORE_ERROR_MAX])
{
    static const struct {
        const char *name;
        mode_t mode;
    } folders[] = {
        { FOLDER_VAULT, 0700 },
        { FOLDER_PROJECTION, 0750 },
        { FOLDER_NODE, 0700 },
    };
    enum store_status status = STORE_OK;
    int top;

    if (mkdir(options->dir, 0755) != 0 && errno != EEXIST) {
        return store_refuse(error, STORE_BROKEN, "%s: %s", options->dir,
                            strerror(errno));
    }

    top = open(options->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0) {
        return store_refuse(error, STORE_BROKEN, "%s: %s", options->dir,
                            strerror(errno));
    }

    for (size_t i = 0; i < ARRAY_LEN(folders) && status == STORE_OK; i++) {
        status = make_one(top, options, folders[i].name, folders[i].mode,
                          error);
    }
    if (status == STORE_OK && fsync(top) != 0) {
        status = store_refuse(error, STORE_BROKEN, "%s: %s", options->dir,
                              strerror(errno));
    }
    close(top);

    return status;
}


bool
store_is_absent(const char *dir)
{
    char *path CLEAN_FREE = NULL;

    if (asprintf(&path, "%s/%s/data.mdb", dir, FOLDER_VAULT) < 0) {
        path = NULL;
        return false;
    }

    return access(path, F_OK) != 0 && errno == ENOENT;
}
