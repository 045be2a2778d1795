/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Projected accounts and the beat.  An account is read on each request,
 * straight out of the map: fields at fixed places, lists of fixed rows, the
 * two names last.  The checksum stands at the end and covers the kind and the
 * id that are in the value, so that a record is good under its own key alone.
 * Knows no LMDB, and not when a record is read or written.
 */
#include "store/projection_codec.h"

#include "store/codec.h"
#include "store/projection.h"

/*
 * An account: format u8, kind u8 (of the record), account kind u8, state u8,
 * flags u8, revoked u8, grants u8, name u8, full name u16, agency u16,
 * epoch u32, until i64, password expires i64, id 16; then rows, then names,
 * then the checksum u64.  Little-endian.
 */
#define HEAD_SIZE 48
#define REVOKED_SIZE 16
#define GRANT_SIZE 12
#define CHECKSUM_SIZE 8
#define FLAG_MUST_CHANGE 1

_Static_assert(HEAD_SIZE + REVOKED_SIZE * REVOKED_MAX + GRANT_SIZE * GRANTS_MAX
                       + ACCOUNT_NAME_MAX + FULL_NAME_MAX + CHECKSUM_SIZE
                   < PROJECTION_RECORD_MAX,
               "the longest account fits into a record");

/* The beat: format u8, kind u8, flags u16, ..., checksum u64. */
#define BEAT_COMPLETE 1


static struct projected_key
key_of(enum projected_kind kind, const void *bytes, size_t len)
{
    struct projected_key key = { .len = 1 + len };

    key.bytes[0] = (uint8_t) kind;
    if (len > 0) {
        memcpy(key.bytes + 1, bytes, len);
    }
    return key;
}


struct projected_key
projected_key_of_beat(void)
{
    return key_of(PROJECTED_BEAT, NULL, 0);
}


struct projected_key
projected_key_of_account(const struct id *account)
{
    return key_of(PROJECTED_ACCOUNT, account->bytes, ID_SIZE);
}


struct projected_key
projected_key_of_pack(uint16_t number)
{
    const uint8_t bytes[2] = { (uint8_t) (number >> 8),
                               (uint8_t) (number & 0xFF) };

    return key_of(PROJECTED_CATALOGUE, bytes, sizeof(bytes));
}


void
account_view_set_grants(struct account_view *view, const struct grants *grants)
{
    view->n_grants = grants->n < GRANTS_MAX ? grants->n : GRANTS_MAX;
    for (size_t i = 0; i < view->n_grants; i++) {
        view->grants[i] = (struct account_grant){
            grants->items[i].application,
            grants->items[i].role,
            grants->items[i].until_s,
        };
    }
}


static int64_t
password_expires_s(const struct account *account,
                   const int64_t password_max_age_s[2])
{
    int64_t max_age_s = password_max_age_s[account->kind == KIND_MEMBER];
    int64_t expires_s;

    if (max_age_s <= 0 || account->password_changed_s == 0) {
        return 0;
    }
    if (__builtin_add_overflow(account->password_changed_s, max_age_s,
                               &expires_s))
    {
        return 0;
    }
    return expires_s;
}


void
account_view_make(const struct account *account, const struct grants *grants,
                  const int64_t password_max_age_s[2],
                  struct account_view *ret_view)
{
    struct account_view view = {
        .id = account->id,
        .kind = account->kind,
        .agency = account->agency,
        .state = account->state,
        .must_change = account->must_change,
        .until_s = account->until_s,
        .password_expires_s = password_expires_s(account, password_max_age_s),
        .epoch = account->epoch,
        .n_revoked = account->n_revoked < REVOKED_MAX ? account->n_revoked
                                                      : REVOKED_MAX,
    };

    memcpy(view.name, account->name, sizeof(view.name));
    memcpy(view.full_name, account->full_name, sizeof(view.full_name));
    memcpy(view.revoked, account->revoked,
           view.n_revoked * sizeof(view.revoked[0]));
    account_view_set_grants(&view, grants);
    *ret_view = view;
}


/* Over everything that `writer` got since `start`. */
static void
put_checksum(struct byte_writer *writer, size_t start)
{
    if (!writer->failed) {
        put_u64(writer, codec_checksum_whole(span_of(writer->data + start,
                                                     writer->len - start)));
    }
}


static bool
has_checksum(struct span record)
{
    uint64_t checksum;

    if (record.len < CHECKSUM_SIZE) {
        return false;
    }
    record.len -= CHECKSUM_SIZE;
    memcpy(&checksum, record.data + record.len, CHECKSUM_SIZE);
    return le64toh(checksum) == codec_checksum_whole(record);
}


void
encode_account_view(struct byte_writer *writer,
                    const struct account_view *view)
{
    size_t start = writer->len;
    size_t name_len = strlen(view->name);
    size_t full_name_len = strlen(view->full_name);

    if (view->n_grants > GRANTS_MAX || view->n_revoked > REVOKED_MAX
        || name_len > ACCOUNT_NAME_MAX || full_name_len > FULL_NAME_MAX)
    {
        writer->failed = true;
        return;
    }

    put_u8(writer, PROJECTION_FORMAT);
    put_u8(writer, PROJECTED_ACCOUNT);
    put_u8(writer, (uint8_t) view->kind);
    put_u8(writer, (uint8_t) view->state);
    put_u8(writer, view->must_change ? FLAG_MUST_CHANGE : 0);
    put_u8(writer, (uint8_t) view->n_revoked);
    put_u8(writer, (uint8_t) view->n_grants);
    put_u8(writer, (uint8_t) name_len);
    put_u16(writer, (uint16_t) full_name_len);
    put_u16(writer, view->agency);
    put_u32(writer, view->epoch);
    put_i64(writer, view->until_s);
    put_i64(writer, view->password_expires_s);
    put_bytes(writer, view->id.bytes, ID_SIZE);
    for (size_t i = 0; i < view->n_revoked; i++) {
        put_bytes(writer, view->revoked[i].prefix, 8);
        put_i64(writer, view->revoked[i].expires_s);
    }
    for (size_t i = 0; i < view->n_grants; i++) {
        put_u16(writer, view->grants[i].application);
        put_u16(writer, view->grants[i].role);
        put_i64(writer, view->grants[i].until_s);
    }
    put_bytes(writer, view->name, name_len);
    put_bytes(writer, view->full_name, full_name_len);
    put_checksum(writer, start);
}


static inline uint16_t
load_u16(const uint8_t *at)
{
    uint16_t value;

    memcpy(&value, at, sizeof(value));
    return le16toh(value);
}


static inline uint32_t
load_u32(const uint8_t *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof(value));
    return le32toh(value);
}


static inline int64_t
load_i64(const uint8_t *at)
{
    uint64_t value;

    memcpy(&value, at, sizeof(value));
    return (int64_t) le64toh(value);
}


static void
load_revoked(const uint8_t *at, struct account_view *view)
{
    for (size_t i = 0; i < view->n_revoked; i++, at += REVOKED_SIZE) {
        memcpy(view->revoked[i].prefix, at, 8);
        view->revoked[i].expires_s = load_i64(at + 8);
    }
}


static void
load_grants(const uint8_t *at, struct account_view *view)
{
    for (size_t i = 0; i < view->n_grants; i++, at += GRANT_SIZE) {
        view->grants[i].application = load_u16(at);
        view->grants[i].role = load_u16(at + 2);
        view->grants[i].until_s = load_i64(at + 4);
    }
}


/* The rows and names behind the head; false where their lengths and that of
 * the record do not agree. */
static bool
load_rest(struct span record, size_t name_len, size_t full_name_len,
          struct account_view *view)
{
    const uint8_t *at = record.data + HEAD_SIZE;
    size_t revoked_len = view->n_revoked * REVOKED_SIZE;
    size_t grants_len = view->n_grants * GRANT_SIZE;

    if (view->n_revoked > REVOKED_MAX || view->n_grants > GRANTS_MAX
        || name_len > ACCOUNT_NAME_MAX || full_name_len > FULL_NAME_MAX
        || record.len != HEAD_SIZE + revoked_len + grants_len + name_len
                             + full_name_len + CHECKSUM_SIZE)
    {
        return false;
    }

    load_revoked(at, view);
    at += revoked_len;
    load_grants(at, view);
    at += grants_len;
    memcpy(view->name, at, name_len);
    view->name[name_len] = '\0';
    memcpy(view->full_name, at + name_len, full_name_len);
    view->full_name[full_name_len] = '\0';
    return true;
}


bool
decode_account_view(struct span record, const struct id *account,
                    struct account_view *ret)
{
    const uint8_t *at = record.data;

    if (record.len < HEAD_SIZE + CHECKSUM_SIZE
        || record.len > PROJECTION_RECORD_MAX || !has_checksum(record)
        || at[0] != PROJECTION_FORMAT || at[1] != PROJECTED_ACCOUNT
        || memcmp(at + 32, account->bytes, ID_SIZE) != 0)
    {
        return false;
    }

    ret->id = *account;
    ret->kind = (enum account_kind) at[2];
    ret->state = (enum account_state) at[3];
    ret->must_change = at[4] != 0;
    ret->n_revoked = at[5];
    ret->n_grants = at[6];
    ret->agency = load_u16(at + 10);
    ret->epoch = load_u32(at + 12);
    ret->until_s = load_i64(at + 16);
    ret->password_expires_s = load_i64(at + 24);
    return ret->kind <= KIND_SERVICE && ret->state <= STATE_CLOSED
           && load_rest(record, at[7], load_u16(at + 8), ret);
}


void
encode_beat(struct byte_writer *writer, const struct beat *beat)
{
    size_t start = writer->len;

    put_u8(writer, PROJECTION_FORMAT);
    put_u8(writer, PROJECTED_BEAT);
    put_u16(writer, beat->complete ? BEAT_COMPLETE : 0);
    put_bytes(writer, beat->store_id, ID_SIZE);
    put_u64(writer, beat->seq);
    put_u64(writer, beat->projected_seq);
    put_bytes(writer, beat->chain, sizeof(beat->chain));
    put_u64(writer, beat->commit);
    put_bytes(writer, beat->boot_id, BOOT_ID_SIZE);
    put_i64(writer, beat->written_ms);
    put_i64(writer, beat->fresh_until_ms);
    put_u64(writer, beat->catalogue_seq);
    put_u16(writer, beat->n_packs);
    put_checksum(writer, start);
}


bool
decode_beat(struct span record, struct beat *ret)
{
    struct byte_reader reader = byte_reader_of(record);
    struct beat beat = { 0 };
    uint16_t flags;

    if (!has_checksum(record) || get_u8(&reader) != PROJECTION_FORMAT
        || get_u8(&reader) != PROJECTED_BEAT)
    {
        return false;
    }

    flags = get_u16(&reader);
    beat.complete = flags == BEAT_COMPLETE;
    get_bytes(&reader, beat.store_id, ID_SIZE);
    beat.seq = get_u64(&reader);
    beat.projected_seq = get_u64(&reader);
    get_bytes(&reader, beat.chain, sizeof(beat.chain));
    beat.commit = get_u64(&reader);
    get_bytes(&reader, beat.boot_id, BOOT_ID_SIZE);
    beat.written_ms = get_i64(&reader);
    beat.fresh_until_ms = get_i64(&reader);
    beat.catalogue_seq = get_u64(&reader);
    beat.n_packs = get_u16(&reader);
    (void) get_u64(&reader); /* the checksum, proven above */
    if (!byte_reader_end(&reader) || (flags & ~BEAT_COMPLETE) != 0) {
        return false;
    }
    *ret = beat;
    return true;
}
