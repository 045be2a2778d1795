/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who may do what to whom (R5-R12, R31-R39, SECURITY F1, F2): a pure rule over
 * the peer's classes, the actor's roles of REG with their scope, his level and
 * when he signed.  The zero refuses.
 */
#ifndef GCIS_POLICY_AUTHORITY_H
#define GCIS_POLICY_AUTHORITY_H

#include "model/call.h"
#include "model/catalogue.h"

#define REG_CODE "REG" /* the application whose roles are those below */

enum reg_role {
    REG_SYSTEM = 1 << 0,
    REG_MANAGER = 1 << 1,
    REG_MEMBER_MANAGER = 1 << 2,
    REG_AUDITOR = 1 << 3,
    REG_ANY = 1 << 4, /* everyone signed in, of his own account */
};

/* What an operation needs of a signed-in actor. */
struct authority {
    unsigned classes; /* enum peer_class that may ask at all */
    /* Of those, who may ask without a token though the row names roles: a
     * secret of the account comes along. */
    unsigned own_word;
    unsigned roles;   /* enum reg_role, any of; 0: nobody by token */
    enum level level;
    bool card_fresh;  /* 須使用憑證: signed less than step_up ago */
    bool restricted;  /* open to restricted sessions too */
};

struct actor {
    bool by_token;       /* else on the word of its uid's class */
    unsigned classes;    /* of the peer */
    bool has_account;
    struct id account;
    unsigned roles;      /* enum reg_role that stand now */
    uint16_t agency;     /* the scope of REG_MANAGER: this and below */
    enum level level;
    bool restricted;
    int64_t signed_s;    /* last signature of the card; 0: none */
};

/* The bit of system, manager, member-manager or auditor; 0 for another. */
unsigned authority_role_of_code(const char *code);
/* The roles of REG that the account has at that moment. */
unsigned authority_roles(const struct account_view *account,
                         const struct catalogue *catalogue, int64_t now_s);

/*
 * May this actor run this operation at all?  REASON_NONE, FORBIDDEN, LEVEL,
 * AGE, MUST_CHANGE.  With a token: the peer is of class web, and the row names
 * roles.  Without: the peer is of class root, or the row names no roles and
 * one of the peer's classes.
 */
enum reason authority_operation(const struct actor *actor,
                                const struct authority *authority,
                                int64_t step_up_s, int64_t now_s);

/* May he act on this account?  NOT_FOUND outside his scope; SELF on himself
 * (R11), unless `own` says that it is for oneself. */
enum reason authority_account(const struct actor *actor,
                              const struct account *account, bool own,
                              const struct catalogue *catalogue);
/* May he see or act in this agency? */
enum reason authority_agency(const struct actor *actor, uint16_t agency,
                             const struct catalogue *catalogue);
/* May he give or take this role to or from this account (R11, R38, R39)? */
enum reason authority_grant(const struct actor *actor,
                            const struct account *account,
                            const struct application *application,
                            const struct role *role,
                            const struct catalogue *catalogue);
/*
 * May the account hold this role beside those that it has, whoever gives it?
 * INACTIVE; FORBIDDEN to members in REG and where civil servants only may, to
 * anybody but civil servants in REG, and to an auditor any other role of REG.
 */
enum reason authority_may_hold(const struct account *account,
                               const struct grants *grants,
                               const struct application *application,
                               const struct role *role,
                               const struct catalogue *catalogue);

#endif
