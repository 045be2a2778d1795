/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The server: one loop that accepts, reads, times out and writes; threads that
 * call the engine.  It hosts any engine behind the vtable and knows of none.
 */
#ifndef GCISD_SERVER_H
#define GCISD_SERVER_H

#include "dispatch.h"
#include "peers.h"

/* SECURITY F5, D4; tests bring shorter ones. */
struct server_limits {
    size_t n_connections;
    size_t n_per_uid;
    size_t n_strangers; /* connections of uids that have no class but self */
    size_t n_queued;    /* requests of a connection behind the one in work */
    int64_t first_byte_ms;
    int64_t message_ms; /* from a message's first byte to its last */
    int64_t drain_ms;   /* for a reply to be taken */
    int64_t idle_ms;
    int64_t finish_ms;  /* at the end, for what is in work */
    size_t n_hash_threads;
    size_t n_hash_waiting;
    size_t n_per_account; /* of those, for one account */
    int64_t wait_ms;    /* in a queue, then busy */
    size_t n_quick_threads;
};

/* What stands in SECURITY; the hash threads follow from the processors. */
struct server_limits server_limits_default(void);

struct server_options {
    struct server_limits limits;
    struct engine_handle engine;
    slow_operation *is_slow;
    struct logger logger;
    int listen_fd; /* taken over */
    struct peers *peers; /* taken over */
    /* Reads the configuration again; NULL keeps the peers that there are. */
    struct peers *(*reload)(void *state);
    void *reload_state;
    /* Also where the process is told to end by SIGTERM and SIGINT, and to
     * read again by SIGHUP: all three are blocked by the caller. */
    bool signals;
};

struct server;

/* NULL where memory, threads or descriptors are out; what it takes over is
 * closed then. */
struct server *server_open(const struct server_options *options) MUST_CHECK;

enum server_end {
    SERVER_BROKE, /* the loop failed */
    SERVER_CUT,   /* calls were still in work at the end of finish_ms */
    SERVER_ENDED,
};

/*
 * Serves until it is told to end.  But for SERVER_ENDED threads may live on,
 * and nothing may be freed.
 */
enum server_end server_run(struct server *server) MUST_CHECK;

/* Tells it to end; from any thread. */
void server_stop(struct server *server);

/* After SERVER_ENDED, or before server_run(). */
void server_close(struct server *server);

#endif
