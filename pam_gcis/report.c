/* SPDX-License-Identifier: BSD-2-Clause */
/* The levels are those of Linux-PAM's guide for module writers. */
#include "report.h"

#include "base/log.h"

#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>


void
report(const struct request *request, int priority, const char *event,
       const char *reason, const char *reference, bool named)
{
    char rhost[LOG_FIELD_MAX + 3], user[LOG_FIELD_MAX + 3] = "";

    if (request->options.quiet && priority > LOG_WARNING) {
        return;
    }
    if (named || request->options.audit) {
        (void) log_quote(user, span_str(request->user));
    }

    pam_syslog(request->pamh, priority, "%s; reason=%s ref=%s rhost=%s "
               "user=%s", event, reason, reference,
               log_quote(rhost, span_str(request_rhost(request))), user);
}


static const char *
trouble(int status, int *ret_priority)
{
    switch ((enum gcis_status) status) {
    case GCIS_E_STORE:
        *ret_priority = LOG_CRIT;
        return "the engine cannot tell";
    case GCIS_E_BUSY:
        *ret_priority = LOG_WARNING;
        return "the engine is busy";
    case GCIS_E_CONFIG:
        *ret_priority = LOG_ALERT;
        return "this caller may not ask the engine: list it in [peers] pam";
    case GCIS_E_INVALID:
        *ret_priority = LOG_ALERT;
        return "the engine cannot read application=, role= or the service";
    case GCIS_E_NOMEM:
        *ret_priority = LOG_CRIT;
        return "memory is out";
    case GCIS_OK:
    case GCIS_E_DENIED:
    case GCIS_E_FORBIDDEN:
    case GCIS_E_CRYPTO:
        break;
    }
    *ret_priority = LOG_CRIT;

    return "the engine failed";
}


void
report_refusal(const struct request *request, const struct gcis_claim *claim,
               int status, const char *refused)
{
    const char *reason = gcis_claim_reason(claim);
    const char *reference = gcis_claim_reference(claim);
    bool unknown = strcmp(reason, "unknown_account") == 0;
    int priority = LOG_NOTICE;

    if (unknown && request->options.ignore_unknown_user) {
        return; /* another module's user, and no failure */
    }
    if (status == GCIS_E_DENIED || status == GCIS_E_FORBIDDEN) {
        report(request, priority, refused, reason, reference, !unknown);
        return;
    }

    refused = trouble(status, &priority);
    report(request, priority, refused, reason, reference, false);
}
