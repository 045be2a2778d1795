/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration file (INTERFACE.md, Configuration keys), strictly: one
 * table of sections and keys with type, bounds and default; what is not in it
 * is an error `file:line: key: reason`.  Values only: what they mean is the
 * affair of the layers that read them.
 */
#ifndef GCIS_CONFIG_CONFIG_H
#define GCIS_CONFIG_CONFIG_H

#include "base/attributes.h"
#include "base/clock.h"
#include "base/log.h"

#include <sys/types.h>

#define CONFIG_FILE_MAX (1024 * 1024) /* bytes of one file */
#define CONFIG_PATH_MAX 4096          /* bytes with the NUL */
#define CONFIG_ERROR_MAX 512          /* bytes with the NUL */
#define CONFIG_LIST_MAX 64            /* words of one list */

/* The kinds of people whose passwords may have rules of their own. */
enum config_people {
    CONFIG_STAFF,  /* civil servants and services: [password] */
    CONFIG_MEMBER, /* [password member], by default as [password] */
    CONFIG_N_PEOPLE,
};

struct config_password {
    bool nist;                 /* profile = nist */
    int64_t min_length;        /* code points */
    int64_t max_length;        /* code points */
    int64_t history;           /* passwords, the present one counted */
    int64_t min_age_s;
    int64_t max_age_s;         /* 0: never expires */
    int64_t composition;       /* kinds of characters of 4 */
    char *hash;                /* prefix and cost as "yescrypt" or "$y$j9T$" */
    char *blocklist;           /* path; "" without one */
};

struct config_words {
    size_t n;
    char **items;
};

struct config_peers {
    struct config_words root; /* USER */
    struct config_words web;  /* USER */
    struct config_words pam;  /* USER[:SERVICE] */
    struct config_words acct_services;
};

/* Read-only after config_load(); strings are never NULL. */
struct config {
    struct {
        char *socket;
        int64_t timeout_ms;
    } client;
    struct {
        char *store; /* lmdb:DIR */
        int64_t map_size;
        char *node;
        int64_t poll_ms;
        int64_t max_lag_s;
    } engine;
    struct {
        char *path;
        int64_t max_age_s;
        int64_t map_size;
    } projection;
    char *time_zone;
    struct config_password password[CONFIG_N_PEOPLE];
    struct {
        bool end_of_day;
        int64_t lifetime_s; /* where not end_of_day */
        int64_t length;
        int64_t max_uses;
        int64_t per_day;
        bool applications;
    } oneday;
    struct {
        int64_t failures;
        int64_t period_s;
        int64_t duration_s;
        bool scope_all;
        int64_t source_slow;
        int64_t source_refuse;
        int64_t source_period_s;
        struct config_words exempt; /* CIDR */
    } lockout;
    struct {
        int64_t dormant_after_s; /* 0: never */
        int64_t closed_keep_s;
        bool reference_required;
    } account;
    bool application_level_certificate;
    struct {
        int64_t idle_s;
        int64_t lifetime_s;
        int64_t renew_after_s;
        int64_t lifetime_oneday_s;
        int64_t step_up_s;
    } session;
    struct {
        char *origin;
        struct config_words hosts;
        char *title;
        char *service_text;
        char *notice;
        struct config_words languages;
    } portal;
    struct config_peers peers;
    struct {
        int64_t keep_s;
        bool syslog;
        char *checkpoints; /* path; "" without one */
    } audit;

    /* How it was asked for; set by the api, not by the file. */
    char *store_uri;       /* "" or what gcis_config_set_store() said */
    char *projection_path; /* "" or what gcis_config_set_projection() said */
    struct clock clock;
    struct logger logger;
    char error[CONFIG_ERROR_MAX];
    struct config_texts *texts; /* as written; config/ alone looks inside */
};

/* Every key at its default; NULL when memory is out. */
struct config *config_new(void) MUST_CHECK;

/*
 * Reads `path` and the *.conf of its .d folder, in order of name.  Files
 * belong to root or to the effective user, are writable by nobody else, no
 * symlinks, at most CONFIG_FILE_MAX.  `may_be_absent`: no file is no error.
 * A key may stand once in a file; a later file wins over an earlier one.  On
 * failure the configuration is as it was before, but for `error`.
 */
bool config_load(struct config *config, const char *path, bool may_be_absent)
    MUST_CHECK;

/*
 * As if `section` and `key` stood in a file, for one whose keys are set by a
 * program: the profiles of init, tests.  On failure as config_load().
 */
bool config_set(struct config *config, const char *section, const char *key,
                const char *value) MUST_CHECK;

/* GCIS_CONFIG where AT_SECURE is not set; else NULL. */
const char *config_path_of_environment(void);

/* A deep copy; NULL when memory is out. */
struct config *config_copy(const struct config *config) MUST_CHECK;
void config_free(struct config *config);

/*
 * The text of a key as it was written, or its default as it would be; NULL
 * for what is no key.  Lives as long as the configuration.
 */
const char *config_get(const struct config *config, const char *section,
                       const char *key);

/*
 * Prints every section and key with its present value into `file`-ready text
 * (malloc'd): what `init --profile government-high` writes.
 */
char *config_print(const struct config *config) MUST_CHECK;

#endif
