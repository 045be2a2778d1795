/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The closed lists of words: states, kinds, levels, methods, events, results
 * and reasons, each an enum whose zero refuses, with the word that the
 * configuration, the audit, JSON and $gcis_reason use.  Numbers are stored:
 * never reused, never renumbered.
 */
#ifndef GCIS_MODEL_WORD_H
#define GCIS_MODEL_WORD_H

#include "base/attributes.h"
#include "base/span.h"

enum account_kind {
    KIND_NONE = 0,
    KIND_CIVIL_SERVANT = 1,
    KIND_MEMBER = 2,
    KIND_SERVICE = 3,
};

enum account_state {
    STATE_NONE = 0,
    STATE_REQUESTED = 1,
    STATE_CREATED = 2,
    STATE_ISSUED = 3,
    STATE_ACTIVE = 4,
    STATE_DORMANT = 5,
    STATE_SUSPENDED = 6,
    STATE_CLOSED = 7,
};

enum level {
    LEVEL_NONE = 0,
    LEVEL_PASSWORD = 1,
    LEVEL_CERTIFICATE = 2,
};

enum method {
    METHOD_NONE = 0,
    METHOD_PASSWORD = 1,
    METHOD_ONEDAY = 2,
    METHOD_CERTIFICATE = 3,
    METHOD_CERTIFICATE_TLS = 4,
};

enum result {
    RESULT_DENIED = 0,
    RESULT_OK = 1,
};

#define EVENTS(X)                                                             \
    X(STORE_INIT, 1, "store.init")                                            \
    X(KEY_ADD, 2, "key.add")                                                  \
    X(ACCOUNT_ADD, 10, "account.add")                                         \
    X(ACCOUNT_SET, 11, "account.set")                                         \
    X(ACCOUNT_ACTIVATED, 12, "account.activated")                             \
    X(ACCOUNT_SUSPEND, 13, "account.suspend")                                 \
    X(ACCOUNT_RESUME, 14, "account.resume")                                   \
    X(ACCOUNT_UNLOCK, 15, "account.unlock")                                   \
    X(ACCOUNT_CLOSE, 16, "account.close")                                     \
    X(ACCOUNT_DORMANT, 17, "account.dormant")                                 \
    X(ACCOUNT_EXPORT, 18, "account.export")                                   \
    X(AGENCY_ADD, 20, "agency.add")                                           \
    X(AGENCY_SET, 21, "agency.set")                                           \
    X(AGENCY_REMOVE, 22, "agency.remove")                                     \
    X(APPLICATION_ADD, 30, "application.add")                                 \
    X(APPLICATION_SET, 31, "application.set")                                 \
    X(APPLICATION_REMOVE, 32, "application.remove")                           \
    X(ROLE_ADD, 33, "role.add")                                               \
    X(ROLE_REMOVE, 34, "role.remove")                                         \
    X(GRANT_ADD, 40, "grant.add")                                             \
    X(GRANT_REMOVE, 41, "grant.remove")                                       \
    X(GRANT_EXPIRED, 42, "grant.expired")                                     \
    X(ONEDAY_ISSUE, 50, "oneday.issue")                                       \
    X(ONEDAY_REVOKE, 51, "oneday.revoke")                                     \
    X(PASSWORD_CHANGE, 60, "password.change")                                 \
    X(PASSWORD_SET, 61, "password.set")                                       \
    X(PASSWORD_EXPIRE, 62, "password.expire")                                 \
    X(PASSWORD_REHASH, 63, "password.rehash")                                 \
    X(SESSION_START, 70, "session.start")                                     \
    X(SESSION_END, 71, "session.end")                                         \
    X(SESSION_REVOKE, 72, "session.revoke")                                   \
    X(SESSION_FOLDED, 73, "session.folded")                                   \
    X(AUDIT_CHECKPOINT, 80, "audit.checkpoint")                               \
    X(OPERATION_DENIED, 90, "operation.denied")

enum event {
    EVENT_NONE = 0,
#define X(name, number, word) EVENT_##name = number,
    EVENTS(X)
#undef X
};

/*
 * Why not.  Stored and shown; `ok` stands in logs alone.  The first block is
 * what an attempt may end in, the second what a token or rule may, the third
 * what operations may.
 */
#define REASONS(X)                                                            \
    X(UNKNOWN_ACCOUNT, 1, "unknown_account")                                  \
    X(WRONG_SECRET, 2, "wrong_secret")                                        \
    X(ONEDAY_EXPIRED, 3, "oneday_expired")                                    \
    X(ONEDAY_USED_UP, 4, "oneday_used_up")                                    \
    X(ONEDAY_DEAD, 5, "oneday_dead")                                          \
    X(LOCKED, 6, "locked")                                                    \
    X(SUSPENDED, 7, "suspended")                                              \
    X(DORMANT, 8, "dormant")                                                  \
    X(CLOSED, 9, "closed")                                                    \
    X(EXPIRED_ACCOUNT, 10, "account_expired")                                 \
    X(NOT_ACTIVATED, 11, "not_activated")                                     \
    X(SOURCE_LIMIT, 12, "source_limit")                                       \
    X(BAD_INPUT, 13, "bad_input")                                             \
    X(METHOD, 14, "method")                                                   \
    X(CLOCK, 15, "clock")                                                     \
    X(BUSY, 16, "busy")                                                       \
    X(STORE, 17, "store")                                                     \
    X(MUST_CHANGE, 30, "must_change")                                         \
    X(NO_ROLE, 31, "no_role")                                                 \
    X(LEVEL, 32, "level")                                                     \
    X(AGE, 33, "age")                                                         \
    X(AGENCY, 34, "agency")                                                   \
    X(NETWORK, 35, "network")                                                 \
    X(INACTIVE, 36, "inactive")                                               \
    X(NO_SESSION, 40, "no_session")                                           \
    X(COOKIE_TWICE, 41, "cookie_twice")                                       \
    X(TOO_LONG, 42, "too_long")                                               \
    X(MALFORMED, 43, "malformed")                                             \
    X(BAD_SIGNATURE, 44, "bad_signature")                                     \
    X(UNKNOWN_KEY, 45, "unknown_key")                                         \
    X(AUDIENCE, 46, "audience")                                               \
    X(EXPIRED, 47, "expired")                                                 \
    X(NOT_YET, 48, "not_yet")                                                 \
    X(REVOKED, 49, "revoked")                                                 \
    X(PROJECTION_AWAY, 50, "projection_away")                                 \
    X(PROJECTION_STALE, 51, "projection_stale")                               \
    X(PROJECTION_BEHIND, 52, "projection_behind")                             \
    X(ENGINE_AWAY, 53, "engine_away")                                         \
    X(CROSS_SITE, 54, "cross_site")                                           \
    X(FORM_TOKEN, 55, "form_token")                                           \
    X(EARLY_DATA, 56, "early_data")                                           \
    X(INVALID, 70, "invalid")                                                 \
    X(NOT_FOUND, 71, "not_found")                                             \
    X(EXISTS, 72, "exists")                                                   \
    X(CONFLICT, 73, "conflict")                                               \
    X(SELF, 74, "self")                                                       \
    X(LAST_MANAGER, 75, "last_manager")                                       \
    X(IN_USE, 76, "in_use")                                                   \
    X(STATE, 77, "state")                                                     \
    X(PERSON_EXISTS, 78, "person_exists")                                     \
    X(PER_DAY, 79, "per_day")                                                 \
    X(FORBIDDEN, 80, "forbidden")                                             \
    X(UNKNOWN_OPERATION, 81, "unknown_operation")                             \
    X(PASSWORD_RULES, 82, "password_rules")                                   \
    X(NO_STORE, 83, "no_store")                                               \
    X(NOT_IN_THIS_VERSION, 84, "not_in_this_version")                         \
    X(LIMIT, 85, "limit")                                                     \
    X(REFERENCE, 86, "reference")                                             \
    X(CONFIRM, 87, "confirm")                                                 \
    X(BUILT_IN, 88, "built_in")                                               \
    X(MEMORY, 89, "memory")                                                   \
    X(DAMAGED, 90, "damaged")

enum reason {
    REASON_NONE = 0, /* "ok" */
#define X(name, number, word) REASON_##name = number,
    REASONS(X)
#undef X
};

/* The words; "" for a number that is none. */
const char *kind_word(enum account_kind kind);
const char *state_word(enum account_state state);
const char *level_word(enum level level);
const char *method_word(enum method method);
const char *event_word(enum event event);
const char *result_word(enum result result);
const char *reason_word(enum reason reason);

/* The zero of the enum for a word that is none. */
enum account_kind kind_of_word(const char *word);
enum account_state state_of_word(const char *word);
enum level level_of_word(const char *word);
enum method method_of_word(struct span word);
enum reason reason_of_word(const char *word);
bool event_is_known(unsigned number);
bool reason_is_known(unsigned number);

#endif
