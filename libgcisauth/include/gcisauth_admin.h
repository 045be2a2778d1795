/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libgcisauth, administration: every operation of gcisctl by its dotted name,
 * and the heart-beat of an embedding program.  Contracts as in gcisauth.h.
 */
#ifndef GCISAUTH_ADMIN_H
#define GCISAUTH_ADMIN_H

#include "gcisauth.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Runs OPERATION ("account.add") with the members of `parameters_json` (an
 * object).  `actor`: an identity whose token travels and is verified by the
 * engine, or NULL: the uid of this process.
 *
 * `ret_reply_json` (malloc'd, for free()) is written whatever the status is,
 * unless memory is out: the reply, or
 * {"error":"G402","reason":"exists","field":"name","message":"...",
 *  "reference":"..."}.
 */
GCIS_API int gcis_call(struct gcis *gcis, const struct gcis_identity *actor,
                       const char *operation, const char *parameters_json,
                       char **ret_reply_json) GCIS_MUST_CHECK;

/*
 * Renews pins, writes the beat, runs due jobs.  Returns the milliseconds after
 * which it wants to be called again, or a negative status.  For lmdb: in the
 * process that owns the store; does nothing for unix:.
 */
GCIS_API int64_t gcis_tick(struct gcis *gcis, int64_t now_s) GCIS_MUST_CHECK;

#ifdef __cplusplus
}
#endif

#endif
