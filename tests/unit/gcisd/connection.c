/* SPDX-License-Identifier: BSD-2-Clause */
/* One connection at its limits: framing, length, time (SECURITY F5).  Nobody
 * else is served later for it. */
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>


/* What is no request is answered once and followed no further; a request with
 * a wrong parameter costs nothing but itself. */
static void
test_invalid(void **state)
{
    static const struct {
        const char *message;
        const char *names;
        bool closes;
    } rows[] = {
        { "", "\"parameter\":\"\"", true },
        { "GET / HTTP/1.1\r\n\r\n", "\"parameter\":\"\"", true },
        { "[]", "\"parameter\":\"\"", true },
        { "{\"method\":\"x\",\"method\":\"x\"}", "\"parameter\":\"\"", true },
        { "{}", "\"parameter\":\"method\"", false },
        { REQUEST("Renew", "\"token\":1"), "\"parameter\":\"token\"", false },
        { REQUEST("Renew", "\"token\":\"t\",\"x\":1"), "\"parameter\":\"x\"",
          false },
        { REQUEST("Challenge", ""), "MethodNotImplemented", false },
        { REQUEST("Reboot", ""), "MethodNotFound", false },
        { "{\"method\":\"a.b.C\"}", "InterfaceNotFound", false },
    };
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[1024];

    (void) state;
    stage_open(&stage, &limits);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int fd = stage_connect(&stage);
        const char *said;
        stage_send_text(fd, rows[i].message);
        said = stage_receive(fd, LONG_MS, text, sizeof(text));
        if (strstr(said, rows[i].names) == NULL) {
            print_error("%s: %s\n", rows[i].message, said);
            fail();
        }
        if (rows[i].closes) {
            assert_true(stage_is_closed(fd, LONG_MS));
        } else {
            stage_send_text(fd, INFO);
            assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                               IS_INFO));
        }
        (void) close(fd);
    }
    stage_close(&stage);
    assert_int_equal(atomic_load(&stage.fake.n_call), 0);
}


/* Bytes come as they please: one by one, or several messages at once. */
static void
test_framing(void **state)
{
    static const char request[] = INFO;
    static const char three[] = INFO "\0" CHECK("a") "\0" INFO;
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[1024];
    int fd;

    (void) state;
    stage_open(&stage, &limits);
    fd = stage_connect(&stage);
    for (size_t i = 0; i < sizeof(request); i++) {
        stage_send(fd, request + i, 1);
    }
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       IS_INFO));
    stage_send(fd, three, sizeof(three));
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       IS_INFO));
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       "{\"error\":\"tw.gov.gcis.Auth.Denied\""));
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       IS_INFO));
    /* the end of what is sent is not the end of what is answered */
    stage_send_text(fd, INFO);
    (void) shutdown(fd, SHUT_WR);
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       IS_INFO));
    assert_true(stage_is_closed(fd, LONG_MS));
    (void) close(fd);
    stage_close(&stage);
}


/* Twenty requests at once: all are answered in turn, one in work at a time. */
static void
test_pipelined(void **state)
{
    static const char one[] = SIGN_IN("wang");
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[512];
    int fd;

    (void) state;
    stage_open(&stage, &limits);
    fd = stage_connect(&stage);
    for (size_t i = 0; i < 20; i++) {
        stage_send(fd, one, sizeof(one));
    }
    for (size_t i = 0; i < 20; i++) {
        assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                           "{\"error\":\"tw.gov.gcis.Auth.Denied\""));
    }
    (void) close(fd);
    stage_close(&stage);
    assert_int_equal(atomic_load(&stage.fake.n_authenticate), 20);
    assert_int_equal(atomic_load(&stage.fake.n_most), 1);
}


/* Hundreds of small requests at once: all answered, none lost on the way to
 * letting others have their turn. */
static void
test_hundreds(void **state)
{
    static const char one[] = INFO;
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[1024];
    char all[sizeof(one) * 400];
    int fd;

    (void) state;
    limits.drain_ms = LONG_MS;
    stage_open(&stage, &limits);
    for (size_t i = 0; i < 400; i++) {
        memcpy(all + i * sizeof(one), one, sizeof(one));
    }
    fd = stage_connect(&stage);
    stage_send(fd, all, sizeof(all));
    stage_assert_serves(&stage);
    for (size_t i = 0; i < 400; i++) {
        assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                           IS_INFO));
    }
    (void) close(fd);
    stage_close(&stage);
}


/* A message of WIRE_MESSAGE_MAX bytes with its NUL, or one more. */
static bool
takes_length(const struct stage *stage, size_t len)
{
    char *message = test_malloc(len);
    char text[1024];
    int fd = stage_connect(stage);
    bool good;

    memset(message, ' ', len);
    memcpy(message, INFO, sizeof(INFO) - 1);
    message[len - 1] = '\0';
    stage_send(fd, message, len);
    good = begins(stage_receive(fd, LONG_MS, text, sizeof(text)), IS_INFO);
    (void) close(fd);
    test_free(message);
    return good;
}


static void
test_length(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;

    (void) state;
    limits.message_ms = LONG_MS;
    stage_open(&stage, &limits);
    assert_false(takes_length(&stage, WIRE_MESSAGE_MAX + 1));
    assert_true(takes_length(&stage, WIRE_MESSAGE_MAX));
    stage_close(&stage);
}


/* What is late is closed, and when. */
static void
test_times(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char text[1024];
    int64_t begun_ms;
    int64_t took_ms;
    int fd;

    (void) state;
    stage_open(&stage, &limits);

    /* no first byte */
    begun_ms = stage_now_ms();
    fd = stage_connect(&stage);
    assert_true(stage_is_closed(fd, LONG_MS));
    took_ms = stage_now_ms() - begun_ms;
    assert_true(took_ms >= limits.first_byte_ms && took_ms < 1500);
    (void) close(fd);

    /* one byte after the other, and never a NUL */
    fd = stage_connect(&stage);
    begun_ms = stage_now_ms();
    while (stage_now_ms() - begun_ms < LONG_MS) {
        stage_send(fd, "{", 1);
        if (stage_is_closed(fd, 50)) {
            break;
        }
    }
    took_ms = stage_now_ms() - begun_ms;
    assert_true(took_ms >= limits.message_ms && took_ms < 1500);
    (void) close(fd);

    /* idle after a request: longer, then closed too */
    fd = stage_connect(&stage);
    stage_send_text(fd, INFO);
    assert_true(begins(stage_receive(fd, LONG_MS, text, sizeof(text)),
                       IS_INFO));
    begun_ms = stage_now_ms();
    assert_true(stage_is_closed(fd, LONG_MS));
    took_ms = stage_now_ms() - begun_ms;
    assert_true(took_ms >= limits.idle_ms - 50 && took_ms < 2000);
    (void) close(fd);
    stage_close(&stage);
}


/* A reply that nobody takes holds nothing but its own connection. */
static void
test_not_drained(void **state)
{
    struct server_limits limits = stage_limits();
    struct stage stage;
    char byte;
    int small = 4096;
    size_t n_read = 0;
    int fd;

    (void) state;
    stage_open(&stage, &limits);
    fd = stage_connect(&stage);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small,
                                sizeof(small)), 0);
    for (int i = 0; i < 4; i++) {
        stage_send_text(fd, REQUEST("Call", "\"operation\":\"big\""));
    }
    (void) usleep(100000);
    stage_assert_serves(&stage);
    (void) usleep(1000000);
    /* it was closed in the middle */
    while (recv(fd, &byte, 1, MSG_DONTWAIT) == 1) {
        n_read++;
    }
    assert_true(n_read < 4 * 200000);
    assert_true(stage_is_closed(fd, LONG_MS));
    (void) close(fd);
    stage_close(&stage);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invalid),
        cmocka_unit_test(test_framing),
        cmocka_unit_test(test_pipelined),
        cmocka_unit_test(test_hundreds),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_not_drained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
