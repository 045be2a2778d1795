/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contract of what reads the vault: scans, the audit, the feed, dumps.
 * Nothing here knows that the engine is LMDB.
 */
#include "vault_support.h"

#define A "aaaaaaaaaaaaaaaa"


struct seen {
    size_t n;
    size_t stop_at; /* 0: never */
    char keys[4096];
    struct vault *vault;
};


static bool
see_record(void *state, const struct record *record)
{
    struct seen *seen = state;

    seen->n++;
    (void) snprintf(seen->keys + strlen(seen->keys),
                    sizeof(seen->keys) - strlen(seen->keys), "%.*s ",
                    (int) record->key.len, (const char *) record->key.bytes);

    return seen->n != seen->stop_at;
}


static void
test_scan(void **state)
{
    static const struct {
        const char *what;
        enum record_kind kind;
        const char *prefix, *after;
        size_t stop_at;
        const char *keys;
    } rows[] = {
        { "a kind of which there is none", RECORD_AGENCY, "", "", 0, "" },
        { "a prefix that none has", RECORD_ACTIVITY, "x", "", 0, "" },
        { "past the last", RECORD_ACTIVITY, "", "b2", 0, "" },
        { "all, in order", RECORD_ACTIVITY, "", "", 0, "a a1 a11 b b2 " },
        { "a prefix is one of itself", RECORD_ACTIVITY, "a1", "", 0,
          "a1 a11 " },
        { "after", RECORD_ACTIVITY, "a", "a", 0, "a1 a11 " },
        { "after one that is not there", RECORD_ACTIVITY, "a", "a10", 0,
          "a11 " },
        { "until the visitor has enough", RECORD_ACTIVITY, "", "", 2,
          "a a1 " },
    };
    static const char *const keys[] = { "b2", "a11", "a", "b", "a1" };
    struct vault *vault = *state;

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        vault_put(vault, keys[i], "x");
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct scan scan = { rows[i].kind, key_of_text(rows[i].prefix),
                             key_of_text(rows[i].after) };
        struct seen seen = { .stop_at = rows[i].stop_at };

        assert_int_equal(store_scan(vault->store, &scan, see_record, &seen),
                         STORE_OK);
        if (strcmp(seen.keys, rows[i].keys) != 0) {
            fail_msg("%s: %s", rows[i].what, seen.keys);
        }
    }
}


/* Writes while it looks: the scan holds no transaction. */
static bool
write_and_count(void *state, const struct record *record)
{
    struct seen *seen = state;

    assert_int_equal(record->body_len, BODY_MAX);
    if (seen->n++ % 50 == 0) {
        vault_put(seen->vault, "zz", "written by the visitor");
    }

    return true;
}


static void
test_scan_in_slices(void **state)
{
    static char body[BODY_MAX + 1];
    struct vault *vault = *state;
    struct scan scan = { .kind = RECORD_ACTIVITY,
                         .prefix = key_of_text("k") };
    struct seen seen = { .vault = vault };

    memset(body, 'x', BODY_MAX);
    for (int i = 0; i < 100; i++) {
        char key[16];

        (void) snprintf(key, sizeof(key), "k%03d", i);
        vault_put(vault, key, body);
    }
    assert_int_equal(store_scan(vault->store, &scan, write_and_count, &seen),
                     STORE_OK);
    assert_int_equal(seen.n, 100);

    scan.kind = RECORD_NONE;
    assert_int_equal(store_scan(vault->store, &scan, write_and_count, &seen),
                     STORE_BROKEN);
}


struct heard {
    size_t n;
    size_t stop_at;
    uint64_t seqs[2048];
};


static bool
hear(void *state, const struct logged_change *change)
{
    struct heard *heard = state;

    heard->seqs[heard->n++ % ARRAY_LEN(heard->seqs)] = change->seq;

    return heard->n != heard->stop_at;
}


static void
test_audit(void **state)
{
    static const struct {
        const char *what;
        bool back;
        uint64_t from;
        size_t stop_at;
        size_t n;
        uint64_t first, last;
    } rows[] = {
        { "past the head", false, 1502, 0, 0, 0, 0 },
        { "the head alone", false, 1501, 0, 1, 1501, 1501 },
        { "all", false, 0, 0, 1501, 1, 1501 },
        { "from the first", false, 1, 0, 1501, 1, 1501 },
        { "until enough", false, 7, 3, 3, 7, 9 },
        { "back from the head", true, 0, 0, 1501, 1501, 1 },
        { "back from beyond it", true, 9999, 2, 2, 1501, 1500 },
        { "back from the middle", true, 20, 0, 20, 20, 1 },
        { "back from the first", true, 1, 0, 1, 1, 1 },
    };
    struct vault *vault = *state;

    for (int i = 0; i < 1500; i++) {
        vault_put(vault, A, "x");
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct heard heard = { .stop_at = rows[i].stop_at };

        assert_int_equal(
            rows[i].back
            ? store_audit_back(vault->store, rows[i].from, hear, &heard)
            : store_audit(vault->store, rows[i].from, hear, &heard),
            STORE_OK);
        if (heard.n != rows[i].n
            || (heard.n > 0 && (heard.seqs[0] != rows[i].first
                || heard.seqs[heard.n - 1] != rows[i].last)))
        {
            fail_msg("%s: %zu", rows[i].what, heard.n);
        }
    }
}


/* Every fact comes back as it was. */
static bool
compare_facts(void *state, const struct logged_change *change)
{
    const struct change *given = state;

    assert_memory_equal(&change->id, &given->id, ID_SIZE);
    assert_int_equal(change->at_s, given->at_s);
    assert_true(change->projects);
    assert_int_equal(change->n_events, 2);
    assert_memory_equal(change->events, given->events,
                        2 * sizeof(change->events[0]));
    assert_string_equal(change->facts.actor, given->facts.actor);
    assert_string_equal(change->facts.note, given->facts.note);
    assert_true(change->facts.has_subject);
    assert_memory_equal(&change->facts.subject, &given->facts.subject,
                        ID_SIZE);
    assert_int_equal(change->facts.method, METHOD_ONEDAY);
    assert_int_equal(change->facts.level, LEVEL_PASSWORD);
    assert_int_equal(change->facts.until_s, -7);
    assert_int_equal(change->facts.count, 1ULL << 40);
    assert_int_equal(change->facts.n_fields, 2);
    assert_string_equal(change->facts.fields[1].name, "phone");
    assert_string_equal(change->facts.fields[1].before, "");
    assert_string_equal(change->facts.fields[1].after, "02-1234");

    return true;
}


static void
test_facts(void **state)
{
    struct vault *vault = *state;
    struct change change = change_of(EVENT_ACCOUNT_ACTIVATED);

    change.projects = true;
    change.at_s = 1 << 30;
    assert_true(change_add_event(&change, EVENT_SESSION_START, RESULT_DENIED,
                                 REASON_LOCKED));
    (void) snprintf(change.facts.actor, sizeof(change.facts.actor), "uid:0");
    memset(change.facts.note, 'n', FACT_TEXT_MAX);
    change.facts.has_subject = true;
    change.facts.method = METHOD_ONEDAY;
    change.facts.level = LEVEL_PASSWORD;
    change.facts.until_s = -7;
    change.facts.count = 1ULL << 40;
    assert_true(change_add_field(&change, "title", "科員", "專員"));
    assert_true(change_add_field(&change, "same", "x", "x"));
    assert_true(change_add_field(&change, "phone", "", "02-1234"));

    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_OK);
    assert_int_equal(store_audit(vault->store, 2, compare_facts, &change),
                     STORE_OK);
}


struct followed {
    char lines[4096];
};


static bool
note_touched(void *state, enum record_kind kind, const struct key *key,
             const struct record *record)
{
    struct followed *followed = state;
    size_t len = strlen(followed->lines);

    (void) snprintf(followed->lines + len, sizeof(followed->lines) - len,
                    "%d:%.*s=%.*s ", (int) kind, (int) key->len,
                    (const char *) key->bytes,
                    record == NULL ? 1 : (int) record->body_len,
                    record == NULL ? "-" : (const char *) record->body);

    return true;
}


static void
project(struct vault *vault, const char *key, const char *body)
{
    struct change change = change_of(EVENT_ACCOUNT_SET);
    struct key at = key_of_text(key);

    change.projects = true;
    assert_true(change_write(&change, RECORD_ACTIVITY, &at, span_str(body)));
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_OK);
}


static void
test_follow(void **state)
{
    struct vault *vault = *state;
    struct followed followed = { "" };
    struct follow_sink sink = { note_touched, &followed };
    struct position after, reached, wrong;
    uint64_t seq;

    assert_int_equal(store_position(vault->store, &after, NULL), STORE_OK);
    project(vault, "a", "1");      /* 2 */
    vault_put(vault, "b", "1");    /* 3: does not project */
    project(vault, "c", "1");      /* 4 */
    project(vault, "a", "2");      /* 5 */
    project(vault, "c", "");       /* 6: removed */
    vault_put(vault, "a", "3");    /* 7: does not project */

    /* another store, another history, a history that is longer than ours */
    wrong = after;
    wrong.store_id[0] ^= 1;
    assert_int_equal(store_follow(vault->store, &wrong, &sink, &reached),
                     STORE_FORKED);
    wrong = after;
    wrong.chain[31] ^= 1;
    assert_int_equal(store_follow(vault->store, &wrong, &sink, &reached),
                     STORE_FORKED);
    wrong = after;
    wrong.seq = 8;
    assert_int_equal(store_follow(vault->store, &wrong, &sink, &reached),
                     STORE_FORKED);
    assert_string_equal(followed.lines, "");

    /* the records as they are now, in the order of the log */
    assert_int_equal(store_follow(vault->store, &after, &sink, &reached),
                     STORE_OK);
    assert_string_equal(followed.lines, "6:a=3 6:c=- 6:a=3 6:c=- ");
    assert_int_equal(reached.seq, 7);

    /* at the head: nothing */
    followed.lines[0] = '\0';
    assert_int_equal(store_follow(vault->store, &reached, &sink, &after),
                     STORE_OK);
    assert_string_equal(followed.lines, "");
    assert_memory_equal(&after, &reached, sizeof(after));

    assert_int_equal(store_projecting_seq(vault->store, 8, &seq),
                     STORE_ABSENT);
    assert_int_equal(store_projecting_seq(vault->store, 7, &seq), STORE_OK);
    assert_int_equal(seq, 6);
    assert_int_equal(store_projecting_seq(vault->store, 3, &seq), STORE_OK);
    assert_int_equal(seq, 2);
    assert_int_equal(store_projecting_seq(vault->store, 1, &seq), STORE_OK);
    assert_int_equal(seq, 0);
    vault_check(vault);
}


/* What is acknowledged is in the dump, in order, and survives a reopening. */
static void
test_dump_and_digest(void **state)
{
    struct vault *vault = *state;
    struct position before, after;
    uint8_t digest[32], again[32];
    struct seen seen = { .n = 0 };

    vault_put(vault, "b", "1");
    vault_put(vault, "a", "1");
    assert_int_equal(store_dump(vault->store, see_record, &seen, &before),
                     STORE_OK);
    assert_string_equal(seen.keys, "a b ");
    assert_int_equal(before.seq, 3);

    assert_int_equal(store_digest(vault->store, digest, &before), STORE_OK);
    vault_reopen(vault);
    assert_int_equal(store_digest(vault->store, again, &after), STORE_OK);
    assert_memory_equal(digest, again, sizeof(digest));
    assert_memory_equal(&before, &after, sizeof(before));

    /* an equal body under another version is another store */
    vault_put(vault, "a", "1");
    assert_int_equal(store_digest(vault->store, again, &after), STORE_OK);
    assert_memory_not_equal(digest, again, sizeof(digest));

    /* a visitor that stops has not seen all */
    seen = (struct seen){ .stop_at = 1 };
    assert_int_equal(store_dump(vault->store, see_record, &seen, &after),
                     STORE_BROKEN);
}


static void
test_chain_at(void **state)
{
    static const uint8_t zeros[32];
    struct vault *vault = *state;
    struct position head;
    uint8_t chain[32];

    vault_put(vault, "a", "1");
    assert_int_equal(store_position(vault->store, &head, NULL), STORE_OK);
    assert_int_equal(store_chain_at(vault->store, 3, chain), STORE_ABSENT);
    assert_int_equal(store_chain_at(vault->store, 0, chain), STORE_OK);
    assert_memory_equal(chain, zeros, sizeof(chain));
    assert_int_equal(store_chain_at(vault->store, 2, chain), STORE_OK);
    assert_memory_equal(chain, head.chain, sizeof(chain));
}


int
main(void)
{
#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, vault_open_new, vault_end)
    const struct CMUnitTest tests[] = {
        CASE(test_scan),
        CASE(test_scan_in_slices),
        CASE(test_audit),
        CASE(test_facts),
        CASE(test_follow),
        CASE(test_dump_and_digest),
        CASE(test_chain_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
