/* SPDX-License-Identifier: BSD-2-Clause */
/* The fake engine answers what the test told it to, after the time it was told
 * to take; it counts what it was asked. */
#include "stage.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>


#define FAKE_BIG 200000 /* bytes */


static void
nap(int ms)
{
    if (ms > 0) {
        (void) usleep((unsigned) ms * 1000);
    }
}


static int
fake_authenticate(void *state, const struct peer *peer,
                  const struct attempt *attempt, struct outcome *ret)
{
    struct fake *fake = state;
    unsigned n_inside = atomic_fetch_add(&fake->n_inside, 1) + 1;
    unsigned n_most = atomic_load(&fake->n_most);

    (void) attempt;
    while (n_inside > n_most
           && !atomic_compare_exchange_weak(&fake->n_most, &n_most, n_inside))
    {
    }
    atomic_fetch_add(&fake->n_authenticate, 1);
    atomic_store(&fake->classes, peer->classes);
    nap(atomic_load(&fake->delay_ms));
    atomic_fetch_sub(&fake->n_inside, 1);
    memset(ret, 0, sizeof(*ret));
    ret->status = atomic_load(&fake->status);
    ret->reason = ret->status == GCIS_OK ? REASON_NONE : REASON_WRONG_SECRET;
    ret->account.kind = KIND_MEMBER;
    (void) snprintf(ret->account.name, sizeof(ret->account.name), "wang");
    return ret->status;
}


static int
fake_check(void *state, const struct peer *peer,
           const struct attempt *attempt, struct outcome *ret)
{
    struct fake *fake = state;

    (void) peer;
    (void) attempt;
    atomic_fetch_add(&fake->n_check, 1);
    memset(ret, 0, sizeof(*ret));
    ret->status = GCIS_E_DENIED;
    ret->reason = REASON_SUSPENDED;
    return ret->status;
}


static int
fake_renew(void *state, const struct peer *peer, struct span token,
           char ret_token[TOKEN_MAX + 1])
{
    (void) state;
    (void) peer;
    (void) token;
    ret_token[0] = '\0';
    return GCIS_E_DENIED;
}


static int
fake_end(void *state, const struct peer *peer, struct span token)
{
    struct fake *fake = state;

    (void) peer;
    (void) token;
    atomic_fetch_add(&fake->n_end, 1);
    return GCIS_OK;
}


/* "big" answers with more than a socket's buffer takes. */
static int
fake_call(void *state, const struct peer *peer, struct span token,
          const char *operation, json_t *parameters, json_t **ret_reply)
{
    struct fake *fake = state;
    bool big = strcmp(operation, "big") == 0;
    char *text;

    (void) peer;
    (void) token;
    json_decref(parameters);
    atomic_fetch_add(&fake->n_call, 1);
    if (strcmp(operation, "slow") == 0) {
        nap(atomic_load(&fake->delay_ms));
    }
    text = calloc(1, FAKE_BIG);
    memset(text, 'a', big ? FAKE_BIG - 1 : 1);
    *ret_reply = json_pack("{s:s}", "text", text);
    free(text);
    return GCIS_OK;
}


static int64_t
fake_tick(void *state, int64_t now_s)
{
    struct fake *fake = state;

    (void) now_s;
    atomic_fetch_add(&fake->n_tick, 1);
    return atomic_load(&fake->tick_result);
}


static const struct engine_vtable fake_vtable = {
    .authenticate = fake_authenticate,
    .check = fake_check,
    .renew = fake_renew,
    .end = fake_end,
    .call = fake_call,
    .tick = fake_tick,
};


static bool
is_slow(const char *operation)
{
    return strcmp(operation, "slow") == 0;
}


struct server_limits
stage_limits(void)
{
    return (struct server_limits){
        .n_connections = 16,
        .n_per_uid = 12,
        .n_strangers = 8,
        .n_queued = 8,
        .first_byte_ms = 300,
        .message_ms = 300,
        .drain_ms = 300,
        .idle_ms = 600,
        .finish_ms = 1000,
        .n_hash_threads = 2,
        .n_hash_waiting = 4,
        .n_per_account = 2,
        .wait_ms = 300,
        .n_quick_threads = 2,
    };
}


static int
listen_in(struct stage *stage)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    (void) snprintf(stage->folder, sizeof(stage->folder),
                    "/tmp/gcis-stage-XXXXXX");
    assert_non_null(mkdtemp(stage->folder));
    (void) snprintf(stage->path, sizeof(stage->path), "%s/s", stage->folder);
    memcpy(address.sun_path, stage->path, strlen(stage->path));
    assert_int_equal(bind(fd, (struct sockaddr *) &address, sizeof(address)),
                     0);
    assert_int_equal(listen(fd, 256), 0);
    return fd;
}


static void *
run(void *state)
{
    struct stage *stage = state;

    stage->end = server_run(stage->server);
    return NULL;
}


void
stage_open(struct stage *stage, const struct server_limits *limits)
{
    struct config_peers nobody = { .root = { 0 } };

    memset(stage, 0, sizeof(*stage));
    atomic_store(&stage->fake.status, GCIS_E_DENIED);
    atomic_store(&stage->fake.tick_result, 50);
    stage->options = (struct server_options){
        .limits = *limits,
        .engine = { &fake_vtable, &stage->fake },
        .is_slow = is_slow,
        .listen_fd = listen_in(stage),
        .peers = peers_resolve(&nobody, geteuid(), NULL),
    };
    assert_non_null(stage->options.peers);
    stage->server = server_open(&stage->options);
    assert_non_null(stage->server);
    assert_int_equal(pthread_create(&stage->thread, NULL, run, stage), 0);
}


void
stage_close(struct stage *stage)
{
    server_stop(stage->server);
    assert_int_equal(pthread_join(stage->thread, NULL), 0);
    server_close(stage->server);
    (void) unlink(stage->path);
    (void) rmdir(stage->folder);
}


int
stage_connect(const struct stage *stage)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memcpy(address.sun_path, stage->path, strlen(stage->path));
    assert_int_equal(connect(fd, (struct sockaddr *) &address,
                             sizeof(address)), 0);
    return fd;
}


void
stage_send(int fd, const void *bytes, size_t len)
{
    (void) !send(fd, bytes, len, MSG_NOSIGNAL);
}


void
stage_send_text(int fd, const char *text)
{
    stage_send(fd, text, strlen(text) + 1);
}


const char *
stage_receive(int fd, int ms, char *ret, size_t size)
{
    int64_t until_ms = stage_now_ms() + ms;

    for (size_t len = 0; len < size;) {
        struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
        int64_t left = until_ms - stage_now_ms();
        ssize_t n;
        if (left <= 0 || poll(&poll_fd, 1, (int) left) == 0) {
            return "(nothing)";
        }
        n = recv(fd, ret + len, 1, 0);
        if (n <= 0) {
            return "";
        }
        if (ret[len] == '\0') {
            return ret;
        }
        len += (size_t) n;
    }
    return "(too long)";
}


bool
stage_is_closed(int fd, int ms)
{
    char byte[2];

    return stage_receive(fd, ms, byte, sizeof(byte))[0] == '\0';
}


int64_t
stage_now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}


bool
begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}


void
stage_assert_serves(const struct stage *stage)
{
    int64_t begun_ms = stage_now_ms();
    char text[1024];
    int fd = stage_connect(stage);

    stage_send_text(fd, INFO);
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       IS_INFO));
    assert_true(stage_now_ms() - begun_ms < 1000);
    (void) close(fd);
}
