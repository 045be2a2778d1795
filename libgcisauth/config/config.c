/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration as a whole: its life, and how it changes, which is by making
 * a copy, changing that, and putting it in its place when all of it is right.
 * So a bad file leaves everything as it was.
 */
#include "config/config.h"

#include "base/utf8.h"
#include "config/cross.h"
#include "config/load.h"
#include "config/texts.h"
#include "config/value.h"

#include <stdio.h>


/* Works out what holds and stores it; false with config->error. */
static bool
settle(struct config *config)
{
    if (!texts_complete(config->texts)) {
        (void) snprintf(config->error, sizeof(config->error),
                        "memory is out");
        return false;
    }
    for (size_t i = 0; i < config_n_keys(); i++) {
        if (!value_store(config, config_key_at(i),
                         config->texts->of[i].effective)) {
            (void) snprintf(config->error, sizeof(config->error),
                            "memory is out");
            return false;
        }
    }
    return cross_check(config);
}


/* Without values yet. */
static struct config *
allocate(const char *store_uri, const char *projection_path)
{
    struct config *config = calloc(1, sizeof(*config));

    if (config == NULL) {
        return NULL;
    }
    config->texts = texts_new();
    config->store_uri = strdup(store_uri);
    config->projection_path = strdup(projection_path);
    if (config->texts == NULL || config->store_uri == NULL
        || config->projection_path == NULL) {
        config_free(config);
        return NULL;
    }
    return config;
}


struct config *
config_new(void)
{
    struct config *config = allocate("", "");

    if (config != NULL && !settle(config)) {
        config_free(config);
        return NULL;
    }
    return config;
}


struct config *
config_copy(const struct config *config)
{
    struct config *copy = allocate(config->store_uri,
                                   config->projection_path);

    if (copy == NULL) {
        return NULL;
    }
    if (!texts_copy(copy->texts, config->texts) || !settle(copy)) {
        config_free(copy);
        return NULL;
    }
    /* the api may have set it past the file */
    copy->client.timeout_ms = config->client.timeout_ms;
    copy->clock = config->clock;
    copy->logger = config->logger;
    memcpy(copy->error, config->error, sizeof(copy->error));
    return copy;
}


void
config_free(struct config *config)
{
    if (config == NULL) {
        return;
    }
    for (size_t i = 0; i < config_n_keys(); i++) {
        value_free(config, config_key_at(i));
    }
    texts_free(config->texts);
    free(config->store_uri);
    free(config->projection_path);
    free(config);
}


/* Puts `next` in the place of *config if it is good, and frees the other. */
static bool
take_over(struct config *config, struct config *next, bool good)
{
    struct config before = *config;

    if (next == NULL) {
        (void) snprintf(config->error, sizeof(config->error),
                        "memory is out");
        return false;
    }
    if (!good || !settle(next)) {
        memcpy(config->error, next->error, sizeof(config->error));
        config_free(next);
        return false;
    }
    *config = *next;
    *next = before;
    config->error[0] = '\0';
    config_free(next);
    return true;
}


bool
config_load(struct config *config, const char *path, bool may_be_absent)
{
    struct config *next = config_copy(config);

    return take_over(config, next, next != NULL
                     && load_files(next, path, may_be_absent));
}


/* Nothing that would read back as something else. */
static bool
is_one_line(const char *value)
{
    size_t len = strlen(value);

    return utf8_is_valid(span_str(value)) && strpbrk(value, "\r\n") == NULL
        && (len == 0 || (strchr(" \t", value[0]) == NULL
                         && strchr(" \t", value[len - 1]) == NULL));
}


bool
config_set(struct config *config, const char *section, const char *key,
           const char *value)
{
    struct config *next;

    if (!is_one_line(value)) {
        (void) snprintf(config->error, sizeof(config->error),
                        "%.64s: must be one line of text", key);
        return false;
    }
    next = config_copy(config);
    return take_over(config, next, next != NULL
                     && load_entry(next, span_str(section), span_str(key),
                                   span_str(value)));
}


const char *
config_path_of_environment(void)
{
    const char *path = secure_getenv("GCIS_CONFIG");

    return path == NULL || path[0] == '\0' ? NULL : path;
}


const char *
config_get(const struct config *config, const char *section, const char *key)
{
    size_t index = config_key_index(span_str(section), span_str(key));
    const struct config_anchor *anchor;

    if (index == SIZE_MAX) {
        return NULL;
    }
    if (strcmp(config_key_at(index)->section, CONFIG_ANCHOR) != 0) {
        return config->texts->of[index].effective;
    }
    anchor = texts_anchor(config->texts, span_str(section), index);
    return anchor == NULL ? config_key_at(index)->preset
                          : anchor->text.written;
}
