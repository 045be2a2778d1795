/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads files, or one entry, into the texts of a configuration.  Private to
 * config/.
 */
#ifndef GCIS_CONFIG_LOAD_H
#define GCIS_CONFIG_LOAD_H

#include "base/span.h"
#include "config/config.h"

/* Both: false with config->error. */
bool load_files(struct config *config, const char *path, bool may_be_absent)
    MUST_CHECK;
bool load_entry(struct config *config, struct span section, struct span key,
                struct span value) MUST_CHECK;

#endif
