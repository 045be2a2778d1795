/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines to sections, keys and values: [section], key = value, comments as
 * lines of their own.  Knows no key.  Private to config/.
 */
#ifndef GCIS_CONFIG_INI_H
#define GCIS_CONFIG_INI_H

#include "base/attributes.h"
#include "base/span.h"

#define INI_SUBJECT_MAX 128 /* bytes with the NUL */
#define INI_REASON_MAX 256  /* bytes with the NUL */

struct ini_error {
    unsigned line;
    char subject[INI_SUBJECT_MAX]; /* the key or section; "" for neither */
    char reason[INI_REASON_MAX];
};

struct ini_visitor {
    void *state;
    /* False with error->reason. */
    bool (*section)(void *state, struct span section,
                    struct ini_error *error);
    bool (*entry)(void *state, struct span section, struct span key,
                  struct span value, struct ini_error *error);
};

/* Every visit has error->line and error->subject set already. */
bool ini_parse(struct span text, const struct ini_visitor *visitor,
               struct ini_error *error) MUST_CHECK;

#endif
