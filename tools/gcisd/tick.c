/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine's heart-beat, in a thread of its own.  Its success is what feeds
 * systemd's watchdog: an engine whose beat does not get through is restarted
 * (SECURITY F8).
 */
#include "loop.h"

#include "notify.h"

#include <time.h>

#define TICK_MIN_MS 10
#define TICK_MAX_MS 5000    /* well inside the watchdog of the unit */
#define TICK_FAILED_MS 1000


static void
beat(struct job *job)
{
    struct server *server = (struct server *)
        ((char *) job - offsetof(struct server, tick));
    const struct engine_handle *engine = &server->options.engine;

    server->tick_result = engine->vtable->tick(engine->state,
                                               (int64_t) time(NULL));
}


static void
submit(struct server *server)
{
    if (server->tick_running || server->stopping) {
        return;
    }
    server->tick.run = beat;
    server->tick_running = pool_submit(server->ticker, &server->tick,
                                       loop_now_ms(server));
}


static int
tick_due(sd_event_source *source, uint64_t now_us, void *state)
{
    (void) source;
    (void) now_us;
    submit(state);
    return 0;
}


static int64_t
judge(struct server *server, int64_t result)
{
    bool failed = result < 0;

    if (failed != server->tick_failed) {
        log_line(&server->options.logger,
                 failed ? LOG_LEVEL_ERROR : LOG_LEVEL_NOTICE,
                 failed ? "the projection's beat failed: sessions end when it"
                          " is older than [projection] max_age"
                        : "the projection's beat goes on");
        server->tick_failed = failed;
    }
    if (failed) {
        return TICK_FAILED_MS;
    }
    notify_alive();
    return result < TICK_MIN_MS ? TICK_MIN_MS
           : result > TICK_MAX_MS ? TICK_MAX_MS : result;
}


void
tick_done(struct server *server)
{
    struct job *done = pool_done(server->ticker);
    int64_t next_ms;

    if (done == NULL) {
        return;
    }
    server->tick_running = false;
    next_ms = judge(server, done->refused ? -1 : server->tick_result);
    if (!server->ready) {
        server->ready = true;
        notify_ready();
    }
    (void) sd_event_source_set_time_relative(server->ticking,
                                             (uint64_t) next_ms * 1000);
    (void) sd_event_source_set_enabled(server->ticking, SD_EVENT_ONESHOT);
}


bool
tick_start(struct server *server)
{
    return sd_event_add_time_relative(server->event, &server->ticking,
                                      CLOCK_MONOTONIC, 0, 1000, tick_due,
                                      server) >= 0;
}
