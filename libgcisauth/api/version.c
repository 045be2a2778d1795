/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The version of the library, as the build says it.
 */
#include "gcisauth.h"
#include "paths.h"


const char *
gcis_version(void)
{
    return GCIS_VERSION;
}
