/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an identity says.  It is made out of an engine's yes, here, or out of a
 * verified token, in token.c; nothing else makes one.
 */
#include "api/context.h"

#include "gcisauth.h"

#include <stdio.h>


int
identity_of_outcome(struct gcis *gcis, const struct outcome *outcome,
                    struct gcis_identity **ret_identity)
{
    static const struct id none;
    struct gcis_identity *identity;
    int status = GCIS_OK;

    if (outcome->status != GCIS_OK) {
        return outcome->status;
    }

    identity = calloc(1, sizeof(*identity));
    if (identity == NULL) {
        return GCIS_E_NOMEM;
    }

    identity->account = outcome->account;
    identity->evidence = outcome->evidence;
    identity->must_change = outcome->must_change;
    identity->renew_after_s = gcis->config->session.renew_after_s;
    memcpy(identity->agency, outcome->agency, sizeof(identity->agency));
    memcpy(identity->application, outcome->application,
           sizeof(identity->application));
    memcpy(identity->roles, outcome->roles, sizeof(identity->roles));
    memcpy(identity->token, outcome->token, sizeof(identity->token));
    if (!id_equal(&identity->evidence.session, &none)) {
        id_print(&identity->evidence.session, identity->session);
    }

    if (identity->token[0] != '\0') {
        status = identity_complete(gcis, identity);
    }
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
    return identity->account.name;
}


const char *
gcis_identity_name(const struct gcis_identity *identity)
{
    return identity->account.full_name;
}


const char *
gcis_identity_agency(const struct gcis_identity *identity)
{
    return identity->agency;
}


const char *
gcis_identity_kind(const struct gcis_identity *identity)
{
    return kind_word(identity->account.kind);
}


int
gcis_identity_roles(const struct gcis_identity *identity,
                    const char *application, int64_t now_s,
                    char ret[GCIS_ROLES_SIZE])
{
    ret[0] = '\0';

    if (identity == NULL || application == NULL) {
        return GCIS_E_INVALID;
    }

    if (identity_catalogue_roles(identity, application, now_s, ret)) {
        return GCIS_OK;
    }

    if (strcmp(identity->application, application) == 0) {
        memcpy(ret, identity->roles, sizeof(identity->roles));
    }

    return GCIS_OK;
}


const char *
gcis_identity_level(const struct gcis_identity *identity)
{
    return level_word(identity->evidence.level);
}


const char *
gcis_identity_method(const struct gcis_identity *identity)
{
    return identity->vouched ? "" : method_word(identity->evidence.method);
}


int64_t
gcis_identity_auth_time_s(const struct gcis_identity *identity)
{
    return identity->evidence.auth_time_s;
}


int64_t
gcis_identity_expires_s(const struct gcis_identity *identity)
{
    return identity->evidence.expires_s;
}


const char *
gcis_identity_session(const struct gcis_identity *identity)
{
    return identity->session;
}


const char *
gcis_identity_token(const struct gcis_identity *identity)
{
    return identity->token;
}


int
gcis_identity_restricted(const struct gcis_identity *identity)
{
    return identity->evidence.restricted || identity->must_change;
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
    explicit_bzero(identity, sizeof(*identity));
    free(identity);
}
