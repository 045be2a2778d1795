/* SPDX-License-Identifier: BSD-2-Clause */
/* See projection_damage_support.h. */
#include "projection_damage_support.h"

#include "store/projection_env.h"

#include <fcntl.h>
#include <unistd.h>


void
damage_path(const char *folder, const char *name, char ret[160])
{
    (void) snprintf(ret, 160, "%s/%s", folder, name);
}


void
damage_copy(const char *from, const char *to, long n_pages)
{
    uint8_t bytes[PAGE];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0640);

    assert_true(in >= 0 && out >= 0);
    for (long i = 0; i < n_pages; i++) {
        assert_int_equal(read(in, bytes, PAGE), PAGE);
        assert_int_equal(write(out, bytes, PAGE), PAGE);
    }
    (void) close(in);
    (void) close(out);
}


void
damage_write(const char *path, off_t at, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, len, at), (ssize_t) len);
    (void) close(fd);
}


long
damage_n_pages(const char *folder)
{
    MDB_envinfo info;
    MDB_env *env;

    assert_int_equal(mdb_env_create(&env), MDB_SUCCESS);
    assert_int_equal(mdb_env_open(env, folder, MDB_RDONLY | MDB_NOLOCK, 0),
                     MDB_SUCCESS);
    assert_int_equal(mdb_env_info(env, &info), MDB_SUCCESS);
    mdb_env_close(env);
    return (long) info.me_last_pgno + 1;
}


void
damage_fill(struct site *site)
{
    struct grants grants = site_grants(20);

    site_put_many(site, 1, N_ACCOUNTS);
    for (unsigned i = 10; i <= N_ACCOUNTS; i += 10) {
        struct id id = site_id(i);
        struct key key = key_of_id(&id);

        site_put_grants(site, &id, &grants);
        if (i % 100 == 0) {
            site_remove(site, RECORD_GRANTS, &key);
        }
    }
    for (uint16_t i = 1; i <= 20; i++) {
        char code[CODE_MAX + 1];

        (void) snprintf(code, sizeof(code), "A%u", i);
        site_put_agency(site, i, 0, code);
    }
}


enum outcome
damage_read_all(struct site *site)
{
    enum outcome outcome = OUTCOME_RIGHT;

    for (unsigned i = 1; i <= N_ACCOUNTS; i++) {
        struct account expected = site_account(i);
        size_t n_grants = i % 10 == 0 && i % 100 != 0 ? 20 : 0;
        struct account_view view;

        switch (site_look(site, i, &view)) {
        case PROJECTION_OK:
            if (strcmp(view.name, expected.name) != 0
                || strcmp(view.full_name, expected.full_name) != 0
                || view.n_grants != n_grants)
            {
                return OUTCOME_WRONG;
            }
            break;
        case PROJECTION_ABSENT:
            outcome = OUTCOME_ABSENT;
            break;
        case PROJECTION_AWAY:
        case PROJECTION_STALE:
        case PROJECTION_BEHIND:
            outcome = outcome == OUTCOME_ABSENT ? OUTCOME_ABSENT
                                                : OUTCOME_REFUSED;
            break;
        }
    }
    return outcome;
}
