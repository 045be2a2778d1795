/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine in this process, and the readers of the projection that every
 * full library has.  The readers are made at the first token: a program that
 * only asks gcisd opens nothing.
 */
#include "api/readers.h"

#include "operation/operation.h"
#include "policy/rule.h"

#include <pthread.h>
#include <stdio.h>


int
local_open(struct gcis *gcis, char error[CONFIG_ERROR_MAX])
{
    struct engine *engine;
    int status;

    engine = engine_open(gcis->config, error, &status);
    if (engine == NULL) {
        return status;
    }

    gcis->engine = (struct engine_handle){ &operation_vtable, engine };

    return GCIS_OK;
}


static struct readers *
readers_new(struct gcis *gcis)
{
    const struct config *config = gcis->config;
    struct readers *readers = calloc(1, sizeof(*readers));
    struct projection_options options = {
        .path = config->projection_path[0] != '\0' ? config->projection_path
                                                   : config->projection.path,
        .map_size = config->projection.map_size,
        .max_age_ms = config->projection.max_age_s * 1000,
        .clock = config->clock,
        .logger = config->logger,
    };

    if (readers == NULL) {
        return NULL;
    }

    readers->tokens = token_cache_new();
    readers->projection = projection_reader_new(&options);
    if (readers->tokens == NULL || readers->projection == NULL) {
        readers_free(readers);
        return NULL;
    }

    return readers;
}


void
readers_free(struct readers *readers)
{
    if (readers == NULL) {
        return;
    }

    projection_reader_free(readers->projection);
    token_cache_free(readers->tokens);
    free(readers);
}


/* An engine of this process reads through its own store. */
bool
readers_of(struct gcis *gcis, struct readers *ret)
{
    struct readers *made;

    if (gcis->engine.vtable == &operation_vtable) {
        struct engine *engine = gcis->engine.state;

        *ret = (struct readers){ engine->tokens, engine->reader };
        return engine->reader != NULL;
    }

    made = __atomic_load_n(&gcis->readers, __ATOMIC_ACQUIRE);
    if (made == NULL) {
        struct readers *expected = NULL;

        made = readers_new(gcis);
        if (made != NULL
            && !__atomic_compare_exchange_n(&gcis->readers, &expected, made,
                                            false, __ATOMIC_ACQ_REL,
                                            __ATOMIC_ACQUIRE))
        {
            readers_free(made);
            made = expected;
        }
    }

    if (made == NULL) {
        return false;
    }

    *ret = *made;

    return true;
}


void
local_close(struct gcis *gcis)
{
    readers_free(gcis->readers);
    gcis->readers = NULL;
}


void
identity_release_catalogue(struct gcis_identity *identity)
{
    catalogue_release(identity->catalogue);
    identity->catalogue = NULL;
}


bool
identity_catalogue_roles(const struct gcis_identity *identity,
                         const char *application, int64_t now_s,
                         char ret[GCIS_ROLES_SIZE])
{
    if (identity->catalogue == NULL) {
        return false;
    }

    rule_roles(&identity->account, identity->catalogue, application, now_s,
               ret, GCIS_ROLES_SIZE);

    return true;
}


const char *
identity_catalogue_application(const struct gcis_identity *identity,
                               const char *application)
{
    const struct application *found = NULL;

    if (identity->catalogue != NULL) {
        found = catalogue_application_by_code(identity->catalogue,
                                              application);
    }

    return found == NULL ? NULL : found->name;
}
