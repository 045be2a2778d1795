/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop: what wakes it, how it begins and how it ends.  What happens to
 * one connection, one request, one beat is in the files of those names.
 */
#include "loop.h"

#include "notify.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define HASH_THREADS_MAX 4


struct server_limits
server_limits_default(void)
{
    long n_processors = sysconf(_SC_NPROCESSORS_ONLN);

    return (struct server_limits){
        .n_connections = 256,
        .n_per_uid = 64,
        .n_strangers = 128,
        .n_queued = 8,
        .first_byte_ms = 5000,
        .message_ms = 5000,
        .drain_ms = 5000,
        .idle_ms = 60000,
        .finish_ms = 5000,
        .n_hash_threads = n_processors < 1 ? 1
                          : n_processors > HASH_THREADS_MAX
                              ? HASH_THREADS_MAX : (size_t) n_processors,
        .n_hash_waiting = 32,
        .n_per_account = 8,
        .wait_ms = 3000,
        .n_quick_threads = 4,
    };
}


int64_t
loop_now_ms(const struct server *server)
{
    uint64_t now_us = 0;

    (void) sd_event_now(server->event, CLOCK_MONOTONIC, &now_us);
    return (int64_t) (now_us / 1000);
}


void
server_settle(struct server *server)
{
    if (server->event == NULL) {
        return;
    }
    accept_again(server);
    if (server->stopping && server->connections == NULL
        && server->n_requests == 0 && !server->tick_running)
    {
        (void) sd_event_exit(server->event, 0);
    }
}


/* No pool keeps a job waiting for longer than it may. */
void
server_watch_expiry(struct server *server)
{
    int64_t now_ms = loop_now_ms(server);
    int64_t quick_ms = pool_expire(server->quick, now_ms);
    int64_t hash_ms = pool_expire(server->hashes, now_ms);
    int64_t next_ms = quick_ms < 0 || (hash_ms >= 0 && hash_ms < quick_ms)
                          ? hash_ms : quick_ms;

    if (next_ms < 0) {
        (void) sd_event_source_set_enabled(server->expiry, SD_EVENT_OFF);
        return;
    }
    (void) sd_event_source_set_time(server->expiry,
                                    (uint64_t) (now_ms + next_ms) * 1000);
    (void) sd_event_source_set_enabled(server->expiry, SD_EVENT_ONESHOT);
}


static int
expiry_due(sd_event_source *source, uint64_t now_us, void *state)
{
    (void) source;
    (void) now_us;
    server_watch_expiry(state);
    return 0;
}


static int
jobs_done(sd_event_source *source, int fd, uint32_t events, void *state)
{
    struct server *server = state;
    uint64_t count;

    (void) source;
    (void) events;
    if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN
        && errno != EINTR)
    {
        return -errno;
    }
    tick_done(server);
    request_done(server, pool_done(server->quick));
    request_done(server, pool_done(server->hashes));
    return 0;
}


static int
pause_over(sd_event_source *source, uint64_t now_us, void *state)
{
    (void) source;
    (void) now_us;
    accept_again(state);
    return 0;
}


static int
finish_over(sd_event_source *source, uint64_t now_us, void *state)
{
    struct server *server = state;

    (void) source;
    (void) now_us;
    server->cut = server->n_requests > 0 || server->tick_running;
    if (server->cut) {
        log_line(&server->options.logger, LOG_LEVEL_WARNING,
                 "%zu calls were in work when the time to finish was over",
                 server->n_requests);
    }
    return sd_event_exit(server->event, 0);
}


static void
stop(struct server *server)
{
    if (server->stopping) {
        return;
    }
    server->stopping = true;
    notify_stopping();
    (void) sd_event_source_set_enabled(server->listening, SD_EVENT_OFF);
    (void) sd_event_source_set_enabled(server->ticking, SD_EVENT_OFF);
    (void) sd_event_source_set_time_relative(
        server->ending, (uint64_t) server->options.limits.finish_ms * 1000);
    (void) sd_event_source_set_enabled(server->ending, SD_EVENT_ONESHOT);
    connection_close_all(server, true);
    server_settle(server);
}


static int
told_to_stop(sd_event_source *source, int fd, uint32_t events, void *state)
{
    (void) fd;
    (void) events;
    (void) sd_event_source_set_enabled(source, SD_EVENT_OFF);
    stop(state);
    return 0;
}


static int
signal_to_end(sd_event_source *source, const struct signalfd_siginfo *info,
              void *state)
{
    (void) source;
    (void) info;
    stop(state);
    return 0;
}


static int
signal_to_reload(sd_event_source *source, const struct signalfd_siginfo *info,
                 void *state)
{
    struct server *server = state;
    struct peers *peers;

    (void) source;
    (void) info;
    notify_reloading();
    peers = server->options.reload(server->options.reload_state);
    if (peers != NULL) {
        peers_release(server->peers);
        server->peers = peers;
    }
    notify_ready();
    return 0;
}


static bool
add_timer(struct server *server, sd_event_source **ret,
          sd_event_time_handler_t handler)
{
    return sd_event_add_time(server->event, ret, CLOCK_MONOTONIC, 0, 10000,
                             handler, server) >= 0
           && sd_event_source_set_enabled(*ret, SD_EVENT_OFF) >= 0;
}


static bool
add_sources(struct server *server)
{
    sd_event *event = server->event;

    if (sd_event_add_io(event, &server->listening, server->options.listen_fd,
                        EPOLLIN, accept_ready, server) < 0
        || sd_event_add_io(event, &server->done, server->done_fd, EPOLLIN,
                           jobs_done, server) < 0
        || sd_event_add_io(event, &server->stopping_fd, server->stop_fd,
                           EPOLLIN, told_to_stop, server) < 0
        || !add_timer(server, &server->paused, pause_over)
        || !add_timer(server, &server->expiry, expiry_due)
        || !add_timer(server, &server->ending, finish_over)
        || !tick_start(server))
    {
        return false;
    }
    if (!server->options.signals) {
        return true;
    }
    return sd_event_add_signal(event, NULL, SIGTERM, signal_to_end, server)
               >= 0
           && sd_event_add_signal(event, NULL, SIGINT, signal_to_end, server)
                  >= 0
           && sd_event_add_signal(event, NULL, SIGHUP, signal_to_reload,
                                  server) >= 0;
}


static bool
open_pools(struct server *server)
{
    const struct server_limits *limits = &server->options.limits;
    struct pool_options options = {
        .n_threads = limits->n_hash_threads,
        .n_waiting = limits->n_hash_waiting,
        .n_per_key = limits->n_per_account,
        .wait_ms = limits->wait_ms,
        .done_fd = server->done_fd,
    };

    server->hashes = pool_open(&options);
    /* each connection has one request in work: these always find a place */
    options.n_threads = limits->n_quick_threads;
    options.n_waiting = limits->n_connections;
    server->quick = pool_open(&options);
    options.n_threads = 1;
    server->ticker = pool_open(&options);
    return server->hashes != NULL && server->quick != NULL
           && server->ticker != NULL;
}


struct server *
server_open(const struct server_options *options)
{
    struct server *server = calloc(1, sizeof(*server));

    if (server == NULL) {
        return NULL;
    }
    server->options = *options;
    server->peers = options->peers;
    server->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    server->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (server->done_fd < 0 || server->stop_fd < 0
        || sd_event_new(&server->event) < 0 || !open_pools(server)
        || !add_sources(server))
    {
        server_close(server);
        return NULL;
    }
    return server;
}


enum server_end
server_run(struct server *server)
{
    int result = sd_event_loop(server->event);

    if (result < 0) {
        log_line(&server->options.logger, LOG_LEVEL_ERROR,
                 "the loop broke: %s", strerrordesc_np(-result));
        return SERVER_BROKE;
    }
    return server->cut ? SERVER_CUT : SERVER_ENDED;
}


void
server_stop(struct server *server)
{
    uint64_t one = 1;

    while (write(server->stop_fd, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
}


static void
close_fd(int fd)
{
    if (fd >= 0) {
        (void) close(fd);
    }
}


void
server_close(struct server *server)
{
    server->stopping = true;
    connection_close_all(server, false);
    request_done(server, pool_close(server->quick));
    request_done(server, pool_close(server->hashes));
    (void) pool_close(server->ticker);
    (void) sd_event_source_disable_unref(server->listening);
    (void) sd_event_source_disable_unref(server->done);
    (void) sd_event_source_disable_unref(server->stopping_fd);
    (void) sd_event_source_disable_unref(server->paused);
    (void) sd_event_source_disable_unref(server->expiry);
    (void) sd_event_source_disable_unref(server->ending);
    (void) sd_event_source_disable_unref(server->ticking);
    (void) sd_event_unref(server->event);
    close_fd(server->done_fd);
    close_fd(server->stop_fd);
    close_fd(server->options.listen_fd);
    peers_release(server->peers);
    free(server);
}
