/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sd_notify(3): the messages.  When each is due is known to server.c and
 * tick.c.  A message that gets lost is no reason to stop.
 */
#include "notify.h"

#include <systemd/sd-daemon.h>


void
notify_ready(void)
{
    (void) sd_notify(0, "READY=1");
}


void
notify_alive(void)
{
    (void) sd_notify(0, "WATCHDOG=1");
}


void
notify_reloading(void)
{
    (void) sd_notify(0, "RELOADING=1");
}


void
notify_stopping(void)
{
    (void) sd_notify(0, "STOPPING=1");
}
