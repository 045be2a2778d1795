/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one table of operations (SECURITY F1, F2): who may ask each at all.
 * What is in no row is refused, and so is every column that a row leaves out:
 * no class, no role, no level is open by default.  Scope (whose account, which
 * agency) is asked by the operations, of policy/authority.h.
 */
#include "operation/table.h"

/* On its own word alone: root, and for health whoever watches. */
#define ROOT_ONLY { .classes = PEER_ROOT }
#define WATCHERS { .classes = PEER_ROOT | PEER_WEB | PEER_PAM }

/* Marked 須使用憑證: a session of these roles of REG, its card just used. */
#define CARD(names) {                                                         \
        .classes = PEER_ROOT | PEER_WEB, .roles = (names),                    \
        .level = LEVEL_CERTIFICATE, .card_fresh = true,                       \
    }

/* Everybody signed in, about himself, a restricted session too. */
#define OWN {                                                                 \
        .classes = PEER_WEB, .roles = REG_ANY, .level = LEVEL_PASSWORD,       \
        .restricted = true,                                                   \
    }

/* The same, and without a session whoever brings the account's own secret. */
#define OWN_SECRET {                                                          \
        .classes = PEER_ROOT | PEER_WEB | PEER_PAM | PEER_SELF,               \
        .own_word = PEER_PAM | PEER_SELF, .roles = REG_ANY,                   \
        .level = LEVEL_PASSWORD, .restricted = true,                          \
    }

#define SYSTEM REG_SYSTEM
#define MANAGERS (REG_SYSTEM | REG_MANAGER | REG_MEMBER_MANAGER)
#define READERS (MANAGERS | REG_AUDITOR)
#define AUDIT (REG_SYSTEM | REG_AUDITOR)

#define WRITES OPERATION_WRITES
#define SLOW OPERATION_SLOW

static const struct operation table[] = {
    { "store.init", WRITES | OPERATION_NO_STORE, ROOT_ONLY, store_init },
    { "store.status", 0, ROOT_ONLY, store_status_operation },
    { "store.digest", 0, ROOT_ONLY, store_digest_operation },
    { "engine.health", 0, WATCHERS, engine_health },

    { "account.add", WRITES, CARD(MANAGERS), account_add },
    { "account.list", 0, CARD(READERS), account_list },
    { "account.show", 0, CARD(READERS), account_show },
    { "account.set", WRITES, CARD(MANAGERS), account_set },
    { "account.suspend", WRITES, CARD(MANAGERS), account_suspend },
    { "account.resume", WRITES, CARD(MANAGERS), account_resume },
    { "account.unlock", WRITES, CARD(MANAGERS), account_unlock },
    { "account.close", WRITES, CARD(MANAGERS), account_close },

    { "agency.add", WRITES, CARD(SYSTEM), agency_add },
    { "agency.list", 0, CARD(READERS), agency_list },
    { "agency.show", 0, CARD(READERS), agency_show },
    { "agency.set", WRITES, CARD(SYSTEM), agency_set },
    { "agency.remove", WRITES, CARD(SYSTEM), agency_remove },

    { "application.add", WRITES, CARD(SYSTEM), application_add },
    { "application.list", 0, CARD(READERS), application_list },
    { "application.show", 0, CARD(READERS), application_show },
    { "application.set", WRITES, CARD(SYSTEM), application_set },
    { "application.remove", WRITES, CARD(SYSTEM), application_remove },
    { "role.add", WRITES, CARD(SYSTEM), role_add },
    { "role.list", 0, CARD(READERS), role_list },
    { "role.remove", WRITES, CARD(SYSTEM), role_remove },

    { "grant.add", WRITES, CARD(MANAGERS), grant_add },
    { "grant.remove", WRITES, CARD(MANAGERS), grant_remove },
    { "grant.list", 0, CARD(READERS), grant_list },

    { "oneday.issue", WRITES, CARD(MANAGERS), oneday_issue },
    { "oneday.revoke", WRITES, CARD(MANAGERS), oneday_revoke },
    { "password.set", WRITES | SLOW, ROOT_ONLY, password_set },
    { "password.expire", WRITES, CARD(MANAGERS), password_expire },
    { "password.change", SLOW, OWN_SECRET, password_change },

    { "session.list", 0, CARD(READERS), session_list },
    { "session.revoke", WRITES, CARD(MANAGERS), session_revoke_operation },
    { "session.home", 0, OWN, session_home },

    { "audit.list", 0, CARD(AUDIT), audit_list },
    { "audit.verify", 0, CARD(AUDIT), audit_verify },
    { "explain", 0, CARD(READERS), explain_access },
};


const struct operation *
operation_table(size_t *ret_n)
{
    *ret_n = ARRAY_LEN(table);

    return table;
}


const struct operation *
operation_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (strcmp(table[i].name, name) == 0) {
            return &table[i];
        }
    }

    return NULL;
}
