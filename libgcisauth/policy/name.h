/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What may be a name, code, tail, address or number (R2, R3, FORMATS).  Each
 * says in words what is wrong.  Pure.
 */
#ifndef GCIS_POLICY_NAME_H
#define GCIS_POLICY_NAME_H

#include "base/attributes.h"
#include "model/account.h"

/* NULL where it is good; else what is wrong and how to mend it. */
const char *name_check_account(const char *typed,
                               char ret_mapped[ACCOUNT_NAME_MAX + 1])
    MUST_CHECK;
const char *name_check_full_name(const char *text) MUST_CHECK;
/* 1-32 of [A-Za-z0-9._:-], beginning with a letter or digit. */
const char *name_check_code(const char *text) MUST_CHECK;
/* These three may be empty, for none. */
const char *name_check_id_tail(const char *text) MUST_CHECK;
const char *name_check_email(const char *text) MUST_CHECK;
const char *name_check_phone(const char *text) MUST_CHECK;
/* One line of plain text up to max bytes; may be empty. */
const char *name_check_line(const char *text, size_t max) MUST_CHECK;
/* https://..., http://localhost..., or a path of this host; "" is good. */
const char *name_check_url(const char *text) MUST_CHECK;

#endif
