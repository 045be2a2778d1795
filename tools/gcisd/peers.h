/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who a uid is to the engine (SECURITY F1): the names of `[peers]`, resolved
 * to uids once.  What a class may ask is the affair of engine and operations.
 */
#ifndef GCISD_PEERS_H
#define GCISD_PEERS_H

#include "config/config.h"
#include "model/call.h"

#define PEERS_MAX 128         /* uids */
#define PEER_SERVICES_MAX 64  /* of one uid */

struct peers; /* immutable once resolved, counted by its users */

/*
 * A name that there is not is logged and gives nobody a right.  `own` is the
 * uid of the engine.  NULL when memory is out.
 */
struct peers *peers_resolve(const struct config_peers *config, uid_t own,
                            const struct logger *logger) MUST_CHECK;
struct peers *peers_hold(struct peers *peers);
void peers_release(struct peers *peers);

/* Borrowed from `peers`; own_name is "". */
struct peer peers_find(const struct peers *peers, uid_t uid);

/* The login name of a uid, or "".  Asks the user database: may wait. */
void peers_own_name(uid_t uid, char ret[ACCOUNT_NAME_MAX + 1]);

#endif
