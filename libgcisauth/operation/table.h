/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rows of the one table run.  Private to operation/. */
#ifndef GCIS_OPERATION_TABLE_H
#define GCIS_OPERATION_TABLE_H

#include "operation/operation.h"

int account_add(struct call *call);
int account_close(struct call *call);
int account_list(struct call *call);
int account_resume(struct call *call);
int account_set(struct call *call);
int account_show(struct call *call);
int account_suspend(struct call *call);
int account_unlock(struct call *call);
int agency_add(struct call *call);
int agency_list(struct call *call);
int agency_remove(struct call *call);
int agency_set(struct call *call);
int agency_show(struct call *call);
int application_add(struct call *call);
int application_list(struct call *call);
int application_remove(struct call *call);
int application_set(struct call *call);
int application_show(struct call *call);
int audit_list(struct call *call);
int audit_verify(struct call *call);
int engine_health(struct call *call);
int explain_access(struct call *call);
int grant_add(struct call *call);
int grant_list(struct call *call);
int grant_remove(struct call *call);
int oneday_issue(struct call *call);
int oneday_revoke(struct call *call);
int password_change(struct call *call);
int password_expire(struct call *call);
int password_set(struct call *call);
int role_add(struct call *call);
int role_list(struct call *call);
int role_remove(struct call *call);
int session_home(struct call *call);
int session_list(struct call *call);
int session_revoke_operation(struct call *call);
int store_digest_operation(struct call *call);
int store_init(struct call *call);
int store_status_operation(struct call *call);

#endif
