/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A password that an administrator sets (password.set): the same rules and
 * the same history as in the holder's own change, without an old one.
 */
#ifndef GCIS_ENGINE_NEW_PASSWORD_H
#define GCIS_ENGINE_NEW_PASSWORD_H

#include "engine/engine.h"

/*
 * Judges and hashes; slow.  *ret_broken is a set of enum password_rule; 0:
 * `ret_hash` is to be stored.  False: cannot tell.
 */
bool new_password_judge(struct engine *engine, const struct account_set *set,
                        struct catalogue *catalogue,
                        const struct secret *typed, int64_t now_s,
                        unsigned *ret_broken,
                        char ret_hash[HASH_TEXT_MAX + 1]) MUST_CHECK;

/* The new hash in front, the old one into the history of `history` passwords,
 * the present one counted; the oldest out. */
void new_password_rotate(const struct password_credential *before,
                         const char *hash, unsigned history, int64_t now_s,
                         struct password_credential *ret_after);

#endif
