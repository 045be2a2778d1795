/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * New connections: who they are by the kernel's word, and whether there is
 * room.  Where descriptors are out, or the server is full, accepting pauses:
 * it never spins.
 */
#include "loop.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#define AT_ONCE 16       /* connections of one turn of the loop */
#define PAUSE_US 200000  /* where descriptors are out */


/* So that the client hears "busy" and not that we are away. */
static void
turn_away(int fd)
{
    char *busy = wire_error_status(GCIS_E_BUSY, REASON_BUSY);

    if (busy != NULL) {
        (void) send(fd, busy, strlen(busy) + 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    wire_message_free(busy);
    (void) close(fd);
}


static bool
has_room(const struct server *server, uid_t uid)
{
    const struct server_limits *limits = &server->options.limits;

    return connection_count(server, uid) < limits->n_per_uid
           && (peers_find(server->peers, uid).classes != PEER_SELF
               || connection_count_strangers(server) < limits->n_strangers);
}


static void
admit(struct server *server, int fd)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0
        || size != sizeof(peer))
    {
        (void) close(fd);
        return;
    }
    if (!has_room(server, peer.uid)) {
        log_line(&server->options.logger, LOG_LEVEL_DEBUG,
                 "too many connections uid=%u pid=%d", (unsigned) peer.uid,
                 (int) peer.pid);
        turn_away(fd);
        return;
    }
    if (!connection_new(server, fd, peer.uid)) {
        turn_away(fd);
    }
}


static void
pause_accepting(struct server *server, uint64_t pause_us)
{
    (void) sd_event_source_set_enabled(server->listening, SD_EVENT_OFF);
    if (pause_us > 0) {
        (void) sd_event_source_set_time_relative(server->paused, pause_us);
        (void) sd_event_source_set_enabled(server->paused, SD_EVENT_ONESHOT);
    }
}


int
accept_ready(sd_event_source *source, int listen_fd, uint32_t events,
             void *state)
{
    struct server *server = state;

    (void) source;
    (void) events;
    for (int i = 0; i < AT_ONCE; i++) {
        int fd;
        if (server->n_connections >= server->options.limits.n_connections) {
            pause_accepting(server, 0); /* till one ends */
            return 0;
        }
        fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            admit(server, fd);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return 0;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            log_line(&server->options.logger, LOG_LEVEL_WARNING,
                     "cannot accept: %s", strerrordesc_np(errno));
            pause_accepting(server, PAUSE_US);
            return 0;
        }
    }
    return 0;
}


void
accept_again(struct server *server)
{
    int pausing = SD_EVENT_OFF;

    if (server->stopping
        || server->n_connections >= server->options.limits.n_connections)
    {
        return;
    }
    (void) sd_event_source_get_enabled(server->paused, &pausing);
    if (pausing == SD_EVENT_OFF) {
        (void) sd_event_source_set_enabled(server->listening, SD_EVENT_ON);
    }
}
