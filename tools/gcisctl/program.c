/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration and engine of one run.  The engine is opened when something
 * is asked of it: a wrong command line or --help touches nothing.
 */
#include "program.h"

#include "owner.h"
#include "paths.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>


/* The library's complaints say more than its status: the last is kept. */
static void
keep_line(void *userdata, int level, const char *line)
{
    struct program *program = userdata;

    if (level <= LOG_WARNING) {
        (void) snprintf(program->log, sizeof(program->log), "%s", line);
    }
}


const char *
program_config_path(const struct program *program)
{
    const char *path = program->config_path;

    if (path == NULL) {
        path = secure_getenv("GCIS_CONFIG");
    }

    return path == NULL ? GCIS_PATH_CONFIG : path;
}


/* Dates that are typed are read in the configured zone: those that are shown
 * stand in it too, unless this terminal has its own. */
static void
set_zone(const struct gcis_config *config)
{
    const char *zone = gcis_config_get(config, "time", "zone");

    if (zone != NULL && setenv("TZ", zone, 0) == 0) {
        tzset();
    }
}


int
program_configure(struct program *program)
{
    int status;

    if (program->config != NULL) {
        return EXIT_DONE;
    }
    if (gcis_config_new(&program->config) != GCIS_OK) {
        return refuse(program, cannot_trouble("memory"), "out of memory");
    }

    gcis_config_set_log(program->config, keep_line, program);
    status = gcis_config_load(program->config, program->config_path);
    if (status == GCIS_OK && program->store != NULL) {
        status = gcis_config_set_store(program->config, program->store);
    }
    if (status != GCIS_OK) {
        const char *why = gcis_config_error(program->config);

        return refuse(program, cannot_trouble("config"), "%s",
                      why[0] == '\0' ? gcis_strerror(status) : why);
    }
    set_zone(program->config);

    return EXIT_DONE;
}


const char *
program_store(const struct program *program, bool lmdb)
{
    if (program->store != NULL) {
        return program->store;
    }

    return gcis_config_get(program->config, lmdb ? "engine" : "client",
                           lmdb ? "store" : "socket");
}


const char *
program_directory(const char *uri)
{
    static const char scheme[] = "lmdb:";

    return strncmp(uri, scheme, sizeof(scheme) - 1) == 0
           ? uri + sizeof(scheme) - 1 : NULL;
}


static int
refuse_open(const struct program *program, int status)
{
    const char *why = gcis_config_error(program->config);

    return refuse(program,
                  cannot_trouble(status == GCIS_E_CONFIG ? "config"
                                                         : "store"),
                  "%s: gcisctl check",
                  why[0] == '\0' ? gcis_strerror(status) : why);
}


int
program_open(struct program *program)
{
    const char *directory;
    int status;

    if (program->gcis != NULL) {
        return EXIT_DONE;
    }

    status = program_configure(program);
    if (status != EXIT_DONE) {
        return status;
    }

    directory = program_directory(program_store(program, false));
    if (directory != NULL) {
        status = owner_become(program, directory);
    }
    if (status != EXIT_DONE) {
        return status;
    }

    status = gcis_open(program->config, &program->gcis);

    return status == GCIS_OK ? EXIT_DONE : refuse_open(program, status);
}


void
program_close(struct program *program)
{
    gcis_close(program->gcis);
    gcis_config_free(program->config);
    program->gcis = NULL;
    program->config = NULL;
}
