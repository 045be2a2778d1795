/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request between its connection and a pool: the facts about the peer that
 * go with it, the call in a thread, the reply on the way back.  A request
 * whose asker is gone is dropped before it costs a hash.
 */
#include "loop.h"


static struct request *
request_of(struct job *job)
{
    return (struct request *) job;
}


static void
request_free(struct request *request)
{
    wire_request_wipe(&request->wire);
    wire_message_free(request->reply);
    peers_release(request->peers);
    free(request);
}


/* In a thread of a pool: touches nothing of the loop but its constants. */
static void
work(struct job *job)
{
    struct request *request = request_of(job);
    char own_name[ACCOUNT_NAME_MAX + 1] = "";

    if (atomic_load(&request->abandoned)) {
        return;
    }
    if ((request->peer.classes & (PEER_ROOT | PEER_WEB)) == 0) {
        /* it may ask about the account of its own uid */
        peers_own_name(request->peer.uid, own_name);
    }
    request->peer.own_name = own_name;
    request->reply = dispatch_engine(&request->server->options.engine,
                                     &request->peer, &request->wire);
    request->peer.own_name = "";
}


/* Takes over `wire`. */
static struct request *
request_new(struct server *server, struct connection *connection, uid_t uid,
            struct wire_request *wire, uint64_t key)
{
    struct request *request = calloc(1, sizeof(*request));

    if (request == NULL) {
        return NULL;
    }
    request->job.run = work;
    request->job.uid = uid;
    request->job.key = key;
    request->server = server;
    request->connection = connection;
    request->peers = peers_hold(server->peers);
    request->peer = peers_find(request->peers, uid);
    atomic_init(&request->abandoned, false);
    request->wire = *wire;
    explicit_bzero(wire, sizeof(*wire)); /* moved, its pointers with it */
    return request;
}


struct request *
request_start(struct server *server, struct connection *connection, uid_t uid,
              struct wire_request *wire, char **ret_reply)
{
    enum dispatch_lane lane = dispatch_lane(wire, server->options.is_slow);
    struct request *request;
    struct pool *pool;

    if (lane == LANE_HERE) {
        *ret_reply = dispatch_here(wire);
        wire_request_wipe(wire);
        return NULL;
    }
    request = request_new(server, connection, uid, wire,
                          lane == LANE_SLOW ? dispatch_key(wire) : 0);
    if (request == NULL) {
        wire_request_wipe(wire);
        *ret_reply = wire_error_status(GCIS_E_BUSY, REASON_BUSY);
        return NULL;
    }
    pool = lane == LANE_SLOW ? server->hashes : server->quick;
    if (!pool_submit(pool, &request->job, loop_now_ms(server))) {
        request_free(request);
        *ret_reply = wire_error_status(GCIS_E_BUSY, REASON_BUSY);
        return NULL;
    }
    server->n_requests++;
    server_watch_expiry(server);
    return request;
}


void
request_abandon(struct request *request)
{
    if (!request->wire.oneway) {
        atomic_store(&request->abandoned, true);
    }
}


void
request_done(struct server *server, struct job *done)
{
    while (done != NULL) {
        struct request *request = request_of(done);
        char *reply = request->reply;
        done = done->next;
        request->reply = NULL;
        server->n_requests--;
        if (request->job.refused) {
            reply = wire_error_status(GCIS_E_BUSY, REASON_BUSY);
        }
        if (request->connection != NULL) {
            connection_reply(request->connection, !request->wire.oneway,
                             reply);
        } else {
            wire_message_free(reply);
        }
        request_free(request);
    }
    server_settle(server);
}
