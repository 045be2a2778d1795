/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The seal and the encoding of a change by fixed bytes, and the chain value
 * that comes of them: a log that is stored today must verify for ever.
 */
#include "vault_support.h"

#include "crypto/digest.h"
#include "store/codec.h"
#include "store/lmdb.h"

#define LONGEST 600 /* bytes of what has fixed bytes here */

static const struct id id_a = { "account-id-sixte" };
static const struct id id_s = { "session-id-sixte" };

static const struct agency agency = {
    .number = 258, .parent = 1, .code = "A01", .name = "第一科",
};


static void
fill(char *text, size_t size)
{
    memset(text, 'x', size - 1);
    text[size - 1] = '\0';
}


/* Any flipped byte, another kind, another key: never opened. */
static void
test_seal(void **state)
{
    uint8_t bytes[LONGEST], body[LONGEST];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));
    struct byte_writer body_writer = byte_writer_of(body, sizeof(body));
    struct key key = key_of_id(&id_a), other = key_of_id(&id_s);
    struct span back;
    uint64_t version;
    char hex[2 * LONGEST + 1];

    (void) state;
    encode_agency(&body_writer, &agency);
    assert_true(codec_seal(RECORD_AGENCY, &key, 77,
                           span_of(body, body_writer.len), &writer));

    assert_false(codec_open(RECORD_ROLE, &key, span_of(bytes, writer.len),
                            &version, &back));
    assert_false(codec_open(RECORD_AGENCY, &other,
                            span_of(bytes, writer.len), &version, &back));
    for (size_t i = 0; i < writer.len; i++) {
        for (unsigned flip = 1; flip < 256; flip++) {
            bytes[i] ^= (uint8_t) flip;
            if (codec_open(RECORD_AGENCY, &key, span_of(bytes, writer.len),
                           &version, &back))
            {
                fail_msg("byte %zu, flipped by %u", i, flip);
            }
            bytes[i] ^= (uint8_t) flip;
        }
        assert_false(codec_open(RECORD_AGENCY, &key, span_of(bytes, i),
                                &version, &back));
    }

    assert_true(codec_open(RECORD_AGENCY, &key, span_of(bytes, writer.len),
                           &version, &back));
    assert_int_equal(version, 77);
    assert_true(span_equal(back, span_of(body, body_writer.len)));
    hex_of(span_of(bytes, CODEC_SEAL_SIZE), hex);
    assert_string_equal(hex,
        "01080000150000004d0000000000000070a53bb6c7fb9815");
}


static struct change
fixed_change(void)
{
    struct change change = { .id = { "change-id-sixtee" } };
    struct key at = key_of_id(&id_a), name = key_of_text("wang.a");

    change.at_s = 1700000000;
    change.projects = true;
    assert_true(change_add_event(&change, EVENT_ACCOUNT_ACTIVATED, RESULT_OK,
                                 REASON_NONE));
    assert_true(change_add_event(&change, EVENT_SESSION_START, RESULT_DENIED,
                                 REASON_LOCKED));
    assert_true(change_write(&change, RECORD_ACTIVITY, &at,
                             span_str("body")));
    assert_true(change_write(&change, RECORD_ACCOUNT_NAME, &name,
                             span_of(NULL, 0)));
    (void) snprintf(change.facts.actor, sizeof(change.facts.actor), "uid:0");
    change.facts.has_subject = true;
    change.facts.subject = id_a;
    (void) snprintf(change.facts.subject_name,
                    sizeof(change.facts.subject_name), "wang.a");
    (void) snprintf(change.facts.session, sizeof(change.facts.session),
                    "0badcafe");
    change.facts.method = METHOD_PASSWORD;
    change.facts.level = LEVEL_PASSWORD;
    change.facts.until_s = 1800000000;
    change.facts.count = 3;
    assert_true(change_add_field(&change, "title", "a", "b"));

    return change;
}


/* The chain by known bytes: what is hashed, and what comes of it. */
static void
test_change(void **state)
{
    static const uint8_t zeros[32];
    struct change change = fixed_change();
    uint8_t bytes[LONGEST], chain[32];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));
    struct span parts[2] = { span_of(zeros, sizeof(zeros)) };
    struct logged_change *back = calloc(1, sizeof(*back));
    struct touched touched[CHANGE_WRITES_MAX];
    char hex[2 * LONGEST + 1];
    size_t n = 0;

    (void) state;
    encode_change(&writer, &change, 5);
    assert_false(writer.failed);
    hex_of(span_of(bytes, writer.len), hex);
    assert_string_equal(hex,
        "016368616e67652d69642d736978746565020c00010000460000060000f1"
        "53650000000001020610006163636f756e742d69642d7369787465050000"
        "0000000000230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861"
        "b98e68fe31acb502060077616e672e610500000000000000000000000000"
        "000000000000000000000000000000000000000000000000000001050075"
        "69643a300310006163636f756e742d69642d736978746504060077616e67"
        "2e6108010001090100010a0800306261646361666511080000d2496b0000"
        "00001208000300000000000000130d0005007469746c65010061010062");
    parts[1] = span_of(bytes, writer.len);
    assert_true(digest_sha256(parts, 2, chain));
    hex_of(span_of(chain, sizeof(chain)), hex);
    assert_string_equal(hex,
        "20420d3b6bd6307f54cc470bec835b4fe0085eed8f424ab3fe8126626e07"
        "a157");

    assert_true(decode_change(span_of(bytes, writer.len), back, touched, &n));
    assert_int_equal(n, 2);
    assert_int_equal(touched[0].version, 5);
    assert_memory_equal(touched[1].body_digest, zeros, sizeof(zeros));
    assert_true(back->projects);
    assert_int_equal(back->n_events, 2);
    assert_int_equal(back->events[1].reason, REASON_LOCKED);
    assert_memory_equal(&back->facts, &change.facts, sizeof(change.facts));
    free(back);
}


/* Facts out of order, twice, empty, of the wrong size. */
static void
test_bad_facts(void **state)
{
    static const struct {
        const char *what;
        const char *facts;
        size_t len;
        bool good;
    } rows[] = {
        { "cut", "\001\005\000uid", 6, false },
        { "out of order", "\002\001\000a\001\001\000a", 8, false },
        { "twice", "\001\001\000a\001\001\000a", 8, false },
        { "empty text", "\001\000\000", 3, false },
        { "a NUL in a text", "\001\002\000a\000", 5, false },
        { "too long a text", "\012\011\000123456789", 12, false },
        { "half an id", "\003\002\000ab", 5, false },
        { "no method of the list", "\010\001\000\011", 4, false },
        { "a time of four bytes", "\021\004\000abcd", 7, false },
        { "field number 0", "\000\000\000", 3, false },
        { "a field of a later version", "\143\002\000ab", 5, true },
        { "a text", "\001\001\000a", 4, true },
    };
    struct change change = { .id = { "change-id-sixtee" } };
    struct logged_change *back = calloc(1, sizeof(*back));
    struct touched touched[CHANGE_WRITES_MAX];
    size_t n;

    (void) state;
    assert_true(change_add_event(&change, EVENT_STORE_INIT, RESULT_OK,
                                 REASON_NONE));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint8_t bytes[LONGEST];
        struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));

        encode_change(&writer, &change, 1);
        put_bytes(&writer, rows[i].facts, rows[i].len);
        if (decode_change(span_of(bytes, writer.len), back, touched, &n)
            != rows[i].good)
        {
            fail_msg("%s", rows[i].what);
        }
    }
    free(back);
}


/* All that a change may hold fits into CODEC_CHANGE_MAX. */
static void
test_largest_change(void **state)
{
    static uint8_t bytes[CODEC_CHANGE_MAX];
    static struct change change;
    struct facts_of_change *facts = &change.facts;
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));

    (void) state;
    change.n_events = CHANGE_EVENTS_MAX;
    change.n_writes = CHANGE_WRITES_MAX;
    for (size_t i = 0; i < CHANGE_WRITES_MAX; i++) {
        change.writes[i].key.len = KEY_MAX;
    }
    fill(facts->actor, sizeof(facts->actor));
    fill(facts->actor_name, sizeof(facts->actor_name));
    fill(facts->subject_name, sizeof(facts->subject_name));
    fill(facts->document, sizeof(facts->document));
    fill(facts->note, sizeof(facts->note));
    facts->n_fields = CHANGE_FIELDS_MAX;
    for (size_t i = 0; i < CHANGE_FIELDS_MAX; i++) {
        fill(facts->fields[i].name, sizeof(facts->fields[i].name));
        fill(facts->fields[i].before, sizeof(facts->fields[i].before));
        fill(facts->fields[i].after, sizeof(facts->fields[i].after));
    }
    encode_change(&writer, &change, 1);
    assert_false(writer.failed);
}


static void
test_head(void **state)
{
    struct head head = { .store_id = "store-id-sixteen", .seq = 0x0102,
                         .chain = "chain-chain-chain-chain-chain-32",
                         .at_s = 1700000000, .schema = HEAD_SCHEMA,
                         .projecting_seq = 0x0101 };
    struct head back;
    uint8_t bytes[LONGEST] = { 0 };
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));
    char hex[2 * LONGEST + 1];

    (void) state;
    lmdb_encode_head(&writer, &head);
    for (size_t len = 0; len < writer.len; len++) {
        assert_false(lmdb_decode_head(span_of(bytes, len), &back));
    }
    assert_false(lmdb_decode_head(span_of(bytes, writer.len + 1), &back));
    assert_true(lmdb_decode_head(span_of(bytes, writer.len), &back));
    assert_int_equal(back.seq, head.seq);
    assert_int_equal(back.projecting_seq, head.projecting_seq);
    hex_of(span_of(bytes, writer.len), hex);
    assert_string_equal(hex,
        "0173746f72652d69642d7369787465656e0201000000000000636861696e"
        "2d636861696e2d636861696e2d636861696e2d636861696e2d333200f153"
        "6500000000010000000101000000000000");
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seal),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_bad_facts),
        cmocka_unit_test(test_change),
        cmocka_unit_test(test_largest_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
