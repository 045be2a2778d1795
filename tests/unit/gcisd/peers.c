/* SPDX-License-Identifier: BSD-2-Clause */
/* Who a uid is: a stranger unless it is listed (SECURITY F1). */
#include "peers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define OWN 54321 /* the uid of the engine */

/* Users of every Debian, with uids that base-passwd fixes. */
#define DAEMON 1
#define BIN 2
#define SYS 3
#define WWW_DATA 33

static char *root_words[] = { "daemon", "no-such-user-here" };
static char *web_words[] = { "www-data" };
static char *pam_words[] = { "bin:dovecot", "bin:imap", "sys", "sys:sshd",
                             "www-data:nginx", "no-such-user-here:sshd" };


static const struct config_peers *
sample(void)
{
    static const struct config_peers peers = {
        .root = { ARRAY_LEN(root_words), root_words },
        .web = { ARRAY_LEN(web_words), web_words },
        .pam = { ARRAY_LEN(pam_words), pam_words },
    };

    return &peers;
}


static void
test_classes(void **state)
{
    static const struct {
        uid_t uid;
        unsigned classes;
        size_t n_services;
        const char *services[2];
    } rows[] = {
        /* not listed */
        { 4242, PEER_SELF, 0, { NULL } },
        { (uid_t) -1, PEER_SELF, 0, { NULL } },
        { 65534, PEER_SELF, 0, { NULL } },
        /* always */
        { 0, PEER_SELF | PEER_ROOT, 0, { NULL } },
        { OWN, PEER_SELF | PEER_ROOT, 0, { NULL } },
        /* listed */
        { DAEMON, PEER_SELF | PEER_ROOT, 0, { NULL } },
        { BIN, PEER_SELF | PEER_PAM, 2, { "dovecot", "imap" } },
        /* once without a service: every one */
        { SYS, PEER_SELF | PEER_PAM, 0, { NULL } },
        /* in two lists: they add up */
        { WWW_DATA, PEER_SELF | PEER_WEB | PEER_PAM, 1, { "nginx" } },
    };
    struct peers *peers = peers_resolve(sample(), OWN, NULL);

    (void) state;
    assert_non_null(peers);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct peer peer = peers_find(peers, rows[i].uid);
        assert_int_equal(peer.uid, rows[i].uid);
        assert_int_equal(peer.classes, rows[i].classes);
        assert_int_equal(peer.n_services, rows[i].n_services);
        assert_string_equal(peer.own_name, "");
        for (size_t j = 0; j < peer.n_services; j++) {
            assert_string_equal(peer.services[j], rows[i].services[j]);
        }
    }
    peers_release(peers_hold(peers));
    assert_int_equal(peers_find(peers, 0).classes, PEER_SELF | PEER_ROOT);
    peers_release(peers);
    peers_release(NULL);
}


static void
keep_line(void *userdata, int level, const char *line)
{
    char *lines = userdata;

    assert_int_equal(level, LOG_LEVEL_WARNING);
    strncat(lines, line, 1000 - strlen(lines));
}


/* A name that there is not is said, with what to do. */
static void
test_unknown_names(void **state)
{
    char lines[1024] = "";
    struct logger logger = { keep_line, lines };
    struct peers *peers = peers_resolve(sample(), OWN, &logger);

    (void) state;
    assert_non_null(peers);
    assert_non_null(strstr(lines, "user=\"no-such-user-here\""));
    peers_release(peers);
}


/* Nobody runs the engine as root: then root is what it is anyway. */
static void
test_own_root(void **state)
{
    struct config_peers nobody = { .root = { 0 } };
    struct peers *peers = peers_resolve(&nobody, 0, NULL);

    (void) state;
    assert_non_null(peers);
    assert_int_equal(peers_find(peers, 0).classes, PEER_SELF | PEER_ROOT);
    assert_int_equal(peers_find(peers, 1).classes, PEER_SELF);
    peers_release(peers);
}


static void
test_own_name(void **state)
{
    char name[ACCOUNT_NAME_MAX + 1] = "untouched";

    (void) state;
    peers_own_name(4242424, name);
    assert_string_equal(name, "");
    peers_own_name(BIN, name);
    assert_string_equal(name, "bin");
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_unknown_names),
        cmocka_unit_test(test_own_root),
        cmocka_unit_test(test_own_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
