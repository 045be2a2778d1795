/* SPDX-License-Identifier: BSD-2-Clause */
/* The server and its engine: who waits for whom, what is busy, how it ends. */
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define DENIED "{\"error\":\"tw.gov.gcis.Auth.Denied\","
#define BUSY "{\"error\":\"tw.gov.gcis.Auth.Busy\","


static void
test_denied(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[512];
    int fd;

    (void) state;
    stage_open(&stage, &limits);
    fd = stage_connect(&stage);
    stage_send_text(fd, SIGN_IN("wang"));
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       DENIED));
    (void) close(fd);
    stage_close(&stage);
    assert_int_equal(stage.end, SERVER_ENDED);
    assert_int_equal(atomic_load(&stage.fake.n_authenticate), 1);
    /* the uid that runs the server is of class root, by the kernel's word */
    assert_int_equal(atomic_load(&stage.fake.classes), PEER_SELF | PEER_ROOT);
}


static void
test_ok(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[2048];
    int fd;

    (void) state;
    stage_open(&stage, &limits);
    atomic_store(&stage.fake.status, GCIS_OK);
    fd = stage_connect(&stage);
    stage_send_text(fd, SIGN_IN("wang"));
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       "{\"parameters\":{"));
    (void) close(fd);
    stage_close(&stage);
}


/* While all hash threads are at work, look-ups are answered at once. */
static void
test_lanes(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[512];
    int64_t begun_ms;
    int hashing[2];
    int fd;

    (void) state;
    stage_open(&stage, &limits);
    atomic_store(&stage.fake.delay_ms, 1500);
    for (size_t i = 0; i < 2; i++) {
        hashing[i] = stage_connect(&stage);
    }
    stage_send_text(hashing[0], SIGN_IN("wang"));
    stage_send_text(hashing[1], REQUEST("Call", "\"operation\":\"slow\""));
    (void) usleep(100000);
    fd = stage_connect(&stage);
    begun_ms = stage_now_ms();
    stage_send_text(fd, CHECK("wang"));
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       DENIED));
    stage_send_text(fd, REQUEST("Call", "\"operation\":\"list\""));
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       "{\"parameters\":{\"reply\""));
    assert_true(stage_now_ms() - begun_ms < 1000);
    for (size_t i = 0; i < 2; i++) {
        (void) stage_receive(hashing[i], LONG_MS, text, sizeof(text));
        (void) close(hashing[i]);
    }
    (void) close(fd);
    stage_close(&stage);
}


/* On one account: one at a time, two wait, more are busy at once. */
static void
test_one_account(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[512];
    size_t n_busy = 0;
    int fds[6];

    (void) state;
    limits.wait_ms = LONG_MS;
    stage_open(&stage, &limits);
    atomic_store(&stage.fake.delay_ms, 150);
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        fds[i] = stage_connect(&stage);
        stage_send_text(fds[i], SIGN_IN("wang"));
        if (i == 0) {
            (void) usleep(50000);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        n_busy += begins(stage_receive(fds[i], LONG_MS, text, sizeof(text)),
                         BUSY);
        (void) close(fds[i]);
    }
    stage_close(&stage);
    assert_int_equal(n_busy, 3);
    assert_int_equal(atomic_load(&stage.fake.n_authenticate), 3);
    assert_int_equal(atomic_load(&stage.fake.n_most), 1);
}


/* Who has waited too long hears "busy" then, not when a thread is free. */
static void
test_wait(void **state)
{
    static const char *const requests[] = {
        SIGN_IN("a"), SIGN_IN("b"), SIGN_IN("c"),
    };
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[512];
    int64_t begun_ms;
    int fds[3];

    (void) state;
    stage_open(&stage, &limits);
    atomic_store(&stage.fake.delay_ms, 2500);
    begun_ms = stage_now_ms();
    for (size_t i = 0; i < 3; i++) {
        fds[i] = stage_connect(&stage);
        stage_send_text(fds[i], requests[i]);
        (void) usleep(30000);
    }
    assert_true(begins(stage_receive(fds[2], LONG_MS, text, sizeof(text)),
                       BUSY));
    assert_true(stage_now_ms() - begun_ms < 2000);
    for (size_t i = 0; i < 3; i++) {
        (void) close(fds[i]);
    }
    stage_close(&stage);
    assert_int_equal(atomic_load(&stage.fake.n_authenticate), 2);
}


/* Who hangs up while he waits costs no hash; a oneway request is carried out
 * all the same. */
static void
test_hang_up(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[512];
    int fds[2];
    int fd;

    (void) state;
    limits.wait_ms = LONG_MS;
    stage_open(&stage, &limits);
    atomic_store(&stage.fake.delay_ms, 200);
    for (size_t i = 0; i < 2; i++) {
        fds[i] = stage_connect(&stage);
        stage_send_text(fds[i], i == 0 ? SIGN_IN("a") : SIGN_IN("b"));
    }
    (void) usleep(50000);
    fd = stage_connect(&stage);
    stage_send_text(fd, SIGN_IN("c"));
    (void) usleep(50000);
    (void) close(fd);
    fd = stage_connect(&stage);
    stage_send_text(fd, "{\"oneway\":true,\"method\":\"tw.gov.gcis.Auth.End\","
                        "\"parameters\":{\"token\":\"t\"}}");
    (void) close(fd);
    for (size_t i = 0; i < 2; i++) {
        (void) stage_receive(fds[i], LONG_MS, text, sizeof(text));
        (void) close(fds[i]);
    }
    stage_close(&stage);
    assert_int_equal(atomic_load(&stage.fake.n_authenticate), 2);
    assert_int_equal(atomic_load(&stage.fake.n_end), 1);
}


/* Told to end: idle ones are closed, what is in work is answered. */
static void
test_end(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[512];
    int idle;
    int at_work;

    (void) state;
    stage_open(&stage, &limits);
    atomic_store(&stage.fake.delay_ms, 300);
    idle = stage_connect(&stage);
    at_work = stage_connect(&stage);
    stage_send_text(at_work, SIGN_IN("wang"));
    (void) usleep(100000);
    server_stop(stage.server);
    assert_true(stage_is_closed(idle, LONG_MS));
    assert_true(begins(stage_receive(at_work, LONG_MS, text, sizeof(text)),
                       DENIED));
    assert_true(stage_is_closed(at_work, LONG_MS));
    (void) close(idle);
    (void) close(at_work);
    stage_close(&stage);
    assert_int_equal(stage.end, SERVER_ENDED);
}


/* The engine hangs for longer than there is time: it says so, and ends. */
static void
test_end_cut(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    int64_t begun_ms;
    int fd;

    (void) state;
    limits.finish_ms = 200;
    stage_open(&stage, &limits);
    atomic_store(&stage.fake.delay_ms, 2500);
    fd = stage_connect(&stage);
    stage_send_text(fd, SIGN_IN("wang"));
    (void) usleep(100000);
    begun_ms = stage_now_ms();
    server_stop(stage.server);
    assert_int_equal(pthread_join(stage.thread, NULL), 0);
    assert_true(stage_now_ms() - begun_ms < 2000);
    assert_int_equal(stage.end, SERVER_CUT);
    /* a daemon ends here; the test waits for the thread */
    (void) close(fd);
    server_close(stage.server);
    (void) unlink(stage.path);
    (void) rmdir(stage.folder);
}


/* The beat goes on while every other thread is at work. */
static void
test_tick(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    unsigned n_before;
    int fds[2];

    (void) state;
    stage_open(&stage, &limits);
    atomic_store(&stage.fake.tick_result, 20);
    atomic_store(&stage.fake.delay_ms, 900);
    for (size_t i = 0; i < 2; i++) {
        fds[i] = stage_connect(&stage);
        stage_send_text(fds[i], i == 0 ? SIGN_IN("a") : SIGN_IN("b"));
    }
    (void) usleep(50000);
    n_before = atomic_load(&stage.fake.n_tick);
    (void) usleep(600000);
    assert_true(atomic_load(&stage.fake.n_tick) - n_before > 3);
    /* one that failed is tried again, in a second and not at once */
    atomic_store(&stage.fake.tick_result, -1);
    (void) usleep(200000);
    n_before = atomic_load(&stage.fake.n_tick);
    (void) usleep(300000);
    assert_true(atomic_load(&stage.fake.n_tick) - n_before <= 1);
    for (size_t i = 0; i < 2; i++) {
        (void) close(fds[i]);
    }
    stage_close(&stage);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_denied),
        cmocka_unit_test(test_ok),
        cmocka_unit_test(test_lanes),
        cmocka_unit_test(test_one_account),
        cmocka_unit_test(test_wait),
        cmocka_unit_test(test_hang_up),
        cmocka_unit_test(test_end),
        cmocka_unit_test(test_end_cut),
        cmocka_unit_test(test_tick),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
