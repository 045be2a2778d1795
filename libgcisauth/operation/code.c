/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reasons to codes and statuses.  What is in no row is the engine's own
 * trouble: G500, nothing of the inside is shown.
 */
#include "operation/code.h"

struct row {
    enum reason reason;
    const char *code;
    int status;
    bool recorded;
};

static const struct row table[] = {
    { REASON_MUST_CHANGE, "G200", GCIS_E_FORBIDDEN, true },
    { REASON_PASSWORD_RULES, "G201", GCIS_E_INVALID, false },
    { REASON_NO_ROLE, "G300", GCIS_E_FORBIDDEN, true },
    { REASON_FORBIDDEN, "G300", GCIS_E_FORBIDDEN, true },
    { REASON_BUILT_IN, "G300", GCIS_E_FORBIDDEN, true },
    { REASON_LEVEL, "G301", GCIS_E_FORBIDDEN, true },
    { REASON_AGE, "G301", GCIS_E_FORBIDDEN, true },
    { REASON_NETWORK, "G303", GCIS_E_FORBIDDEN, true },
    { REASON_SELF, "G404", GCIS_E_FORBIDDEN, true },
    { REASON_LAST_MANAGER, "G405", GCIS_E_FORBIDDEN, true },
    { REASON_NOT_FOUND, "G400", GCIS_E_INVALID, true },
    { REASON_CONFLICT, "G401", GCIS_E_BUSY, false },
    { REASON_EXISTS, "G402", GCIS_E_INVALID, false },
    { REASON_PERSON_EXISTS, "G402", GCIS_E_INVALID, false },
    { REASON_INVALID, "G403", GCIS_E_INVALID, false },
    { REASON_REFERENCE, "G403", GCIS_E_INVALID, false },
    { REASON_CONFIRM, "G403", GCIS_E_INVALID, false },
    { REASON_IN_USE, "G403", GCIS_E_INVALID, false },
    { REASON_STATE, "G403", GCIS_E_INVALID, false },
    { REASON_INACTIVE, "G403", GCIS_E_INVALID, false },
    { REASON_PER_DAY, "G403", GCIS_E_INVALID, false },
    { REASON_LIMIT, "G403", GCIS_E_INVALID, false },
    { REASON_UNKNOWN_OPERATION, "G400", GCIS_E_INVALID, false },
    { REASON_NOT_IN_THIS_VERSION, "G400", GCIS_E_INVALID, false },
    { REASON_NO_SESSION, "G302", GCIS_E_DENIED, false },
    { REASON_MALFORMED, "G302", GCIS_E_DENIED, false },
    { REASON_TOO_LONG, "G302", GCIS_E_DENIED, false },
    { REASON_BAD_SIGNATURE, "G302", GCIS_E_DENIED, false },
    { REASON_UNKNOWN_KEY, "G302", GCIS_E_DENIED, false },
    { REASON_AUDIENCE, "G302", GCIS_E_DENIED, false },
    { REASON_EXPIRED, "G302", GCIS_E_DENIED, false },
    { REASON_NOT_YET, "G302", GCIS_E_DENIED, false },
    { REASON_REVOKED, "G302", GCIS_E_DENIED, false },
    { REASON_SUSPENDED, "G302", GCIS_E_DENIED, false },
    { REASON_DORMANT, "G302", GCIS_E_DENIED, false },
    { REASON_CLOSED, "G302", GCIS_E_DENIED, false },
    { REASON_EXPIRED_ACCOUNT, "G302", GCIS_E_DENIED, false },
    { REASON_NOT_ACTIVATED, "G302", GCIS_E_DENIED, false },
    { REASON_WRONG_SECRET, "G100", GCIS_E_DENIED, false },
    { REASON_UNKNOWN_ACCOUNT, "G100", GCIS_E_DENIED, false },
    { REASON_LOCKED, "G100", GCIS_E_DENIED, false },
    { REASON_BUSY, "G101", GCIS_E_BUSY, false },
    { REASON_SOURCE_LIMIT, "G101", GCIS_E_BUSY, false },
    { REASON_MEMORY, "G500", GCIS_E_NOMEM, false },
};


static const struct row *
find(enum reason reason)
{
    static const struct row away = {
        REASON_NONE, "G500", GCIS_E_STORE, false
    };

    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (table[i].reason == reason) {
            return &table[i];
        }
    }

    return &away;
}


const char *
reason_code(enum reason reason)
{
    return find(reason)->code;
}


int
reason_status(enum reason reason)
{
    return find(reason)->status;
}


bool
reason_is_recorded(enum reason reason)
{
    return find(reason)->recorded;
}
