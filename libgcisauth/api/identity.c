/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an identity says.  It is made out of an engine's yes, here, or out of a
 * verified token, in token.c; nothing else makes one.
 */
#include "api/context.h"

#include "gcisauth.h"

#include <stdio.h>


struct gcis_identity *
identity_new(const struct gcis *gcis)
{
    struct gcis_identity *identity = malloc(sizeof(*identity));

    if (identity == NULL) {
        return NULL;
    }

    identity->evidence = (struct evidence){ .restricted = true };
    identity->catalogue = NULL;
    identity->renew_after_s = gcis->config->session.renew_after_s;
    identity->vouched = false;
    identity->restricted = true;
    identity->agency[0] = '\0';
    identity->session[0] = '\0';
    identity->words = NULL;
    identity->token[0] = '\0';

    return identity;
}


static bool
keep_words(struct gcis_identity *identity, const struct outcome *outcome)
{
    identity->words = malloc(sizeof(*identity->words));
    if (identity->words == NULL) {
        return false;
    }

    memcpy(identity->words->application, outcome->application,
           sizeof(identity->words->application));
    memcpy(identity->words->roles, outcome->roles,
           sizeof(identity->words->roles));

    return true;
}


static int
fill(struct gcis *gcis, struct gcis_identity *identity,
     const struct outcome *outcome)
{
    static const struct id none;

    identity->account = outcome->account;
    identity->evidence = outcome->evidence;
    identity->restricted = outcome->evidence.restricted
                           || outcome->must_change;
    memcpy(identity->agency, outcome->agency, sizeof(identity->agency));
    memcpy(identity->token, outcome->token, sizeof(identity->token));
    if (!id_equal(&identity->evidence.session, &none)) {
        id_print(&identity->evidence.session, identity->session);
    }

    if (!keep_words(identity, outcome)) {
        return GCIS_E_NOMEM;
    }

    return identity->token[0] == '\0' ? GCIS_OK
                                      : identity_complete(gcis, identity);
}


int
identity_of_outcome(struct gcis *gcis, const struct outcome *outcome,
                    struct gcis_identity **ret_identity)
{
    struct gcis_identity *identity;
    int status;

    if (outcome->status != GCIS_OK) {
        return outcome->status;
    }

    identity = identity_new(gcis);
    if (identity == NULL) {
        return GCIS_E_NOMEM;
    }

    status = fill(gcis, identity, outcome);
    if (status != GCIS_OK) {
        gcis_identity_free(identity);
        return status;
    }

    *ret_identity = identity;

    return GCIS_OK;
}


const char *
gcis_identity_account(const struct gcis_identity *identity)
{
    return identity == NULL ? "" : identity->account.name;
}


const char *
gcis_identity_name(const struct gcis_identity *identity)
{
    return identity == NULL ? "" : identity->account.full_name;
}


const char *
gcis_identity_agency(const struct gcis_identity *identity)
{
    return identity == NULL ? "" : identity->agency;
}


const char *
gcis_identity_kind(const struct gcis_identity *identity)
{
    return identity == NULL ? "" : kind_word(identity->account.kind);
}


int
gcis_identity_roles(const struct gcis_identity *identity,
                    const char *application, int64_t now_s,
                    char ret[GCIS_ROLES_SIZE])
{
    if (ret == NULL) {
        return GCIS_E_INVALID;
    }
    ret[0] = '\0';
    if (identity == NULL || application == NULL) {
        return GCIS_E_INVALID;
    }

    if (identity_catalogue_roles(identity, application, now_s, ret)) {
        return GCIS_OK;
    }

    if (identity->words != NULL
        && strcmp(identity->words->application, application) == 0)
    {
        memcpy(ret, identity->words->roles, sizeof(identity->words->roles));
    }

    return GCIS_OK;
}


const char *
gcis_identity_application_name(const struct gcis_identity *identity,
                               const char *application)
{
    const char *name = NULL;

    if (identity != NULL && application != NULL) {
        name = identity_catalogue_application(identity, application);
    }

    return name == NULL ? "" : name;
}


const char *
gcis_identity_level(const struct gcis_identity *identity)
{
    return identity == NULL ? "" : level_word(identity->evidence.level);
}


const char *
gcis_identity_method(const struct gcis_identity *identity)
{
    return identity == NULL || identity->vouched
           ? "" : method_word(identity->evidence.method);
}


int64_t
gcis_identity_auth_time_s(const struct gcis_identity *identity)
{
    return identity == NULL ? 0 : identity->evidence.auth_time_s;
}


int64_t
gcis_identity_expires_s(const struct gcis_identity *identity)
{
    return identity == NULL ? 0 : identity->evidence.expires_s;
}


const char *
gcis_identity_session(const struct gcis_identity *identity)
{
    return identity == NULL ? "" : identity->session;
}


const char *
gcis_identity_token(const struct gcis_identity *identity)
{
    return identity == NULL ? "" : identity->token;
}


int
gcis_identity_restricted(const struct gcis_identity *identity)
{
    return identity == NULL || identity->restricted;
}


int
gcis_identity_renewal_due(const struct gcis_identity *identity, int64_t now_s)
{
    return !gcis_identity_restricted(identity)
           && now_s - identity->evidence.issued_s >= identity->renew_after_s;
}


void
gcis_identity_free(struct gcis_identity *identity)
{
    if (identity == NULL) {
        return;
    }

    identity_release_catalogue(identity);
    explicit_bzero(identity->token, strlen(identity->token));
    free(identity->words);
    free(identity);
}
