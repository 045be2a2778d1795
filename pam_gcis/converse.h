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
 * PAM_AUTHTOK where it is cached, else the answer to "Password: ", which is
 * then cached.  PAM_CONV_ERR, PAM_INCOMPLETE, PAM_BUF_ERR; nothing cached
 * under use_first_pass is PAM_AUTH_ERR.  No answer is an empty one; what is
 * too long for a password comes back as a secret that no account has.
 */
int converse_password(const struct request *request, struct secret *ret)
    MUST_CHECK;
/* The same for a change: PAM_OLDAUTHTOK and "Current password: ". */
int converse_old_password(const struct request *request, struct secret *ret)
    MUST_CHECK;
/* A message that may never be seen; not under quiet or PAM_SILENT. */
void converse_tell(const struct request *request, const char *text);

#endif
