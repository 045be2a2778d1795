/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was written, by key, and where: the source from which the values of a
 * configuration are made, again after each file.  Private to config/.
 */
#ifndef GCIS_CONFIG_TEXTS_H
#define GCIS_CONFIG_TEXTS_H

#include "config/table.h"

struct config_text {
    char *written;   /* NULL: not at all */
    char *where;     /* FILE:LINE of it */
    unsigned file;   /* number of the file, to find what stands twice */
    char *effective; /* what holds; never NULL once applied */
};

/* One key of one [anchor FILE]. */
struct config_anchor {
    struct config_anchor *next;
    char *section;
    size_t key;
    struct config_text text;
};

struct config_texts {
    unsigned n_files; /* read so far */
    struct config_anchor *anchors; /* as first written */
    struct config_text of[];       /* by index in the table */
};

struct config_texts *texts_new(void) MUST_CHECK;
void texts_free(struct config_texts *texts);

/*
 * The place for the text of a key; made where it is an anchor's.  NULL when
 * memory is out.
 */
struct config_text *texts_at(struct config_texts *texts, struct span section,
                             size_t key) MUST_CHECK;
/* NULL where nothing was written. */
const struct config_anchor *texts_anchor(const struct config_texts *texts,
                                         struct span section, size_t key);

/* False when memory is out. */
bool texts_write(struct config_text *text, struct span value,
                 const char *where, unsigned file) MUST_CHECK;
/* Both written alike; what is effective is not copied. */
bool texts_copy(struct config_texts *to, const struct config_texts *from)
    MUST_CHECK;

/* Fills in what is effective for each key; false when memory is out. */
bool texts_complete(struct config_texts *texts) MUST_CHECK;

#endif
