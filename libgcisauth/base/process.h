/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is this still the process that made the mark, or a child of fork()?  No
 * object of the library crosses a fork (SECURITY B16), and getpid() is a
 * system call, too dear for what is asked on each request.
 */
#ifndef GCIS_BASE_PROCESS_H
#define GCIS_BASE_PROCESS_H

#include "base/attributes.h"

#include <stdbool.h>
#include <sys/types.h>

/* Embedded; the page is one that the kernel gives to children as zeroes. */
struct process_mark {
    const volatile unsigned char *page; /* NULL: the kernel has no such */
    pid_t pid;
};

bool process_mark_init(struct process_mark *mark) MUST_CHECK;
void process_mark_wipe(struct process_mark *mark);
bool process_mark_by_pid(const struct process_mark *mark) MUST_CHECK;

static inline bool
process_is_same(const struct process_mark *mark)
{
    return mark->page != NULL ? *mark->page == 1 : process_mark_by_pid(mark);
}

#endif
