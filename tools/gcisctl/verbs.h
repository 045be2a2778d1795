/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one table of gcisctl: noun, verb, operation, arguments, options, what is
 * shown.  The parser, --help, the usage lines and the completions all read it,
 * so that none of them can know a verb that another does not.
 */
#ifndef GCISCTL_VERBS_H
#define GCISCTL_VERBS_H

#include <stdbool.h>
#include <stddef.h>

#define VERB_ARGUMENTS_MAX 3
#define VERB_OPTIONS_MAX 16

struct arguments;
struct program;

enum option_kind {
    OPTION_NONE = 0, /* ends a list */
    OPTION_TEXT,
    OPTION_DATE,     /* 2026-12-31, 2026-12-31T23:59:59[Z] */
    OPTION_INTEGER,
    OPTION_CHOICE,   /* one of `choices` */
    OPTION_FLAG,     /* --x */
    OPTION_SWITCH,   /* --x, --no-x */
    OPTION_LATER,    /* known, and not in this version */
};

struct verb_option {
    enum option_kind kind;
    const char *name;    /* without its -- */
    const char *value;   /* what stands for its value in a usage line */
    const char *help;
    bool mandatory;
    const char *unless;  /* "OPTION=VALUE" by which it is not mandatory */
    const char *choices; /* words with spaces between */
    bool own;            /* gcisctl's own, no parameter of the operation */
};

/* What stands without dashes, in order. */
struct verb_argument {
    const char *name;  /* of the parameter; NULL ends a list */
    const char *value; /* in a usage line */
    bool optional;
    bool own;
    const char *choices;
};

struct verb {
    const char *noun;      /* NULL ends a table */
    const char *name;      /* "" where the noun says it all */
    const char *operation; /* NULL: none, or `run` knows */
    const char *help;
    struct verb_argument arguments[VERB_ARGUMENTS_MAX + 1];
    const struct verb_option *options; /* or NULL */
    const char *columns;   /* members of a list's items, or NULL */
    /* What is said of a success, {member} out of the reply or the arguments;
     * NULL: the reply is shown. */
    const char *said;
    /* Does the work instead of "call the operation, show the reply". */
    int (*run)(struct program *program, struct arguments *arguments);
    bool later;   /* not in this version */
    bool changes; /* what its options say: one of them at least is needed */
};

size_t verbs_count(void);
const struct verb *verbs_at(size_t index);

/* NULL where there is none. */
const struct verb *verbs_find(const char *noun, const char *name);
bool verbs_is_noun(const char *noun);
/* The noun is the whole command: `try ACCOUNT`. */
bool verbs_stands_alone(const char *noun);

/* The known word next to `word`, or NULL where none is near. */
const char *verbs_nearest_noun(const char *word);
const char *verbs_nearest_verb(const char *noun, const char *word);
const char *verbs_nearest_option(const struct verb *verb, const char *word);

/* The parts that the table is made of. */
extern const struct verb verbs_registry[];
extern const struct verb verbs_people[];
extern const struct verb verbs_access[];
extern const struct verb verbs_store[];
extern const struct verb verbs_later[];

#endif
