/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One entry of the table of pages, member by member.  Strict: a member that
 * is not known, missing, or of another type is a fault.
 */
#ifndef GCIS_PORTAL_TABLE_H
#define GCIS_PORTAL_TABLE_H

#include "portal_pages.h"
#include "template_file.h"

struct entry {
    const char *path; /* of the file, for faults */
    const struct template_set *set;
    const struct fault *fault;
    const char *name;
    const json_t *object;
};

#define table_fault(entry, ...) \
    fault_set((entry)->fault, (entry)->path, 0, __VA_ARGS__)

/* The entry has just these members (ended by NULL). */
bool
table_members(const struct entry *entry, const char *const *members);

/* A text, malloc'ed; the same or null; the key of a message. */
bool
table_text(const struct entry *entry, const char *member, char **ret_text);

bool
table_optional(const struct entry *entry, const char *member,
    char **ret_text);

bool
table_message(const struct entry *entry, const char *member,
    char **ret_text);

bool
table_methods(const struct entry *entry, unsigned *ret_methods);

bool
table_session(const struct entry *entry, struct page *page);

#endif
