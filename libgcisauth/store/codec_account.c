/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An account and its grants as bytes.  Fields stand in the order of the
 * struct; ids that are the record's key are written too, so that a body says
 * whose it is.  Knows no credential and no projection.
 */
#include "store/codec_field.h"


void
encode_account(struct byte_writer *writer, const struct account *account)
{
    size_t n;

    put_format(writer);
    put_id(writer, &account->id);
    put_text(writer, account->name);
    put_text(writer, account->mapped);
    put_text(writer, account->full_name);
    put_word(writer, account->kind, KIND_CIVIL_SERVANT, KIND_SERVICE);
    put_u16(writer, account->agency);
    put_word(writer, account->state, STATE_REQUESTED, STATE_CLOSED);
    put_word(writer, account->state_before, STATE_NONE, STATE_CLOSED);
    put_i64(writer, account->state_since_s);
    put_i64(writer, account->created_s);
    put_i64(writer, account->until_s);
    put_text(writer, account->title);
    put_text(writer, account->email);
    put_text(writer, account->phone);
    put_text(writer, account->id_tail);
    put_flag(writer, account->must_change);
    put_flag(writer, account->ever_signed_in);
    put_i64(writer, account->password_changed_s);
    put_u32(writer, account->epoch);

    n = put_count(writer, account->n_revoked, REVOKED_MAX);
    for (size_t i = 0; i < n; i++) {
        put_bytes(writer, account->revoked[i].prefix, 8);
        put_i64(writer, account->revoked[i].expires_s);
    }
}


static void
get_account_words(struct byte_reader *reader, struct account *account)
{
    account->kind = get_word(reader, KIND_CIVIL_SERVANT, KIND_SERVICE);
    account->agency = get_u16(reader);
    account->state = get_word(reader, STATE_REQUESTED, STATE_CLOSED);
    account->state_before = get_word(reader, STATE_NONE, STATE_CLOSED);
    account->state_since_s = get_i64(reader);
    account->created_s = get_i64(reader);
    account->until_s = get_i64(reader);
}


static void
get_account_texts(struct byte_reader *reader, struct account *account)
{
    get_text(reader, account->title, sizeof(account->title));
    get_text(reader, account->email, sizeof(account->email));
    get_text(reader, account->phone, sizeof(account->phone));
    get_text(reader, account->id_tail, sizeof(account->id_tail));
}


bool
decode_account(struct span body, struct account *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct account account = { 0 };

    get_format(&reader);
    get_id(&reader, &account.id);
    get_text(&reader, account.name, sizeof(account.name));
    get_text(&reader, account.mapped, sizeof(account.mapped));
    get_text(&reader, account.full_name, sizeof(account.full_name));
    get_account_words(&reader, &account);
    get_account_texts(&reader, &account);
    account.must_change = get_flag(&reader);
    account.ever_signed_in = get_flag(&reader);
    account.password_changed_s = get_i64(&reader);
    account.epoch = get_u32(&reader);

    account.n_revoked = get_count(&reader, REVOKED_MAX);
    for (size_t i = 0; i < account.n_revoked; i++) {
        get_bytes(&reader, account.revoked[i].prefix, 8);
        account.revoked[i].expires_s = get_i64(&reader);
    }

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = account;

    return true;
}


void
encode_grants(struct byte_writer *writer, const struct grants *grants)
{
    size_t n;

    put_format(writer);
    n = put_count(writer, grants->n, GRANTS_MAX);
    for (size_t i = 0; i < n; i++) {
        const struct grant *grant = &grants->items[i];

        put_u16(writer, grant->application);
        put_u16(writer, grant->role);
        put_i64(writer, grant->until_s);
        put_i64(writer, grant->since_s);
        put_text(writer, grant->granted_by);
    }
}


static void
get_grant(struct byte_reader *reader, struct grant *ret)
{
    ret->application = get_u16(reader);
    ret->role = get_u16(reader);
    ret->until_s = get_i64(reader);
    ret->since_s = get_i64(reader);
    get_text(reader, ret->granted_by, sizeof(ret->granted_by));
}


bool
decode_grants(struct span body, struct grants *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct grants grants = { 0 };

    get_format(&reader);
    grants.n = get_count(&reader, GRANTS_MAX);
    for (size_t i = 0; i < grants.n; i++) {
        get_grant(&reader, &grants.items[i]);
    }

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = grants;

    return true;
}
