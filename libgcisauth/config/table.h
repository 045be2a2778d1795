/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every key of the configuration in one table: section, name, type, bounds,
 * default, and where its value is kept.  A row without a place is a key that
 * is checked and not used by this version.  Private to config/.
 */
#ifndef GCIS_CONFIG_TABLE_H
#define GCIS_CONFIG_TABLE_H

#include "base/span.h"
#include "config/config.h"

enum config_type {
    CONFIG_TEXT,        /* char *; max: bytes */
    CONFIG_PATH,        /* char *, absolute; max: bytes */
    CONFIG_WORDS,       /* struct config_words */
    CONFIG_INTEGER,     /* int64_t */
    CONFIG_SECONDS,     /* int64_t, written as a duration */
    CONFIG_MILLISECONDS,
    CONFIG_SIZE,        /* int64_t, bytes */
    CONFIG_YES_NO,      /* bool */
    CONFIG_EITHER,      /* bool: the second of two choices */
    CONFIG_CHOICE,      /* not kept */
    CONFIG_LIFETIME,    /* int64_t, or end-of-day */
};

#define CONFIG_NOT_KEPT SIZE_MAX

/* NULL, or the reason why the text, or one word of a list, is refused. */
typedef const char *config_check(struct span text);

struct config_key {
    const char *section;
    const char *name;
    enum config_type type;
    const char *preset; /* as it would be written; NULL: see value.c */
    const char *nist;   /* in its place under profile = nist, or NULL */
    const char *min;    /* as written */
    const char *max;
    const char *choices; /* "a, b" */
    config_check *check; /* of a text, or of each word of a list */
    bool may_be_empty;
    size_t offset; /* in struct config, or CONFIG_NOT_KEPT */
};

/* The section of the keys of one anchor: [anchor FILE]. */
#define CONFIG_ANCHOR "anchor"

size_t config_n_keys(void);
const struct config_key *config_key_at(size_t index);
/* SIZE_MAX where there is none. */
size_t config_key_index(struct span section, struct span name);
bool config_has_section(struct span section);

#endif
