/* SPDX-License-Identifier: BSD-2-Clause */
/* The scripted server: it reads, answers, drips, floods and hangs up. */
#include "scripted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>


static bool
read_request(int fd)
{
    char byte;

    while (recv(fd, &byte, 1, 0) == 1) {
        if (byte == '\0') {
            return true;
        }
    }
    return false;
}


static void
send_reply(int fd, const struct script *script)
{
    if (script->drip_ms == 0) {
        (void) !send(fd, script->reply, script->reply_len, MSG_NOSIGNAL);
        return;
    }
    for (size_t i = 0; i < script->reply_len; i++) {
        if (send(fd, script->reply + i, 1, MSG_NOSIGNAL) != 1) {
            return;
        }
        (void) usleep(script->drip_ms * 1000);
    }
}


static void
flood(int fd)
{
    char bytes[4096];

    memset(bytes, 'a', sizeof(bytes));
    while (send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL) > 0) {
    }
}


static void
serve_one(struct server *server, int fd)
{
    const struct script *script = &server->script;
    unsigned n_replies = script->n_replies == 0 ? 1 : script->n_replies;

    for (unsigned i = 0; i < n_replies; i++) {
        if (script->reads && !read_request(fd)) {
            break;
        }
        server->n_requests += script->reads;
        if (script->reply != NULL) {
            send_reply(fd, script);
        }
    }
    if (script->floods) {
        flood(fd);
    }
    if (!script->closes) {
        char byte;
        while (recv(fd, &byte, 1, 0) > 0) {
        }
    }
    (void) close(fd);
}


static void *
serve(void *state)
{
    struct server *server = state;
    int fd;

    while ((fd = accept(server->fd, NULL, NULL)) >= 0) {
        server->n_accepted++;
        serve_one(server, fd);
    }
    return NULL;
}


void
server_listen(struct server *server)
{
    struct sockaddr_un address;

    strncpy(server->folder, "/tmp/gcis-wire-XXXXXX", sizeof(server->folder));
    assert_non_null(mkdtemp(server->folder));
    (void) snprintf(server->path, sizeof(server->path), "%s/s",
                    server->folder);
    assert_true(connection_address(server->path, &address));
    server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->fd, (struct sockaddr *) &address,
                          sizeof(address)), 0);
    assert_int_equal(listen(server->fd, 1), 0);
}


void
server_start(struct server *server, const struct script *script)
{
    memset(server, 0, sizeof(*server));
    server->script = *script;
    server_listen(server);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}


void
server_end(struct server *server)
{
    (void) shutdown(server->fd, SHUT_RDWR);
    if (server->thread != 0) {
        assert_int_equal(pthread_join(server->thread, NULL), 0);
    }
    (void) close(server->fd);
    (void) unlink(server->path);
    (void) rmdir(server->folder);
}


struct engine_handle
client_for(const char *path)
{
    struct engine_handle handle;

    assert_true(wire_client_open(path, TIMEOUT_MS, NULL, &handle));
    return handle;
}


int
sign_in(const struct engine_handle *handle, struct outcome *ret)
{
    struct attempt attempt = {
        .purpose = PURPOSE_SIGN_IN,
        .account = "wang",
        .secret = { 6, "secret" },
    };

    return handle->vtable->authenticate(handle->state, NULL, &attempt, ret);
}


int64_t
try_script(const struct script *script, struct outcome *ret)
{
    struct server server;
    struct engine_handle handle;
    int64_t begun_ms;
    int64_t took_ms;

    server_start(&server, script);
    handle = client_for(server.path);
    begun_ms = connection_now_ms();
    (void) sign_in(&handle, ret);
    took_ms = connection_now_ms() - begun_ms;
    handle.vtable->close(handle.state);
    server_end(&server);
    return took_ms;
}
