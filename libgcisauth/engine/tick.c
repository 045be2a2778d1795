/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The heart-beat of an engine: the projection's pins and beat first, then what
 * may wait.  Called by the loop of the process that owns the store.
 */
#include "base/words.h"
#include "engine/tick.h"

#include "engine/checkpoint.h"
#include "engine/folding.h"
#include "engine/jobs.h"
#include "engine/record.h"


#define TICK_MAX_MS 1000 /* a summary is due each second */


static void
record_folded(struct engine *engine, int64_t now_s)
{
    struct folded folded;
    struct change change;

    if (!folding_due(engine->folding, now_s, &folded)) {
        return;
    }

    if (record_begin(engine, now_s, &change)
        && change_add_event(&change, EVENT_SESSION_FOLDED, RESULT_DENIED,
                            REASON_NONE))
    {
        change.facts.count = folded.count;
        words_print(change.facts.note, sizeof(change.facts.note),
                    "%llu failures from %s", (unsigned long long) folded.count,
                    folded.sources);
        if (record_apply(engine, &change) == STORE_OK) {
            return;
        }
    }

    log_line(&engine->logger, LOG_LEVEL_ERROR, "%llu folded failures could "
             "not be recorded", (unsigned long long) folded.count);
}


int64_t
engine_tick(struct engine *engine, int64_t now_s)
{
    int64_t next_ms, due_ms;
    int status = engine_ready(engine);

    if (status != GCIS_OK) {
        return process_is_same(&engine->process) ? TICK_MAX_MS : status;
    }

    next_ms = store_tick(engine->store);
    if (next_ms < 0 || store_has_failed(engine->store)) {
        /* no watchdog is to be fed by a vault that takes nothing (B13) */
        return GCIS_E_STORE;
    }

    record_folded(engine, now_s);
    (void) checkpoint_tick(engine, now_s);
    due_ms = jobs_tick(engine, now_s);

    if (due_ms < next_ms) {
        next_ms = due_ms;
    }

    return next_ms < TICK_MAX_MS ? next_ms : TICK_MAX_MS;
}
