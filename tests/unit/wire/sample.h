/* SPDX-License-Identifier: BSD-2-Clause */
/* An outcome with every field that goes over the wire. */
#ifndef TEST_WIRE_SAMPLE_H
#define TEST_WIRE_SAMPLE_H

#include "wire/protocol.h"

struct outcome sample_outcome(void);

#endif
