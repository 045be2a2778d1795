/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lies on the disk, and who may have it: modes, owners, links, a second
 * opener, a child, short files, flipped bytes, a full map, a full disk.
 */
#include "vault_support.h"

#include "store/codec.h"
#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>


static void
test_no_store(void **state)
{
    struct vault *vault = *state;
    char path[128];

    /* an empty folder, then one with an empty vault, then none at all */
    assert_int_equal(vault_open(vault), STORE_AWAY);
    assert_non_null(strstr(vault->error, "no store here"));
    vault_path(vault, "", path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(vault_open(vault), STORE_AWAY);
    assert_non_null(strstr(vault->error, "no store here"));
    vault->options.dir = "/nonexistent/gcis";
    assert_int_equal(vault_open(vault), STORE_AWAY);
    vault->options.dir = vault->dir;

    /* and nothing was made by looking */
    vault_path(vault, "owner", path);
    assert_int_equal(access(path, F_OK), -1);
}


static void
test_create(void **state)
{
    static const struct {
        const char *name;
        mode_t mode;
        mode_t mask;
    } rows[] = {
        { "vault", 0700, 07777 },
        { "node", 0700, 07777 },
        { "projection", 0750, 05777 }, /* setgid where the group is there */
        { "vault/data.mdb", 0600, 07777 },
        { "vault/lock.mdb", 0600, 07777 },
        { "vault/owner", 0600, 07777 },
    };
    struct vault *vault = *state;
    struct change founding = change_of(EVENT_STORE_INIT);
    struct position first, second;
    mode_t before = umask(0);

    founding.n_events = 0;
    assert_int_equal(store_create(&vault->options, &founding, vault->error),
                     STORE_BROKEN);
    founding.n_events = 1;
    assert_int_equal(store_create(&vault->options, &founding, vault->error),
                     STORE_OK);
    umask(before);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char path[128];
        struct stat about;

        (void) snprintf(path, sizeof(path), "%s/%s", vault->dir,
                        rows[i].name);
        assert_int_equal(stat(path, &about), 0);
        if ((about.st_mode & rows[i].mask) != rows[i].mode) {
            fail_msg("%s: %04o", rows[i].name, about.st_mode & 07777);
        }
    }

    /* over a store, closed or open, nothing is made */
    assert_int_equal(store_create(&vault->options, &founding, vault->error),
                     STORE_CONFLICT);
    assert_int_equal(vault_open(vault), STORE_OK);
    assert_int_equal(store_position(vault->store, &first, NULL), STORE_OK);
    assert_int_equal(first.seq, 1);
    assert_int_equal(store_create(&vault->options, &founding, vault->error),
                     STORE_CONFLICT);
    assert_int_equal(store_position(vault->store, &second, NULL), STORE_OK);
    assert_memory_equal(&first, &second, sizeof(first));
    vault_check(vault);
}


/* `init` that was killed between making the files and the first change. */
static void
test_half_made(void **state)
{
    struct vault *vault = *state;
    struct change founding = change_of(EVENT_STORE_INIT);
    char path[128];
    int fd;

    vault_path(vault, "", path);
    assert_int_equal(mkdir(path, 0700), 0);
    vault_path(vault, "data.mdb", path);
    fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    close(fd);

    assert_int_equal(vault_open(vault), STORE_BROKEN);
    assert_int_equal(store_create(&vault->options, &founding, vault->error),
                     STORE_OK);
    assert_int_equal(vault_open(vault), STORE_OK);
}


struct spoiling {
    const char *what;
    int (*spoil)(const char *dir);
    const char *words;
};


static int
in_dir(const char *dir, const char *name, char ret[128])
{
    return snprintf(ret, 128, "%s/%s", dir, name);
}


static int
chmod_in(const char *dir, const char *name, mode_t mode)
{
    char path[128];

    in_dir(dir, name, path);

    return chmod(path, mode);
}


static int
open_vault_to_group(const char *dir)
{
    return chmod_in(dir, "vault", 0750);
}


static int
open_data_to_others(const char *dir)
{
    return chmod_in(dir, "vault/data.mdb", 0604);
}


static int
open_lock_to_group(const char *dir)
{
    return chmod_in(dir, "vault/lock.mdb", 0660);
}


static int
open_owner_to_others(const char *dir)
{
    return chmod_in(dir, "vault/owner", 0602);
}


static int
move_and_link(const char *dir, const char *name)
{
    char path[128], elsewhere[128];

    in_dir(dir, name, path);
    in_dir(dir, "elsewhere", elsewhere);

    return rename(path, elsewhere) == 0 ? symlink(elsewhere, path) : -1;
}


static int
link_vault(const char *dir)
{
    return move_and_link(dir, "vault");
}


static int
link_data(const char *dir)
{
    return move_and_link(dir, "vault/data.mdb");
}


static int
link_owner(const char *dir)
{
    return move_and_link(dir, "vault/owner");
}


static int
second_name(const char *dir)
{
    char path[128], second[128];

    in_dir(dir, "vault/data.mdb", path);
    in_dir(dir, "second", second);

    return link(path, second);
}


static int
give_away(const char *dir, const char *name)
{
    char path[128];

    in_dir(dir, name, path);

    return chown(path, 65534, (gid_t) -1);
}


static int
give_vault_away(const char *dir)
{
    return give_away(dir, "vault");
}


static int
give_data_away(const char *dir)
{
    return give_away(dir, "vault/data.mdb");
}


static int
make_data_a_folder(const char *dir)
{
    char path[128];

    in_dir(dir, "vault/data.mdb", path);

    return unlink(path) == 0 ? mkdir(path, 0700) : -1;
}


static int
write_over(const char *dir)
{
    static const char garbage[8192] = "not a database";
    char path[128];
    int fd;
    ssize_t len;

    in_dir(dir, "vault/data.mdb", path);
    fd = open(path, O_WRONLY);
    len = pwrite(fd, garbage, sizeof(garbage), 0);
    close(fd);

    return len == sizeof(garbage) ? 0 : -1;
}


/* Each is refused with its words, before LMDB has a transaction. */
static void
test_spoiled(void **state)
{
    static const struct spoiling rows[] = {
        { "vault/ readable by a group", open_vault_to_group, "mode 0750" },
        { "data.mdb readable by others", open_data_to_others, "mode 0604" },
        { "lock.mdb writable by a group", open_lock_to_group, "mode 0660" },
        { "owner writable by others", open_owner_to_others, "mode 0602" },
        { "vault/ is a symlink", link_vault, "not a folder" },
        { "data.mdb is a symlink", link_data, "no regular file" },
        { "owner is a symlink", link_owner, "symbolic link" },
        { "data.mdb has a second name", second_name, "2 names" },
        { "vault/ is another's", give_vault_away, "belongs to uid 65534" },
        { "data.mdb is another's", give_data_away, "belongs to uid 65534" },
        { "data.mdb is a folder", make_data_a_folder, "no regular file" },
        { "data.mdb is something else", write_over, "data.mdb" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        void *own = NULL;
        struct vault *vault;

        assert_int_equal(vault_open_new(&own), 0);
        vault = own;
        vault_close(vault);
        if (rows[i].spoil(vault->dir) != 0) {
            /* giving away wants root */
            assert_int_equal(errno, EPERM);
            (void) vault_end(&own);
            continue;
        }
        if (vault_open(vault) != STORE_BROKEN) {
            fail_msg("%s: opened", rows[i].what);
        }
        if (strstr(vault->error, rows[i].words) == NULL
            && rows[i].spoil != write_over)
        {
            fail_msg("%s: %s", rows[i].what, vault->error);
        }
        (void) vault_end(&own);
    }
}


static void
test_filesystems(void **state)
{
    static const struct {
        unsigned long magic;
        const char *name; /* NULL: good */
    } rows[] = {
        { 0x6969, "NFS" },
        { 0xFF534D42, "CIFS" },
        { 0xFE534D42, "SMB" },
        { 0x01021997, "9p" },
        { 0x65735546, "FUSE" },
        { 0x00C36400, "Ceph" },
        { 0xEF53, NULL },     /* ext4 */
        { 0x01021994, NULL }, /* tmpfs */
        { 0x58465342, NULL }, /* XFS */
        { 0x9123683E, NULL }, /* btrfs */
        { 0x2FC12FC1, NULL }, /* ZFS */
        { 0x794C7630, NULL }, /* overlay */
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *name = folder_refused_filesystem(rows[i].magic);

        if (rows[i].name == NULL) {
            assert_null(name);
        } else {
            assert_string_equal(name, rows[i].name);
        }
    }
}


/* In this process the same store is shared; in another it is refused. */
static void
test_second_opener(void **state)
{
    struct vault *vault = *state;
    struct store *again;
    char error[STORE_ERROR_MAX], words[64];
    int status;
    pid_t child;

    assert_int_equal(store_open(&again, &vault->options, error), STORE_OK);
    assert_ptr_equal(again, vault->store);
    store_close(again);
    vault_put(vault, "a", "still open");

    (void) snprintf(words, sizeof(words), "process %ld", (long) getpid());
    child = fork();
    if (child == 0) {
        struct store *other;
        bool refused = store_open(&other, &vault->options, error)
                       == STORE_AWAY
                       && strstr(error, "in use by") != NULL
                       && strstr(error, words) != NULL;

        _exit(refused ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    vault_put(vault, "a", "and after");
    vault_check(vault);
}


static bool
see_nothing(void *state, const struct record *record)
{
    (void) state;
    (void) record;

    return true;
}


static bool
hear_nothing(void *state, const struct logged_change *change)
{
    (void) state;
    (void) change;

    return true;
}


/* Every function that is left to a child says no (SECURITY B16). */
static bool
child_is_refused(struct store *store)
{
    struct change change = change_of(EVENT_ACCOUNT_SET);
    struct key key = key_of_text("a");
    struct record *record = calloc(1, sizeof(*record));
    struct account_set *set = calloc(1, sizeof(*set));
    struct scan scan = { .kind = RECORD_ACTIVITY };
    struct catalogue *catalogue;
    struct store_sizes sizes;
    struct position position = { .seq = 0 };
    struct session session;
    char words[STORE_ERROR_MAX];
    uint8_t digest[32];
    uint64_t seq;
    bool refused;

    refused = store_apply(store, &change, &position) == STORE_BROKEN
        && store_position(store, &position, NULL) == STORE_BROKEN
        && store_read(store, RECORD_ACTIVITY, &key, record) == STORE_BROKEN
        && store_read_account(store, ACCOUNT_BY_NAME, span_str("a"), set)
           == STORE_BROKEN
        && store_read_session(store, &change.id, &change.id, &session)
           == STORE_BROKEN
        && store_scan(store, &scan, see_nothing, NULL) == STORE_BROKEN
        && store_audit(store, 1, hear_nothing, NULL) == STORE_BROKEN
        && store_audit_back(store, 0, hear_nothing, NULL) == STORE_BROKEN
        && store_verify(store, &seq, words) == STORE_BROKEN
        && store_chain_at(store, 1, digest) == STORE_BROKEN
        && store_digest(store, digest, &position) == STORE_BROKEN
        && store_dump(store, see_nothing, NULL, &position) == STORE_BROKEN
        && store_catalogue(store, &catalogue) == STORE_BROKEN
        && store_sizes(store, &sizes) == STORE_BROKEN
        && store_projected_seq(store, &seq) == STORE_BROKEN
        && store_tick(store) == -1;
    store_close(store);
    free(record);
    free(set);

    return refused;
}


static void
test_child(void **state)
{
    struct vault *vault = *state;
    int status;
    pid_t child;

    vault_put(vault, "a", "before");
    child = fork();
    if (child == 0) {
        _exit(child_is_refused(vault->store) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);

    /* the parent's is as it was, although the child closed its own */
    vault_put(vault, "a", "after");
    vault_check(vault);
}


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
    struct change founding = change_of(EVENT_ACCOUNT_SET);
    char path[128];
    static char page[1 << 18];
    const char *found;
    off_t at;
    int fd;

    (void) founding;
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
        EMPTY(test_no_store),
        EMPTY(test_create),
        EMPTY(test_half_made),
        cmocka_unit_test(test_spoiled),
        cmocka_unit_test(test_filesystems),
        CASE(test_second_opener),
        CASE(test_child),
        CASE(test_truncated),
        CASE(test_slack),
        CASE(test_flipped_bytes),
        EMPTY(test_map_full),
        cmocka_unit_test_setup_teardown(test_disk_full, vault_new, end_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
