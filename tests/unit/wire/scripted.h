/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server of one thread that does with each connection what its script says,
 * and a client of it with a short time-out.
 */
#ifndef TEST_WIRE_SCRIPTED_H
#define TEST_WIRE_SCRIPTED_H

#include "wire/client.h"
#include "wire/connection.h"

#include <pthread.h>

#define TIMEOUT_MS 400
#define SLACK_MS 1500 /* of a machine with other work */

/* What the server does with each connection that it takes. */
struct script {
    const char *reply; /* after a request; NULL: none */
    size_t reply_len;
    bool reads;        /* the request, up to its NUL */
    bool closes;       /* afterwards; else it falls silent */
    bool floods;       /* bytes without a NUL */
    unsigned drip_ms;  /* one byte of the reply at a time */
    unsigned n_replies; /* on one connection; 0: one */
};

struct server {
    struct script script;
    char folder[32];
    char path[64];
    int fd;
    pthread_t thread;
    unsigned n_accepted;
    unsigned n_requests;
};

void server_listen(struct server *server); /* and takes no connection */
void server_start(struct server *server, const struct script *script);
void server_end(struct server *server);

struct engine_handle client_for(const char *path);
int sign_in(const struct engine_handle *handle, struct outcome *ret);

/* One sign-in against one script; how many milliseconds it took. */
int64_t try_script(const struct script *script, struct outcome *ret);

#define TEXT(text) .reply = (text), .reply_len = sizeof(text)

#endif
