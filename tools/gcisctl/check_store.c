/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folders and files by stat alone: their owners and modes (SECURITY B1, B18,
 * E9).  What is inside is the engine's to say.
 */
#include "check.h"

#include "owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX 512 /* bytes with the NUL */


/* A path that is too long leads nowhere: lstat() says so. */
static void
join(char ret[CHECK_PATH_MAX], const char *directory, const char *name)
{
    int len = snprintf(ret, CHECK_PATH_MAX, "%s/%s", directory, name);

    if (len >= CHECK_PATH_MAX) {
        ret[0] = '\0';
    }
}


/* A folder or file of the store's owner without these bits. */
static bool
is_good(struct checking *checking, const char *path,
        const struct stat *about, uid_t owner, mode_t forbidden,
        const char *mode)
{
    char mend[CHECK_PATH_MAX + TEXT_MAX], detail[TEXT_MAX];

    if (S_ISLNK(about->st_mode)) {
        check_bad(checking, path, "is a symbolic link",
                  "what is in a store is not elsewhere");
        return false;
    }
    if (about->st_uid != owner) {
        (void) snprintf(detail, sizeof(detail), "belongs to uid %u, the "
                        "store to uid %u", about->st_uid, owner);
        (void) snprintf(mend, sizeof(mend), "chown %u %s", owner, path);
        check_bad(checking, path, detail, mend);
        return false;
    }
    if ((about->st_mode & forbidden) != 0) {
        (void) snprintf(detail, sizeof(detail), "has mode %04o",
                        about->st_mode & 07777U);
        (void) snprintf(mend, sizeof(mend), "chmod %s %s", mode, path);
        check_bad(checking, path, detail, mend);
        return false;
    }

    return true;
}


static void
check_folder(struct checking *checking, const char *directory,
             const char *name, uid_t owner, mode_t forbidden,
             const char *mode)
{
    char path[CHECK_PATH_MAX];
    struct stat about;

    join(path, directory, name);
    if (lstat(path, &about) != 0) {
        check_bad(checking, path, strerrordesc_np(errno),
                  "restore it from a backup");
    } else if (is_good(checking, path, &about, owner, forbidden, mode)) {
        check_good(checking, path, "owner and mode");
    }
}


/* Every file of node/ is a key. */
static void
check_keys(struct checking *checking, const char *directory, uid_t owner)
{
    char folder[CHECK_PATH_MAX], path[CHECK_PATH_MAX];
    const struct dirent *entry;
    unsigned n_good = 0, n = 0;
    DIR *listing;

    join(folder, directory, "node");
    listing = opendir(folder);
    if (listing == NULL) {
        check_unseen(checking, folder, "its owner and root see the keys");
        return;
    }
    while ((entry = readdir(listing)) != NULL) {
        struct stat about;

        if (entry->d_name[0] == '.') {
            continue;
        }
        join(path, folder, entry->d_name);
        n++;
        if (lstat(path, &about) == 0
            && is_good(checking, path, &about, owner, 0377, "0400"))
        {
            n_good++;
        }
    }
    closedir(listing);

    if (n > 0 && n == n_good) {
        check_good(checking, "keys of the node", "owner and mode");
    }
}


void
check_store(struct checking *checking, const char *directory)
{
    char vault[CHECK_PATH_MAX];
    struct stat about;

    if (!owner_sees_store(directory)) {
        check_bad(checking, directory, "no store here", "gcisctl init");
        return;
    }
    join(vault, directory, "vault");
    if (lstat(vault, &about) != 0) {
        check_unseen(checking, directory, strerrordesc_np(errno));
        return;
    }

    check_folder(checking, directory, "vault", about.st_uid, 0077, "0700");
    check_folder(checking, directory, "node", about.st_uid, 0077, "0700");
    check_folder(checking, directory, "projection", about.st_uid, 0022,
                 "go-w");
    check_keys(checking, directory, about.st_uid);
}


/* What readers open are the files that more than the owner may read. */
static bool
is_readable(const char *folder)
{
    const struct dirent *entry;
    DIR *listing = opendir(folder);
    bool readable = false;

    if (listing == NULL) {
        return false;
    }
    errno = ENOENT;
    while ((entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] != '.'
            && faccessat(dirfd(listing), entry->d_name, R_OK, AT_EACCESS)
               == 0)
        {
            readable = true;
        }
    }
    closedir(listing);

    return readable;
}


void
check_projection(struct checking *checking, const char *path)
{
    char mend[CHECK_PATH_MAX + TEXT_MAX];

    if (is_readable(path)) {
        check_good(checking, "[projection] path", path);
        return;
    }

    (void) snprintf(mend, sizeof(mend), "uid %u cannot read it: start gcisd, "
                    "or adduser USER gcis-read, or set [projection] path",
                    geteuid());
    check_bad(checking, "[projection] path", path, mend);
}
