/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One engine for a vault: who opens it twice in a process shares it, another
 * process is told who has it, a child of fork has nothing.
 */
#include "vault_support.h"

#include <sys/wait.h>
#include <unistd.h>


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


int
main(void)
{
#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, vault_open_new, vault_end)
    const struct CMUnitTest tests[] = {
        CASE(test_second_opener),
        CASE(test_child),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
