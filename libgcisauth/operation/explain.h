/* SPDX-License-Identifier: BSD-2-Clause */
/* What is asked of explain, between verdict and steps.  Private to explain. */
#ifndef GCIS_OPERATION_EXPLAIN_H
#define GCIS_OPERATION_EXPLAIN_H

#include "operation/noun.h"

struct question {
    struct call *call;
    struct account_set set;
    const struct application *application; /* NULL: none asked */
    const struct role *role;               /* NULL: any */
    enum level level;                      /* of the session; NONE: enough */
    int64_t at_s;
    json_t *steps;
};

/* Which record says yes or no, one step each, into `steps`. */
void explain_steps(struct question *question);

#endif
