/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gcisd: from a command line to a running server, in the order in which rights
 * are given up.  Everything that is wrong with the installation is said here,
 * with its mend, and ends in exit status 3.
 */
#include "harden.h"
#include "listen.h"
#include "logging.h"
#include "operation/operation.h"
#include "options.h"
#include "paths.h"
#include "server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    EXIT_USAGE = 2,
    EXIT_CANNOT = 3,
};

struct daemon {
    struct options options;
    struct logging logging;
    struct logger logger;
    struct config *config;
    struct listener listener;
    struct engine_handle engine;
};


static bool
is_slow(const char *name)
{
    const struct operation *operation = operation_find(name);

    return operation != NULL && (operation->flags & OPERATION_SLOW);
}


/* Threads inherit the mask; a peer that hangs up is an errno to us. */
static void
quiet_signals(void)
{
    sigset_t set;

    (void) sigemptyset(&set);
    (void) sigaddset(&set, SIGTERM);
    (void) sigaddset(&set, SIGINT);
    (void) sigaddset(&set, SIGHUP);
    (void) sigprocmask(SIG_BLOCK, &set, NULL);
    (void) signal(SIGPIPE, SIG_IGN);
}


/* A new object with the file read into it; NULL with words in the log. */
static struct config *
read_config(struct daemon *daemon)
{
    const char *path = daemon->options.config != NULL
                           ? daemon->options.config
                           : config_path_of_environment();
    struct config *config = config_new();

    if (config == NULL) {
        return NULL;
    }
    if (!config_load(config, path == NULL ? GCIS_PATH_CONFIG : path,
                     path == NULL))
    {
        logging_complain(&daemon->logging, "%s", config->error);
        config_free(config);
        return NULL;
    }
    config->logger = daemon->logger;
    return config;
}


static struct peers *
reload(void *state)
{
    struct daemon *daemon = state;
    struct config *config = read_config(daemon);
    struct peers *peers = NULL;

    if (config != NULL) {
        peers = peers_resolve(&config->peers, geteuid(), &daemon->logger);
    }
    config_free(config);
    if (peers == NULL) {
        log_line(&daemon->logger, LOG_LEVEL_ERROR,
                 "the configuration stays as it was");
        return NULL;
    }
    log_line(&daemon->logger, LOG_LEVEL_NOTICE,
             "configuration read again: [peers] holds from now on, other"
             " keys from the next start");
    return peers;
}


static bool
is_same_folder(const char *a, const char *b)
{
    struct stat of_a;
    struct stat of_b;

    return strcmp(a, b) == 0
           || (stat(a, &of_a) == 0 && stat(b, &of_b) == 0
               && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino);
}


/* Readers look where [projection] path says, the engine writes in DIR. */
static bool
check_projection(const struct daemon *daemon)
{
    const struct config *config = daemon->config;
    const char *store = config->engine.store;
    char written[CONFIG_PATH_MAX + sizeof("/projection")];

    if (strncmp(store, "lmdb:", 5) != 0) {
        return true;
    }
    (void) snprintf(written, sizeof(written), "%s/projection", store + 5);
    if (is_same_folder(written, config->projection.path)) {
        return true;
    }
    logging_complain(&daemon->logging,
                     "[projection] path: %s: the engine writes %s, so readers"
                     " would wait for ever: set path = %s",
                     config->projection.path, written, written);
    return false;
}


static bool
prepare(struct daemon *daemon)
{
    char error[LISTEN_ERROR_MAX] = "";
    int n_inherited = listen_inherited();

    if (!harden_early(3 + n_inherited)) {
        logging_complain(&daemon->logging, "cannot forbid cores: %s",
                         strerrordesc_np(errno));
        return false;
    }
    quiet_signals();
    /* a user database that asks us must not be asked by us */
    (void) setenv("SYSTEMD_BYPASS_USERDB", "tw.gov.gcis.Auth", 1);
    daemon->config = read_config(daemon);
    if (daemon->config == NULL || !check_projection(daemon)) {
        return false;
    }
    if (!listen_open(&daemon->listener, n_inherited,
                     daemon->options.socket != NULL
                         ? daemon->options.socket
                         : daemon->config->client.socket, error))
    {
        logging_complain(&daemon->logging, "%s", error);
        return false;
    }
    return harden_finally(&daemon->logger);
}


static bool
open_engine(struct daemon *daemon)
{
    char error[STORE_ERROR_MAX] = "";
    int status = GCIS_E_STORE;
    struct engine *engine = engine_open(daemon->config, error, &status);

    if (engine == NULL) {
        logging_complain(&daemon->logging, "%s",
                         error[0] == '\0' ? "out of memory" : error);
        return false;
    }
    daemon->engine = (struct engine_handle){ &operation_vtable, engine };
    return true;
}


static struct server *
open_server(struct daemon *daemon)
{
    struct server_options options = {
        .limits = server_limits_default(),
        .engine = daemon->engine,
        .is_slow = is_slow,
        .logger = daemon->logger,
        .listen_fd = daemon->listener.fd,
        .peers = peers_resolve(&daemon->config->peers, geteuid(),
                               &daemon->logger),
        .reload = reload,
        .reload_state = daemon,
        .signals = true,
    };
    struct server *server = options.peers == NULL ? NULL
                                                  : server_open(&options);

    if (server == NULL) {
        logging_complain(&daemon->logging, "no memory, threads or descriptors"
                         " left to serve with");
    }
    return server;
}


static int
serve(struct daemon *daemon)
{
    struct server *server;
    enum server_end end;

    if (!open_engine(daemon)) {
        return EXIT_CANNOT;
    }
    server = open_server(daemon);
    if (server == NULL) {
        daemon->engine.vtable->close(daemon->engine.state);
        return EXIT_CANNOT;
    }
    log_line(&daemon->logger, LOG_LEVEL_NOTICE,
             "gcisd " GCIS_VERSION " serves store=%s socket=%s",
             daemon->config->engine.store,
             daemon->listener.path == NULL ? "of systemd"
                                           : daemon->listener.path);
    end = server_run(server);
    if (end != SERVER_ENDED) {
        /* threads are at work on what would be freed; the store is as safe
         * as after a kill */
        listen_remove(&daemon->listener);
        _exit(end == SERVER_CUT ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    server_close(server);
    daemon->engine.vtable->close(daemon->engine.state);
    return EXIT_SUCCESS;
}


int
main(int argc, char **argv)
{
    struct daemon daemon = { .listener = { .fd = -1, .lock_fd = -1 } };
    int status;

    if (!options_parse(argc, argv, &daemon.options)) {
        return EXIT_USAGE;
    }
    if (daemon.options.help) {
        options_help();
        return EXIT_SUCCESS;
    }
    daemon.logging.foreground = daemon.options.foreground;
    daemon.logging.least = daemon.options.verbose ? LOG_LEVEL_DEBUG
                                                  : LOG_LEVEL_INFO;
    daemon.logger = logging_open(&daemon.logging);
    status = prepare(&daemon) ? serve(&daemon) : EXIT_CANNOT;
    listen_remove(&daemon.listener);
    config_free(daemon.config);
    return status;
}
