/* SPDX-License-Identifier: BSD-2-Clause */
/* The client against servers that are slow, silent, cut, endless, somebody
 * else's, or gone: away, in time, and never a yes. */
#include "sample.h"
#include "scripted.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>


static void
test_hostile(void **state)
{
    static const struct {
        const char *name;
        struct script script;
    } rows[] = {
        { "closes at once", { .closes = true } },
        { "takes the request and closes", { .reads = true, .closes = true } },
        { "silent", { .reads = true } },
        { "never reads", { .reads = false } },
        { "64 KiB and more without a NUL",
          { .reads = true, .floods = true, .closes = true } },
        { "an empty message", { .reads = true, TEXT("") } },
        { "no JSON", { .reads = true, TEXT("OK") } },
        { "a yes without an identity",
          { .reads = true, TEXT("{\"parameters\":{}}") } },
        { "slower than the deadline",
          { .reads = true, .drip_ms = 100, TEXT("{\"parameters\":{}}") } },
        { "two replies in one",
          { .reads = true,
            TEXT("{\"parameters\":{}}\0{\"parameters\":{}}") } },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct outcome outcome = { .status = GCIS_OK };
        int64_t took_ms = try_script(&rows[i].script, &outcome);
        if (outcome.status != GCIS_E_STORE
            || outcome.reason != REASON_ENGINE_AWAY
            || took_ms > TIMEOUT_MS + SLACK_MS)
        {
            print_error("%s: status %d after %lld ms\n", rows[i].name,
                        outcome.status, (long long) took_ms);
            fail();
        }
    }
}


/* The reply to a good sign-in, cut after each byte: away, never a yes. */
static void
test_cut(void **state)
{
    struct outcome good = sample_outcome();
    char *message = wire_reply_outcome(&good);
    size_t len = strlen(message) + 1;

    (void) state;
    for (size_t n = 0; n < len; n++) {
        struct script script = { .reads = true, .closes = true,
                                 .reply = message, .reply_len = n };
        struct outcome outcome = { .status = GCIS_OK };
        (void) try_script(&script, &outcome);
        assert_int_equal(outcome.status, GCIS_E_STORE);
    }
    {
        struct script script = { .reads = true, .closes = true,
                                 .reply = message, .reply_len = len };
        struct outcome outcome = { .status = GCIS_E_DENIED };
        (void) try_script(&script, &outcome);
        assert_int_equal(outcome.status, GCIS_OK);
        assert_string_equal(outcome.token, good.token);
    }
    wire_message_free(message);
}


static void
test_away(void **state)
{
    struct engine_handle handle;
    struct outcome outcome;
    char token[TOKEN_MAX + 1];
    char too_long[200];
    json_t *reply = NULL;

    (void) state;
    memset(too_long, 'a', sizeof(too_long));
    too_long[sizeof(too_long) - 1] = '\0';
    assert_false(wire_client_open(too_long, TIMEOUT_MS, NULL, &handle));
    assert_false(wire_client_open("", TIMEOUT_MS, NULL, &handle));

    handle = client_for("/nonexistent/gcisd.sock");
    assert_int_equal(sign_in(&handle, &outcome), GCIS_E_STORE);
    assert_int_equal(handle.vtable->renew(handle.state, NULL, span_str("t"),
                                          token), GCIS_E_STORE);
    assert_int_equal(handle.vtable->end(handle.state, NULL, span_str("t")),
                     GCIS_E_STORE);
    assert_int_equal(handle.vtable->call(handle.state, NULL, span_str(""),
                                         "status", json_object(), &reply),
                     GCIS_E_STORE);
    assert_null(reply);
    /* what is no token does not go over at all */
    assert_int_equal(handle.vtable->end(handle.state, NULL, span_str("")),
                     GCIS_E_DENIED);
    handle.vtable->close(handle.state);
}


/* What does not fit into a message is told from an engine that is away. */
static void
test_too_long(void **state)
{
    static char text[WIRE_MESSAGE_MAX + 1];
    struct engine_handle handle = client_for("/nonexistent/gcisd.sock");
    json_t *reply = NULL;

    (void) state;
    memset(text, 'a', sizeof(text) - 1);
    assert_int_equal(handle.vtable->call(handle.state, NULL, span_str(""),
                                         "status",
                                         json_pack("{s:s}", "a", text),
                                         &reply), GCIS_E_INVALID);
    assert_string_equal(json_string_value(json_object_get(reply, "reason")),
                        "too_long");
    json_decref(reply);
    handle.vtable->close(handle.state);
}


/* A renewal without a token is no renewal. */
static void
test_renew_without_token(void **state)
{
    static const struct script script = {
        .reads = true, TEXT("{\"parameters\":{}}"),
    };
    struct server server;
    struct engine_handle handle;
    char token[TOKEN_MAX + 1];

    (void) state;
    server_start(&server, &script);
    handle = client_for(server.path);
    assert_int_equal(handle.vtable->renew(handle.state, NULL, span_str("t"),
                                          token), GCIS_E_STORE);
    handle.vtable->close(handle.state);
    server_end(&server);
}


static void
test_busy(void **state)
{
    char *busy = wire_error_status(GCIS_E_BUSY, REASON_BUSY);
    struct script script = { .reads = true, .reply = busy,
                             .reply_len = strlen(busy) + 1 };
    struct outcome outcome;

    (void) state;
    (void) try_script(&script, &outcome);
    assert_int_equal(outcome.status, GCIS_E_BUSY);
    assert_int_equal(outcome.reason, REASON_BUSY);

    /* said at the door, before the request was read */
    script.reads = false;
    script.closes = true;
    (void) try_script(&script, &outcome);
    assert_int_equal(outcome.status, GCIS_E_BUSY);
    wire_message_free(busy);
}


/* A full backlog: nobody takes the connection until the deadline. */
static void
test_backlog(void **state)
{
    struct server server = { .thread = 0 };
    struct engine_handle handle;
    struct outcome outcome;
    struct sockaddr_un address;
    int64_t begun_ms = connection_now_ms();
    int fds[8];

    (void) state;
    server_listen(&server);
    assert_true(connection_address(server.path, &address));
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        fds[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void) !connect(fds[i], (struct sockaddr *) &address,
                        sizeof(address));
    }
    handle = client_for(server.path);
    assert_int_equal(sign_in(&handle, &outcome), GCIS_E_BUSY);
    assert_true(connection_now_ms() - begun_ms < TIMEOUT_MS + SLACK_MS);
    handle.vtable->close(handle.state);
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        (void) close(fds[i]);
    }
    server_end(&server);
}


/* One connection serves several calls; one that was closed in between is
 * replaced without a loss; what was sent is never sent again. */
static void
test_kept(void **state)
{
    struct outcome good = sample_outcome();
    char *message = wire_reply_outcome(&good);
    struct script script = { .reads = true, .closes = true, .n_replies = 2,
                             .reply = message,
                             .reply_len = strlen(message) + 1 };
    struct server server;
    struct engine_handle handle;
    struct outcome outcome;

    (void) state;
    server_start(&server, &script);
    handle = client_for(server.path);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(sign_in(&handle, &outcome), GCIS_OK);
        (void) usleep(50000); /* the server's close arrives */
    }
    assert_int_equal(server.n_accepted, 2);
    assert_int_equal(server.n_requests, 4);
    handle.vtable->close(handle.state);
    server_end(&server);
    wire_message_free(message);
}


static void
test_never_twice(void **state)
{
    static const struct script script = { .reads = true, .closes = true };
    struct server server;
    struct engine_handle handle;
    struct outcome outcome;

    (void) state;
    server_start(&server, &script);
    handle = client_for(server.path);
    assert_int_equal(sign_in(&handle, &outcome), GCIS_E_STORE);
    handle.vtable->close(handle.state);
    server_end(&server);
    assert_int_equal(server.n_requests, 1);
    assert_int_equal(server.n_accepted, 1);
}


/* A child does not speak on its parent's connection. */
static void
test_fork(void **state)
{
    struct outcome good = sample_outcome();
    char *message = wire_reply_outcome(&good);
    struct script script = { .reads = true, .closes = true, .n_replies = 1,
                             .reply = message,
                             .reply_len = strlen(message) + 1 };
    struct server server;
    struct engine_handle handle;
    struct outcome outcome;
    int status = -1;
    pid_t child;

    (void) state;
    server_start(&server, &script);
    handle = client_for(server.path);
    assert_int_equal(sign_in(&handle, &outcome), GCIS_OK);
    child = fork();
    if (child == 0) {
        _exit(sign_in(&handle, &outcome) == GCIS_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(server.n_accepted, 2);
    handle.vtable->close(handle.state);
    server_end(&server);
    wire_message_free(message);
}


static void
test_trust(void **state)
{
    (void) state;
    assert_false(connection_trusts(4242, 1000));
    assert_false(connection_trusts((uid_t) -1, 1000));
    assert_true(connection_trusts(1000, 1000));
    assert_true(connection_trusts(0, 1000));
}


static pid_t
listen_as(const char *folder, const char *path, uid_t uid)
{
    struct sockaddr_un address;
    pid_t child;
    int ready[2];
    char byte;

    assert_true(connection_address(path, &address));
    assert_int_equal(chown(folder, uid, uid), 0);
    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        if (setuid(uid) != 0
            || bind(fd, (struct sockaddr *) &address, sizeof(address)) != 0
            || listen(fd, 4) != 0 || write(ready[1], "", 1) != 1)
        {
            _exit(1);
        }
        for (;;) {
            char taken[64] = "";
            int peer = accept(fd, NULL, NULL);
            if (recv(peer, taken, sizeof(taken), 0) > 0) {
                _exit(42); /* it was told something */
            }
            (void) close(peer);
        }
    }
    (void) close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    (void) close(ready[0]);
    return child;
}


/* A socket of another user hears nothing, least of all a password. */
static void
test_wrong_uid(void **state)
{
    struct server server = { .folder = "/tmp/gcis-wire-XXXXXX" };
    struct engine_handle handle;
    struct outcome outcome;
    int status = 0;
    pid_t child;

    (void) state;
    if (geteuid() != 0) {
        skip();
    }
    assert_non_null(mkdtemp(server.folder));
    (void) snprintf(server.path, sizeof(server.path), "%s/s", server.folder);
    child = listen_as(server.folder, server.path, 54321);
    handle = client_for(server.path);
    assert_int_equal(sign_in(&handle, &outcome), GCIS_E_STORE);
    handle.vtable->close(handle.state);
    (void) usleep(50000);
    assert_int_equal(waitpid(child, &status, WNOHANG), 0);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    (void) unlink(server.path);
    (void) rmdir(server.folder);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_away),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_renew_without_token),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_backlog),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_never_twice),
        cmocka_unit_test(test_fork),
        cmocka_unit_test(test_trust),
        cmocka_unit_test(test_wrong_uid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
