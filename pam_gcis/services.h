/* SPDX-License-Identifier: BSD-2-Clause */
/* The service functions' work, each on an open request. */
#ifndef PAM_GCIS_SERVICES_H
#define PAM_GCIS_SERVICES_H

#include "request.h"

int authenticate(struct request *request) MUST_CHECK;
int account(struct request *request) MUST_CHECK;
int open_session(struct request *request) MUST_CHECK;
int close_session(pam_handle_t *pamh) MUST_CHECK;
int change_password(struct request *request) MUST_CHECK;

/* The user as he stands, whoever proved him; a status of the library. */
int account_vouch(const struct request *request, struct gcis_claim *claim,
                  struct gcis_identity **ret_identity) MUST_CHECK;

#endif
