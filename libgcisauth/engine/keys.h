/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of this node (SECURITY E9): files beside the vault, never records,
 * never in a backup.  What is missing is made; the public half goes into the
 * log before its first use.
 */
#ifndef GCIS_ENGINE_KEYS_H
#define GCIS_ENGINE_KEYS_H

#include "engine/engine.h"

/* Reads or makes DIR/node/{session,audit}.pem and oneday.key. */
bool keys_load(struct engine *engine, char error[STORE_ERROR_MAX]) MUST_CHECK;
/* Puts the public half of the session key into the log where it is not. */
enum store_status keys_publish(struct engine *engine, int64_t now_s)
    MUST_CHECK;
void keys_wipe(struct engine *engine);

#endif
