/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An account and what belongs to it: plain structs, as the store gives and
 * takes them.  `version` is the seq of the change that last wrote the record,
 * 0 for one that is absent.
 */
#ifndef GCIS_MODEL_ACCOUNT_H
#define GCIS_MODEL_ACCOUNT_H

#include "model/id.h"
#include "model/word.h"

#define ACCOUNT_NAME_MAX 64  /* bytes, typed and mapped */
#define FULL_NAME_MAX 256    /* bytes */
#define TITLE_MAX 128        /* bytes */
#define EMAIL_MAX 254        /* bytes */
#define PHONE_MAX 32         /* bytes */
#define ID_TAIL_LEN 4        /* characters */
#define CODE_MAX 32          /* bytes of an agency, application or role code */
#define GRANTS_MAX 96        /* of one account */
#define REVOKED_MAX 8        /* sessions of one account; more: epoch + 1 */
#define FAILURES_MAX 16      /* kept times of failures */
#define HISTORY_MAX 5        /* kept hashes, the present one not counted */
#define HASH_MAX 255         /* bytes of a hash */
#define HOST_MAX 253         /* bytes of a host name */
#define ADDRESS_MAX 45       /* bytes of a numeric address */
#define SERVICE_MAX 32       /* bytes of a PAM service or program name */
#define ACTOR_MAX 32         /* bytes: uid:N, or an account's id in text */

struct revoked_session {
    uint8_t prefix[8]; /* of the session's id */
    int64_t expires_s; /* when no token of it can be good any more */
};

struct account {
    uint64_t version;
    struct id id;
    char name[ACCOUNT_NAME_MAX + 1];   /* as typed at account.add */
    char mapped[ACCOUNT_NAME_MAX + 1]; /* as compared */
    char full_name[FULL_NAME_MAX + 1];
    enum account_kind kind;
    uint16_t agency; /* 0: none (members) */
    enum account_state state;
    enum account_state state_before; /* of suspended: what resume restores */
    int64_t state_since_s;
    int64_t created_s;
    int64_t until_s; /* 0: without end */
    char title[TITLE_MAX + 1];
    char email[EMAIL_MAX + 1];
    char phone[PHONE_MAX + 1];
    char id_tail[ID_TAIL_LEN + 1];
    bool must_change;
    bool ever_signed_in; /* with a password of his own: account.activated */
    int64_t password_changed_s; /* 0: has none */
    uint32_t epoch;             /* sessions of an older one are dead */
    size_t n_revoked;
    struct revoked_session revoked[REVOKED_MAX];
};

struct grant {
    uint16_t application;
    uint16_t role;
    int64_t until_s; /* 0: without end */
    int64_t since_s;
    char granted_by[ACTOR_MAX + 1];
};

struct grants {
    uint64_t version;
    size_t n;
    struct grant items[GRANTS_MAX];
};

struct password_credential {
    uint64_t version;
    char hash[HASH_MAX + 1]; /* "": none */
    int64_t changed_s;
    size_t n_history; /* older ones, youngest first */
    char history[HISTORY_MAX][HASH_MAX + 1];
};

struct oneday_credential {
    uint64_t version;
    bool live;       /* mac is one that may still be used */
    uint8_t mac[32]; /* HMAC over account id and value */
    bool has_dead;   /* dead_mac: the one before, for the reason word */
    uint8_t dead_mac[32];
    int64_t issued_s;
    int64_t expires_s;
    uint16_t uses;
    uint16_t max_uses;
    int64_t day_end_s; /* of the local day that n_issued counts */
    uint16_t n_issued;
};

/* What changes at every sign-in; never in the account's own record. */
struct activity {
    uint64_t version;
    size_t n_failures; /* times in failed_at_s, oldest first */
    int64_t failed_at_s[FAILURES_MAX];
    int64_t locked_until_s;
    int64_t last_password_s; /* last success; one-day counts as password */
    int64_t last_certificate_s;
    uint32_t failures_since; /* since the last success */
    int64_t last_failure_s;
};

/* Everything that an attempt reads, out of one snapshot. */
struct account_set {
    struct account account;
    struct grants grants;
    struct password_credential password;
    struct oneday_credential oneday;
    struct activity activity;
};

struct session {
    uint64_t version;
    struct id id;
    struct id account;
    int64_t started_s;
    int64_t auth_time_s;
    int64_t expires_s; /* of the lifetime, not of a token */
    enum method method;
    enum level level;
    bool restricted;
    uint32_t epoch;
    char audience[HOST_MAX + 1];
    char address[ADDRESS_MAX + 1];
    /* What the home page shows: as it was before this session. */
    int64_t before_password_s;
    int64_t before_certificate_s;
    uint32_t failures_before;
    int64_t last_failure_before_s;
};

/* The projected account: what readers know of it; no secret, no personal
 * data but the names. */
struct account_grant {
    uint16_t application;
    uint16_t role;
    int64_t until_s;
};

struct account_view {
    struct id id;
    char name[ACCOUNT_NAME_MAX + 1];
    char full_name[FULL_NAME_MAX + 1];
    enum account_kind kind;
    uint16_t agency;
    enum account_state state;
    bool must_change;
    int64_t until_s;
    int64_t password_expires_s; /* 0: never */
    uint32_t epoch;
    size_t n_revoked;
    struct revoked_session revoked[REVOKED_MAX];
    size_t n_grants;
    struct account_grant grants[GRANTS_MAX];
};

#endif
