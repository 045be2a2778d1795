/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The projection's records as bytes: fixed ones, the longest, one past it,
 * and that no single flipped bit passes.
 */
#include "projection_support.h"

#include "base/encode.h"

#define RECORD_ROOM 4096 /* bytes; more than a record may have */

struct record_bytes {
    uint8_t bytes[RECORD_ROOM];
    struct byte_writer writer;
};


static void
encode_view(const struct account_view *view, struct record_bytes *ret)
{
    ret->writer = byte_writer_of(ret->bytes, sizeof(ret->bytes));
    encode_account_view(&ret->writer, view);
}


static struct span
span_of_record(const struct record_bytes *record)
{
    return span_of(record->bytes, record->writer.len);
}


static struct account_view
small_view(void)
{
    struct account_view view = {
        .id = { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 } },
        .name = "wang",
        .full_name = "Wang",
        .kind = KIND_MEMBER,
        .agency = 0x0102,
        .state = STATE_ACTIVE,
        .must_change = true,
        .until_s = 0x1122334455667788,
        .password_expires_s = -1,
        .epoch = 0xA1B2C3D4,
        .n_revoked = 1,
        .revoked = { { "ABCDEFGH", 7 } },
        .n_grants = 2,
        .grants = { { 1, 2, 3 }, { 0xFFFF, 0xFFFE, -1 } },
    };

    return view;
}


static struct account_view
longest_view(void)
{
    struct account_view view = small_view();

    memset(view.name, 'n', ACCOUNT_NAME_MAX);
    memset(view.full_name, 'f', FULL_NAME_MAX);
    view.name[ACCOUNT_NAME_MAX] = '\0';
    view.full_name[FULL_NAME_MAX] = '\0';
    view.n_revoked = REVOKED_MAX;
    view.n_grants = GRANTS_MAX;
    for (size_t i = 0; i < GRANTS_MAX; i++) {
        view.grants[i] = (struct account_grant){ (uint16_t) i,
                                                 (uint16_t) (i + 1),
                                                 (int64_t) i * 1000 };
    }
    return view;
}


static void
assert_same_view(const struct account_view *a, const struct account_view *b)
{
    assert_memory_equal(&a->id, &b->id, ID_SIZE);
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->full_name, b->full_name);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->agency, b->agency);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->must_change, b->must_change);
    assert_int_equal(a->until_s, b->until_s);
    assert_int_equal(a->password_expires_s, b->password_expires_s);
    assert_int_equal(a->epoch, b->epoch);
    assert_int_equal(a->n_revoked, b->n_revoked);
    assert_memory_equal(a->revoked, b->revoked,
                        a->n_revoked * sizeof(a->revoked[0]));
    assert_int_equal(a->n_grants, b->n_grants);
    for (size_t i = 0; i < a->n_grants; i++) {
        assert_int_equal(a->grants[i].application, b->grants[i].application);
        assert_int_equal(a->grants[i].role, b->grants[i].role);
        assert_int_equal(a->grants[i].until_s, b->grants[i].until_s);
    }
}


static void
an_account_has_these_bytes(void **state)
{
    static const char expected[] =
        "0101" /* format, kind of the record */
        "02" "04" "01" /* member, active, must change */
        "01" "02" /* revoked, grants */
        "04" "0400" /* lengths of the names */
        "0201" /* agency */
        "d4c3b2a1" /* epoch */
        "8877665544332211" "ffffffffffffffff" /* until, password expires */
        "000102030405060708090a0b0c0d0e0f"
        "4142434445464748" "0700000000000000"
        "0100" "0200" "0300000000000000"
        "ffff" "feff" "ffffffffffffffff"
        "77616e67" "57616e67"
        "f0e4e95dfc6397f0";
    struct account_view view = small_view(), back;
    struct record_bytes record;
    char hex[2 * RECORD_ROOM + 1];

    (void) state;
    encode_view(&view, &record);
    assert_false(record.writer.failed);
    hex_encode(span_of_record(&record), hex);
    assert_string_equal(hex, expected);
    assert_true(decode_account_view(span_of_record(&record), &view.id,
                                    &back));
    assert_same_view(&view, &back);
}


static void
the_longest_account_fits_and_no_longer(void **state)
{
    struct account_view view = longest_view(), back;
    struct record_bytes record;

    (void) state;
    encode_view(&view, &record);
    assert_false(record.writer.failed);
    assert_true(record.writer.len < PROJECTION_RECORD_MAX);
    assert_true(decode_account_view(span_of_record(&record), &view.id,
                                    &back));
    assert_same_view(&view, &back);

    view.n_grants = GRANTS_MAX + 1;
    encode_view(&view, &record);
    assert_true(record.writer.failed);
    view.n_grants = GRANTS_MAX;
    view.n_revoked = REVOKED_MAX + 1;
    encode_view(&view, &record);
    assert_true(record.writer.failed);
}


static void
no_flipped_bit_passes(void **state)
{
    struct account_view view = longest_view(), back;
    struct record_bytes record;

    (void) state;
    encode_view(&view, &record);
    for (size_t i = 0; i < record.writer.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            record.bytes[i] ^= (uint8_t) (1u << bit);
            assert_false(decode_account_view(span_of_record(&record),
                                             &view.id, &back));
            record.bytes[i] ^= (uint8_t) (1u << bit);
        }
    }
    assert_true(decode_account_view(span_of_record(&record), &view.id,
                                    &back));
}


static void
no_other_length_and_no_other_account_passes(void **state)
{
    struct account_view view = small_view(), back;
    struct id other = view.id;
    struct record_bytes record;

    (void) state;
    encode_view(&view, &record);
    for (size_t len = 0; len <= record.writer.len + 1; len++) {
        assert_int_equal(decode_account_view(span_of(record.bytes, len),
                                             &view.id, &back),
                         len == record.writer.len);
    }
    other.bytes[15] ^= 1;
    assert_false(decode_account_view(span_of_record(&record), &other, &back));
}


static struct beat
small_beat(void)
{
    struct beat beat = {
        .complete = true,
        .store_id = { 1, 2, 3 },
        .seq = 5,
        .projected_seq = 4,
        .chain = { 9, 8 },
        .commit = 77,
        .boot_id = { 0xB0 },
        .written_ms = 1000,
        .fresh_until_ms = INT64_MAX,
        .catalogue_seq = 3,
        .n_packs = 0x0201,
    };

    return beat;
}


static void
the_beat_has_these_bytes(void **state)
{
    static const char expected[] =
        "0100" "0100" /* format, kind, complete */
        "01020300000000000000000000000000"
        "0500000000000000" "0400000000000000"
        "0908000000000000000000000000000000000000000000000000000000000000"
        "4d00000000000000"
        "b0000000000000000000000000000000"
        "e803000000000000" "ffffffffffffff7f"
        "0300000000000000" "0102"
        "1097ce8cdab1deee";
    struct beat beat = small_beat(), back;
    uint8_t bytes[RECORD_ROOM];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));
    char hex[2 * RECORD_ROOM + 1];

    (void) state;
    encode_beat(&writer, &beat);
    assert_false(writer.failed);
    hex_encode(span_of(bytes, writer.len), hex);
    assert_string_equal(hex, expected);
    assert_true(decode_beat(span_of(bytes, writer.len), &back));
    assert_memory_equal(&back, &beat, sizeof(beat));

    for (size_t i = 0; i < writer.len; i++) {
        bytes[i] ^= 0x10;
        assert_false(decode_beat(span_of(bytes, writer.len), &back));
        bytes[i] ^= 0x10;
        assert_false(decode_beat(span_of(bytes, i), &back));
    }
}


static void
a_view_is_made_of_account_and_grants(void **state)
{
    const int64_t max_age_s[2] = { 100, 0 };
    const struct {
        const char *about;
        enum account_kind kind;
        int64_t changed_s;
        int64_t expected_s;
    } rows[] = {
        { "staff", KIND_CIVIL_SERVANT, 1000, 1100 },
        { "a service is staff", KIND_SERVICE, 1000, 1100 },
        { "a member, for ever", KIND_MEMBER, 1000, 0 },
        { "no password yet", KIND_CIVIL_SERVANT, 0, 0 },
        { "past the end of time", KIND_CIVIL_SERVANT, INT64_MAX - 1, 0 },
    };
    struct grants grants = site_grants(GRANTS_MAX);
    struct account_view view;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account account = site_account(3);

        account.kind = rows[i].kind;
        account.password_changed_s = rows[i].changed_s;
        account_view_make(&account, &grants, max_age_s, &view);
        if (view.password_expires_s != rows[i].expected_s) {
            fail_msg("%s", rows[i].about);
        }
        assert_int_equal(view.grants[95].role, 195);
    }
}


struct kept_packs {
    size_t n;
    uint8_t bytes[8][RECORD_ROOM];
    size_t len[8];
};


static bool
keep_pack(void *state, uint16_t number, struct span pack)
{
    struct kept_packs *packs = state;

    assert_int_equal(number, packs->n);
    assert_true(pack.len <= PROJECTION_RECORD_MAX && packs->n < 8);
    memcpy(packs->bytes[packs->n], pack.data, pack.len);
    packs->len[packs->n++] = pack.len;
    return true;
}


static struct catalogue *
longest_catalogue(void)
{
    struct catalogue *catalogue = catalogue_new(42);
    struct application application = { .version = 7, .number = 1,
                                       .order = -5, .active = true,
                                       .level = LEVEL_CERTIFICATE };

    memset(application.code, 'C', CODE_MAX);
    memset(application.name, 'N', NAME_MAX_TEXT);
    memset(application.url, 'U', URL_MAX);
    memset(application.granted_by, 'G', CODE_MAX);
    for (uint16_t i = 1; i <= 6; i++) {
        application.number = i;
        application.code[0] = (char) ('a' + i);
        assert_true(catalogue_add_application(catalogue, &application));
    }
    assert_true(catalogue_seal(catalogue));
    return catalogue;
}


static void
the_longest_applications_fill_packs(void **state)
{
    struct catalogue *catalogue = longest_catalogue();
    struct catalogue *back = catalogue_new(42);
    struct kept_packs *packs = calloc(1, sizeof(*packs));
    uint16_t n = 0;

    (void) state;
    assert_true(catalogue_pack(catalogue, keep_pack, packs, &n));
    assert_int_equal(n, 3); /* two of them in each */

    for (uint16_t i = 0; i < n; i++) {
        struct span pack = span_of(packs->bytes[i], packs->len[i]);

        /* under another number, cut, or with a flipped byte: no */
        assert_false(catalogue_unpack(back, (uint16_t) (i + 1), pack));
        for (size_t at = 0; at < pack.len; at += 7) {
            packs->bytes[i][at] ^= 0x20;
            assert_false(catalogue_unpack(back, i, pack));
            packs->bytes[i][at] ^= 0x20;
            assert_false(catalogue_unpack(back, i, span_of(pack.data, at)));
        }
        assert_int_equal(back->n_applications, 2 * i);
        assert_true(catalogue_unpack(back, i, pack));
    }
    assert_true(catalogue_seal(back));
    assert_int_equal(back->n_applications, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_memory_equal(&back->applications[i],
                            &catalogue->applications[i],
                            sizeof(struct application));
    }
    catalogue_release(back);
    catalogue_release(catalogue);
    free(packs);
}


static void
an_empty_catalogue_has_no_pack(void **state)
{
    struct catalogue *catalogue = catalogue_new(1);
    struct kept_packs packs = { 0 };
    uint16_t n = 9;

    (void) state;
    assert_true(catalogue_seal(catalogue)
                && catalogue_pack(catalogue, keep_pack, &packs, &n));
    assert_int_equal(n, 0);
    catalogue_release(catalogue);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_has_these_bytes),
        cmocka_unit_test(the_longest_account_fits_and_no_longer),
        cmocka_unit_test(no_flipped_bit_passes),
        cmocka_unit_test(no_other_length_and_no_other_account_passes),
        cmocka_unit_test(the_beat_has_these_bytes),
        cmocka_unit_test(a_view_is_made_of_account_and_grants),
        cmocka_unit_test(the_longest_applications_fill_packs),
        cmocka_unit_test(an_empty_catalogue_has_no_pack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
