/* SPDX-License-Identifier: BSD-2-Clause */
/* A one-day password on paper: for oneday issue, and for init --manager. */
#ifndef GCISCTL_ONEDAY_H
#define GCISCTL_ONEDAY_H

#include "program.h"

/* Of a reply with oneday_password, expires_s, max_uses. */
void oneday_print(const struct program *program, const char *account,
                  const json_t *reply);

#endif
