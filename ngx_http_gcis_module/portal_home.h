/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the engine's reply to the data of a page.
 */
#ifndef GCIS_PORTAL_HOME_H
#define GCIS_PORTAL_HOME_H

#include "module.h"
#include "portal_pages.h"

/* Adds what the reply (JSON, may be NULL) says; false: no memory, no object. */
bool
home_fill(json_t *data, const char *reply);

#endif
