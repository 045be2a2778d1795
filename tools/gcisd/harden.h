/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the process gives up before it opens anything of value (SECURITY F6),
 * whoever started it: no core, no debugger, no new privileges, no rights of
 * root where there is a user to be instead.
 */
#ifndef GCISD_HARDEN_H
#define GCISD_HARDEN_H

#include "base/log.h"

#define HARDEN_USER "gcis"

/* Before anything else: umask, core, standard descriptors, and those of others
 * from `first_fd` on.  False with errno where the kernel refuses. */
bool harden_early(int first_fd) MUST_CHECK;

/*
 * As root with a user gcis: becomes that user and makes sure that there is no
 * way back.  Without one says so and goes on.  Then no debugger and no new
 * privileges.  False where a step fails: do not go on.
 */
bool harden_finally(const struct logger *logger) MUST_CHECK;

#endif
