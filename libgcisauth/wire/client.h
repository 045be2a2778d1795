/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine over its socket: the second implementation of the vtable.
 * Blocking, with one deadline a call; connections are kept for the next call.
 * Checks the server's uid before it sends anything (SECURITY F7).
 */
#ifndef GCIS_WIRE_CLIENT_H
#define GCIS_WIRE_CLIENT_H

#include "base/log.h"
#include "model/call.h"

/* Connects nothing yet.  False when memory is out or the path is too long. */
bool wire_client_open(const char *socket_path, int64_t timeout_ms,
                      const struct logger *logger,
                      struct engine_handle *ret_handle) MUST_CHECK;

#endif
