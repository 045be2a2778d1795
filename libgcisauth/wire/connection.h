/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One connection to the engine's socket, blocking, under a deadline.  Bytes
 * in, bytes out: what they mean is the affair of client.c.  Private to wire/
 * and its tests.
 */
#ifndef GCIS_WIRE_CONNECTION_H
#define GCIS_WIRE_CONNECTION_H

#include "base/attributes.h"
#include "base/span.h"

#include <sys/socket.h>
#include <sys/un.h>

/* A moment of CLOCK_MONOTONIC in milliseconds. */
int64_t connection_now_ms(void);

#define CONNECTION_ERROR_MAX 160 /* bytes with the NUL */

/* False for an empty path and for one that is too long. */
bool connection_address(const char *path, struct sockaddr_un *ret) MUST_CHECK;

/*
 * Connects and makes sure that it is root, the user gcis or our own user who
 * listens there (SECURITY F7).  -1 with words in `error`; *ret_busy where
 * nobody took the connection in time.
 */
int connection_open(const struct sockaddr_un *address, int64_t deadline_ms,
                    char error[CONNECTION_ERROR_MAX], bool *ret_busy)
    MUST_CHECK;

/* Neither closed at the other end nor with something to say unasked. */
bool connection_is_quiet(int fd) MUST_CHECK;

/* The bytes that came in before a NUL; wiped by wire_buffer_free(). */
struct wire_buffer {
    char *data;
    size_t size;
    size_t len; /* without the NUL, once it is there */
};

/* False with words in `error`. */
bool connection_send(int fd, struct span bytes, int64_t deadline_ms,
                     char error[CONNECTION_ERROR_MAX]) MUST_CHECK;
bool connection_receive(int fd, int64_t deadline_ms, struct wire_buffer *ret,
                        char error[CONNECTION_ERROR_MAX]) MUST_CHECK;
void wire_buffer_free(struct wire_buffer *buffer);

/* May it be trusted with a secret?  Pure but for the user database. */
bool connection_trusts(uid_t server, uid_t own) MUST_CHECK;

#endif
