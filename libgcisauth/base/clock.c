/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system's two clocks, for whoever brought none of his own.  Nobody below
 * the top of a call comes here.
 */
#include "base/clock.h"

#include <time.h>


static int64_t
system_ms(clockid_t id)
{
    struct timespec time = { 0 };

    /* cannot fail for these two; the epoch would make all things expired */
    (void) clock_gettime(id, &time);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}


int64_t
clock_wall_ms(const struct clock *clock)
{
    if (clock->read != NULL) {
        return clock->read(clock->userdata, GCIS_CLOCK_WALL);
    }
    return system_ms(CLOCK_REALTIME);
}


int64_t
clock_boot_ms(const struct clock *clock)
{
    if (clock->read != NULL) {
        return clock->read(clock->userdata, GCIS_CLOCK_BOOT);
    }
    return system_ms(CLOCK_BOOTTIME);
}
