/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page with a one in it that reads as zero in every child of fork()
 * (MADV_WIPEONFORK, Linux 4.14); without that the pid, at the price of a
 * system call each time.
 */
#include "base/process.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define MARK_SIZE 4096 /* bytes; the kernel rounds up to its page */


bool
process_mark_init(struct process_mark *mark)
{
    unsigned char *page = mmap(NULL, MARK_SIZE, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED) {
        return false;
    }

    mark->pid = getpid();
    mark->page = NULL;
    if (madvise(page, MARK_SIZE, MADV_WIPEONFORK) != 0) {
        (void) munmap(page, MARK_SIZE);
        return true;
    }
    *page = 1;
    mark->page = page;
    return true;
}


void
process_mark_wipe(struct process_mark *mark)
{
    if (mark->page != NULL) {
        (void) munmap((void *) (uintptr_t) mark->page, MARK_SIZE);
        mark->page = NULL;
    }
}


bool
process_mark_by_pid(const struct process_mark *mark)
{
    return mark->pid == getpid();
}
