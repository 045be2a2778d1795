/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one way from a change to the log: numbered by the store, then told to
 * the journal, one line an event, what a stranger can type last.
 */
#ifndef GCIS_ENGINE_RECORD_H
#define GCIS_ENGINE_RECORD_H

#include "base/bytes.h"
#include "engine/engine.h"
#include "model/change.h"

/* Id, time and the facts that every change has.  False: no random bytes. */
bool record_begin(const struct engine *engine, int64_t now_s,
                  struct change *ret) MUST_CHECK;

/* store_apply(), then one line for each event. */
enum store_status record_apply(struct engine *engine,
                               const struct change *change) MUST_CHECK;

/* What records of sessions show of an id: 8 hex of SHA-256. */
bool record_session_mark(const struct id *session, char ret[9]) MUST_CHECK;

/* Bodies of records, kept by a change until it is applied. */
struct bodies {
    size_t used;
    uint8_t data[4 * BODY_MAX];
};

/* Encodes `object` and adds expect and write in one: the version read. */
bool record_put_account(struct change *change, struct bodies *bodies,
                        const struct account *account) MUST_CHECK;
bool record_put_grants(struct change *change, struct bodies *bodies,
                       const struct id *account, const struct grants *grants)
    MUST_CHECK;
bool record_put_password(struct change *change, struct bodies *bodies,
                         const struct id *account,
                         const struct password_credential *password)
    MUST_CHECK;
bool record_put_oneday(struct change *change, struct bodies *bodies,
                       const struct id *account,
                       const struct oneday_credential *oneday) MUST_CHECK;
bool record_put_activity(struct change *change, struct bodies *bodies,
                         const struct id *account,
                         const struct activity *activity) MUST_CHECK;
bool record_put_session(struct change *change, struct bodies *bodies,
                        const struct session *session) MUST_CHECK;
/* Any other record. */
bool record_put(struct change *change, struct bodies *bodies,
                enum record_kind kind, const struct key *key,
                uint64_t version,
                void (*encode)(struct byte_writer *, const void *),
                const void *object) MUST_CHECK;
/* Expects the version and removes. */
bool record_remove(struct change *change, enum record_kind kind,
                   const struct key *key, uint64_t version) MUST_CHECK;

#endif
