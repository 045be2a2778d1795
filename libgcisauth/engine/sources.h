/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Limits by source address (R28): failures in a period slow the answers down,
 * then refuse.  The address is a worker's word, so this is advice against
 * guessing; the lockout by account is exact.  In memory, bounded, an IPv6
 * source is its /64.
 */
#ifndef GCIS_ENGINE_SOURCES_H
#define GCIS_ENGINE_SOURCES_H

#include "config/config.h"

#define SOURCES_MAX 8192       /* sources remembered; the oldest makes room */
#define SOURCE_DELAY_MS 1000   /* of a slowed answer */
#define SELF_ATTEMPTS_MAX 3    /* of an unlisted uid in SELF_PERIOD_S */
#define SELF_PERIOD_S 60

enum source_verdict {
    SOURCE_REFUSED,
    SOURCE_SLOWED,
    SOURCE_FREE,
};

struct sources;

struct sources *sources_new(const struct config *config) MUST_CHECK;
void sources_free(struct sources *sources);

/* `address` "" or unreadable: free.  Exempt networks: free. */
enum source_verdict sources_judge(struct sources *sources,
                                  const char *address, int64_t now_s);
void sources_fail(struct sources *sources, const char *address,
                  int64_t now_s);
/* One more attempt of an unlisted uid; false: too many. */
bool sources_self(struct sources *sources, uid_t uid, int64_t now_s)
    MUST_CHECK;

#endif
