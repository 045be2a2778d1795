/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs write down what policy already says: accounts that went dormant or
 * were issued too long ago (R7), grants past their date (R8), sessions that
 * are over.  Nothing depends on their having run.
 */
#ifndef GCIS_ENGINE_JOBS_H
#define GCIS_ENGINE_JOBS_H

#include "engine/engine.h"

#define JOBS_PERIOD_S 3600
#define JOBS_SLICE 20 /* records looked at in one call: a beat waits */

/* Does a slice where one is due; milliseconds until the next. */
int64_t jobs_tick(struct engine *engine, int64_t now_s);

#endif
