/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root's way into a store.  This is about whose files are made, not a wall:
 * who is root may go back.
 */
#include "owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE 0755
#define GROUPS_MAX 256
#define PATH_SIZE 4096 /* bytes with the NUL */


static int
cannot(const struct program *program, const char *directory, const char *why)
{
    return refuse(program, cannot_trouble("store"), "%s: %s", directory, why);
}


static bool
is_empty(int folder)
{
    int copy = dup(folder);
    DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;
    bool empty = listing != NULL;

    if (listing == NULL) {
        if (copy >= 0) {
            close(copy);
        }
        return false;
    }
    while (empty && (entry = readdir(listing)) != NULL) {
        empty = strcmp(entry->d_name, ".") == 0
                || strcmp(entry->d_name, "..") == 0;
    }
    closedir(listing);

    return empty;
}


bool
owner_sees_store(const char *directory)
{
    char path[PATH_SIZE];
    bool there;
    int vault;

    (void) snprintf(path, sizeof(path), "%s/vault", directory);
    vault = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (vault < 0) {
        return errno != ENOENT && errno != ENOTDIR;
    }
    there = !is_empty(vault);
    close(vault);

    return there;
}


/* The groups of the owner, and that of the readers: a projection that is made
 * here is given to them (SECURITY B1). */
static bool
take_groups(const struct passwd *user, gid_t gid)
{
    const struct group *readers = getgrnam(OWNER_READERS);
    gid_t groups[GROUPS_MAX];
    int n = 0;

    if (user != NULL) {
        n = initgroups(user->pw_name, gid) != 0
            ? -1 : getgroups(GROUPS_MAX - 1, groups);
    }
    if (n < 0) {
        return false;
    }
    if (readers != NULL) {
        groups[n++] = readers->gr_gid;
    }

    return setgroups((size_t) n, groups) == 0;
}


/* Groups first: afterwards it would be refused. */
static int
become(const struct program *program, const char *directory, uid_t uid,
       gid_t gid)
{
    const struct passwd *user = getpwuid(uid);

    if (!take_groups(user, gid) || setresgid(gid, gid, gid) != 0
        || setresuid((uid_t) -1, uid, uid) != 0 || geteuid() != uid)
    {
        return cannot(program, directory, "cannot become its owner");
    }
    if (faccessat(AT_FDCWD, directory, R_OK | W_OK | X_OK, AT_EACCESS) != 0) {
        return cannot(program, directory, "is out of reach of its owner: "
                      "chmod o+x what is above it");
    }

    return EXIT_DONE;
}


int
owner_become(struct program *program, const char *directory)
{
    struct stat about;
    int top, found;

    if (geteuid() != 0) {
        return EXIT_DONE;
    }

    top = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0) {
        return EXIT_DONE; /* the engine says what is wrong with it */
    }
    found = fstatat(top, "vault", &about, AT_SYMLINK_NOFOLLOW);
    close(top);
    if (found != 0 || !S_ISDIR(about.st_mode) || about.st_uid == 0) {
        return EXIT_DONE;
    }

    return become(program, directory, about.st_uid, about.st_gid);
}


/* A folder that is root's and empty is handed over; another stays, and so
 * does what a link points to. */
static int
hand_over(const struct program *program, const char *directory,
          const struct passwd *user)
{
    struct stat about;
    int status = EXIT_DONE;
    int folder = open(directory,
                      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (folder < 0) {
        return errno == ELOOP
               ? EXIT_DONE
               : cannot(program, directory, strerrordesc_np(errno));
    }
    if (fstat(folder, &about) == 0 && about.st_uid == 0 && is_empty(folder)
        && (fchown(folder, user->pw_uid, user->pw_gid) != 0
            || fchmod(folder, FOLDER_MODE) != 0))
    {
        status = cannot(program, directory, strerrordesc_np(errno));
    }
    close(folder);

    return status;
}


int
owner_make(struct program *program, const char *directory)
{
    const struct passwd *user;
    struct stat about;
    int status;

    if (geteuid() != 0) {
        return EXIT_DONE;
    }

    user = getpwnam(OWNER_USER);
    if (user == NULL || user->pw_uid == 0) {
        return owner_become(program, directory);
    }
    if (mkdir(directory, FOLDER_MODE) != 0 && errno != EEXIST) {
        return cannot(program, directory, strerrordesc_np(errno));
    }

    status = hand_over(program, directory, user);
    if (status != EXIT_DONE) {
        return status;
    }
    if (stat(directory, &about) != 0) {
        return cannot(program, directory, strerrordesc_np(errno));
    }

    return about.st_uid == user->pw_uid
           ? become(program, directory, user->pw_uid, user->pw_gid)
           : owner_become(program, directory);
}
