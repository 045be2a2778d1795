/* SPDX-License-Identifier: BSD-2-Clause */
/* Durations and sizes are read by policy/ as well: they stand in base/. */
#ifndef GCIS_CONFIG_DURATION_H
#define GCIS_CONFIG_DURATION_H

#include "base/duration.h"

#endif
