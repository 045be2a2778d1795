/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is asked of an engine: the end of an attempt.  Who asks, and what is
 * answered, is the affair of the two engines behind the vtable.
 */
#include "model/call.h"


void
attempt_wipe(struct attempt *attempt)
{
    explicit_bzero(attempt, sizeof(*attempt));
}
