/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a request to its reply: which thread it needs, the one call of the
 * engine, and what of the answer this peer may know (SECURITY F10).  No
 * socket, no queue.
 */
#ifndef GCISD_DISPATCH_H
#define GCISD_DISPATCH_H

#include "wire/protocol.h"

enum dispatch_lane {
    LANE_HERE,  /* answered from memory, at once */
    LANE_QUICK, /* reads and commits */
    LANE_SLOW,  /* a memory-hard hash */
};

/* Does an operation hash?  One that is unknown does not. */
typedef bool slow_operation(const char *operation);

enum dispatch_lane dispatch_lane(const struct wire_request *request,
                                 slow_operation *is_slow);

/* What stands for the account that a request is about; 0: for none. */
uint64_t dispatch_key(const struct wire_request *request);

/* For LANE_HERE.  NULL when memory is out. */
char *dispatch_here(const struct wire_request *request) MUST_CHECK;

/* Calls the engine; `request` is used up.  NULL when memory is out. */
char *dispatch_engine(const struct engine_handle *engine,
                      const struct peer *peer, struct wire_request *request)
    MUST_CHECK;

/*
 * Takes from an outcome what this peer may not know.  Pure.  After it, every
 * refusal of an attempt that proved nothing looks alike but for its reference.
 */
void outcome_for_peer(enum wire_method method, unsigned classes,
                      struct outcome *outcome);

#endif
