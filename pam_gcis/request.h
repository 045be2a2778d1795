/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One call of a service function: its options, who is meant, and the engine.
 * Made at the top of every entry point, wiped at its end; nothing static.
 */
#ifndef PAM_GCIS_REQUEST_H
#define PAM_GCIS_REQUEST_H

#include "options.h"

#include "base/attributes.h"
#include "gcisauth_admin.h"

struct request {
    pam_handle_t *pamh;
    int flags;
    struct options options;
    char *user; /* PAM_USER as it was at the beginning; owned */
    struct gcis_config *config;
    struct gcis *gcis;
};

/*
 * PAM_SUCCESS, or what the service function is to return: bad options and
 * configurations are PAM_SERVICE_ERR, users below minimum_uid PAM_IGNORE.
 */
int request_begin(struct request *request, pam_handle_t *pamh, int flags,
                  int argc, const char **argv) MUST_CHECK;
void request_end(struct request *request);

/* One of PAM's flags, whose highest bits are above an int's. */
static inline bool
request_has_flag(const struct request *request, unsigned flag)
{
    return ((unsigned) request->flags & flag) != 0;
}

/* Items, "" where they are not set; good until the next conversation. */
const char *request_service(const struct request *request);
const char *request_rhost(const struct request *request);

/*
 * Is it `account`, letter by letter, whom PAM_USER names, now as at the
 * beginning?  To the system two spellings are two users.
 */
bool request_is_about(const struct request *request, const char *account);

/* A claim about the user, with service, address, methods and rule. */
int request_claim(const struct request *request,
                  struct gcis_claim **ret_claim) MUST_CHECK;

/* Is the service one that is known to call pam_acct_mgmt()? */
bool request_calls_acct_mgmt(const struct request *request);

#endif
