/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens to files: cut short, bytes turned, a map that is full, a disk
 * that is full.  A refusal each time, and nothing lost.
 */
#include "vault_support.h"

#include "store/codec.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>


static void
copy_file(const char *from, const char *to, off_t size)
{
    static char block[4096];
    int in = open(from, O_RDONLY), out;
    off_t at = 0;

    out = open(to, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    assert_true(in >= 0 && out >= 0);
    while (at < size) {
        size_t want = size - at < 4096 ? (size_t) (size - at) : 4096;

        assert_int_equal(pread(in, block, want, at), want);
        assert_int_equal(pwrite(out, block, want, at), want);
        at += (off_t) want;
    }
    close(in);
    close(out);
}


/* Cut anywhere below what it uses: refused, never a signal. */
static void
test_truncated(void **state)
{
    static char body[4000];
    struct vault *vault = *state;
    struct store_sizes sizes;
    char path[128], whole[128];
    off_t used;

    memset(body, 'x', sizeof(body) - 1);
    for (int i = 0; i < 60; i++) {
        char key[16];

        (void) snprintf(key, sizeof(key), "k%d", i);
        vault_put(vault, key, body);
    }
    assert_int_equal(store_sizes(vault->store, &sizes), STORE_OK);
    used = (off_t) sizes.vault_used;
    assert_true(used > 200000);
    vault_close(vault);

    vault_path(vault, "data.mdb", path);
    (void) snprintf(whole, sizeof(whole), "%s/whole", vault->dir);
    assert_int_equal(rename(path, whole), 0);
    for (off_t size = 0; size < used; size += size < 8192 ? 4000 : 10007) {
        copy_file(whole, path, size);
        if (vault_open(vault) != STORE_BROKEN) {
            fail_msg("%lld bytes: opened", (long long) size);
        }
        assert_non_null(strstr(vault->error, "damaged"));
    }

    /* as long as it says it is: whole */
    copy_file(whole, path, used);
    assert_int_equal(vault_open(vault), STORE_OK);
    vault_check(vault);
}


/* After every commit the file is longer than what it uses (B10). */
static void
test_slack(void **state)
{
    static char body[BODY_MAX + 1];
    struct vault *vault = *state;
    struct store_sizes sizes;
    struct stat about;
    char path[128];

    memset(body, 'x', BODY_MAX);
    vault_path(vault, "data.mdb", path);
    for (int i = 0; i < 400; i++) {
        char key[16];

        (void) snprintf(key, sizeof(key), "k%d", i % 300);
        vault_put(vault, key, i % 3 == 0 ? "" : body);
        assert_int_equal(store_sizes(vault->store, &sizes), STORE_OK);
        assert_int_equal(stat(path, &about), 0);
        assert_true((uint64_t) about.st_size >= sizes.vault_used + (7 << 20));
    }
}


/* Turns each byte of one record on the disk: an error, never a value. */
static void
test_flipped_bytes(void **state)
{
    struct vault *vault = *state;
    struct key key = key_of_text("the key of it");
    struct record *record = calloc(1, sizeof(*record));
    char path[128];
    static char page[1 << 18];
    const char *found;
    off_t at;
    int fd;

    vault_put(vault, "the key of it", "the body of the record");
    vault_put(vault, "the key of another", "the body of another");
    vault_path(vault, "data.mdb", path);

    /* the environment stays open: a second descriptor takes its locks, and
     * this is the only opener (SECURITY B15) */
    fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_true(pread(fd, page, sizeof(page), 0) > 0);
    for (size_t start = 0;;) {
        found = memmem(page + start, sizeof(page) - start,
                       "the body of the record", 22);
        assert_non_null(found);
        at = found - page;
        start = (size_t) at + 1;
        if (store_read(vault->store, RECORD_ACTIVITY, &key, record)
            != STORE_OK)
        {
            fail();
        }
        /* the live copy is the one whose change is seen */
        assert_int_equal(pwrite(fd, "T", 1, at), 1);
        if (store_read(vault->store, RECORD_ACTIVITY, &key, record)
            == STORE_BROKEN)
        {
            assert_int_equal(pwrite(fd, "t", 1, at), 1);
            break;
        }
        assert_int_equal(pwrite(fd, "t", 1, at), 1);
    }

    for (off_t i = at - CODEC_SEAL_SIZE; i < at + 22; i++) {
        uint8_t byte, other;

        assert_int_equal(pread(fd, &byte, 1, i), 1);
        for (unsigned flip = 1; flip < 256; flip <<= 1) {
            other = (uint8_t) (byte ^ flip);
            assert_int_equal(pwrite(fd, &other, 1, i), 1);
            if (store_read(vault->store, RECORD_ACTIVITY, &key, record)
                != STORE_BROKEN)
            {
                fail_msg("byte %lld, flipped by %u", (long long) (i - at),
                         flip);
            }
        }
        assert_int_equal(pwrite(fd, &byte, 1, i), 1);
    }

    /* nor is its version believed by a change */
    assert_int_equal(pwrite(fd, "T", 1, at), 1);
    assert_int_equal(vault_write(vault, "the key of it", 2, "x", NULL),
                     STORE_BROKEN);
    assert_true(log_has(vault, "is damaged, key "));
    assert_false(log_has(vault, "the key of it"));
    assert_int_equal(pwrite(fd, "t", 1, at), 1);
    assert_int_equal(store_read(vault->store, RECORD_ACTIVITY, &key, record),
                     STORE_OK);
    close(fd);
    free(record);
}


/* Fills until it is refused; how many went in. */
static int
fill_up(struct vault *vault)
{
    static char body[4000];

    memset(body, 'x', sizeof(body) - 1);
    for (int i = 0; i < 100000; i++) {
        char key[16];
        enum store_status status;

        (void) snprintf(key, sizeof(key), "k%d", i);
        status = vault_write(vault, key, 0, body, NULL);
        if (status != STORE_OK) {
            assert_int_equal(status, STORE_FULL);
            return i;
        }
    }
    fail_msg("never full");

    return 0;
}


static void
test_map_full(void **state)
{
    struct vault *vault = *state;
    struct change founding = change_of(EVENT_STORE_INIT);
    uint8_t digest[32], again[32];
    struct position position;
    int n;

    vault->options.map_size = 1 << 20;
    assert_int_equal(store_create(&vault->options, &founding, vault->error),
                     STORE_OK);
    assert_int_equal(vault_open(vault), STORE_OK);
    n = fill_up(vault);
    assert_true(n > 50);
    assert_true(log_has(vault, "[engine] map_size"));
    assert_int_equal(vault_seq(vault), 1 + n);
    vault_check(vault);
    assert_int_equal(store_digest(vault->store, digest, &position),
                     STORE_OK);

    /* closed and opened, nothing is lost; the file grew the map: go on */
    vault->options.map_size = 16 << 20;
    vault_reopen(vault);
    assert_int_equal(store_digest(vault->store, again, &position), STORE_OK);
    assert_memory_equal(digest, again, sizeof(digest));
    vault_put(vault, "more", "there is room again");
    vault_check(vault);
}


/* A small disk of our own; skipped where we may not mount. */
static void
test_disk_full(void **state)
{
    struct vault *vault = *state;
    struct change founding = change_of(EVENT_STORE_INIT);
    char path[128];
    int n, fd;

    if (mount("gcis", vault->dir, "tmpfs", MS_NOSUID | MS_NODEV,
              "size=3m,mode=0700") != 0)
    {
        print_message("skipped: a small tmpfs cannot be mounted here (%s)\n",
                      strerror(errno));
        skip();
    }

    assert_int_equal(store_create(&vault->options, &founding, vault->error),
                     STORE_OK);
    assert_int_equal(vault_open(vault), STORE_OK);
    for (int i = 0; i < 10; i++) {
        vault_put(vault, "before", "x");
    }
    /* something else takes the disk */
    (void) snprintf(path, sizeof(path), "%s/ballast", vault->dir);
    fd = open(path, O_CREAT | O_WRONLY, 0600);
    for (n = 0; write(fd, vault->log, sizeof(vault->log)) > 0; n++) {
        /* until it is full */
    }
    n = fill_up(vault);
    assert_true(log_has(vault, "the disk is full"));
    assert_int_equal(vault_seq(vault), 11 + n);
    vault_check(vault);

    /* a full disk opens, and works again when there is room */
    vault_reopen(vault);
    vault_check(vault);
    assert_int_equal(vault_seq(vault), 11 + n);
    assert_int_equal(ftruncate(fd, 0), 0);
    close(fd);
    for (int i = 0; i < 10; i++) {
        vault_put(vault, "after", "x");
    }
    assert_int_equal(vault_seq(vault), 21 + n);
    vault_check(vault);

    vault_close(vault);
    assert_int_equal(umount(vault->dir), 0);
}


static int
end_disk(void **state)
{
    struct vault *vault = *state;

    vault_close(vault);
    (void) umount(vault->dir);

    return vault_end(state);
}


int
main(void)
{
#define EMPTY(name) cmocka_unit_test_setup_teardown(name, vault_new, vault_end)
#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, vault_open_new, vault_end)
    const struct CMUnitTest tests[] = {
        CASE(test_truncated),
        CASE(test_slack),
        CASE(test_flipped_bytes),
        EMPTY(test_map_full),
        cmocka_unit_test_setup_teardown(test_disk_full, vault_new, end_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
