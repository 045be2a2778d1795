/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each step is made and then looked at; a step that does not hold is a reason
 * not to start.  The unit file does more, where systemd starts us.
 */
#include "harden.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>


/* systemd may have set it and taken the call from us. */
static bool
forbid_cores(void)
{
    const struct rlimit none = { 0, 0 };
    struct rlimit now;

    return setrlimit(RLIMIT_CORE, &none) == 0
           || (getrlimit(RLIMIT_CORE, &now) == 0 && now.rlim_max == 0);
}


/* A closed 0, 1 or 2 would become a socket or the store, and be printed to. */
static bool
fill_standard(void)
{
    int fd;

    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    return fd >= 0 && close(fd) == 0;
}


bool
harden_early(int first_fd)
{
    (void) umask(077);
    return forbid_cores() && fill_standard()
           && (close_range((unsigned) first_fd, ~0U, 0) == 0
               || errno == ENOSYS);
}


/* Root in any of the three ids, or the way back to it, is a failure. */
static bool
is_only(uid_t uid, gid_t gid)
{
    uid_t uids[3];
    gid_t gids[3];

    if (getresuid(&uids[0], &uids[1], &uids[2]) != 0
        || getresgid(&gids[0], &gids[1], &gids[2]) != 0)
    {
        return false;
    }
    for (size_t i = 0; i < 3; i++) {
        if (uids[i] != uid || gids[i] != gid) {
            return false;
        }
    }
    return setuid(0) != 0 && seteuid(0) != 0;
}


static bool
become(const struct passwd *user)
{
    return initgroups(user->pw_name, user->pw_gid) == 0
           && setresgid(user->pw_gid, user->pw_gid, user->pw_gid) == 0
           && setresuid(user->pw_uid, user->pw_uid, user->pw_uid) == 0
           && is_only(user->pw_uid, user->pw_gid);
}


static bool
drop_root(const struct logger *logger)
{
    const struct passwd *user;

    if (geteuid() != 0) {
        return true;
    }
    user = getpwnam(HARDEN_USER); /* no other thread is there yet */
    if (user == NULL || user->pw_uid == 0) {
        log_line(logger, LOG_LEVEL_WARNING,
                 "running as root: there is no user " HARDEN_USER
                 " to run as (sysusers.d/gcis.conf makes it)");
        return true;
    }
    if (!become(user)) {
        log_line(logger, LOG_LEVEL_ERROR,
                 "cannot become the user " HARDEN_USER
                 ", or could come back: %s", strerrordesc_np(errno));
        return false;
    }
    return true;
}


bool
harden_finally(const struct logger *logger)
{
    if (!drop_root(logger)) {
        return false;
    }
    /* after the ids: a change of them makes the process dumpable again */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1
        || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0
        || prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
    {
        log_line(logger, LOG_LEVEL_ERROR, "prctl: %s",
                 strerrordesc_np(errno));
        return false;
    }
    return true;
}
