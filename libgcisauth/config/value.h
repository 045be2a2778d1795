/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One value by the type of its key: is the text right, and where does what it
 * says go.  Private to config/.
 */
#ifndef GCIS_CONFIG_VALUE_H
#define GCIS_CONFIG_VALUE_H

#include "config/table.h"

#define CONFIG_REASON_MAX 256 /* bytes with the NUL */

/* False with the reason. */
bool value_check(const struct config_key *key, struct span text,
                 char reason[CONFIG_REASON_MAX]) MUST_CHECK;

/* For a text that was checked; false when memory is out. */
bool value_store(struct config *config, const struct config_key *key,
                 const char *text) MUST_CHECK;

/* Frees what the key keeps in `config`. */
void value_free(struct config *config, const struct config_key *key);

#endif
