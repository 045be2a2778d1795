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
    const char *user;    /* PAM_USER; borrowed */
    const char *service; /* "" where it is not set */
    const char *rhost;
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

/* A claim about request->user, with service, address, methods and rule. */
int request_claim(const struct request *request,
                  struct gcis_claim **ret_claim) MUST_CHECK;

/* Is the service one that is known to call pam_acct_mgmt()? */
bool request_calls_acct_mgmt(const struct request *request);

/* "ref=... user=\"...\"" parts of log lines: the user only where the line may
 * show him; always the last field. */
void request_log(const struct request *request, int priority,
                 const char *event, const char *reason, const char *reference,
                 bool show_user);

#endif
