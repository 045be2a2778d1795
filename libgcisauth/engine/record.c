/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changes begun, filled and applied.  Each record_put_ couples the expectation
 * of the version that was read with the write that follows from it, so that
 * no write can forget what it was decided on.
 */
#include "engine/record.h"

#include "crypto/digest.h"
#include "crypto/random.h"
#include "store/codec.h"

#include <stdio.h>

typedef void encoder(struct byte_writer *, const void *);


bool
record_begin(const struct engine *engine, int64_t now_s, struct change *ret)
{
    memset(ret, 0, sizeof(*ret));
    ret->at_s = now_s;
    snprintf(ret->facts.node, sizeof(ret->facts.node), "%s", engine->node);

    return random_bytes(ret->id.bytes, ID_SIZE);
}


bool
record_session_mark(const struct id *session, char ret[9])
{
    struct span part = id_span(session);
    uint8_t digest[DIGEST_SIZE];

    if (!digest_sha256(&part, 1, digest)) {
        return false;
    }

    hex_encode(span_of(digest, 4), ret);

    return true;
}


/* The order is fixed: what a stranger can type comes last. */
static void
tell(const struct engine *engine, const struct change *change,
     const struct change_event *event)
{
    const struct facts_of_change *facts = &change->facts;
    char account[LOG_FIELD_MAX + 3];
    char note[LOG_FIELD_MAX + 3];
    bool denied = event->result != RESULT_OK;

    log_line(&engine->logger,
             denied ? LOG_LEVEL_NOTICE : LOG_LEVEL_INFO,
             "event=%s result=%s reason=%s method=%s level=%s address=%s "
             "service=%s application=%s actor=%s session=%s ref=%s note=%s "
             "account=%s",
             event_word(event->event), result_word(event->result),
             reason_word(event->reason), method_word(facts->method),
             level_word(facts->level), facts->address, facts->service,
             facts->application, facts->actor, facts->session,
             facts->reference, log_quote(note, span_str(facts->note)),
             log_quote(account, span_str(facts->subject_name)));
}


enum store_status
record_apply(struct engine *engine, const struct change *change)
{
    struct position position;
    enum store_status status;

    status = store_apply(engine->store, change, &position);
    if (status != STORE_OK) {
        return status;
    }

    for (size_t i = 0; i < change->n_events; i++) {
        tell(engine, change, &change->events[i]);
    }

    return STORE_OK;
}


bool
record_put(struct change *change, struct bodies *bodies,
           enum record_kind kind, const struct key *key, uint64_t version,
           encoder *encode, const void *object)
{
    struct byte_writer writer = byte_writer_of(
        bodies->data + bodies->used, sizeof(bodies->data) - bodies->used);

    encode(&writer, object);

    if (writer.failed || key->len == 0) {
        return false;
    }

    bodies->used += writer.len;

    return change_expect(change, kind, key, version)
           && change_write(change, kind, key,
                           span_of(writer.data, writer.len));
}


bool
record_remove(struct change *change, enum record_kind kind,
              const struct key *key, uint64_t version)
{
    return change_expect(change, kind, key, version)
           && change_write(change, kind, key, span_of(NULL, 0));
}


static void
account_encoder(struct byte_writer *writer, const void *object)
{
    encode_account(writer, object);
}


static void
grants_encoder(struct byte_writer *writer, const void *object)
{
    encode_grants(writer, object);
}


static void
password_encoder(struct byte_writer *writer, const void *object)
{
    encode_password(writer, object);
}


static void
oneday_encoder(struct byte_writer *writer, const void *object)
{
    encode_oneday(writer, object);
}


static void
activity_encoder(struct byte_writer *writer, const void *object)
{
    encode_activity(writer, object);
}


static void
session_encoder(struct byte_writer *writer, const void *object)
{
    encode_session(writer, object);
}


bool
record_put_account(struct change *change, struct bodies *bodies,
                   const struct account *account)
{
    struct key key = key_of_id(&account->id);

    return record_put(change, bodies, RECORD_ACCOUNT, &key, account->version,
                      account_encoder, account);
}


bool
record_put_grants(struct change *change, struct bodies *bodies,
                  const struct id *account, const struct grants *grants)
{
    struct key key = key_of_id(account);

    return record_put(change, bodies, RECORD_GRANTS, &key, grants->version,
                      grants_encoder, grants);
}


bool
record_put_password(struct change *change, struct bodies *bodies,
                    const struct id *account,
                    const struct password_credential *password)
{
    struct key key = key_of_id(account);

    return record_put(change, bodies, RECORD_PASSWORD, &key,
                      password->version, password_encoder, password);
}


bool
record_put_oneday(struct change *change, struct bodies *bodies,
                  const struct id *account,
                  const struct oneday_credential *oneday)
{
    struct key key = key_of_id(account);

    return record_put(change, bodies, RECORD_ONEDAY, &key, oneday->version,
                      oneday_encoder, oneday);
}


bool
record_put_activity(struct change *change, struct bodies *bodies,
                    const struct id *account, const struct activity *activity)
{
    struct key key = key_of_id(account);

    return record_put(change, bodies, RECORD_ACTIVITY, &key,
                      activity->version, activity_encoder, activity);
}


bool
record_put_session(struct change *change, struct bodies *bodies,
                   const struct session *session)
{
    struct key key = key_of_session(&session->account, &session->id);

    return record_put(change, bodies, RECORD_SESSION, &key, session->version,
                      session_encoder, session);
}
