/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the log gets: one event, one line, fixed order, and what a stranger can
 * type comes last.  Never a secret, never a name that no account has (people
 * type passwords there) unless `audit` asks for it.
 */
#ifndef PAM_GCIS_REPORT_H
#define PAM_GCIS_REPORT_H

#include "request.h"

/*
 * `EVENT; reason=WORD ref=NUMBER rhost="HOST" user="NAME"`.  Under `quiet` no
 * notices.  `named`: the account is known to exist.
 */
void report(const struct request *request, int priority, const char *event,
            const char *reason, const char *reference, bool named);

/*
 * The verdict about a claim, where it is a no: `refused` says in what; what
 * judges nobody (the engine away, busy, closed to this caller) says so itself.
 */
void report_refusal(const struct request *request,
                    const struct gcis_claim *claim, int status,
                    const char *refused);

#endif
