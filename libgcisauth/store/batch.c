/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The judgement over a batch, as a computation over versions: no transaction,
 * no lock, no file.  What a change in the batch wrote is seen by those after
 * it, through the list of writes laid out so far.
 */
#include "store/batch.h"
#include "crypto/digest.h"

/* There must be a body; it says nothing. */
static const uint8_t once_body[] = { CODEC_FORMAT };


static bool
key_equal(enum record_kind kind_a, const struct key *a,
          enum record_kind kind_b, const struct key *b)
{
    return kind_a == kind_b && a->len == b->len
           && memcmp(a->bytes, b->bytes, a->len) == 0;
}


static bool
is_key(enum record_kind kind, const struct key *key)
{
    return kind >= RECORD_ACCOUNT && kind <= RECORD_PERSON && key->len > 0
           && key->len <= KEY_MAX;
}


static bool
writes_are_sound(const struct change *change)
{
    for (size_t i = 0; i < change->n_writes; i++) {
        const struct write *write = &change->writes[i];

        if (!is_key(write->kind, &write->key) || write->body.len > BODY_MAX) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            const struct write *other = &change->writes[j];

            if (key_equal(write->kind, &write->key, other->kind,
                          &other->key))
            {
                return false;
            }
        }
    }

    return true;
}


static bool
expects_are_sound(const struct change *change)
{
    for (size_t i = 0; i < change->n_expects; i++) {
        if (!is_key(change->expects[i].kind, &change->expects[i].key)) {
            return false;
        }
    }

    return true;
}


bool
batch_is_sound(const struct change *change, const char **ret_why)
{
    size_t writes_max = change->once ? CHANGE_WRITES_MAX - 1
                                     : CHANGE_WRITES_MAX;

    if (change->n_events < 1 || change->n_events > CHANGE_EVENTS_MAX) {
        *ret_why = "a change has 1 to 4 events";
        return false;
    }
    if (change->n_expects > CHANGE_EXPECTS_MAX
        || change->n_writes > writes_max
        || change->facts.n_fields > CHANGE_FIELDS_MAX)
    {
        *ret_why = "too many expectations, writes or fields";
        return false;
    }
    if (!expects_are_sound(change) || !writes_are_sound(change)) {
        *ret_why = "a record without kind or key, too large, or named twice";
        return false;
    }

    return true;
}


static void
want(struct batch *batch, enum record_kind kind, const struct key *key)
{
    batch->wanted[batch->n_wanted++] =
        (struct wanted){ kind, key, STORE_BROKEN, 0 };
}


void
batch_begin(struct batch *batch, struct pending *const members[], size_t n)
{
    batch->n_wanted = 0;
    for (size_t i = 0; i < n; i++) {
        const struct change *change = members[i]->change;

        if (change->once) {
            members[i]->once_key = key_of_id(&change->id);
            want(batch, RECORD_ONCE, &members[i]->once_key);
        }
        for (size_t j = 0; j < change->n_expects; j++) {
            want(batch, change->expects[j].kind, &change->expects[j].key);
        }
    }
}


/* The version now: of the last write in this batch, else of the vault. */
static enum store_status
version_now(const struct batch *batch, const struct wanted *wanted,
            uint64_t *ret_version)
{
    for (size_t i = batch->n_writes; i > 0; i--) {
        const struct batch_write *write = &batch->writes[i - 1];

        if (key_equal(write->kind, write->key, wanted->kind, wanted->key)) {
            *ret_version = write->body.len == 0 ? 0 : write->version;
            return STORE_OK;
        }
    }

    *ret_version = wanted->version;

    return wanted->status;
}


static enum store_status
judge_once(const struct batch *batch, const struct wanted *wanted,
           struct pending *member)
{
    uint64_t version = 0;
    enum store_status status = version_now(batch, wanted, &version);

    if (status == STORE_OK && version != 0) {
        member->once_seq = version;
    }

    return status;
}


static enum store_status
judge_expects(const struct batch *batch, const struct wanted *wanted,
              const struct change *change)
{
    for (size_t i = 0; i < change->n_expects; i++) {
        uint64_t version = 0;
        enum store_status status = version_now(batch, &wanted[i], &version);

        if (status != STORE_OK) {
            return status;
        }
        if (version != change->expects[i].version) {
            return STORE_CONFLICT;
        }
    }

    return STORE_OK;
}


/* The change as the log will have it, under the next number. */
static enum store_status
number(struct pending *member, const struct head *head, struct head *ret_head)
{
    struct change *numbered = &member->numbered;
    struct byte_writer writer = byte_writer_of(member->encoded,
                                               sizeof(member->encoded));
    struct head next = *head;
    struct span parts[2];

    *numbered = *member->change;
    if (numbered->at_s < head->at_s) {
        numbered->at_s = head->at_s;
    }
    if (numbered->once
        && !change_write(numbered, RECORD_ONCE, &member->once_key,
                         span_of(once_body, sizeof(once_body))))
    {
        return STORE_BROKEN;
    }

    next.seq++;
    next.at_s = numbered->at_s;
    next.projecting_seq = numbered->projects ? next.seq
                                             : next.projecting_seq;
    encode_change(&writer, numbered, next.seq);
    if (writer.failed) {
        return STORE_BROKEN;
    }
    member->encoded_len = writer.len;

    parts[0] = span_of(head->chain, sizeof(head->chain));
    parts[1] = span_of(member->encoded, member->encoded_len);
    if (!digest_sha256(parts, 2, next.chain)) {
        return STORE_BROKEN;
    }

    *ret_head = next;

    return STORE_OK;
}


static bool
is_of_catalogue(enum record_kind kind)
{
    return kind == RECORD_AGENCY || kind == RECORD_APPLICATION
           || kind == RECORD_ROLE || kind == RECORD_NODE_KEY;
}


static void
lay_out(struct batch *batch, struct pending *member)
{
    const struct change *numbered = &member->numbered;
    struct batch_entry *entry = &batch->entries[batch->n_entries++];

    for (size_t i = 0; i < numbered->n_writes; i++) {
        const struct write *write = &numbered->writes[i];

        batch->writes[batch->n_writes++] = (struct batch_write){
            write->kind, &write->key, batch->head.seq, write->body };
        batch->touches_catalogue |= is_of_catalogue(write->kind);
    }

    entry->seq = batch->head.seq;
    entry->change = numbered;
    memcpy(entry->chain, batch->head.chain, sizeof(entry->chain));
    entry->encoded = span_of(member->encoded, member->encoded_len);

    memcpy(member->position.store_id, batch->head.store_id, ID_SIZE);
    member->position.seq = batch->head.seq;
    memcpy(member->position.chain, batch->head.chain,
           sizeof(member->position.chain));
}


static enum store_status
plan_member(struct batch *batch, const struct wanted *wanted,
            struct pending *member)
{
    enum store_status status = STORE_OK;

    if (member->change->once) {
        status = judge_once(batch, wanted++, member);
        if (status != STORE_OK || member->once_seq != 0) {
            return status;
        }
    }

    status = judge_expects(batch, wanted, member->change);
    if (status == STORE_OK) {
        status = number(member, &batch->head, &batch->head);
    }
    if (status == STORE_OK) {
        lay_out(batch, member);
    }

    return status;
}


void
batch_plan(struct batch *batch, const struct head *head,
           struct pending *const members[], size_t n)
{
    const struct wanted *wanted = batch->wanted;

    batch->head = *head;
    batch->n_writes = 0;
    batch->n_entries = 0;
    batch->touches_catalogue = false;

    for (size_t i = 0; i < n; i++) {
        const struct change *change = members[i]->change;

        members[i]->status = plan_member(batch, wanted, members[i]);
        wanted += change->n_expects + (change->once ? 1 : 0);
    }
}
