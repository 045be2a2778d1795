/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading by meaning: an account with what belongs to it, a session, the
 * catalogue.  What leads astray is damage, never another account's data.
 */
#include "vault_support.h"

#include "store/catalogue.h"
#include "store/codec.h"

#include <fcntl.h>
#include <unistd.h>

#define WANG { "account-id-wang-" }
#define LEE { "account-id-lee--" }

static const struct id wang = WANG, lee = LEE;


/* Everything that one change can hold, applied at once. */
struct recorder {
    struct change change;
    size_t n;
    uint8_t bodies[CHANGE_WRITES_MAX][BODY_MAX];
    struct byte_writer writer;
};


static struct recorder *
recorder_new(void)
{
    struct recorder *recorder = calloc(1, sizeof(*recorder));

    assert_non_null(recorder);
    recorder->change = change_of(EVENT_ACCOUNT_ADD);

    return recorder;
}


static struct byte_writer *
body_of(struct recorder *recorder)
{
    recorder->writer = byte_writer_of(recorder->bodies[recorder->n],
                                      BODY_MAX);

    return &recorder->writer;
}


static void
add(struct recorder *recorder, enum record_kind kind, struct key key)
{
    assert_false(recorder->writer.failed);
    assert_true(change_write(&recorder->change, kind, &key,
                             span_of(recorder->bodies[recorder->n],
                                     recorder->writer.len)));
    recorder->n++;
}


static void
add_account(struct recorder *recorder, const struct id *id, const char *name)
{
    struct account account = { .id = *id, .kind = KIND_CIVIL_SERVANT,
                               .state = STATE_ACTIVE };

    (void) snprintf(account.name, sizeof(account.name), "%s", name);
    (void) snprintf(account.mapped, sizeof(account.mapped), "%s", name);
    encode_account(body_of(recorder), &account);
    add(recorder, RECORD_ACCOUNT, key_of_id(id));
}


static void
add_name(struct recorder *recorder, const char *name, const struct id *id)
{
    encode_id(body_of(recorder), id);
    add(recorder, RECORD_ACCOUNT_NAME, key_of_text(name));
}


static uint64_t
apply(struct vault *vault, struct recorder *recorder)
{
    struct position position;

    assert_int_equal(store_apply(vault->store, &recorder->change, &position),
                     STORE_OK);
    free(recorder);

    return position.seq;
}


static void
add_accounts(struct vault *vault)
{
    struct recorder *recorder = recorder_new();
    struct grants grants = { .n = 1, .items = { { 3, 1, 0, 5, "uid:0" } } };
    struct password_credential password = { .hash = "$y$x" };
    struct activity activity = { .failures_since = 2 };

    add_account(recorder, &wang, "wang");
    add_name(recorder, "wang", &wang);
    encode_grants(body_of(recorder), &grants);
    add(recorder, RECORD_GRANTS, key_of_id(&wang));
    encode_password(body_of(recorder), &password);
    add(recorder, RECORD_PASSWORD, key_of_id(&wang));
    encode_activity(body_of(recorder), &activity);
    add(recorder, RECORD_ACTIVITY, key_of_id(&wang));
    /* names that lead nowhere, and to somebody else */
    add_name(recorder, "nobody", &lee);
    add_name(recorder, "impostor", &wang);
    assert_int_equal(apply(vault, recorder), 2);
}


static void
test_read_account(void **state)
{
    static const struct {
        const char *what;
        enum account_key by;
        const char *key;
        enum store_status status;
    } rows[] = {
        { "no such name", ACCOUNT_BY_NAME, "lee", STORE_ABSENT },
        { "no name", ACCOUNT_BY_NAME, "", STORE_ABSENT },
        { "a name of 81 bytes", ACCOUNT_BY_NAME,
          "12345678901234567890123456789012345678901"
          "1234567890123456789012345678901234567890", STORE_ABSENT },
        { "not as mapped", ACCOUNT_BY_NAME, "Wang", STORE_ABSENT },
        { "a name that leads nowhere", ACCOUNT_BY_NAME, "nobody",
          STORE_BROKEN },
        { "a name that leads to another", ACCOUNT_BY_NAME, "impostor",
          STORE_BROKEN },
        { "no such id", ACCOUNT_BY_ID, "account-id-lee--", STORE_ABSENT },
        { "half an id", ACCOUNT_BY_ID, "account-", STORE_ABSENT },
        { "a name is no id", ACCOUNT_BY_ID, "wang", STORE_ABSENT },
        { "by name", ACCOUNT_BY_NAME, "wang", STORE_OK },
        { "by id", ACCOUNT_BY_ID, "account-id-wang-", STORE_OK },
    };
    static const struct account_set nothing;
    struct account_set *set = calloc(1, sizeof(*set));
    struct vault *vault = *state;

    add_accounts(vault);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum store_status status;

        memset(set, 0xEE, sizeof(*set));
        status = store_read_account(vault->store, rows[i].by,
                                    span_str(rows[i].key), set);
        if (status != rows[i].status) {
            fail_msg("%s: %d", rows[i].what, (int) status);
        }
        if (status != STORE_OK) {
            assert_memory_equal(set, &nothing, sizeof(*set));
            continue;
        }
        assert_string_equal(set->account.mapped, "wang");
        assert_int_equal(set->account.version, 2);
        assert_int_equal(set->grants.version, 2);
        assert_int_equal(set->grants.n, 1);
        assert_string_equal(set->password.hash, "$y$x");
        assert_int_equal(set->activity.failures_since, 2);
        /* absent: version 0, all zero */
        assert_int_equal(set->oneday.version, 0);
        assert_int_equal(set->oneday.max_uses, 0);
    }
    free(set);
}


/* The account's record under another's key: sealed well, and still refused. */
static void
test_swapped_account(void **state)
{
    struct account_set *set = calloc(1, sizeof(*set));
    struct vault *vault = *state;
    struct recorder *recorder = recorder_new();
    struct account account = { .id = WANG, .kind = KIND_MEMBER,
                               .state = STATE_ACTIVE, .mapped = "wang" };

    encode_account(body_of(recorder), &account);
    add(recorder, RECORD_ACCOUNT, key_of_id(&lee));
    apply(vault, recorder);
    assert_int_equal(store_read_account(vault->store, ACCOUNT_BY_ID,
                                        id_span(&lee), set), STORE_BROKEN);
    assert_int_equal(set->account.version, 0);
    free(set);
}


static void
test_read_session(void **state)
{
    static const struct id good = { "session-id-good-" };
    static const struct id swapped = { "session-id-swap-" };
    struct vault *vault = *state;
    struct recorder *recorder = recorder_new();
    struct session session = { .id = { "session-id-good-" }, .account = WANG,
                               .method = METHOD_PASSWORD,
                               .level = LEVEL_PASSWORD, .epoch = 3 };
    struct session back;

    encode_session(body_of(recorder), &session);
    add(recorder, RECORD_SESSION, key_of_session(&wang, &good));
    encode_session(body_of(recorder), &session);
    add(recorder, RECORD_SESSION, key_of_session(&wang, &swapped));
    apply(vault, recorder);

    assert_int_equal(store_read_session(vault->store, &lee, &good, &back),
                     STORE_ABSENT);
    assert_int_equal(store_read_session(vault->store, &good, &wang, &back),
                     STORE_ABSENT);
    assert_int_equal(store_read_session(vault->store, &wang, &swapped, &back),
                     STORE_BROKEN);
    assert_int_equal(store_read_session(vault->store, &wang, &good, &back),
                     STORE_OK);
    assert_int_equal(back.epoch, 3);
    assert_int_equal(back.version, 2);
}


static void
write_agency(struct vault *vault, uint16_t number, const char *code)
{
    struct recorder *recorder = recorder_new();
    struct agency agency = { .number = number };

    (void) snprintf(agency.code, sizeof(agency.code), "%s", code);
    encode_agency(body_of(recorder), &agency);
    add(recorder, RECORD_AGENCY, key_of_number(number));
    recorder->change.projects = true;
    apply(vault, recorder);
}


/* Kept while nothing touches it; a new one the moment something did. */
static void
test_catalogue(void **state)
{
    struct catalogue CLEAN_CATALOGUE *first = NULL, CLEAN_CATALOGUE *same
        = NULL, CLEAN_CATALOGUE *next = NULL;
    struct vault *vault = *state;

    assert_int_equal(store_catalogue(vault->store, &first), STORE_OK);
    assert_int_equal(first->n_agencies, 0);
    vault_put(vault, "a", "not of the catalogue");
    assert_int_equal(store_catalogue(vault->store, &same), STORE_OK);
    assert_ptr_equal(first, same);

    write_agency(vault, 2, "A02");
    assert_int_equal(store_catalogue(vault->store, &next), STORE_OK);
    assert_ptr_not_equal(first, next);
    assert_non_null(catalogue_agency_by_code(next, "A02"));
    assert_int_equal(catalogue_agency(next, 2)->version, 3);
    /* who holds the old one keeps it as it was */
    assert_int_equal(first->n_agencies, 0);
}


/* One that cannot be read is no catalogue with a hole. */
static void
test_damaged_catalogue(void **state)
{
    struct change change = change_of(EVENT_AGENCY_ADD);
    struct catalogue *catalogue = NULL;
    struct vault *vault = *state;
    struct key key = key_of_number(9);

    write_agency(vault, 2, "A02");
    assert_true(change_write(&change, RECORD_AGENCY, &key, span_str("?")));
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_OK);
    assert_int_equal(store_catalogue(vault->store, &catalogue), STORE_BROKEN);
    assert_null(catalogue);
}


/* What projects is in the projection when the answer is there. */
static void
test_projected(void **state)
{
    struct vault *vault = *state;
    uint64_t seq;

    assert_int_equal(store_projected_seq(vault->store, &seq), STORE_OK);
    assert_int_equal(seq, 0);
    write_agency(vault, 2, "A02");
    assert_int_equal(store_projected_seq(vault->store, &seq), STORE_OK);
    assert_int_equal(seq, 2);
    vault_put(vault, "a", "does not project");
    assert_int_equal(store_projected_seq(vault->store, &seq), STORE_OK);
    assert_int_equal(seq, 2);
    assert_true(store_tick(vault->store) >= 0);

    /* and after a new start, from the head alone */
    vault_reopen(vault);
    assert_int_equal(store_projected_seq(vault->store, &seq), STORE_OK);
    assert_int_equal(seq, 2);
}


/* In the log, but not in the projection: not a yes; a later tick mends it. */
static void
test_projection_away(void **state)
{
    struct vault *vault = *state;
    struct change change = change_of(EVENT_AGENCY_ADD);
    char path[128], aside[128];
    uint64_t seq;
    int fd;

    (void) snprintf(path, sizeof(path), "%s/projection", vault->dir);
    (void) snprintf(aside, sizeof(aside), "%s/aside", vault->dir);
    assert_int_equal(rename(path, aside), 0);
    fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    close(fd);
    change.projects = true;
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_BROKEN);
    assert_int_equal(vault_seq(vault), 2);
    assert_int_equal(store_tick(vault->store), -1);
    assert_int_equal(store_projected_seq(vault->store, &seq), STORE_BROKEN);
    assert_true(log_has(vault, "projection"));
    /* what does not project goes on */
    vault_put(vault, "a", "x");
    assert_false(store_has_failed(vault->store));

    assert_int_equal(unlink(path), 0);
    assert_int_equal(rename(aside, path), 0);
    assert_true(store_tick(vault->store) >= 0);
    assert_int_equal(store_projected_seq(vault->store, &seq), STORE_OK);
    assert_int_equal(seq, 2);
    write_agency(vault, 2, "A02");
    vault_check(vault);
}


static void
test_sizes(void **state)
{
    struct vault *vault = *state;
    struct store_sizes sizes;

    assert_int_equal(store_sizes(vault->store, &sizes), STORE_OK);
    assert_int_equal(sizes.vault_map, 64 << 20);
    assert_in_range(sizes.vault_used, 4096 * 4, 1 << 20);
    assert_int_equal(sizes.projection_map, 64 << 20);
}


int
main(void)
{
#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, vault_open_new, vault_end)
    const struct CMUnitTest tests[] = {
        CASE(test_read_account),
        CASE(test_swapped_account),
        CASE(test_read_session),
        CASE(test_catalogue),
        CASE(test_damaged_catalogue),
        CASE(test_projected),
        CASE(test_projection_away),
        CASE(test_sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
