/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stage for the server: a fake engine with scripted answers, the server in a
 * thread on a socket in a temporary folder, and a raw client.
 */
#ifndef TEST_GCISD_STAGE_H
#define TEST_GCISD_STAGE_H

#include "server.h"

#include <pthread.h>
#include <stdatomic.h>

struct fake {
    atomic_int delay_ms;      /* of authenticate and of the slow operation */
    atomic_int status;        /* of authenticate */
    atomic_int tick_result;
    atomic_uint n_authenticate;
    atomic_uint n_check;
    atomic_uint n_end;
    atomic_uint n_call;
    atomic_uint n_tick;
    atomic_uint n_inside;     /* authenticate, now */
    atomic_uint n_most;       /* inside at once */
    atomic_uint classes;      /* of the last peer */
};

struct stage {
    struct fake fake;
    struct server_options options;
    struct server *server;
    pthread_t thread;
    enum server_end end;
    char folder[40];
    char path[64];
};

/* Short limits, so that a test waits for none of them long. */
struct server_limits stage_limits(void);
void stage_open(struct stage *stage, const struct server_limits *limits);
/* Tells it to end, and waits until it did. */
void stage_close(struct stage *stage);

int stage_connect(const struct stage *stage);
/* `len` bytes, or up to and with the NUL of `text`. */
void stage_send(int fd, const void *bytes, size_t len);
void stage_send_text(int fd, const char *text);
/*
 * The next message, without its NUL, within ms; "" where the other end closed,
 * "(nothing)" where nothing came.
 */
const char *stage_receive(int fd, int ms, char *ret, size_t size);
/* True where the other end closes within ms and says nothing before. */
bool stage_is_closed(int fd, int ms);

int64_t stage_now_ms(void);

#define LONG_MS 4000 /* until a test gives up */
#define IS_INFO "{\"parameters\":{\"vendor\""

bool begins(const char *text, const char *beginning);
/* Somebody else is served, and soon. */
void stage_assert_serves(const struct stage *stage);

#define REQUEST(name, parameters) \
    "{\"method\":\"tw.gov.gcis.Auth." name "\",\"parameters\":{" parameters \
    "}}"
#define SIGN_IN(account) \
    REQUEST("Authenticate", "\"purpose\":\"sign-in\",\"account\":\"" account \
            "\",\"secret\":\"x\"")
#define CHECK(account) REQUEST("Check", "\"account\":\"" account "\"")
#define INFO "{\"method\":\"org.varlink.service.GetInfo\"}"

#endif
