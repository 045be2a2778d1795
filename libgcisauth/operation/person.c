/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One person, one account, one agency (R4): an index from a digest of agency,
 * name and tail to the account.  It holds no name and no tail.  An account
 * without a tail stands in it under nothing: too many people share a name.
 */
#include "operation/noun.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "store/codec.h"


/* Case, width and blanks of a name do not make another person. */
static size_t
without_blanks(char *text, size_t len)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] != ' ') {
            text[kept++] = text[i];
        }
    }

    return kept;
}


/* ret->len is 0 for somebody without a tail.  False: cannot be made. */
static bool
person_key(const struct account *account, struct key *ret)
{
    uint8_t agency[2] = { (uint8_t) (account->agency >> 8),
                          (uint8_t) (account->agency & 0xFF) };
    uint8_t digest[DIGEST_SIZE];
    struct span parts[4];
    char *name CLEAN_FREE = NULL;
    size_t len = 0;

    *ret = (struct key){ 0 };
    if (account->id_tail[0] == '\0') {
        return true;
    }

    name = text_fold(span_str(account->full_name), &len);
    if (name == NULL) {
        return false;
    }

    parts[0] = span_str("gcis-person-v1");
    parts[1] = span_of(agency, sizeof(agency));
    parts[2] = span_str(account->id_tail);
    parts[3] = span_of(name, without_blanks(name, len));
    if (!digest_sha256(parts, ARRAY_LEN(parts), digest)) {
        return false;
    }

    *ret = key_of_span(span_of(digest, sizeof(digest)));

    return true;
}


static int
cannot(struct call *call)
{
    return call_refuse(call, REASON_MEMORY, NULL, "out of memory");
}


static void
encode(struct byte_writer *writer, const void *object)
{
    encode_id(writer, object);
}


/* Who stands there; version 0: nobody. */
static int
read_holder(struct call *call, const struct key *key, uint64_t *ret_version,
            struct id *ret_id)
{
    struct record record = { .version = 0 };
    enum store_status status = store_read(call->engine->store, RECORD_PERSON,
                                          key, &record);

    *ret_version = 0;
    if (status == STORE_ABSENT) {
        return GCIS_OK;
    }
    if (status == STORE_OK
        && !decode_id(span_of(record.body, record.body_len), ret_id))
    {
        status = STORE_BROKEN;
    }
    if (status == STORE_OK) {
        *ret_version = record.version;
    }

    return call_store(call, status);
}


/* Does the account of this id still stand for the person? */
static int
is_open(struct call *call, const struct id *id, bool *ret_open)
{
    struct account_set set ACCOUNT_SET = { 0 };
    enum store_status status = store_read_account(
        call->engine->store, ACCOUNT_BY_ID, id_span(id), &set);

    *ret_open = status == STORE_OK
                && account_state_now(call, &set) != STATE_CLOSED;

    return status == STORE_ABSENT ? GCIS_OK : call_store(call, status);
}


int
person_claim(struct call *call, struct draft *draft,
             const struct account *account, const char *reason)
{
    struct key key;
    struct id holder;
    uint64_t version;
    bool open = false;
    int status;

    if (!person_key(account, &key)) {
        return cannot(call);
    }
    if (key.len == 0) {
        return GCIS_OK;
    }

    status = read_holder(call, &key, &version, &holder);
    if (status == GCIS_OK && version != 0
        && !id_equal(&holder, &account->id))
    {
        status = is_open(call, &holder, &open);
    }
    if (status != GCIS_OK) {
        return status;
    }

    if (open && reason[0] == '\0') {
        return call_refuse(call, REASON_PERSON_EXISTS, "full_name", "a person "
                           "of this name and ID tail has an account in this "
                           "agency: gcisctl account list --match, or --reason "
                           "why a second one is right");
    }
    if (!open) {
        draft_also(draft, record_put(&draft->change, &draft->bodies,
                                     RECORD_PERSON, &key, version, encode,
                                     &account->id));
    }

    return GCIS_OK;
}


int
person_release(struct call *call, struct draft *draft,
               const struct account *account)
{
    struct key key;
    struct id holder;
    uint64_t version;
    int status;

    if (!person_key(account, &key)) {
        return cannot(call);
    }
    if (key.len == 0) {
        return GCIS_OK;
    }

    status = read_holder(call, &key, &version, &holder);
    if (status == GCIS_OK && version != 0 && id_equal(&holder, &account->id)) {
        draft_remove(draft, RECORD_PERSON, &key, version);
    }

    return status;
}


int
person_move(struct call *call, struct draft *draft,
            const struct account *before, const struct account *after,
            const char *reason)
{
    struct key old, new;
    int status;

    if (!person_key(before, &old) || !person_key(after, &new)) {
        return cannot(call);
    }
    if (span_equal(span_of(old.bytes, old.len), span_of(new.bytes, new.len)))
    {
        return GCIS_OK;
    }

    status = person_release(call, draft, before);

    return status == GCIS_OK ? person_claim(call, draft, after, reason)
                             : status;
}
