/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration's public face: argument checks and one call down. */
#include "api/context.h"

#include "gcisauth.h"
#include "paths.h"

#include <stdio.h>

#define TIMEOUT_MAX_MS 60000


int
gcis_config_new(struct gcis_config **ret_config)
{
    struct gcis_config *config;

    if (ret_config == NULL) {
        return GCIS_E_INVALID;
    }

    config = calloc(1, sizeof(*config));
    if (config == NULL) {
        return GCIS_E_NOMEM;
    }

    config->config = config_new();
    if (config->config == NULL) {
        free(config);
        return GCIS_E_NOMEM;
    }

    *ret_config = config;

    return GCIS_OK;
}


int
gcis_config_load(struct gcis_config *config, const char *path)
{
    bool may_be_absent = false;

    if (config == NULL) {
        return GCIS_E_INVALID;
    }

    if (path == NULL) {
        path = config_path_of_environment();
    }
    if (path == NULL) {
        path = GCIS_PATH_CONFIG;
        may_be_absent = true;
    }

    return config_load(config->config, path, may_be_absent)
           ? GCIS_OK : GCIS_E_CONFIG;
}


static int
replace(char **text, const char *value)
{
    char *copy;

    if (value == NULL || strlen(value) >= CONFIG_PATH_MAX) {
        return GCIS_E_INVALID;
    }

    copy = strdup(value);
    if (copy == NULL) {
        return GCIS_E_NOMEM;
    }

    free(*text);
    *text = copy;

    return GCIS_OK;
}


int
gcis_config_set_store(struct gcis_config *config, const char *uri)
{
    return config == NULL ? GCIS_E_INVALID
                          : replace(&config->config->store_uri, uri);
}


int
gcis_config_set_projection(struct gcis_config *config, const char *path)
{
    return config == NULL ? GCIS_E_INVALID
                          : replace(&config->config->projection_path, path);
}


int
gcis_config_set_timeout(struct gcis_config *config, int64_t timeout_ms)
{
    if (config == NULL || timeout_ms < 1 || timeout_ms > TIMEOUT_MAX_MS) {
        return GCIS_E_INVALID;
    }

    config->config->client.timeout_ms = timeout_ms;

    return GCIS_OK;
}


void
gcis_config_set_clock(struct gcis_config *config, gcis_clock_fn clock,
                      void *userdata)
{
    if (config != NULL) {
        config->config->clock = (struct clock){ clock, userdata };
    }
}


void
gcis_config_set_log(struct gcis_config *config, gcis_log_fn log,
                    void *userdata)
{
    if (config != NULL) {
        config->config->logger = (struct logger){ log, userdata };
    }
}


const char *
gcis_config_error(const struct gcis_config *config)
{
    return config == NULL ? "" : config->config->error;
}


const char *
gcis_config_get(const struct gcis_config *config, const char *section,
                const char *key)
{
    if (config == NULL || section == NULL || key == NULL) {
        return NULL;
    }

    return config_get(config->config, section, key);
}


/* REQUIREMENTS 9: the defaults meet the baseline, but for this one key. */
static int
set_profile(struct config *config, const char *profile)
{
    static const char scheme[] = "lmdb:";
    char path[CONFIG_PATH_MAX];
    int len;

    if (strcmp(profile, "government-high") != 0) {
        return GCIS_E_INVALID;
    }
    if (!config_set(config, "application", "level", "certificate")) {
        return GCIS_E_CONFIG;
    }
    if (strncmp(config->store_uri, scheme, sizeof(scheme) - 1) != 0) {
        return GCIS_OK;
    }

    len = snprintf(path, sizeof(path), "%s/projection",
                   config->store_uri + sizeof(scheme) - 1);

    return len < (int) sizeof(path)
           && config_set(config, "engine", "store", config->store_uri)
           && config_set(config, "projection", "path", path)
           ? GCIS_OK : GCIS_E_CONFIG;
}


int
gcis_config_print(const struct gcis_config *config, const char *profile,
                  char **ret_text)
{
    struct config *copy;
    char *text = NULL;
    int status;

    if (config == NULL || ret_text == NULL) {
        return GCIS_E_INVALID;
    }

    copy = config_copy(config->config);
    status = copy == NULL ? GCIS_E_NOMEM
             : profile == NULL ? GCIS_OK : set_profile(copy, profile);
    if (status == GCIS_OK) {
        text = config_print(copy);
        status = text == NULL ? GCIS_E_NOMEM : GCIS_OK;
    }
    config_free(copy);

    if (status == GCIS_OK) {
        *ret_text = text;
    }

    return status;
}


void
gcis_config_free(struct gcis_config *config)
{
    if (config == NULL) {
        return;
    }

    config_free(config->config);
    free(config);
}
