/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of a projection: whose they are, with which modes, what is
 * refused at the start, how long a start takes, and that nothing is left open.
 */
#include "projection_support.h"

#include "store/projection_env.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>


static void
path_of(const struct site *site, const char *name, char ret[160])
{
    (void) snprintf(ret, 160, "%s/%s", site->projection, name);
}


static mode_t
mode_of(const struct site *site, const char *name)
{
    struct stat about;
    char path[160];

    path_of(site, name, path);
    assert_int_equal(lstat(path, &about), 0);
    return about.st_mode & 07777;
}


static int64_t
now_ms(void)
{
    struct timespec time;

    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &time), 0);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}


static size_t
n_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t n = 0;

    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        n++;
    }
    (void) closedir(folder);
    return n;
}


static void
readers_may_read_the_data_and_no_lock(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);

    assert_int_equal(mode_of(site, "data.mdb"), 0640);
    assert_int_equal(mode_of(site, "lock.mdb"), 0600);
    assert_int_equal(mode_of(site, "owner"), 0600);
    site_put(site, &account);
    assert_int_equal(mode_of(site, "data.mdb"), 0640);
}


/* As a user who is neither the owner nor in the group of what may write. */
static int
as_a_stranger(struct site *site)
{
    char path[160];

    /* the folder is its owner's alone here; readers pass by its group */
    if (chmod(site->dir, 0755) != 0 || chmod(site->projection, 02755) != 0) {
        return 2;
    }
    path_of(site, "data.mdb", path);
    if (chmod(path, 0644) != 0 || setgid(65534) != 0 || setuid(65534) != 0) {
        return 3;
    }
    path_of(site, "lock.mdb", path);
    if (open(path, O_RDONLY) >= 0 || errno != EACCES
        || open(path, O_RDWR) >= 0 || errno != EACCES)
    {
        return 4;
    }
    path_of(site, "data.mdb", path);
    if (open(path, O_RDWR) >= 0 || errno != EACCES) {
        return 5;
    }
    site->reader = site_reader(site);
    return site_look(site, 1, NULL) == PROJECTION_OK ? 0 : 6;
}


static void
a_stranger_reads_and_writes_nothing(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    int status;
    pid_t child;

    if (geteuid() != 0) {
        skip();
    }
    site_put(site, &account);
    child = fork();
    if (child == 0) {
        _exit(as_a_stranger(site));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}


static bool
starts(struct site *site)
{
    char error[STORE_ERROR_MAX] = "";
    bool started;

    site->log[0] = '\0';
    if (store_open(&site->store, &site->options, error) != STORE_OK) {
        fail_msg("%s", error);
    }
    started = store_tick(site->store) >= 0;
    site_close(site);
    return started;
}


static void
what_others_may_have_touched_is_refused(void **state)
{
    struct site *site = *state;
    char lock[160], data[160], other[160], owner[160];

    path_of(site, "lock.mdb", lock);
    path_of(site, "data.mdb", data);
    path_of(site, "owner", owner);
    path_of(site, "other", other);
    site_close(site);
    assert_true(starts(site));

    /* a wider mode */
    assert_int_equal(chmod(lock, 0640), 0);
    assert_false(starts(site));
    assert_true(site_log_has(site, "lock.mdb has mode 0640"));
    assert_int_equal(chmod(lock, 0600), 0);
    assert_int_equal(chmod(data, 0660), 0);
    assert_false(starts(site));
    assert_int_equal(chmod(data, 0640), 0);
    assert_int_equal(chmod(owner, 0666), 0);
    assert_false(starts(site));
    assert_int_equal(chmod(owner, 0600), 0);
    assert_int_equal(chmod(site->projection, 0770), 0);
    assert_false(starts(site));
    assert_int_equal(chmod(site->projection, 02750), 0);
    assert_true(starts(site));

    /* a second name */
    assert_int_equal(link(lock, other), 0);
    assert_false(starts(site));
    assert_int_equal(unlink(other), 0);
    assert_int_equal(link(data, other), 0);
    assert_false(starts(site));
    assert_int_equal(unlink(other), 0);

    /* a symbolic link */
    assert_int_equal(rename(data, other), 0);
    assert_int_equal(symlink(other, data), 0);
    assert_false(starts(site));
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_AWAY);
    assert_int_equal(unlink(data), 0);
    assert_true(starts(site));

    /* another owner */
    if (geteuid() == 0) {
        assert_int_equal(chown(lock, 65534, (gid_t) -1), 0);
        assert_false(starts(site));
        assert_int_equal(chown(lock, 0, (gid_t) -1), 0);
        assert_true(starts(site));
    }
}


static void
a_folder_has_one_publisher(void **state)
{
    struct site *site = *state;
    char owner[160];
    int fd;

    path_of(site, "owner", owner);
    site_close(site);
    fd = open(owner, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    assert_false(starts(site));
    assert_true(site_log_has(site, "in use by"));
    (void) close(fd);
    assert_true(starts(site));
}


static int64_t
ms_of_start(struct site *site)
{
    int64_t began_ms;

    began_ms = now_ms();
    site_open(site);
    return now_ms() - began_ms;
}


static void
a_start_waits_for_readers_of_the_file_before(void **state)
{
    struct site *site = *state;
    char data[160];

    /* a young one */
    site_close(site);
    assert_true(ms_of_start(site) >= 250);

    /* one that cannot be read may be open somewhere all the same */
    site_close(site);
    path_of(site, "data.mdb", data);
    assert_int_equal(truncate(data, 5000), 0);
    assert_true(ms_of_start(site) >= 250);

    /* none */
    site_close(site);
    assert_int_equal(unlink(data), 0);
    assert_true(ms_of_start(site) < 250);

    /* one so old that nobody believes it */
    site->boot_ms = 50000000;
    assert_true(store_tick(site->store) > 0);
    site_close(site);
    site->boot_ms += 300000;
    assert_true(ms_of_start(site) >= 250);
    site_close(site);
    site->boot_ms += 300001;
    assert_true(ms_of_start(site) < 250);
}


static void
a_cut_off_build_is_swept_away(void **state)
{
    struct site *site = *state;
    struct stat about;
    char new_file[160];
    int fd;

    path_of(site, "data.mdb.new", new_file);
    site_close(site);
    fd = open(new_file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "half a page", 11), 11);
    (void) close(fd);
    assert_true(starts(site));
    assert_int_equal(lstat(new_file, &about), -1);
}


static void
what_is_replaced_is_closed(void **state)
{
    struct site *site = *state;
    struct account account = site_account(1);
    size_t before;

    site_put(site, &account);
    assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
    before = n_descriptors();
    for (int i = 0; i < 4; i++) {
        site_close(site);
        site_open(site);
        assert_int_equal(site_look(site, 1, NULL), PROJECTION_OK);
    }
    assert_int_equal(n_descriptors(), before);
    projection_reader_free(site->reader);
    site->reader = site_reader(site);
    assert_int_equal(n_descriptors(), before - 1);
}


/* Many more than fit one page, then none: the file keeps its slack. */
static void
the_file_is_never_shorter_than_its_pages(void **state)
{
    struct site *site = *state;
    struct projection_env *env;
    const char *why;

    for (unsigned i = 1; i <= 200; i++) {
        struct account account = site_account(i);

        site_put(site, &account);
        env = projection_env_open(site->projection, 0, &why);
        assert_non_null(env);
        projection_env_release(env);
    }
    for (unsigned i = 1; i <= 200; i++) {
        struct id id = site_id(i);
        struct key key = key_of_id(&id);

        site_remove(site, RECORD_ACCOUNT, &key);
        env = projection_env_open(site->projection, 0, &why);
        assert_non_null(env);
        projection_env_release(env);
    }
}


int
main(void)
{
#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, site_new,      \
                                                        site_end)
    const struct CMUnitTest tests[] = {
        SITE_TEST(readers_may_read_the_data_and_no_lock),
        SITE_TEST(a_stranger_reads_and_writes_nothing),
        SITE_TEST(what_others_may_have_touched_is_refused),
        SITE_TEST(a_folder_has_one_publisher),
        SITE_TEST(a_start_waits_for_readers_of_the_file_before),
        SITE_TEST(a_cut_off_build_is_swept_away),
        SITE_TEST(what_is_replaced_is_closed),
        SITE_TEST(the_file_is_never_shorter_than_its_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
