/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The library of a worker: opened after the fork, when it is first needed, and
 * tried again at most once a second.
 */
#ifndef GCIS_LIBRARY_H
#define GCIS_LIBRARY_H

#include "module.h"

/* A configuration of the library that ends with the nginx configuration. */
ngx_int_t
library_configure(ngx_conf_t *cf, struct main_conf *main);

/* NULL: it could not be opened; the log says why. */
struct gcis *
library_get(struct main_conf *main);

/*
 * Waits, a moment at most, until this process has one thread.  nginx waits for
 * the last task of its threads, not for their end; but libcrypto cleans up
 * after a thread at its end, and must not do so while the process ends.
 */
void
library_wait_for_threads(void);

/* Warns, once a second at most, that something cannot be asked. */
void
library_warn(struct main_conf *main, ngx_log_t *log, const char *what,
             const char *reason);

/* Says at the start what is not there yet (INTERFACE, gcis_store). */
void
library_look(ngx_cycle_t *cycle, struct main_conf *main);

#endif
