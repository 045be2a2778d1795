/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules for passwords that a refusal names, in words. */
#ifndef GCISCTL_RULES_H
#define GCISCTL_RULES_H

#include "program.h"

/* A line for each rule of the refusal; nothing for another refusal. */
void rules_tell(const json_t *error);

#endif
