/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From PAM's items and our options to an open library and a claim.  Nothing
 * about a credential is decided here, and no path is built from an item.  The
 * user's name is a copy: a conversation may set PAM_USER under our hands.
 */
#include "request.h"

#include <arpa/inet.h>
#include <security/pam_ext.h>
#include <security/pam_modutil.h>
#include <stdio.h>
#include <stdlib.h>
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


const char *
request_service(const struct request *request)
{
    return item(request, PAM_SERVICE);
}


const char *
request_rhost(const struct request *request)
{
    return item(request, PAM_RHOST);
}


bool
request_is_about(const struct request *request, const char *account)
{
    return strcmp(request->user, account) == 0
           && strcmp(item(request, PAM_USER), account) == 0;
}


static int
get_user(struct request *request)
{
    const char *user = NULL;
    int status = pam_get_user(request->pamh, &user, NULL);

    if (status == PAM_CONV_AGAIN) {
        return PAM_INCOMPLETE;
    }
    if (status == PAM_BUF_ERR) {
        return status;
    }
    if (status != PAM_SUCCESS || user == NULL) {
        return PAM_CONV_ERR;
    }

    request->user = strdup(user);

    return request->user == NULL ? PAM_BUF_ERR : PAM_SUCCESS;
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
    if (status == GCIS_E_NOMEM) {
        return PAM_BUF_ERR;
    }

    pam_syslog(request->pamh, LOG_ALERT, "%s",
               gcis_config_error(request->config));

    return PAM_SERVICE_ERR;
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
    if (status == PAM_SUCCESS) {
        status = get_user(request);
    }
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
    free(request->user);
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
                   options->application == NULL ? request_service(request)
                                                : "",
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

    if (status == GCIS_OK) {
        status = gcis_claim_set_service(claim, request_service(request));
    }
    if (status == GCIS_OK && is_address(request_rhost(request))) {
        status = gcis_claim_set_address(claim, request_rhost(request));
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
        pam_syslog(request->pamh, LOG_ALERT, "methods=, application=, role= "
                   "or the service's name is none");
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

        words += strspn(words, " \t");
        this_len = strcspn(words, " \t");
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
    /* Read in their sources, or known (R48, SECURITY P). */
    static const char *const known =
        "sshd login su su-l sudo sudo-i dovecot postgresql";
    const char *service = request_service(request);

    return request->options.defer_pwchange
           || (service[0] != '\0'
               && (has_word(known, service)
                   || has_word(gcis_config_get(request->config, "peers",
                                               "acct_services"), service)));
}
