/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a change to the log and the journal: what does not fit is no change,
 * what conflicts is told nowhere, and what a stranger can type comes last.
 */
#include "site.h"

#include <stdio.h>
#include <string.h>


static void
begin(struct site *site, enum event event, struct change *change)
{
    assert_true(record_begin(site->engine, site->now_ms / 1000, change));
    assert_true(change_add_event(change, event, RESULT_OK, REASON_NONE));
}


static void
test_a_change_begun(void **state)
{
    struct site *site = *state;
    struct change first, second;

    memset(&first, 0xff, sizeof(first));
    assert_true(record_begin(site->engine, 17, &first));
    assert_true(record_begin(site->engine, 17, &second));
    assert_int_equal(first.at_s, 17);
    assert_string_equal(first.facts.node, "node1");
    assert_int_equal(first.n_events + first.n_expects + first.n_writes, 0);
    assert_false(first.projects || first.once);
    assert_memory_not_equal(first.id.bytes, second.id.bytes, ID_SIZE);
}


static void
test_a_session_is_a_mark(void **state)
{
    /* of SHA-256 of 16 zeroes, the first 4 bytes */
    const struct id none = { .bytes = { 0 } };
    const struct id other = { .bytes = { 1 } };
    char mark[9], another[9];

    (void) state;
    assert_true(record_session_mark(&none, mark));
    assert_string_equal(mark, "374708ff");
    assert_true(record_session_mark(&other, another));
    assert_string_not_equal(mark, another);
}


static void
encode_much(struct byte_writer *writer, const void *object)
{
    static const uint8_t bytes[BODY_MAX];

    put_bytes(writer, bytes, *(const size_t *) object);
}


static void
test_what_does_not_fit(void **state)
{
    struct site *site = *state;
    struct bodies *bodies = calloc(1, sizeof(*bodies));
    struct key key = key_of_span(span_str("name"));
    const struct key none = { .len = 0 };
    size_t len = BODY_MAX;
    struct change change;

    assert_non_null(bodies);
    begin(site, EVENT_ACCOUNT_ADD, &change);
    assert_false(record_put(&change, bodies, RECORD_COUNTER, &none, 0,
                            encode_much, &len));

    /* four whole bodies are room for four, and no byte more */
    for (unsigned i = 0; i < 4; i++) {
        key.bytes[0] = (uint8_t) ('a' + i);
        assert_true(record_put(&change, bodies, RECORD_COUNTER, &key, 0,
                               encode_much, &len));
    }
    assert_int_equal(bodies->used, sizeof(bodies->data));
    key.bytes[0] = 'e';
    len = 1;
    assert_false(record_put(&change, bodies, RECORD_COUNTER, &key, 0,
                            encode_much, &len));
    assert_int_equal(change.n_writes, 4);
    assert_int_equal(change.n_expects, 4);

    /* the 17th record of a change */
    begin(site, EVENT_ACCOUNT_ADD, &change);
    for (unsigned i = 0; i < CHANGE_WRITES_MAX; i++) {
        key.bytes[0] = (uint8_t) ('a' + i);
        assert_true(record_remove(&change, RECORD_COUNTER, &key, 1));
    }
    key.bytes[0] = 'z';
    assert_false(record_remove(&change, RECORD_COUNTER, &key, 1));
    free(bodies);
}


static void
change_title(struct site *site, struct account_set *set, const char *title,
             enum store_status expected)
{
    struct bodies *bodies = calloc(1, sizeof(*bodies));
    struct change change;

    assert_non_null(bodies);
    snprintf(set->account.title, sizeof(set->account.title), "%s", title);
    begin(site, EVENT_ACCOUNT_SET, &change);
    snprintf(change.facts.note, sizeof(change.facts.note), "%s", title);
    assert_true(record_put_account(&change, bodies, &set->account));
    change.projects = true;
    assert_int_equal(record_apply(site->engine, &change), expected);
    free(bodies);
}


static void
test_a_conflict_is_told_nowhere(void **state)
{
    struct site *site = *state;
    struct account_set mine, other, now;

    site_read(site, "wang", &mine);
    other = mine;
    change_title(site, &other, "first", STORE_OK);
    change_title(site, &mine, "second", STORE_CONFLICT);
    site_read(site, "wang", &now);
    assert_string_equal(now.account.title, "first");
    assert_true(site_log_has(site, "note=\"first\""));
    assert_false(site_log_has(site, "second"));
    assert_int_equal(site_count(site, EVENT_ACCOUNT_SET, RESULT_OK,
                                REASON_NONE), 1);

    /* a record that is there already, asked for as absent; one that is gone */
    mine.account.version = 0;
    change_title(site, &mine, "third", STORE_CONFLICT);
    mine.account.version = now.account.version;
    mine.account.id.bytes[0] ^= 1;
    change_title(site, &mine, "fourth", STORE_CONFLICT);
}


static void
test_the_line_of_an_event(void **state)
{
    struct site *site = *state;
    struct change change;
    const char *line, *account;

    begin(site, EVENT_SESSION_START, &change);
    assert_true(change_add_event(&change, EVENT_OPERATION_DENIED,
                                 RESULT_DENIED, REASON_FORBIDDEN));
    snprintf(change.facts.actor, sizeof(change.facts.actor), "uid:7");
    snprintf(change.facts.note, sizeof(change.facts.note), "a \"b\"\nc");
    snprintf(change.facts.subject_name, sizeof(change.facts.subject_name),
             "x\" result=ok event=\"y\n");
    assert_int_equal(record_apply(site->engine, &change), STORE_OK);

    /* a line each; what was typed comes last, in quotes, on that line */
    line = strstr(site->log, "event=session.start result=ok ");
    assert_non_null(line);
    line = strstr(line, "event=operation.denied result=denied "
                  "reason=forbidden ");
    assert_non_null(line);
    account = strstr(line, "account=\"");
    assert_non_null(account);
    assert_null(memchr(line, '\n', (size_t) (account - line)));
    assert_non_null(strstr(line, "note=\"a \\\"b\\\"\\u{A}c\""));
    assert_non_null(strstr(account, "x\\\" result=ok event=\\\"y\\u{A}\"\n"));
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, site_new, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_change_begun),
        TEST(test_a_session_is_a_mark),
        TEST(test_what_does_not_fit),
        TEST(test_a_conflict_is_told_nowhere),
        TEST(test_the_line_of_an_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
