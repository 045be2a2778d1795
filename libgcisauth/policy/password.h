/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules for new passwords (R25, B18-B20).  They receive facts: neither a
 * file nor a hash.  All broken rules come back at once.
 */
#ifndef GCIS_POLICY_PASSWORD_H
#define GCIS_POLICY_PASSWORD_H

#include "base/text.h"
#include "model/account.h"
#include "policy/limits.h"

enum password_rule {
    PASSWORD_TOO_SHORT = 1 << 0,
    PASSWORD_TOO_LONG = 1 << 1,
    PASSWORD_TOO_FEW_KINDS = 1 << 2,
    PASSWORD_HAS_NAME = 1 << 3,      /* a part of account or full name */
    PASSWORD_HAS_AGENCY = 1 << 4,    /* the agency's code */
    PASSWORD_ON_BLOCKLIST = 1 << 5,
    PASSWORD_IN_HISTORY = 1 << 6,
    PASSWORD_TOO_YOUNG = 1 << 7,     /* changed less than min_age ago */
    PASSWORD_IS_ONEDAY = 1 << 8,
    PASSWORD_BAD_TEXT = 1 << 9,      /* not text: controls, invalid UTF-8 */
};
#define PASSWORD_N_RULES 10

struct password_facts {
    bool on_blocklist;
    unsigned n_history_match; /* of the last `history` */
    bool is_oneday;           /* equals the one-day password just used */
    bool forced;              /* min_age does not apply */
    int64_t changed_s;        /* of the present one; 0: none */
    const char *agency_code;  /* "" without */
};

/* A set of enum password_rule; 0: good.  `mapped` is OpaqueString'd. */
unsigned password_judge(struct span mapped, const struct account *account,
                        const struct password_facts *facts,
                        const struct limits *limits, int64_t now_s);

/* "too_short", ...: what JSON calls it; rule is one bit. */
const char *password_rule_word(enum password_rule rule);

#endif
