/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The spellings of values that are neither numbers nor choices.  Each gives
 * NULL, or the reason in words.  Syntax alone: whether a user, a zone or a
 * file is there is found out by who uses it.  Private to config/.
 */
#ifndef GCIS_CONFIG_CHECK_H
#define GCIS_CONFIG_CHECK_H

#include "base/span.h"

const char *check_store(struct span text);
const char *check_node(struct span text);
const char *check_zone(struct span text);
const char *check_hash(struct span text);
const char *check_origin(struct span text);
const char *check_component(struct span text);
const char *check_host(struct span text);
const char *check_language(struct span text);
const char *check_user(struct span text);
const char *check_service(struct span text);
const char *check_pam_peer(struct span text);
const char *check_network(struct span text);
const char *check_oid(struct span text);
const char *check_url(struct span text);

#endif
