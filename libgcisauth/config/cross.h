/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What two keys must be to each other.  Looked at when all files are read, for
 * a later one may put right an earlier one.  Private to config/.
 */
#ifndef GCIS_CONFIG_CROSS_H
#define GCIS_CONFIG_CROSS_H

#include "config/config.h"

/* False with config->error. */
bool cross_check(struct config *config) MUST_CHECK;

#endif
