/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is gcisd there, is it the one that may be asked (SECURITY F7), and what does
 * it say of itself?
 */
#include "check.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define TEXT_MAX 512 /* bytes with the NUL */


/* A connected socket, or -1 with errno. */
static int
connect_to(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd;

    if (strlen(path) >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);

    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *) &address,
                           sizeof(address)) != 0)
    {
        int error = errno;

        close(fd);
        errno = error;
        return -1;
    }

    return fd;
}


/* Root, the engine's user, or ourselves: nobody else hears a password. */
static bool
is_trusted(uid_t uid)
{
    const struct passwd *user = getpwnam("gcis");

    return uid == 0 || uid == geteuid()
           || (user != NULL && user->pw_uid == uid);
}


void
check_socket(struct checking *checking, const char *path)
{
    struct ucred peer = { .uid = (uid_t) -1 };
    socklen_t len = sizeof(peer);
    char detail[TEXT_MAX];
    int fd;

    if (strncmp(path, "unix:", 5) == 0) {
        path += 5;
    }
    fd = connect_to(path);
    if (fd < 0) {
        (void) snprintf(detail, sizeof(detail), "%s: %s", path,
                        strerrordesc_np(errno));
        check_bad(checking, "socket", detail, "start gcisd (systemctl start "
                  "gcisd), or set [client] socket");
        checking->n_cannot++;
        return;
    }

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0
        && is_trusted(peer.uid))
    {
        (void) snprintf(detail, sizeof(detail), "%s, served by uid %u", path,
                        peer.uid);
        check_good(checking, "socket", detail);
    } else {
        (void) snprintf(detail, sizeof(detail), "%s, served by uid %u", path,
                        peer.uid);
        check_bad(checking, "socket", detail, "nobody but root, gcis or your "
                  "own user may serve it: end that process");
    }
    close(fd);
}


static void
show_status(struct checking *checking, const json_t *reply)
{
    json_t *age = json_object_get(reply, "projection_age_ms");
    json_t *warning;
    char detail[TEXT_MAX];
    size_t i;

    (void) snprintf(detail, sizeof(detail), "answers, at change %lld",
                    (long long) json_integer_value(
                        json_object_get(reply, "seq")));
    check_good(checking, "engine", detail);
    if (age != NULL) {
        (void) snprintf(detail, sizeof(detail), "beat %lld ms ago",
                        (long long) json_integer_value(age));
        check_good(checking, "projection", detail);
    }
    if (json_is_true(json_object_get(reply, "clock_synchronised"))) {
        check_good(checking, "clock", "synchronised");
    }
    json_array_foreach(json_object_get(reply, "warnings"), i, warning) {
        check_bad(checking, member(warning, "what"),
                  member(warning, "message"), "");
    }
}


/* Root hears all of it; a refusal to others shows that it lives. */
static void
ask(struct checking *checking)
{
    struct program *program = checking->program;
    json_t *parameters = json_object();
    json_t *reply = program_ask(program, "store.status", parameters);

    if (reply != NULL) {
        show_status(checking, reply);
    } else if (program->answered == GCIS_E_FORBIDDEN) {
        check_good(checking, "engine", "answers; the rest it tells root");
    } else {
        check_bad(checking, "engine", "does not answer",
                  program->log[0] == '\0' ? "gcisctl status"
                                          : program->log);
        checking->n_cannot++;
    }

    json_decref(reply);
    json_decref(parameters);
}


void
check_engine(struct checking *checking)
{
    struct program *program = checking->program;

    if (program->gcis == NULL
        && gcis_open(program->config, &program->gcis) != GCIS_OK)
    {
        check_bad(checking, "engine", "cannot be opened",
                  gcis_config_error(program->config));
        checking->n_cannot++;
        return;
    }

    ask(checking);
}
