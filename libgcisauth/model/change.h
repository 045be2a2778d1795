/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A change: one decision of the engine, whole or not at all.  What it expects,
 * what it writes, what the audit says (SCALE.md, FORMATS.md).  Facts are the
 * audit's fields; none of them is a secret, a hash or a whole ID number
 * (SECURITY G3).
 */
#ifndef GCIS_MODEL_CHANGE_H
#define GCIS_MODEL_CHANGE_H

#include "model/account.h"

#define CHANGE_EVENTS_MAX 4
#define CHANGE_EXPECTS_MAX 16
#define CHANGE_WRITES_MAX 16
#define CHANGE_FIELDS_MAX 16 /* changed fields with before and after */
#define FACT_TEXT_MAX 256    /* bytes of one fact */
#define KEY_MAX 80           /* bytes of a record's key */
#define BODY_MAX 8192        /* bytes of a record's body */

/* Stored: never renumbered. */
enum record_kind {
    RECORD_NONE = 0,
    RECORD_ACCOUNT = 1,          /* account id */
    RECORD_ACCOUNT_NAME = 2,     /* mapped name -> account id */
    RECORD_GRANTS = 3,           /* account id */
    RECORD_PASSWORD = 4,         /* account id */
    RECORD_ONEDAY = 5,           /* account id */
    RECORD_ACTIVITY = 6,         /* account id */
    RECORD_SESSION = 7,          /* account id, session id */
    RECORD_AGENCY = 8,           /* number, big-endian */
    RECORD_AGENCY_CODE = 9,      /* code -> number */
    RECORD_APPLICATION = 10,     /* number */
    RECORD_APPLICATION_CODE = 11,
    RECORD_ROLE = 12,            /* application number, role number */
    RECORD_NODE_KEY = 13,        /* kid */
    RECORD_COUNTER = 14,         /* name -> last number given */
    RECORD_ONCE = 15,            /* id of a change that asked for `once` */
    RECORD_PERSON = 16,          /* hash of agency, name, tail -> account id */
};

struct key {
    size_t len;
    uint8_t bytes[KEY_MAX];
};

struct expect {
    enum record_kind kind;
    struct key key;
    uint64_t version; /* 0: absent */
};

struct write {
    enum record_kind kind;
    struct key key;
    struct span body; /* empty: remove; borrowed until store_apply returns */
};

struct change_event {
    enum event event;
    enum result result;
    enum reason reason;
};

struct changed_field {
    char name[32];
    char before[FACT_TEXT_MAX + 1];
    char after[FACT_TEXT_MAX + 1];
};

/* Empty text, zero and LEVEL_NONE mean: does not apply. */
struct facts_of_change {
    char actor[ACTOR_MAX + 1];          /* uid:N, or an account's id */
    char actor_name[ACCOUNT_NAME_MAX + 1];
    bool has_subject;
    struct id subject;                  /* an account */
    char subject_name[ACCOUNT_NAME_MAX + 1];
    char agency[CODE_MAX + 1];
    char application[CODE_MAX + 1];
    char role[CODE_MAX + 1];
    enum method method;
    enum level level;
    char session[9];                    /* 8 hex of SHA-256 of its id */
    char address[ADDRESS_MAX + 1];
    char service[SERVICE_MAX + 1];
    char node[CODE_MAX + 1];
    char reference[17];                 /* the one that the person saw */
    char document[FACT_TEXT_MAX + 1];   /* --reference: 公文 or 申請單 */
    char note[FACT_TEXT_MAX + 1];       /* --reason, counts, words */
    int64_t until_s;
    uint64_t count;                     /* of folded attempts, of rows */
    size_t n_fields;
    struct changed_field fields[CHANGE_FIELDS_MAX];
};

struct change {
    struct id id; /* random */
    bool projects; /* alters a projection */
    bool once;     /* the same id twice is applied once */
    int64_t at_s;
    size_t n_events;
    struct change_event events[CHANGE_EVENTS_MAX];
    size_t n_expects;
    struct expect expects[CHANGE_EXPECTS_MAX];
    size_t n_writes;
    struct write writes[CHANGE_WRITES_MAX];
    struct facts_of_change facts;
};

/* One entry of the log as it is read back. */
struct logged_change {
    uint64_t seq;
    struct id id;
    bool projects;
    int64_t at_s;
    size_t n_events;
    struct change_event events[CHANGE_EVENTS_MAX];
    struct facts_of_change facts;
    uint8_t chain[32];
};

/* False where it would be one too many. */
bool change_add_event(struct change *change, enum event event,
                      enum result result, enum reason reason) MUST_CHECK;
bool change_expect(struct change *change, enum record_kind kind,
                   const struct key *key, uint64_t version) MUST_CHECK;
bool change_write(struct change *change, enum record_kind kind,
                  const struct key *key, struct span body) MUST_CHECK;
/* Records a field where before and after differ; cuts at a character. */
bool change_add_field(struct change *change, const char *name,
                      const char *before, const char *after) MUST_CHECK;

struct key key_of_span(struct span bytes); /* empty where it is too long */
struct key key_of_id(const struct id *id);
struct key key_of_session(const struct id *account, const struct id *session);
struct key key_of_number(uint16_t number);
struct key key_of_role(uint16_t application, uint16_t role);

#endif
