/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock as a callback, so that tests and embedding programs bring their
 * own.  Only the top of a call reads it; below, time is a parameter: seconds
 * since the epoch, UTC, as int64_t `now_s`.
 */
#ifndef GCIS_BASE_CLOCK_H
#define GCIS_BASE_CLOCK_H

#include "gcisauth.h"

#include <stdint.h>

struct clock {
    gcis_clock_fn read; /* NULL: the system's */
    void *userdata;
};

int64_t clock_wall_ms(const struct clock *clock);
int64_t clock_boot_ms(const struct clock *clock);

static inline int64_t
clock_now_s(const struct clock *clock)
{
    return clock_wall_ms(clock) / 1000;
}

#endif
