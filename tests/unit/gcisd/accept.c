/* SPDX-License-Identifier: BSD-2-Clause */
/* Too many connections: of one uid, of all, or for the descriptors that there
 * are.  The server says busy or waits, and spends nothing on it. */
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>


/* One uid has so many connections and no more; the next one hears "busy". */
static void
test_per_uid(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[512];
    int fds[12];
    int fd;

    (void) state;
    limits.first_byte_ms = LONG_MS;
    stage_open(&stage, &limits);
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        fds[i] = stage_connect(&stage);
    }
    fd = stage_connect(&stage);
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       "{\"error\":\"tw.gov.gcis.Auth.Busy\""));
    assert_true(stage_is_closed(fd, LONG_MS));
    (void) close(fd);
    (void) close(fds[0]);
    (void) usleep(50000);
    stage_assert_serves(&stage);
    for (size_t i = 1; i < ARRAY_LEN(fds); i++) {
        (void) close(fds[i]);
    }
    stage_close(&stage);
}


static double
cpu_s(void)
{
    struct rusage usage;

    (void) getrusage(RUSAGE_SELF, &usage);
    return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
           + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}


/* Full: the next one waits in the backlog, at no cost, until one ends. */
static void
test_full(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[1024];
    double spent_s;
    int fds[12];
    int fd;

    (void) state;
    limits.first_byte_ms = LONG_MS;
    limits.n_connections = ARRAY_LEN(fds);
    limits.n_per_uid = 100;
    stage_open(&stage, &limits);
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        fds[i] = stage_connect(&stage);
    }
    fd = stage_connect(&stage);
    stage_send_text(fd, INFO);
    spent_s = cpu_s();
    assert_string_equal(stage_receive(fd, 400, text, sizeof(text)),
                        "(nothing)");
    assert_true(cpu_s() - spent_s < 0.2);
    (void) close(fds[0]);
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       IS_INFO));
    for (size_t i = 1; i < ARRAY_LEN(fds); i++) {
        (void) close(fds[i]);
    }
    (void) close(fd);
    stage_close(&stage);
}


/* No descriptor is left: accepting pauses, does not spin, and goes on. */
static void
test_no_descriptors(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    struct rlimit before;
    struct rlimit few;
    char text[1024];
    double spent_s;
    int fillers[64];
    size_t n = 0;
    int fd;

    (void) state;
    stage_open(&stage, &limits);
    stage_assert_serves(&stage);
    (void) usleep(100000); /* its end has been noticed */
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = 60;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    while (n < ARRAY_LEN(fillers) && (fillers[n] = dup(0)) >= 0) {
        n++;
    }
    /* our end has a place, the server's has none */
    (void) close(fillers[--n]);
    fd = stage_connect(&stage);
    stage_send_text(fd, INFO);
    spent_s = cpu_s();
    assert_string_equal(stage_receive(fd, 500, text, sizeof(text)),
                        "(nothing)");
    assert_true(cpu_s() - spent_s < 0.2);
    (void) close(fillers[--n]);
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       IS_INFO));
    (void) close(fd);
    while (n > 0) {
        (void) close(fillers[--n]);
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    stage_close(&stage);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_per_uid),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_no_descriptors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
