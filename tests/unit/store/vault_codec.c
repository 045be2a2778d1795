/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each format by fixed bytes: what is stored today must be read for ever, so
 * these strings only ever get company.  Then every cut and every flip of
 * them, and the largest record of each kind.
 */
#include "vault_support.h"

#include "store/codec.h"

#define LONGEST 600 /* bytes of the records with fixed bytes */

static const struct id id_a = { "account-id-sixte" };

static const struct account account = {
    .id = { "account-id-sixte" },
    .name = "Wang.A",
    .mapped = "wang.a",
    .full_name = "王大明",
    .kind = KIND_CIVIL_SERVANT,
    .agency = 258,
    .state = STATE_SUSPENDED,
    .state_before = STATE_ACTIVE,
    .state_since_s = 1700000000,
    .created_s = 1600000000,
    .until_s = 0,
    .title = "科員",
    .email = "a@b.tw",
    .phone = "02",
    .id_tail = "6789",
    .must_change = true,
    .ever_signed_in = false,
    .password_changed_s = -1,
    .epoch = 7,
    .n_revoked = 1,
    .revoked = { { "prefix-8", 1700000001 } },
};

static const struct grants grants = {
    .n = 2,
    .items = {
        { 1, 2, 0, 1600000000, "uid:0" },
        { 513, 1, 1700000000, 1600000001, "account" },
    },
};

static const struct password_credential password = {
    .hash = "$y$j9T$x", .changed_s = 1600000000,
    .n_history = 1, .history = { "$y$old" },
};

static const struct oneday_credential oneday = {
    .live = true, .mac = "mac-mac-mac-mac-mac-mac-mac-mac",
    .has_dead = false, .issued_s = 1, .expires_s = 2, .uses = 3,
    .max_uses = 4, .day_end_s = 5, .n_issued = 6,
};

static const struct activity activity = {
    .n_failures = 2, .failed_at_s = { 10, 11 }, .locked_until_s = 12,
    .last_password_s = 13, .last_certificate_s = 14, .failures_since = 15,
    .last_failure_s = 16,
};

static const struct session session = {
    .id = { "session-id-sixte" }, .account = { "account-id-sixte" },
    .started_s = 1, .auth_time_s = 2, .expires_s = 3,
    .method = METHOD_ONEDAY, .level = LEVEL_PASSWORD, .restricted = true,
    .epoch = 4, .audience = "a.gov.tw", .address = "::1",
    .before_password_s = 5, .before_certificate_s = 6, .failures_before = 7,
    .last_failure_before_s = 8,
};

static const struct agency agency = {
    .number = 258, .parent = 1, .code = "A01", .name = "第一科",
};

static const struct application application = {
    .number = 3, .order = -2, .active = true, .civil_servants_only = true,
    .level = LEVEL_CERTIFICATE, .code = "BMS", .name = "預算",
    .url = "https://b/", .granted_by = "system",
};

static const struct role role = {
    .application = 3, .number = 4, .code = "clerk", .name = "承辦人",
};

static const struct node_key node_key = {
    .kid = "n1-1", .node = "n1", .point = "\004point", .created_s = 9,
    .withdrawn_s = 10,
};

/* One pair of functions for each kind, over the records above. */
#define RECORD(name, type)                                                    \
    static void put_##name(struct byte_writer *writer)                        \
    {                                                                         \
        encode_##name(writer, &name);                                         \
    }                                                                         \
    static bool take_##name(struct span body)                                 \
    {                                                                         \
        struct type back;                                                     \
        memset(&back, 0xEE, sizeof(back));                                    \
        if (!decode_##name(body, &back)) {                                    \
            return false;                                                     \
        }                                                                     \
        return memcmp(&back, &name, sizeof(back)) == 0;                       \
    }

RECORD(account, account)
RECORD(grants, grants)
RECORD(password, password_credential)
RECORD(oneday, oneday_credential)
RECORD(activity, activity)
RECORD(session, session)
RECORD(agency, agency)
RECORD(application, application)
RECORD(role, role)
RECORD(node_key, node_key)


static void
put_id_a(struct byte_writer *writer)
{
    encode_id(writer, &id_a);
}


static bool
take_id_a(struct span body)
{
    struct id back;

    return decode_id(body, &back) && id_equal(&back, &id_a);
}


static void
put_a_number(struct byte_writer *writer)
{
    encode_number(writer, 0x0102);
}


static bool
take_a_number(struct span body)
{
    uint16_t back;

    return decode_number(body, &back) && back == 0x0102;
}


static const struct {
    const char *name;
    void (*put)(struct byte_writer *writer);
    bool (*take)(struct span body);
    const char *hex;
} formats[] = {
    { "account", put_account, take_account,
      "016163636f756e742d69642d7369787465060057616e672e41060077616e"
      "672e610900e78e8be5a4a7e6988e010201060400f153650000000000105e"
      "5f0000000000000000000000000600e7a791e593a106006140622e747702"
      "0030320400363738390100ffffffffffffffff0700000001707265666978"
      "2d3801f1536500000000" },
    { "grants", put_grants, take_grants,
      "010201000200000000000000000000105e5f0000000005007569643a3001"
      "02010000f153650000000001105e5f0000000007006163636f756e74" },
    { "password", put_password, take_password,
      "0108002479246a3954247800105e5f000000000106002479246f6c64" },
    { "oneday", put_oneday, take_oneday,
      "01016d61632d6d61632d6d61632d6d61632d6d61632d6d61632d6d61632d"
      "6d6163000000000000000000000000000000000000000000000000000000"
      "000000000000000100000000000000020000000000000003000400050000"
      "00000000000600" },
    { "activity", put_activity, take_activity,
      "01020a000000000000000b000000000000000c000000000000000d000000"
      "000000000e000000000000000f0000001000000000000000" },
    { "session", put_session, take_session,
      "0173657373696f6e2d69642d73697874656163636f756e742d69642d7369"
      "787465010000000000000002000000000000000300000000000000020101"
      "040000000800612e676f762e747703003a3a310500000000000000060000"
      "0000000000070000000800000000000000" },
    { "agency", put_agency, take_agency,
      "010201010003004130310900e7acace4b880e7a791" },
    { "application", put_application, take_application,
      "010300feffffff010001020300424d530600e9a090e7ae970a0068747470"
      "733a2f2f622f060073797374656d" },
    { "role", put_role, take_role,
      "01030004000500636c65726b0900e689bfe8bea6e4baba" },
    { "node_key", put_node_key, take_node_key,
      "0104006e312d3102006e3104706f696e7400000000000000000000000000"
      "000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000009000000000000000a0000000000"
      "0000" },
    { "id", put_id_a, take_id_a,
      "016163636f756e742d69642d7369787465" },
    { "number", put_a_number, take_a_number,
      "010201" },
};


/* Cut anywhere, or with a byte more: refused. */
static void
test_cut_records(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        uint8_t bytes[LONGEST + 1] = { 0 };
        struct byte_writer writer = byte_writer_of(bytes, LONGEST);

        formats[i].put(&writer);
        assert_false(writer.failed);
        for (size_t len = 0; len < writer.len; len++) {
            if (formats[i].take(span_of(bytes, len))) {
                fail_msg("%s cut at %zu", formats[i].name, len);
            }
        }
        if (formats[i].take(span_of(bytes, writer.len + 1))) {
            fail_msg("%s with a byte more", formats[i].name);
        }

        /* another format */
        bytes[0]++;
        assert_false(formats[i].take(span_of(bytes, writer.len)));
    }
}


static void
test_fixed_bytes(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        uint8_t bytes[LONGEST];
        char hex[2 * LONGEST + 1];
        struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));

        formats[i].put(&writer);
        hex_of(span_of(bytes, writer.len), hex);
        if (strcmp(hex, formats[i].hex) != 0) {
            fail_msg("%s is now %s", formats[i].name, hex);
        }
        if (!formats[i].take(span_of(bytes, writer.len))) {
            fail_msg("%s does not come back", formats[i].name);
        }
    }
}


/* Words out of their lists are neither written nor read. */
static void
test_words_out_of_range(void **state)
{
    uint8_t bytes[LONGEST];
    struct byte_writer writer;
    struct account other = account, back;
    struct session forged = session;

    (void) state;
    other.kind = KIND_NONE;
    writer = byte_writer_of(bytes, sizeof(bytes));
    encode_account(&writer, &other);
    assert_true(writer.failed);

    other = account;
    other.state = STATE_CLOSED + 1;
    writer = byte_writer_of(bytes, sizeof(bytes));
    encode_account(&writer, &other);
    assert_true(writer.failed);

    other = account;
    other.n_revoked = REVOKED_MAX + 1;
    writer = byte_writer_of(bytes, sizeof(bytes));
    encode_account(&writer, &other);
    assert_true(writer.failed);

    forged.level = LEVEL_NONE;
    writer = byte_writer_of(bytes, sizeof(bytes));
    encode_session(&writer, &forged);
    assert_true(writer.failed);

    /* a flag that is neither 0 nor 1: must_change, 31 bytes from the end */
    writer = byte_writer_of(bytes, sizeof(bytes));
    encode_account(&writer, &account);
    assert_int_equal(bytes[writer.len - 31], true);
    bytes[writer.len - 31] = 2;
    assert_false(decode_account(span_of(bytes, writer.len), &back));
}


static void
fill(char *text, size_t size)
{
    memset(text, 'x', size - 1);
    text[size - 1] = '\0';
}


/* The largest of each fits into a record's body. */
static void
test_largest_records(void **state)
{
    static uint8_t bytes[BODY_MAX];
    static struct grants most = { .n = GRANTS_MAX };
    static struct password_credential longest = { .n_history = HISTORY_MAX };
    static struct account widest;
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));

    (void) state;
    for (size_t i = 0; i < GRANTS_MAX; i++) {
        fill(most.items[i].granted_by, sizeof(most.items[i].granted_by));
    }
    encode_grants(&writer, &most);
    assert_false(writer.failed);
    assert_true(decode_grants(span_of(bytes, writer.len), &most));

    fill(longest.hash, sizeof(longest.hash));
    for (size_t i = 0; i < HISTORY_MAX; i++) {
        fill(longest.history[i], sizeof(longest.history[i]));
    }
    writer = byte_writer_of(bytes, sizeof(bytes));
    encode_password(&writer, &longest);
    assert_false(writer.failed);

    widest = account;
    fill(widest.name, sizeof(widest.name));
    fill(widest.full_name, sizeof(widest.full_name));
    fill(widest.email, sizeof(widest.email));
    widest.n_revoked = REVOKED_MAX;
    writer = byte_writer_of(bytes, sizeof(bytes));
    encode_account(&writer, &widest);
    assert_false(writer.failed);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_records),
        cmocka_unit_test(test_words_out_of_range),
        cmocka_unit_test(test_fixed_bytes),
        cmocka_unit_test(test_largest_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
