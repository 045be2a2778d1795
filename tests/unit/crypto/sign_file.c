/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of keys (SECURITY E9): who may read them, what may be in them, and
 * that no configuration of OpenSSL's has a say (C14).
 */
#include "crypto/sign.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/gcis-sign-XXXXXX";
static char path[64];
static char other[64];


static int
begin(void **state)
{
    (void) state;
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void) snprintf(path, sizeof(path), "%s/key.pem", folder);
    (void) snprintf(other, sizeof(other), "%s/other.pem", folder);
    return 0;
}


static int
clear(void **state)
{
    (void) state;
    (void) unlink(path);
    (void) unlink(other);
    return 0;
}


static int
end(void **state)
{
    (void) clear(state);
    return rmdir(folder);
}


static void
write_text(const char *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}


static void
refused(void)
{
    struct sign_key *key = sign_key_read(path);

    assert_null(key);
}


/* A key of P-256, made for this test, and pieces of it. */
#define BEGIN "-----BEGIN PRIVATE KEY-----\n"
#define BODY \
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg++dfu4ND+URHbzcX\n" \
    "2o5RoxswdHKG6IRC7/3S3h8iaGahRANCAARObi6yOVYHpE/HAxJMzXYZ1KxHNLO5\n" \
    "2sAKPlnt5WvnDSmOfEGBOWK27J+BuiEiAiVU1tv3c9sJVgV/lD6K0LJ/\n"
#define END "-----END PRIVATE KEY-----\n"


static void
contents_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "\n",
        BEGIN,
        BEGIN BODY,
        BEGIN "AAAA\n" END,
        /* something before and after */
        "\n" BEGIN BODY END,
        "x\n" BEGIN BODY END,
        BEGIN BODY END "x",
        BEGIN BODY END BEGIN BODY END,
        /* the public half of another key */
        BEGIN
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg++dfu4ND+URHbzcX\n"
        "2o5RoxswdHKG6IRC7/3S3h8iaGahRANCAASkB31KA+8KTcuvpaZpDnrdgUfcSb45\n"
        "3oMNCAt3uesOt6ROZ91nf5C21inor9D12TNl+HWTvESvTywalNOB/0cq\n"
        END,
        /* another name for the same */
        "-----BEGIN EC PRIVATE KEY-----\n" BODY
        "-----END EC PRIVATE KEY-----\n",
        /* a key of another curve: Ed25519 */
        BEGIN
        "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
        END,
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        write_text(rows[i], 0400);
        refused();
        assert_int_equal(unlink(path), 0);
    }
    write_text(BEGIN BODY END, 0400);
    struct sign_key *key = sign_key_read(path);
    assert_non_null(key);
    sign_key_free(key);
}


static void
files_refused(void **state)
{
    static const mode_t modes[] = { 0440, 0404, 0420, 0402, 0410, 0401 };
    char long_text[5000];

    (void) state;
    refused(); /* not there */
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        write_text(BEGIN BODY END, modes[i]);
        refused();
        assert_int_equal(unlink(path), 0);
    }
    /* a link to a good one */
    write_text(BEGIN BODY END, 0400);
    assert_int_equal(rename(path, other), 0);
    assert_int_equal(symlink(other, path), 0);
    refused();
    assert_int_equal(unlink(path), 0);
    /* a folder, a pipe: refused without waiting */
    assert_int_equal(mkdir(path, 0700), 0);
    refused();
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    refused();
    assert_int_equal(unlink(path), 0);
    /* too long */
    memset(long_text, '\n', sizeof(long_text));
    memcpy(long_text, BEGIN BODY END, strlen(BEGIN BODY END));
    long_text[sizeof(long_text) - 1] = '\0';
    write_text(long_text, 0400);
    refused();
}


static void
owners_refused(void **state)
{
    (void) state;
    if (geteuid() != 0) {
        skip();
    }
    write_text(BEGIN BODY END, 0400);
    assert_int_equal(chown(path, 12345, 12345), 0);
    refused();
}


static void
there_and_back(void **state)
{
    struct sign_key *key = sign_key_generate();
    struct sign_key *again;
    uint8_t point[SIGN_POINT_SIZE];
    uint8_t point_again[SIGN_POINT_SIZE];
    struct stat status;
    mode_t mask = umask(0);

    (void) state;
    assert_non_null(key);
    assert_true(sign_key_write(key, path));
    (void) umask(mask);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0400);
    again = sign_key_read(path);
    assert_non_null(again);
    assert_true(sign_key_point(key, point));
    assert_true(sign_key_point(again, point_again));
    assert_memory_equal(point, point_again, sizeof(point));
    /* never over a file, never through a link, never without a folder */
    assert_false(sign_key_write(key, path));
    assert_int_equal(symlink("/nowhere/key.pem", other), 0);
    assert_false(sign_key_write(key, other));
    assert_false(sign_key_write(key, "/nowhere/key.pem"));
    sign_key_free(again);
    again = sign_key_read(path);
    assert_non_null(again);
    sign_key_free(again);
    sign_key_free(key);
}


/*
 * With OPENSSL_CONF that leaves the process without any algorithm, ours are
 * there: main() set it before anything of OpenSSL's ran.
 */
static void
foreign_configuration(void **state)
{
    struct sign_key *key = sign_key_generate();
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    (void) state;
    assert_non_null(key);
    assert_true(sign_make(key, span_str("m"), signature));
    sign_key_free(key);
}


static bool
write_configuration(char name[64])
{
    static const char text[] =
        "openssl_conf = c\n[c]\nproviders = p\n[p]\nnull = n\n"
        "[n]\nactivate = 1\n";
    int fd = mkstemp(name);
    bool written = fd >= 0 && write(fd, text, strlen(text)) > 0;

    return written && close(fd) == 0;
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(contents_refused, clear),
        cmocka_unit_test_teardown(files_refused, clear),
        cmocka_unit_test_teardown(owners_refused, clear),
        cmocka_unit_test_teardown(there_and_back, clear),
        cmocka_unit_test(foreign_configuration),
    };
    char name[64] = "/tmp/gcis-openssl-XXXXXX";
    int failed;

    if (!write_configuration(name) || setenv("OPENSSL_CONF", name, 1) != 0) {
        return 1;
    }
    failed = cmocka_run_group_tests(tests, begin, end);
    (void) unlink(name);
    return failed;
}
