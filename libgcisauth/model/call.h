/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is asked of an engine, and what it answers: plain structs and one
 * table of functions with two implementations, in process (operation/) and
 * over the wire (wire/).  Callers never know which.
 */
#ifndef GCIS_MODEL_CALL_H
#define GCIS_MODEL_CALL_H

#include "base/json.h"
#include "gcisauth.h"
#include "model/rule.h"

#include <sys/types.h>

#define TYPED_NAME_MAX 255 /* bytes of an account name as typed */
#define RULE_TEXT_MAX GCIS_RULE_MAX
#define TOKEN_MAX GCIS_TOKEN_MAX /* bytes without the NUL */
#define REFERENCE_SIZE 11 /* 10 letters and digits with their NUL */
#define OPERATION_NAME_MAX 64

/* Classes of a peer (SECURITY F1); those of one uid add up. */
enum peer_class {
    PEER_SELF = 1 << 0, /* anyone: the account of his own uid */
    PEER_PAM = 1 << 1,
    PEER_WEB = 1 << 2,
    PEER_ROOT = 1 << 3,
    /* The process that has the store itself: gcisctl on lmdb: (R11).  Never
     * what a daemon makes of a peer. */
    PEER_OWNER = 1 << 4,
};

struct peer {
    uid_t uid;
    unsigned classes;     /* enum peer_class */
    const char *own_name; /* login name of the uid; "" where it has none */
    size_t n_services;    /* of class pam; 0: every service */
    const char *const *services;
};

enum purpose {
    PURPOSE_NONE = 0,
    PURPOSE_SIGN_IN,
    PURPOSE_CHANGE_PASSWORD, /* the old secret proves, the new one follows */
    PURPOSE_STEP_UP,
    PURPOSE_REGISTER,
};

struct attempt {
    enum purpose purpose;
    char account[TYPED_NAME_MAX + 1]; /* as typed */
    bool account_too_long;            /* and so cut: there is no such */
    struct secret secret;
    struct secret new_secret;
    char audience[HOST_MAX + 1]; /* "": neither session nor token */
    char service[SERVICE_MAX + 1];
    char address[ADDRESS_MAX + 1];
    char rule[RULE_TEXT_MAX + 1]; /* "": none */
    bool check_only;
    unsigned methods; /* bits 1 << enum method; 0: all */
};

struct outcome {
    int status;         /* enum gcis_status */
    enum reason reason; /* as this peer may know it */
    char reference[REFERENCE_SIZE];
    int64_t delay_ms;   /* how long the wrapper holds the answer back */
    unsigned broken_rules; /* enum password_rule, of a refused new password */
    struct account_view account;
    struct evidence evidence;
    bool activated;      /* R14: change of password that activated */
    bool must_change;
    char agency[CODE_MAX + 1];
    char application[CODE_MAX + 1]; /* that `roles` is of; "": none */
    char roles[GCIS_ROLES_SIZE];
    char token[TOKEN_MAX + 1]; /* "": none */
};

struct engine_vtable {
    void (*close)(void *state);
    /* Fills *ret on every path; returns ret->status. */
    int (*authenticate)(void *state, const struct peer *peer,
                        const struct attempt *attempt, struct outcome *ret);
    int (*check)(void *state, const struct peer *peer,
                 const struct attempt *attempt, struct outcome *ret);
    int (*renew)(void *state, const struct peer *peer, struct span token,
                 char ret_token[TOKEN_MAX + 1]);
    int (*end)(void *state, const struct peer *peer, struct span token);
    /*
     * `token` empty: on the word of the peer's class.  Takes the reference of
     * `parameters`; *ret_reply is a new one, the reply or the error object,
     * NULL only with GCIS_E_NOMEM or where the engine is away.
     */
    int (*call)(void *state, const struct peer *peer, struct span token,
                const char *operation, json_t *parameters,
                json_t **ret_reply);
    int64_t (*tick)(void *state, int64_t now_s);
};

struct engine_handle {
    const struct engine_vtable *vtable;
    void *state;
};

void attempt_wipe(struct attempt *attempt);

#endif
