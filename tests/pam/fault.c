/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * To be preloaded: an allocator of which one call fails.  fault_arm(n) makes
 * the n-th from now on fail; it returns how many there were since it was last
 * called, and 0 ends the counting.
 *
 * Not made to fail is the growth of jansson's lexer: it overruns its buffer
 * then (2.14), so that base/json.c looks for room before it parses.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
unsigned long fault_arm(unsigned long n);

static atomic_ulong n_calls, fails_at;


unsigned long
fault_arm(unsigned long n)
{
    unsigned long before = atomic_exchange(&n_calls, 0);

    atomic_store(&fails_at, n);

    return before;
}


static int
is_lexer(size_t size, const void *caller)
{
    Dl_info info;

    return size >= 32 && (size & (size - 1)) == 0
           && dladdr(caller, &info) != 0 && info.dli_fname != NULL
           && strstr(info.dli_fname, "libjansson") != NULL;
}


static int
is_due(size_t size, const void *caller)
{
    unsigned long at = atomic_load(&fails_at);

    if (at == 0 || is_lexer(size, caller)) {
        return 0;
    }
    if (atomic_fetch_add(&n_calls, 1) + 1 != at) {
        return 0;
    }
    errno = ENOMEM;

    return 1;
}


void *
malloc(size_t size)
{
    return is_due(size, __builtin_return_address(0))
           ? NULL : __libc_malloc(size);
}


void *
calloc(size_t n, size_t size)
{
    return is_due(n * size, __builtin_return_address(0))
           ? NULL : __libc_calloc(n, size);
}


void *
realloc(void *old, size_t size)
{
    return is_due(size, __builtin_return_address(0))
           ? NULL : __libc_realloc(old, size);
}
