/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A socket of our own is made beside its name and renamed over it when it
 * listens, so that the name never leads to one that does not; a lock file
 * tells one left behind from one in use.  Who may ask for what is not decided
 * by its mode: everybody may connect (SECURITY F7).
 */
#include "listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define BACKLOG 256
#define SUFFIX_MAX 8 /* bytes of what is added to the path */


static bool
fail(char error[LISTEN_ERROR_MAX], const char *path, const char *why,
     const char *mend)
{
    (void) snprintf(error, LISTEN_ERROR_MAX, "%s: %s%s%s", path, why,
                    mend[0] == '\0' ? "" : ": ", mend);
    return false;
}


int
listen_inherited(void)
{
    int n = sd_listen_fds(0);

    return n < 0 ? 0 : n;
}


static bool
take_inherited(struct listener *listener, int n_inherited,
               char error[LISTEN_ERROR_MAX])
{
    int fd = SD_LISTEN_FDS_START;

    if (n_inherited != 1 || sd_is_socket_unix(fd, SOCK_STREAM, 1, NULL, 0) <= 0
        || fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
    {
        return fail(error, "socket activation",
                    "not one listening unix stream socket",
                    "see gcisd.socket");
    }
    listener->fd = fd;
    return true;
}


static bool
add_suffix(char *ret, size_t size, const char *path, const char *suffix)
{
    int n = snprintf(ret, size, "%s%s", path, suffix);

    return n > 0 && (size_t) n < size;
}


static bool
make_folder(const char *path, char error[LISTEN_ERROR_MAX])
{
    char folder[sizeof(((struct sockaddr_un *) NULL)->sun_path)];
    char *slash;

    (void) snprintf(folder, sizeof(folder), "%s", path);
    slash = strrchr(folder, '/');
    if (slash == NULL || slash == folder) {
        return true;
    }
    *slash = '\0';
    if (mkdir(folder, 0755) != 0) {
        return errno == EEXIST
               || fail(error, folder, strerrordesc_np(errno),
                       "make the folder, or name another socket");
    }
    return chmod(folder, 0755) == 0
           || fail(error, folder, strerrordesc_np(errno), "");
}


static bool
lock(struct listener *listener, const char *path,
     char error[LISTEN_ERROR_MAX])
{
    char name[sizeof(((struct sockaddr_un *) NULL)->sun_path) + SUFFIX_MAX];

    if (!add_suffix(name, sizeof(name), path, ".lock")) {
        return fail(error, path, "too long for a socket", "");
    }
    listener->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                             0600);
    if (listener->lock_fd < 0) {
        return fail(error, name, strerrordesc_np(errno),
                    "is it another user's?");
    }
    if (flock(listener->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        return fail(error, path, "another gcisd listens there",
                    "stop it, or give --socket");
    }
    return true;
}


/* Nothing, or a socket that was left behind: the lock is ours. */
static bool
may_replace(const char *path, char error[LISTEN_ERROR_MAX])
{
    struct stat file;

    if (lstat(path, &file) != 0) {
        return errno == ENOENT
               || fail(error, path, strerrordesc_np(errno), "");
    }
    return S_ISSOCK(file.st_mode)
           || fail(error, path, "is there and no socket", "move it away");
}


static bool
bind_beside(struct listener *listener, const char *path,
            char error[LISTEN_ERROR_MAX])
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    if (!add_suffix(address.sun_path, sizeof(address.sun_path), path, ".new"))
    {
        return fail(error, path, "too long for a socket", "");
    }
    listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                          0);
    (void) unlink(address.sun_path);
    if (listener->fd < 0
        || bind(listener->fd, (struct sockaddr *) &address, sizeof(address))
               != 0
        || chmod(address.sun_path, 0666) != 0
        || listen(listener->fd, BACKLOG) != 0
        || rename(address.sun_path, path) != 0
        || lstat(path, &listener->file) != 0)
    {
        int failed = errno;
        (void) unlink(address.sun_path);
        return fail(error, path, strerrordesc_np(failed), "");
    }
    listener->path = path;
    return true;
}


bool
listen_open(struct listener *listener, int n_inherited, const char *path,
            char error[LISTEN_ERROR_MAX])
{
    *listener = (struct listener){ .fd = -1, .lock_fd = -1 };
    if (n_inherited > 0) {
        return take_inherited(listener, n_inherited, error);
    }
    if (path[0] != '/') {
        return fail(error, path, "not an absolute path", "");
    }
    return make_folder(path, error) && lock(listener, path, error)
           && may_replace(path, error) && bind_beside(listener, path, error);
}


void
listen_remove(struct listener *listener)
{
    struct stat file;

    if (listener->path != NULL && lstat(listener->path, &file) == 0
        && file.st_dev == listener->file.st_dev
        && file.st_ino == listener->file.st_ino)
    {
        (void) unlink(listener->path);
    }
}
