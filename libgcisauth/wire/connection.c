/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The transport: connect, look who listens, send, receive up to the NUL, all
 * of it under one deadline.  A signal never cuts a wait short and never kills
 * the caller (MSG_NOSIGNAL).  Nothing here knows JSON or what a secret is: so
 * every buffer is wiped.
 */
#include "wire/connection.h"

#include "wire/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define ENGINE_USER "gcis"
#define FIRST_READ 4096       /* bytes; most replies are shorter */
#define USER_RECORD_MAX 16384 /* bytes of a line of the user database */


int64_t
connection_now_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
        return INT64_MAX; /* past every deadline */
    }
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}


static int64_t
left_ms(int64_t deadline_ms)
{
    int64_t left = deadline_ms - connection_now_ms();

    return left > 0 ? left : 0;
}


static bool
fail(char error[CONNECTION_ERROR_MAX], const char *what, int number)
{
    (void) snprintf(error, CONNECTION_ERROR_MAX, "%s: %s", what,
                    number == ETIMEDOUT ? "no answer in time"
                                        : strerrordesc_np(number));
    return false;
}


bool
connection_address(const char *path, struct sockaddr_un *ret)
{
    size_t len = strlen(path);

    if (len == 0 || len >= sizeof(ret->sun_path)) {
        return false;
    }
    memset(ret, 0, sizeof(*ret));
    ret->sun_family = AF_UNIX;
    memcpy(ret->sun_path, path, len);
    return true;
}


bool
connection_trusts(uid_t server, uid_t own)
{
    struct passwd user;
    struct passwd *found = NULL;
    char *record CLEAN_FREE = NULL;

    if (server == 0 || server == own) {
        return true;
    }
    record = malloc(USER_RECORD_MAX);
    return record != NULL
           && getpwnam_r(ENGINE_USER, &user, record, USER_RECORD_MAX, &found)
                  == 0
           && found != NULL && found->pw_uid == server;
}


/* The listener's credentials were taken when it called listen(). */
static bool
check_server(int fd, char error[CONNECTION_ERROR_MAX])
{
    struct ucred server;
    socklen_t size = sizeof(server);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &server, &size) != 0
        || size != sizeof(server))
    {
        return fail(error, "who listens", errno);
    }
    if (!connection_trusts(server.uid, geteuid())) {
        (void) snprintf(error, CONNECTION_ERROR_MAX,
                        "uid %u listens there, which is neither root nor "
                        "the user " ENGINE_USER, (unsigned) server.uid);
        return false;
    }
    return true;
}


/* Never 0, 1 or 2: what a program prints must not go to the engine. */
static int
new_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int higher;

    if (fd < 0 || fd > STDERR_FILENO) {
        return fd;
    }
    higher = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    (void) close(fd);
    return higher;
}


/* 0, or the errno; EAGAIN where nobody took it in time. */
static int
connect_until(int fd, const struct sockaddr_un *address, int64_t deadline_ms)
{
    for (;;) {
        int64_t left = left_ms(deadline_ms);
        struct timeval wait = { .tv_sec = left / 1000,
                                .tv_usec = left % 1000 * 1000 };
        if (left == 0) {
            return EAGAIN;
        }
        if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) != 0)
        {
            return errno;
        }
        if (connect(fd, (const struct sockaddr *) address, sizeof(*address))
            == 0)
        {
            return 0;
        }
        if (errno != EINTR) {
            return errno;
        }
    }
}


int
connection_open(const struct sockaddr_un *address, int64_t deadline_ms,
                char error[CONNECTION_ERROR_MAX], bool *ret_busy)
{
    int fd = new_socket();
    int failed;

    *ret_busy = false;
    if (fd < 0) {
        (void) fail(error, "socket", errno);
        return -1;
    }
    failed = connect_until(fd, address, deadline_ms);
    if (failed != 0) {
        *ret_busy = failed == EAGAIN;
        (void) fail(error, "connect", failed == EAGAIN ? ETIMEDOUT : failed);
    } else if (check_server(fd, error)) {
        return fd;
    }
    (void) close(fd);
    return -1;
}


bool
connection_is_quiet(int fd)
{
    char byte;
    ssize_t n = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}


static bool
wait_for(int fd, short events, int64_t deadline_ms)
{
    struct pollfd poll_fd = { .fd = fd, .events = events };

    for (;;) {
        int64_t left = left_ms(deadline_ms);
        int n;
        if (left == 0) {
            errno = ETIMEDOUT;
            return false;
        }
        n = poll(&poll_fd, 1, left > 60000 ? 60000 : (int) left);
        if (n > 0) {
            return true;
        }
        if (n < 0 && errno != EINTR) {
            return false;
        }
    }
}


bool
connection_send(int fd, struct span bytes, int64_t deadline_ms,
                char error[CONNECTION_ERROR_MAX])
{
    while (bytes.len > 0) {
        ssize_t n;
        if (!wait_for(fd, POLLOUT, deadline_ms)) {
            return fail(error, "send", errno);
        }
        n = send(fd, bytes.data, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            bytes = span_of(bytes.data + n, bytes.len - (size_t) n);
        } else if (errno != EAGAIN && errno != EINTR) {
            return fail(error, "send", errno);
        }
    }
    return true;
}


void
wire_buffer_free(struct wire_buffer *buffer)
{
    if (buffer->data != NULL) {
        explicit_bzero(buffer->data, buffer->size);
        free(buffer->data);
    }
    *buffer = (struct wire_buffer){ 0 };
}


/* By hand: realloc() would leave a copy behind. */
static bool
grow(struct wire_buffer *buffer)
{
    struct wire_buffer larger = { .len = buffer->len };

    larger.size = buffer->size == 0 ? FIRST_READ : buffer->size * 2;
    if (larger.size > WIRE_MESSAGE_MAX) {
        errno = EMSGSIZE;
        return false;
    }
    larger.data = malloc(larger.size);
    if (larger.data == NULL) {
        return false;
    }
    if (buffer->len > 0) {
        memcpy(larger.data, buffer->data, buffer->len);
    }
    wire_buffer_free(buffer);
    *buffer = larger;
    return true;
}


/* One reply and nothing after it: who says more is not our engine. */
static bool
receive(int fd, int64_t deadline_ms, struct wire_buffer *buffer)
{
    for (;;) {
        ssize_t n;
        char *end;
        if (buffer->len == buffer->size && !grow(buffer)) {
            return false;
        }
        if (!wait_for(fd, POLLIN, deadline_ms)) {
            return false;
        }
        n = recv(fd, buffer->data + buffer->len, buffer->size - buffer->len,
                 MSG_DONTWAIT);
        if (n == 0) {
            errno = ECONNRESET;
            return false;
        }
        if (n < 0) {
            if (errno == EAGAIN || errno == EINTR) {
                continue;
            }
            return false;
        }
        end = memchr(buffer->data + buffer->len, 0, (size_t) n);
        buffer->len += (size_t) n;
        if (end != NULL) {
            buffer->len--;
            errno = EBADMSG;
            return end == buffer->data + buffer->len;
        }
    }
}


bool
connection_receive(int fd, int64_t deadline_ms, struct wire_buffer *ret,
                   char error[CONNECTION_ERROR_MAX])
{
    if (!receive(fd, deadline_ms, ret)) {
        (void) fail(error, "receive", errno);
        wire_buffer_free(ret);
        return false;
    }
    return true;
}
