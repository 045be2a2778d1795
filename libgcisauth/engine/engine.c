/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and closing, and the small things that every call asks first: is
 * there a store, is this the process that opened it, what time is it.
 */
#include "base/words.h"
#include "engine/engine.h"

#include "crypto/random.h"
#include "engine/blocklist.h"
#include "engine/checkpoint.h"
#include "engine/folding.h"
#include "engine/keys.h"
#include "engine/sources.h"

#include <stdio.h>

#define ISSUED_KEEP_S (30 * 86400) /* R7 */


static struct password_limits
password_limits(const struct config_password *from)
{
    return (struct password_limits){
        .min_length = (size_t) from->min_length,
        .max_length = (size_t) from->max_length,
        .composition = (unsigned) from->composition,
        .history = (unsigned) from->history,
        .min_age_s = from->min_age_s,
        .max_age_s = from->max_age_s,
    };
}


static void
fill_limits(struct engine *engine)
{
    const struct config *config = engine->config;

    engine->limits = (struct limits){
        .password = {
            password_limits(&config->password[CONFIG_STAFF]),
            password_limits(&config->password[CONFIG_MEMBER]),
        },
        .oneday_end_of_day = config->oneday.end_of_day,
        .oneday_lifetime_s = config->oneday.lifetime_s,
        .oneday_max_uses = (unsigned) config->oneday.max_uses,
        .oneday_per_day = (unsigned) config->oneday.per_day,
        .oneday_applications = config->oneday.applications,
        .failures = (unsigned) config->lockout.failures,
        .failures_period_s = config->lockout.period_s,
        .locked_s = config->lockout.duration_s,
        .lock_certificates = config->lockout.scope_all,
        .dormant_after_s = config->account.dormant_after_s,
        .issued_keep_s = ISSUED_KEEP_S,
        .session_idle_s = config->session.idle_s,
        .session_lifetime_s = config->session.lifetime_s,
        .session_oneday_s = config->session.lifetime_oneday_s,
        .step_up_s = config->session.step_up_s,
        .zone = engine->zone,
    };

    for (size_t i = 0; i < CONFIG_N_PEOPLE; i++) {
        engine->password_max_age_s[i] = config->password[i].max_age_s;
    }
}


/* lmdb:DIR; anything else is the configuration's error. */
static bool
fill_dir(struct engine *engine, char error[STORE_ERROR_MAX])
{
    static const char scheme[] = "lmdb:";
    const char *uri = engine->config->store_uri[0] != '\0'
                      ? engine->config->store_uri
                      : engine->config->engine.store;
    int len;

    if (strncmp(uri, scheme, sizeof(scheme) - 1) != 0) {
        words_print(error, STORE_ERROR_MAX, "%s: the engine runs on "
                    "lmdb:DIR in this version", uri);
        return false;
    }

    len = snprintf(engine->dir, sizeof(engine->dir), "%s",
                   uri + sizeof(scheme) - 1);
    if (engine->dir[0] != '/' || len >= (int) sizeof(engine->dir)) {
        words_print(error, STORE_ERROR_MAX, "%s: lmdb: takes an absolute path",
                    uri);
        return false;
    }

    return true;
}


static bool
prepare(struct engine *engine, char error[STORE_ERROR_MAX])
{
    const struct config *config = engine->config;

    engine->clock = config->clock;
    engine->logger = config->logger;
    engine->jobs.kind = RECORD_ACCOUNT;
    snprintf(engine->node, sizeof(engine->node), "%s", config->engine.node);

    engine->zone = zone_load(config->time_zone);
    if (engine->zone == NULL) {
        words_print(error, STORE_ERROR_MAX, "[time] zone = %s: no such zone on "
                    "this system (package tzdata)", config->time_zone);
        return false;
    }
    fill_limits(engine);

    engine->hash_setting =
        hash_setting(config->password[CONFIG_STAFF].hash);
    if (engine->hash_setting == NULL
        || !hash_make_decoy(engine->hash_setting, engine->decoy))
    {
        words_print(error, STORE_ERROR_MAX, "[password] hash = %s: cannot be "
                    "made here", config->password[CONFIG_STAFF].hash);
        return false;
    }

    engine->blocklist = blocklist_load(
        config->password[CONFIG_STAFF].blocklist, error);
    engine->sources = sources_new(config);
    engine->folding = folding_new();
    engine->tokens = token_cache_new();

    if (engine->blocklist == NULL) {
        return false;
    }
    if (engine->sources == NULL || engine->folding == NULL
        || engine->tokens == NULL)
    {
        words_print(error, STORE_ERROR_MAX, "out of memory");
        return false;
    }

    return fill_dir(engine, error);
}


static void
init_locks(struct engine *engine)
{
    pthread_mutex_init(&engine->opening, NULL);

    for (size_t i = 0; i < ENGINE_LOCKS; i++) {
        pthread_mutex_init(&engine->locks[i].mutex, NULL);
        pthread_cond_init(&engine->locks[i].free, NULL);
    }
}


struct store_options
engine_store_options(const struct engine *engine)
{
    const struct config *config = engine->config;

    return (struct store_options){
        .dir = engine->dir,
        .map_size = config->engine.map_size,
        .projection_map_size = config->projection.map_size,
        .password_max_age_s = { engine->password_max_age_s[0],
                                engine->password_max_age_s[1] },
        .projection_max_age_s = config->projection.max_age_s,
        .clock = engine->clock,
        .logger = engine->logger,
    };
}


/* Reader and keys of a store that is open. */
static int
furnish(struct engine *engine, char error[STORE_ERROR_MAX])
{
    enum store_status status;
    int64_t now_s;
    int code;

    engine->reader = projection_reader_of_store(engine->store);
    if (engine->reader == NULL || !keys_load(engine, error)) {
        return GCIS_E_STORE;
    }

    code = engine_now(engine, &now_s);
    if (code != GCIS_OK) {
        words_print(error, STORE_ERROR_MAX, "the clock is more than %d s "
                    "behind the last record: set it right",
                    ENGINE_CLOCK_SLACK_S);
        return code;
    }

    status = keys_publish(engine, now_s);
    if (status != STORE_OK) {
        words_print(error, STORE_ERROR_MAX, "the node's key cannot be "
                    "recorded");
    }

    return engine_status_of_store(status);
}


static void
shut_store(struct engine *engine)
{
    projection_reader_free(engine->reader);
    store_close(engine->store);
    keys_wipe(engine);
    engine->reader = NULL;
    engine->store = NULL;
}


int
engine_open_store(struct engine *engine, char error[STORE_ERROR_MAX])
{
    struct store_options options = engine_store_options(engine);
    enum store_status status;
    int code;

    status = store_open(&engine->store, &options, error);
    if (status != STORE_OK) {
        return engine_status_of_store(status);
    }

    /* With a store and no keys the engine would look ready. */
    code = furnish(engine, error);
    if (code != GCIS_OK) {
        shut_store(engine);
    }

    return code;
}


static int
open_where_there_is_one(struct engine *engine, char error[STORE_ERROR_MAX])
{
    if (store_is_absent(engine->dir)) {
        return GCIS_OK;
    }

    return engine_open_store(engine, error);
}


struct engine *
engine_open(const struct config *config, char error[STORE_ERROR_MAX],
            int *ret_status)
{
    struct engine *engine = calloc(1, sizeof(*engine));

    *ret_status = GCIS_E_NOMEM;
    error[0] = '\0';
    if (engine == NULL) {
        return NULL;
    }

    init_locks(engine);
    engine->config = config_copy(config);
    if (engine->config != NULL && process_mark_init(&engine->process)
        && random_bytes(&engine->lock_seed, sizeof(engine->lock_seed)))
    {
        *ret_status = GCIS_E_CONFIG;
        if (prepare(engine, error)) {
            *ret_status = open_where_there_is_one(engine, error);
        }
    }

    if (*ret_status == GCIS_OK) {
        return engine;
    }

    engine_close(engine);

    return NULL;
}


void
engine_close(struct engine *engine)
{
    if (engine == NULL) {
        return;
    }

    if (engine->store != NULL && process_is_same(&engine->process)) {
        checkpoint_at_stop(engine);
    }

    shut_store(engine);
    token_cache_free(engine->tokens);
    sources_free(engine->sources);
    folding_free(engine->folding);
    blocklist_free(engine->blocklist);
    zone_free(engine->zone);
    config_free(engine->config);
    for (size_t i = 0; i < ENGINE_LOCKS; i++) {
        pthread_mutex_destroy(&engine->locks[i].mutex);
        pthread_cond_destroy(&engine->locks[i].free);
    }
    pthread_mutex_destroy(&engine->opening);
    process_mark_wipe(&engine->process);
    free(engine);
}


int
engine_ready(struct engine *engine)
{
    bool open;

    if (!process_is_same(&engine->process)) {
        return GCIS_E_STORE;
    }

    pthread_mutex_lock(&engine->opening);
    open = engine->store != NULL;
    pthread_mutex_unlock(&engine->opening);

    return open ? GCIS_OK : GCIS_E_STORE;
}


int
engine_now(struct engine *engine, int64_t *ret_now_s)
{
    int64_t now_s = clock_now_s(&engine->clock);
    struct position head;
    int64_t head_s;

    if (store_position(engine->store, &head, &head_s) != STORE_OK) {
        return GCIS_E_STORE;
    }

    if (now_s < head_s - ENGINE_CLOCK_SLACK_S) {
        log_line(&engine->logger, LOG_LEVEL_ALERT, "the clock is %lld s "
                 "behind the last record: nobody signs in until it is right",
                 (long long) (head_s - now_s));
        return GCIS_E_STORE;
    }

    *ret_now_s = now_s < head_s ? head_s : now_s;

    return GCIS_OK;
}


void
engine_reference(char ret[REFERENCE_SIZE])
{
    if (!random_text("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", REFERENCE_SIZE - 1,
                     ret))
    {
        memset(ret, '0', REFERENCE_SIZE - 1);
    }

    ret[REFERENCE_SIZE - 1] = '\0';
}


int
engine_status_of_store(enum store_status status)
{
    switch (status) {
    case STORE_OK:
        return GCIS_OK;
    case STORE_BUSY:
    case STORE_CONFLICT:
        return GCIS_E_BUSY;
    case STORE_ABSENT:
        return GCIS_E_DENIED;
    case STORE_BROKEN:
    case STORE_AWAY:
    case STORE_FORKED:
    case STORE_TRIMMED:
    case STORE_FULL:
        break;
    }

    return GCIS_E_STORE;
}
