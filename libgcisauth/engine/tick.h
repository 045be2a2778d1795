/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is due: pins and beat, a summary of folded failures, a checkpoint, and
 * the jobs that write down what is already true (R7, R8).
 */
#ifndef GCIS_ENGINE_TICK_H
#define GCIS_ENGINE_TICK_H

#include "engine/engine.h"

/* Milliseconds until it wants to be called again; negative: a status. */
int64_t engine_tick(struct engine *engine, int64_t now_s) MUST_CHECK;

#endif
