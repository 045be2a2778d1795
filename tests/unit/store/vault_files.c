/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is made on the disk and what is refused there: modes, owners, links,
 * kinds of file systems.
 */
#include "vault_support.h"

#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
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
open_top_to_group(const char *dir)
{
    return chmod(dir, 0770);
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
        { "DIR writable by a group", open_top_to_group, "mode 0770" },
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


int
main(void)
{
#define EMPTY(name) cmocka_unit_test_setup_teardown(name, vault_new, vault_end)
    const struct CMUnitTest tests[] = {
        EMPTY(test_no_store),
        EMPTY(test_create),
        EMPTY(test_half_made),
        cmocka_unit_test(test_spoiled),
        cmocka_unit_test(test_filesystems),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
