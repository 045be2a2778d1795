/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reason is to the outside (R58): its G-code and its status, in one
 * table.
 */
#ifndef GCIS_OPERATION_CODE_H
#define GCIS_OPERATION_CODE_H

#include "gcisauth.h"
#include "model/word.h"

const char *reason_code(enum reason reason);
/* Never GCIS_OK. */
int reason_status(enum reason reason);
/* Does a refusal for this leave a record?  Not what is only malformed. */
bool reason_is_recorded(enum reason reason);

#endif
