/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The least that a program behind auth_request can be: reads requests from a
 * unix socket, answers each 204 and keeps the connection.  It asks nobody.
 */
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define EVENTS_MAX 64
#define REQUEST_MAX 8192 /* bytes: a request comes in one piece */

static const char answer[] = "HTTP/1.1 204 No Content\r\n\r\n";


static int
listen_at(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || strlen(path) >= sizeof(address.sun_path)) {
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (bind(fd, (struct sockaddr *) &address, sizeof(address)) != 0
        || chmod(path, 0666) != 0 || listen(fd, EVENTS_MAX) != 0)
    {
        close(fd);
        return -1;
    }
    return fd;
}


static int
watch(int poll, int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

    return fd < 0 ? -1 : epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}


static void
serve(int fd)
{
    char request[REQUEST_MAX];
    ssize_t n = recv(fd, request, sizeof(request), 0);

    if (n <= 0 || send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL) < 0) {
        close(fd);
    }
}


int
main(int argc, char **argv)
{
    struct epoll_event events[EVENTS_MAX];
    int poll = epoll_create1(EPOLL_CLOEXEC);
    int listener = argc == 2 ? listen_at(argv[1]) : -1;

    if (poll < 0 || watch(poll, listener) != 0) {
        fprintf(stderr, "usage: bench_answer SOCKET\n");
        return 2;
    }
    for (;;) {
        int n = epoll_wait(poll, events, EVENTS_MAX, -1);

        for (int i = 0; i < n; i++) {
            if (events[i].data.fd != listener) {
                serve(events[i].data.fd);
                continue;
            }
            if (watch(poll, accept4(listener, NULL, NULL, SOCK_CLOEXEC))
                != 0)
            {
                return 1;
            }
        }
    }
}
