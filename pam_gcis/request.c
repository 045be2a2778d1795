/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From PAM's items and our options to an open library and a claim.  Nothing
 * about a credential is decided here, and no path is built from an item.
 */
#include "request.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <security/pam_ext.h>
#include <security/pam_modutil.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define RULE_SIZE 512 /* bytes */


static const char *
item(const struct request *request, int type)
{
    const void *value = NULL;

    if (pam_get_item(request->pamh, type, &value) != PAM_SUCCESS) {
        return "";
    }

    return value == NULL ? "" : value;
}


static int
get_user(struct request *request)
{
    const char *user = NULL;
    int status = pam_get_user(request->pamh, &user, NULL);

    if (status == PAM_CONV_AGAIN) {
        return PAM_INCOMPLETE;
    }
    if (status != PAM_SUCCESS || user == NULL || user[0] == '\0') {
        return PAM_CONV_ERR;
    }

    request->user = user;

    return PAM_SUCCESS;
}


/* The way to keep root and system accounts out of our hands. */
static bool
is_below_minimum(const struct request *request)
{
    const struct passwd *entry;

    if (request->options.minimum_uid == 0) {
        return false;
    }

    entry = pam_modutil_getpwnam(request->pamh, request->user);

    return entry != NULL && entry->pw_uid < request->options.minimum_uid;
}


static void
log_library(void *userdata, int level, const char *line)
{
    const struct request *request = userdata;

    if (level < LOG_INFO || request->options.debug) {
        pam_syslog(request->pamh, level, "%s", line);
    }
}


static int
open_library(struct request *request)
{
    int status;

    if (gcis_config_new(&request->config) != GCIS_OK) {
        return PAM_BUF_ERR;
    }
    gcis_config_set_log(request->config, log_library, request);

    status = gcis_config_load(request->config, request->options.config);
    if (status == GCIS_OK && request->options.timeout_ms != 0) {
        status = gcis_config_set_timeout(request->config,
                                         request->options.timeout_ms);
    }
    if (status == GCIS_OK) {
        status = gcis_open(request->config, &request->gcis);
    }
    if (status == GCIS_OK) {
        return PAM_SUCCESS;
    }

    pam_syslog(request->pamh, LOG_ALERT, "%s",
               gcis_config_error(request->config));

    return status == GCIS_E_NOMEM ? PAM_BUF_ERR : PAM_SERVICE_ERR;
}


int
request_begin(struct request *request, pam_handle_t *pamh, int flags,
              int argc, const char **argv)
{
    int status;

    memset(request, 0, sizeof(*request));
    request->pamh = pamh;
    request->flags = flags;

    status = options_parse(pamh, argc, argv, &request->options);
    if (status != PAM_SUCCESS) {
        return status;
    }

    request->service = item(request, PAM_SERVICE);
    request->rhost = item(request, PAM_RHOST);

    status = get_user(request);
    if (status == PAM_SUCCESS && is_below_minimum(request)) {
        return PAM_IGNORE;
    }
    if (status == PAM_SUCCESS) {
        status = open_library(request);
    }

    return status;
}


void
request_end(struct request *request)
{
    gcis_close(request->gcis);
    gcis_config_free(request->config);
}


static bool
is_address(const char *text)
{
    unsigned char bytes[sizeof(struct in6_addr)];

    return inet_pton(AF_INET, text, bytes) == 1
           || inet_pton(AF_INET6, text, bytes) == 1;
}


static int
set_rule(const struct request *request, struct gcis_claim *claim)
{
    const struct options *options = &request->options;
    char rule[RULE_SIZE];
    int len;

    if (options->application == NULL && options->role == NULL) {
        return GCIS_OK;
    }

    len = snprintf(rule, sizeof(rule), "application=%s%s%s%s",
                   options->application == NULL ? "pam:"
                                                : options->application,
                   options->application == NULL ? request->service : "",
                   options->role == NULL ? "" : " role=",
                   options->role == NULL ? "" : options->role);
    if (len < 0 || len >= (int) sizeof(rule)) {
        return GCIS_E_INVALID;
    }

    return gcis_claim_set_rule(claim, rule);
}


static int
fill_claim(const struct request *request, struct gcis_claim *claim)
{
    int status = gcis_claim_set_account(claim, request->user);

    if (status == GCIS_OK && request->service[0] != '\0') {
        status = gcis_claim_set_service(claim, request->service);
    }
    if (status == GCIS_OK && is_address(request->rhost)) {
        status = gcis_claim_set_address(claim, request->rhost);
    }
    if (status == GCIS_OK && request->options.methods != NULL) {
        status = gcis_claim_set_methods(claim, request->options.methods);
    }

    return status == GCIS_OK ? set_rule(request, claim) : status;
}


int
request_claim(const struct request *request, struct gcis_claim **ret_claim)
{
    struct gcis_claim *claim;

    if (gcis_claim_new(&claim) != GCIS_OK) {
        return PAM_BUF_ERR;
    }

    if (fill_claim(request, claim) != GCIS_OK) {
        gcis_claim_free(claim);
        pam_syslog(request->pamh, LOG_ALERT, "methods=, application= or "
                   "role=, or the name of the service, is not one");
        return PAM_SERVICE_ERR;
    }

    *ret_claim = claim;

    return PAM_SUCCESS;
}


static bool
has_word(const char *words, const char *word)
{
    size_t len = strlen(word);

    while (words != NULL && words[0] != '\0') {
        size_t this_len;

        words += strspn(words, " ");
        this_len = strcspn(words, " ");
        if (this_len == len && strncmp(words, word, len) == 0) {
            return true;
        }
        words += this_len;
    }

    return false;
}


bool
request_calls_acct_mgmt(const struct request *request)
{
    /* Read in their sources, or known (reference: R48, SECURITY P). */
    static const char *const known =
        "sshd login su su-l sudo sudo-i dovecot postgresql";

    return request->options.defer_pwchange
           || (request->service[0] != '\0'
               && (has_word(known, request->service)
                   || has_word(gcis_config_get(request->config, "peers",
                                               "acct_services"),
                               request->service)));
}


void
request_log(const struct request *request, int priority, const char *event,
            const char *reason, const char *reference, bool show_user)
{
    char rhost[LOG_FIELD_MAX + 3], user[LOG_FIELD_MAX + 3];

    if (request->options.quiet && priority > LOG_WARNING) {
        return;
    }

    pam_syslog(request->pamh, priority, "%s; reason=%s ref=%s rhost=%s "
               "user=%s", event, reason, reference,
               log_quote(rhost, span_str(request->rhost)),
               show_user || request->options.audit
               ? log_quote(user, span_str(request->user)) : "");
}
