/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Talking with the person.  Everything he must know stands in the one prompt
 * without echo: sshd, PostgreSQL and Dovecot drop the rest and repeat one
 * answer.
 */
#ifndef PAM_GCIS_CONVERSE_H
#define PAM_GCIS_CONVERSE_H

#include "request.h"

#include "base/secret.h"

/*
 * PAM_AUTHTOK where it is cached, else the answer to `prompt`, which is then
 * cached.  PAM_CONV_ERR, PAM_INCOMPLETE, PAM_BUF_ERR; nothing cached under
 * use_first_pass is PAM_AUTH_ERR.  An answer that cannot be a password (too
 * long) comes back as one that no account has.
 */
int converse_secret(const struct request *request, const char *prompt,
                    struct secret *ret) MUST_CHECK;
/* Asked for, cached nowhere. */
int converse_ask(const struct request *request, const char *prompt,
                 struct secret *ret) MUST_CHECK;
/* A message that may never be seen; not under quiet or PAM_SILENT. */
void converse_tell(const struct request *request, const char *text);

#endif
