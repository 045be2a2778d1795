/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a status of the library and its reason word are in PAM's codes: the
 * table of SECURITY P, one function a service function.  Never PAM_IGNORE.
 */
#ifndef PAM_GCIS_STATUS_H
#define PAM_GCIS_STATUS_H

#include <stdbool.h>

/* `defers`: a forced change of password will be asked for by acct_mgmt. */
int status_authenticate(int status, const char *reason, bool defers);
int status_acct_mgmt(int status, const char *reason);
/* Before a change: is it forced?  PAM_SUCCESS for must_change alone. */
int status_due(int status, const char *reason);
/* The old secret, judged before a change. */
int status_old_secret(int status, const char *reason);
/* The change itself. */
int status_change(int status);

#endif
