/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One connection (SECURITY F5): bytes to messages and replies to bytes, each
 * step under a time limit.  One request is in work at a time, a few more may
 * wait in the buffer, beyond that nothing is read.  What a message says is
 * not looked at here.
 */
#include "buffer.h"
#include "loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define STEPS 32 /* writes and messages in one turn of the loop */

struct connection {
    struct server *server;
    struct connection *next;
    struct connection **place; /* what points here */
    int fd;
    uid_t uid;
    bool stranger;
    sd_event_source *io;
    sd_event_source *timer;
    int64_t begun_ms;  /* the wait for what is due next */
    bool spoke;        /* a first byte has come */
    bool closing;      /* as soon as the reply is taken */
    bool eof;          /* nothing more will be read */
    bool gone;         /* and nobody takes replies */
    bool yielding;     /* goes on when others had their turn */
    struct request *request;
    char *out;
    size_t out_len;
    size_t out_at;
    struct buffer in;
};


static void
destroy(struct connection *c)
{
    struct server *server = c->server;

    if (c->request != NULL) {
        c->request->connection = NULL;
        request_abandon(c->request);
    }
    (void) sd_event_source_disable_unref(c->io);
    (void) sd_event_source_disable_unref(c->timer);
    (void) close(c->fd);
    wire_message_free(c->out);
    buffer_wipe(&c->in);
    *c->place = c->next;
    if (c->next != NULL) {
        c->next->place = c->place;
    }
    server->n_connections--;
    free(c);
    server_settle(server);
}


/* Reading is left off while enough waits in the buffer. */
static bool
wants_input(const struct connection *c)
{
    if (c->eof || c->closing || buffer_is_full(&c->in)
        || c->server->stopping)
    {
        return false;
    }
    if (c->request == NULL && c->out == NULL) {
        return true;
    }
    return buffer_count_messages(&c->in) < c->server->options.limits.n_queued;
}


/* What is due next, and until when; 0: nothing, the engine has it. */
static int64_t
deadline_ms(const struct connection *c)
{
    const struct server_limits *limits = &c->server->options.limits;

    if (c->out != NULL) {
        return c->begun_ms + limits->drain_ms;
    }
    if (c->request != NULL) {
        return 0;
    }
    if (!c->spoke) {
        return c->begun_ms + limits->first_byte_ms;
    }
    return c->begun_ms + (c->in.len > 0 ? limits->message_ms
                                        : limits->idle_ms);
}


static void
arm(struct connection *c)
{
    int64_t due_ms = deadline_ms(c);
    uint32_t events = (wants_input(c) ? EPOLLIN : 0)
                      | (c->out != NULL || c->yielding ? EPOLLOUT : 0);
    bool good = sd_event_source_set_io_events(c->io, events) >= 0
                && sd_event_source_set_enabled(c->timer, SD_EVENT_OFF) >= 0;

    if (good && due_ms != 0) {
        good = sd_event_source_set_time(c->timer, (uint64_t) due_ms * 1000)
                   >= 0
               && sd_event_source_set_enabled(c->timer, SD_EVENT_ONESHOT)
                      >= 0;
    }
    if (!good) {
        destroy(c);
    }
}


/* False where the connection is broken. */
static bool
read_some(struct connection *c)
{
    ssize_t n;

    if (!buffer_reserve(&c->in)) {
        return false;
    }
    n = recv(c->fd, c->in.data + c->in.len, c->in.size - c->in.len,
             MSG_DONTWAIT);
    if (n < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    if (n == 0) {
        c->eof = true;
        return true;
    }
    if (c->in.len == 0 && c->request == NULL && c->out == NULL) {
        c->begun_ms = loop_now_ms(c->server);
    }
    c->spoke = true;
    c->in.len += (size_t) n;
    return true;
}


/* False where nothing more can be sent now, or ever. */
static bool
write_some(struct connection *c)
{
    ssize_t n = send(c->fd, c->out + c->out_at, c->out_len - c->out_at,
                     MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n < 0) {
        c->gone = errno != EAGAIN && errno != EINTR;
        return false;
    }
    c->out_at += (size_t) n;
    if (c->out_at == c->out_len) {
        wire_message_free(c->out);
        c->out = NULL;
        c->begun_ms = loop_now_ms(c->server);
    }
    return true;
}


/* Takes over `reply`; one that could not be made ends the connection. */
static void
set_reply(struct connection *c, char *reply)
{
    if (reply == NULL) {
        c->gone = true;
        return;
    }
    c->out = reply;
    c->out_at = 0;
    c->out_len = strlen(reply) + 1;
    c->begun_ms = loop_now_ms(c->server);
}


/* One message out of the buffer: answered here, or under way. */
static void
begin(struct connection *c, size_t len)
{
    struct wire_request wire;
    char field[WIRE_FIELD_SIZE];
    char *reply = NULL;
    bool good = wire_request_parse(span_of(c->in.data, len), &wire, field);
    bool oneway = good && wire.oneway;

    buffer_forget(&c->in, len + 1);
    if (!good) {
        /* what is no request at all cannot be followed any further */
        c->closing = field[0] == '\0';
        set_reply(c, wire_error_invalid(field));
        return;
    }
    if (c->gone && !oneway) {
        wire_request_wipe(&wire);
        return;
    }
    c->request = request_start(c->server, c, c->uid, &wire, &reply);
    if (c->request == NULL && !oneway) {
        set_reply(c, reply);
    } else {
        wire_message_free(reply);
    }
}


static bool
next_message(struct connection *c)
{
    size_t len = buffer_message(&c->in);

    if (len == SIZE_MAX || c->closing || c->server->stopping) {
        return false;
    }
    begin(c, len);
    return true;
}


/* Nothing is in work, nothing to write, no whole message left. */
static bool
is_over(const struct connection *c)
{
    return c->closing || c->eof || c->gone || c->server->stopping
           || buffer_is_full(&c->in);
}


/*
 * As far as it goes now, or until others should have their turn; may end the
 * connection.
 */
static void
step(struct connection *c)
{
    c->yielding = true;
    for (int i = 0; i < STEPS; i++) {
        if (c->out != NULL && c->gone) {
            wire_message_free(c->out);
            c->out = NULL;
        }
        if (c->out != NULL) {
            if (!write_some(c) && !c->gone) {
                c->yielding = false;
                break;
            }
        } else if (c->request != NULL || !next_message(c)) {
            c->yielding = false;
            break;
        }
    }
    if (!c->yielding && c->out == NULL && c->request == NULL && is_over(c)) {
        destroy(c);
        return;
    }
    arm(c);
}


void
connection_reply(struct connection *c, bool wanted, char *reply)
{
    c->request = NULL;
    c->begun_ms = loop_now_ms(c->server);
    if (wanted) {
        set_reply(c, reply);
    } else {
        wire_message_free(reply);
    }
    step(c);
}


static int
io_ready(sd_event_source *source, int fd, uint32_t events, void *state)
{
    struct connection *c = state;

    (void) source;
    (void) fd;
    if ((events & EPOLLIN) && wants_input(c) && !read_some(c)) {
        destroy(c);
        return 0;
    }
    if (events & (EPOLLHUP | EPOLLERR)) {
        c->gone = true;
        /* this event cannot be masked; the rest comes with the reply */
        (void) sd_event_source_set_enabled(c->io, SD_EVENT_OFF);
        if (c->request != NULL) {
            request_abandon(c->request);
        }
    }
    step(c);
    return 0;
}


static int
time_over(sd_event_source *source, uint64_t now_us, void *state)
{
    (void) source;
    (void) now_us;
    destroy(state);
    return 0;
}


bool
connection_new(struct server *server, int fd, uid_t uid)
{
    struct connection *c = calloc(1, sizeof(*c));

    if (c == NULL) {
        return false;
    }
    c->server = server;
    c->fd = fd;
    c->uid = uid;
    c->stranger = peers_find(server->peers, uid).classes == PEER_SELF;
    c->begun_ms = loop_now_ms(server);
    if (sd_event_add_io(server->event, &c->io, fd, EPOLLIN, io_ready, c) < 0
        || sd_event_add_time(server->event, &c->timer, CLOCK_MONOTONIC,
                             (uint64_t) deadline_ms(c) * 1000, 50000,
                             time_over, c) < 0)
    {
        (void) sd_event_source_disable_unref(c->io);
        free(c);
        return false;
    }
    c->next = server->connections;
    c->place = &server->connections;
    if (c->next != NULL) {
        c->next->place = &c->next;
    }
    server->connections = c;
    server->n_connections++;
    return true;
}


void
connection_close_all(struct server *server, bool only_idle)
{
    struct connection *next;

    for (struct connection *c = server->connections; c != NULL; c = next) {
        next = c->next;
        if (!only_idle || (c->request == NULL && c->out == NULL)) {
            destroy(c);
        }
    }
}


size_t
connection_count(const struct server *server, uid_t uid)
{
    size_t n = 0;

    for (const struct connection *c = server->connections; c != NULL;
         c = c->next)
    {
        n += c->uid == uid;
    }
    return n;
}


size_t
connection_count_strangers(const struct server *server)
{
    size_t n = 0;

    for (const struct connection *c = server->connections; c != NULL;
         c = c->next)
    {
        n += c->stranger;
    }
    return n;
}
