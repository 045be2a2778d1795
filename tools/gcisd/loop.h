/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the server share: its own struct, its connections and its
 * requests.  All of it belongs to the loop's thread, but for what a request
 * lends to a thread of a pool while it is in work.
 */
#ifndef GCISD_LOOP_H
#define GCISD_LOOP_H

#include "pool.h"
#include "server.h"

#include <stdatomic.h>
#include <systemd/sd-event.h>

struct connection;

/* One request on its way through a pool. */
struct request {
    struct job job; /* first: the pool hands it back */
    struct server *server;
    struct connection *connection; /* NULL: nobody waits for the reply */
    struct peers *peers;           /* a reference; `peer` borrows from it */
    struct peer peer;
    struct wire_request wire;
    atomic_bool abandoned; /* whoever asked is gone: judge nobody */
    char *reply;
};

struct server {
    struct server_options options;
    sd_event *event;
    sd_event_source *listening;
    sd_event_source *paused;  /* accepting, until descriptors are free */
    sd_event_source *done;    /* the eventfd of the pools */
    sd_event_source *expiry;  /* of what waits in the pools */
    sd_event_source *ticking;
    sd_event_source *ending;
    sd_event_source *stopping_fd;
    int done_fd;
    int stop_fd;
    struct pool *quick;
    struct pool *hashes;
    struct pool *ticker; /* one thread, so that no tick waits for a hash */
    struct job tick;
    int64_t tick_result;
    bool tick_running;
    bool tick_failed;
    bool ready;
    bool stopping;
    bool cut; /* ended with calls in work */
    struct peers *peers;
    size_t n_connections;
    struct connection *connections;
    size_t n_requests; /* in pools */
};

int64_t loop_now_ms(const struct server *server);

/* connection.c */
bool connection_new(struct server *server, int fd, uid_t uid) MUST_CHECK;
/* Takes over `reply`; `wanted` false: the request was oneway. */
void connection_reply(struct connection *connection, bool wanted,
                      char *reply);
void connection_close_all(struct server *server, bool only_idle);
size_t connection_count(const struct server *server, uid_t uid);
size_t connection_count_strangers(const struct server *server);

/*
 * request.c: takes over `wire`.  NULL where it is answered already: then
 * *ret_reply has the reply, NULL when memory is out.  Otherwise the reply
 * comes by connection_reply().
 */
struct request *request_start(struct server *server,
                              struct connection *connection, uid_t uid,
                              struct wire_request *wire, char **ret_reply)
    MUST_CHECK;
/* Nobody waits for the reply any more. */
void request_abandon(struct request *request);
void request_done(struct server *server, struct job *done);

/* accept.c */
int accept_ready(sd_event_source *source, int fd, uint32_t events,
                 void *state);
void accept_again(struct server *server);

/* tick.c */
bool tick_start(struct server *server) MUST_CHECK;
void tick_done(struct server *server);

/* server.c: a connection or a request less */
void server_settle(struct server *server);
void server_watch_expiry(struct server *server);

#endif
