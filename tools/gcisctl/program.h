/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run of gcisctl: the global options, the engine once it is needed, and
 * the one way in which anything is said.  Nothing secret goes through here.
 */
#ifndef GCISCTL_PROGRAM_H
#define GCISCTL_PROGRAM_H

#include "gcisauth_admin.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

struct verb;

enum exit_status {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1, /* denied, not found, exists, policy */
    EXIT_USAGE = 2,
    EXIT_CANNOT = 3,  /* store, daemon, configuration: nobody was judged */
};

#define LOG_LINE_MAX 512 /* bytes with the NUL */

struct program {
    const char *store;       /* --store, or NULL */
    const char *config_path; /* --config, or NULL */
    bool json;
    bool quiet;
    const struct verb *verb;

    struct gcis_config *config; /* once it is loaded */
    struct gcis *gcis;          /* once it is open */
    char log[LOG_LINE_MAX];     /* the library's last complaint */
    int answered;               /* enum gcis_status of what was asked last */
};

/* What went wrong, for a person and for `--json`. */
struct trouble {
    enum exit_status status;
    const char *code;   /* G403 */
    const char *reason; /* a word of the closed list */
    const char *field;  /* or NULL */
};

/* The file that is, or would be, read. */
const char *program_config_path(const struct program *program);
/* Loads the configuration; EXIT_DONE or said. */
int program_configure(struct program *program);
/* Configures and opens the engine, as its store's owner where we are root. */
int program_open(struct program *program);
void program_close(struct program *program);
/* --store, or what the configuration says; `lmdb` asks for the engine's. */
const char *program_store(const struct program *program, bool lmdb);
/* DIR of an lmdb: URI; NULL for another. */
const char *program_directory(const char *uri);

/*
 * Runs an operation.  EXIT_DONE with the reply, which the caller wipes; else
 * the refusal is said already.  `parameters` may be NULL and stays the
 * caller's, wiped.
 */
int program_call(struct program *program, const char *operation,
                 json_t *parameters, json_t **ret_reply);
/* The same without a word: NULL where it was refused. */
json_t *program_ask(struct program *program, const char *operation,
                    json_t *parameters);

/* On standard output; nothing under --quiet or --json.  One line. */
__attribute__((format(printf, 2, 3)))
void say(const struct program *program, const char *format, ...);
/* On standard error, whatever was asked for: `gcisctl: ...`. */
__attribute__((format(printf, 1, 2)))
void warn(const char *format, ...);
/* `gcisctl: ...` on standard error, or the error object on standard output;
 * returns the exit status. */
__attribute__((format(printf, 3, 4)))
int refuse(const struct program *program, struct trouble trouble,
           const char *format, ...);
/* What a file or a number is wrong with: EXIT_USAGE, G403, invalid. */
struct trouble usage_trouble(const char *field);
struct trouble cannot_trouble(const char *reason);

/* Text with control characters made visible. */
void print_plain(FILE *out, const char *text);

/* The document and a newline. */
void print_json(const json_t *document);

/* Wipes every text below `value`, then drops the reference; NULL is fine. */
void wipe_json(json_t *value);

/* The text of a member, or "". */
const char *member(const json_t *object, const char *name);

/* 1 where the terminal's language is Chinese. */
bool speaks_chinese(void);

#endif
