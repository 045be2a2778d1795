/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What systemd is told, where it started us; elsewhere nothing happens.
 */
#ifndef GCISD_NOTIFY_H
#define GCISD_NOTIFY_H

void notify_ready(void);
void notify_alive(void);
void notify_reloading(void);
void notify_stopping(void);

#endif
