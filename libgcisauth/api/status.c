/* SPDX-License-Identifier: BSD-2-Clause */
/* Statuses in words. */
#include "gcisauth.h"


const char *
gcis_strerror(int status)
{
    switch ((enum gcis_status) status) {
    case GCIS_OK:
        return "proven and allowed";
    case GCIS_E_DENIED:
        return "not proven, or may not sign in";
    case GCIS_E_FORBIDDEN:
        return "proven, but not allowed to do this";
    case GCIS_E_INVALID:
        return "an argument or parameter is wrong";
    case GCIS_E_NOMEM:
        return "out of memory";
    case GCIS_E_CONFIG:
        return "the configuration is wrong, or this caller may not ask";
    case GCIS_E_STORE:
        return "the store or the engine is away or damaged";
    case GCIS_E_CRYPTO:
        return "a cryptographic operation failed";
    case GCIS_E_BUSY:
        return "busy: try again later";
    }

    return "unknown status";
}
