/* SPDX-License-Identifier: BSD-2-Clause */
/* The socket's place: what is in the way, and whose it is. */
#include "listen.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char folder[40];
    char path[80];
};


static int
place_make(void **state)
{
    static struct place place;

    (void) snprintf(place.folder, sizeof(place.folder),
                    "/tmp/gcis-listen-XXXXXX");
    if (mkdtemp(place.folder) == NULL) {
        return -1;
    }
    (void) snprintf(place.path, sizeof(place.path), "%s/run/s",
                    place.folder);
    *state = &place;
    return 0;
}


static int
place_remove(void **state)
{
    static const char *const names[] = { "/run/s", "/run/s.lock",
                                         "/run/s.new" };
    const struct place *place = *state;
    char path[128];

    for (size_t i = 0; i < 3; i++) {
        (void) snprintf(path, sizeof(path), "%s%s", place->folder, names[i]);
        (void) unlink(path);
    }
    (void) snprintf(path, sizeof(path), "%s/run", place->folder);
    (void) rmdir(path);
    return rmdir(place->folder);
}


static void
close_both(const struct listener *listener)
{
    if (listener->fd >= 0) {
        (void) close(listener->fd);
    }
    if (listener->lock_fd >= 0) {
        (void) close(listener->lock_fd);
    }
}


static void
test_refused(void **state)
{
    static const struct {
        const char *path;
        const char *says;
    } rows[] = {
        { "", "not an absolute path" },
        { "relative/s", "not an absolute path" },
        { "@abstract", "not an absolute path" },
        { "/nonexistent/deeper/s", "/nonexistent/deeper: No such file" },
        { "/tmp/0123456789012345678901234567890123456789012345678901234567890"
          "12345678901234567890123456789012345678901234567", "too long" },
    };
    struct listener listener;
    char error[LISTEN_ERROR_MAX];

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        error[0] = '\0';
        assert_false(listen_open(&listener, 0, rows[i].path, error));
        if (strstr(error, rows[i].says) == NULL) {
            print_error("%s: %s\n", rows[i].path, error);
            fail();
        }
        close_both(&listener);
        listen_remove(&listener);
    }
    (void) unlink("/tmp/012345678901234567890123456789012345678901234567890123"
                  "45678901234567890123456789012345678901234567890123456789012"
                  "34567.lock");
}


/* Anybody may connect, nobody else may write the folder. */
static void
test_modes(void **state)
{
    const struct place *place = *state;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct listener listener;
    char error[LISTEN_ERROR_MAX] = "";
    struct stat file;
    int fd;

    assert_true(listen_open(&listener, 0, place->path, error));
    assert_int_equal(lstat(place->path, &file), 0);
    assert_true(S_ISSOCK(file.st_mode));
    assert_int_equal(file.st_mode & 07777, 0666);
    memcpy(address.sun_path, place->path, strlen(place->path));
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *) &address,
                             sizeof(address)), 0);
    (void) close(fd);
    listen_remove(&listener);
    assert_int_not_equal(lstat(place->path, &file), 0);
    close_both(&listener);
}


/* A second one is refused, and leaves the first one's socket alone. */
static void
test_second(void **state)
{
    const struct place *place = *state;
    struct listener first;
    struct listener second;
    char error[LISTEN_ERROR_MAX] = "";
    struct stat file;

    assert_true(listen_open(&first, 0, place->path, error));
    assert_false(listen_open(&second, 0, place->path, error));
    assert_non_null(strstr(error, "another gcisd listens there"));
    close_both(&second);
    listen_remove(&second);
    assert_int_equal(lstat(place->path, &file), 0);
    close_both(&first);

    /* killed, not ended: what it left behind is replaced */
    assert_true(listen_open(&second, 0, place->path, error));
    /* and the first one would not take it away any more */
    listen_remove(&first);
    assert_int_equal(lstat(place->path, &file), 0);
    listen_remove(&second);
    close_both(&second);
}


/* What is no socket is nobody's to replace. */
static void
test_in_the_way(void **state)
{
    const struct place *place = *state;
    struct listener listener;
    char error[LISTEN_ERROR_MAX] = "";
    int fd;

    assert_true(listen_open(&listener, 0, place->path, error));
    listen_remove(&listener);
    close_both(&listener);
    fd = open(place->path, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    (void) close(fd);
    assert_false(listen_open(&listener, 0, place->path, error));
    assert_non_null(strstr(error, "is there and no socket"));
    close_both(&listener);
}


/* What systemd hands over is looked at. */
static void
test_inherited(void **state)
{
    struct listener listener;
    char error[LISTEN_ERROR_MAX] = "";

    (void) state;
    assert_false(listen_open(&listener, 2, "/run/gcis/s", error));
    assert_non_null(strstr(error, "gcisd.socket"));
}


#define AT_PLACE(test) \
    cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        AT_PLACE(test_modes),
        AT_PLACE(test_second),
        AT_PLACE(test_in_the_way),
        cmocka_unit_test(test_inherited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
