/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From files to texts: each entry is found in the table, checked where it
 * stands, and written down with its place.  What the texts amount to is
 * config.c's.
 */
#include "config/load.h"

#include "config/ini.h"
#include "config/source.h"
#include "config/texts.h"
#include "config/value.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define FOLDER_SUFFIX ".d"

struct reading {
    struct config *config;
    const char *file;
    unsigned number;
};


static bool
refuse(struct ini_error *error, const char *reason)
{
    (void) snprintf(error->reason, sizeof(error->reason), "%s", reason);
    return false;
}


static bool
visit_section(void *state, struct span section, struct ini_error *error)
{
    (void) state;
    if (!config_has_section(section)) {
        return refuse(error, "unknown section");
    }
    if (section.len > sizeof(CONFIG_ANCHOR)
        && memcmp(section.data, CONFIG_ANCHOR " ", sizeof(CONFIG_ANCHOR)) == 0
        && memchr(section.data, '/', section.len) != NULL) {
        return refuse(error, "must name a file of [certificate] anchors, "
                      "without a path");
    }
    return true;
}


static bool
visit_entry(void *state, struct span section, struct span name,
            struct span value, struct ini_error *error)
{
    struct reading *reading = state;
    size_t key = config_key_index(section, name);
    struct config_text *text;
    char where[CONFIG_ERROR_MAX];

    if (key == SIZE_MAX) {
        (void) snprintf(error->reason, sizeof(error->reason),
                        "unknown key of [%.*s]",
                        section.len > 64 ? 64 : (int) section.len,
                        (const char *) section.data);
        return false;
    }
    if (!value_check(config_key_at(key), value, error->reason)) {
        return false;
    }
    text = texts_at(reading->config->texts, section, key);
    if (text == NULL) {
        return refuse(error, "memory is out");
    }
    if (text->written != NULL && text->file == reading->number) {
        return refuse(error, "stands twice in this file");
    }
    (void) snprintf(where, sizeof(where), "%s:%u", reading->file,
                    error->line);
    return texts_write(text, value, where, reading->number)
        || refuse(error, "memory is out");
}


static bool
load_text(struct config *config, const char *file, struct span text)
{
    struct reading reading = { config, file, ++config->texts->n_files };
    struct ini_visitor visitor = { &reading, visit_section, visit_entry };
    struct ini_error error;

    if (ini_parse(text, &visitor, &error)) {
        return true;
    }
    (void) snprintf(config->error, sizeof(config->error),
                    "%.200s:%u: %.100s%s%.180s", file, error.line,
                    error.subject, error.subject[0] == '\0' ? "" : ": ",
                    error.reason);
    return false;
}


static enum source_status
load_file(struct config *config, int folder, const char *name,
          const char *file)
{
    char reason[SOURCE_REASON_MAX] = "";
    char *text CLEAN_FREE = NULL;
    size_t len = 0;
    enum source_status status = source_read(folder, name, &text, &len,
                                            reason);

    if (status == SOURCE_BROKEN) {
        (void) snprintf(config->error, sizeof(config->error), "%.200s: %s",
                        file, reason);
    }
    if (status == SOURCE_READ
        && !load_text(config, file, span_of(text, len))) {
        return SOURCE_BROKEN;
    }
    return status;
}


static bool
load_drop_in(struct config *config, int fd, const char *folder,
             const char *name)
{
    char file[CONFIG_PATH_MAX + 256];

    (void) snprintf(file, sizeof(file), "%s/%s", folder, name);
    switch (load_file(config, fd, name, file)) {
    case SOURCE_READ:
        return true;
    case SOURCE_ABSENT:
        (void) snprintf(config->error, sizeof(config->error),
                        "%.200s: was removed while it was read", file);
        return false;
    case SOURCE_BROKEN:
        break;
    }
    return false;
}


static bool
load_folder(struct config *config, const char *folder)
{
    char reason[SOURCE_REASON_MAX] = "";
    char **names = NULL;
    size_t n = 0;
    int fd = -1;
    bool good = true;

    switch (source_list(folder, &fd, &names, &n, reason)) {
    case SOURCE_ABSENT:
        return true;
    case SOURCE_BROKEN:
        (void) snprintf(config->error, sizeof(config->error), "%.200s: %s",
                        folder, reason);
        return false;
    case SOURCE_READ:
        break;
    }
    for (size_t i = 0; i < n; i++) {
        good = good && load_drop_in(config, fd, folder, names[i]);
        free(names[i]);
    }
    free(names);
    (void) close(fd);
    return good;
}


bool
load_files(struct config *config, const char *path, bool may_be_absent)
{
    char folder[CONFIG_PATH_MAX];
    enum source_status status;

    if (strlen(path) + sizeof(FOLDER_SUFFIX) > sizeof(folder)) {
        (void) snprintf(config->error, sizeof(config->error),
                        "%.200s...: the path is too long", path);
        return false;
    }
    status = load_file(config, AT_FDCWD, path, path);
    if (status == SOURCE_BROKEN) {
        return false;
    }
    if (status == SOURCE_ABSENT && !may_be_absent) {
        (void) snprintf(config->error, sizeof(config->error),
                        "%.200s: is not there", path);
        return false;
    }
    (void) snprintf(folder, sizeof(folder), "%s" FOLDER_SUFFIX, path);
    return load_folder(config, folder);
}


bool
load_entry(struct config *config, struct span section, struct span key,
           struct span value)
{
    struct reading reading = { config, "set", ++config->texts->n_files };
    struct ini_error error = { .line = 1 };

    if (visit_entry(&reading, section, key, value, &error)) {
        return true;
    }
    (void) snprintf(config->error, sizeof(config->error), "%.*s: %s",
                    key.len > 64 ? 64 : (int) key.len,
                    (const char *) key.data, error.reason);
    return false;
}
