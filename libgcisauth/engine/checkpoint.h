/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checkpoints (SECURITY G2): each hour and at stop, number, chain value and
 * time of the head, signed with the node's audit key, to the journal and the
 * file of `[audit] checkpoints`.  Kept elsewhere, they show a cut tail.
 */
#ifndef GCIS_ENGINE_CHECKPOINT_H
#define GCIS_ENGINE_CHECKPOINT_H

#include "engine/engine.h"

#define CHECKPOINT_PERIOD_S 3600

/* Makes one where it is due; returns seconds until the next. */
int64_t checkpoint_tick(struct engine *engine, int64_t now_s);
void checkpoint_at_stop(struct engine *engine);

/*
 * Compares the checkpoints of `path` with the log: signature, number, chain.
 * False with words about the first that differs; a file that is absent holds
 * none.
 */
bool checkpoint_verify(struct engine *engine, const char *path,
                       uint64_t *ret_n, char words[STORE_ERROR_MAX])
    MUST_CHECK;

#endif
