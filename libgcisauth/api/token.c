/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From token to identity: a signature proves it, the projection says whether
 * it still stands.  Touches no socket, waits for nothing.
 */
#include "api/readers.h"

#include "gcisauth.h"
#include "policy/rule.h"

#include <stdio.h>


static void
fill(struct gcis_identity *identity, struct token_verdict *verdict,
     struct span token, int64_t now_s)
{
    const struct agency *agency;

    identity->account = verdict->projected.account;
    identity->evidence = verdict->evidence;
    identity->restricted = rule_is_restricted(&identity->account,
                                              &identity->evidence, now_s);
    identity->catalogue = verdict->projected.catalogue;
    verdict->projected.catalogue = NULL;

    agency = catalogue_agency(identity->catalogue, identity->account.agency);
    snprintf(identity->agency, sizeof(identity->agency), "%s",
             agency == NULL ? "" : agency->code);
    id_print(&identity->evidence.session, identity->session);
    if (token.data != (const uint8_t *) identity->token) {
        memcpy(identity->token, token.data, token.len);
        identity->token[token.len] = '\0';
    }
}


/* On GCIS_OK alone anything is written into the identity. */
static int
verify(struct gcis *gcis, struct span token, const char *audience,
       struct gcis_identity *identity, enum reason *ret_reason)
{
    struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 };
    struct token_limits limits = {
        .lifetime_s = gcis->config->session.lifetime_s,
    };
    struct readers readers;
    int64_t now_s = clock_now_s(&gcis->config->clock);

    *ret_reason = REASON_PROJECTION_AWAY;
    if (!readers_of(gcis, &readers)) {
        return GCIS_E_STORE;
    }

    switch (token_verify(readers.tokens, readers.projection, token, audience,
                         now_s, limits, &verdict))
    {
    case TOKEN_GOOD:
        fill(identity, &verdict, token, now_s);
        *ret_reason = REASON_NONE;
        return GCIS_OK;
    case TOKEN_UNSURE:
        *ret_reason = verdict.reason;
        return GCIS_E_STORE;
    case TOKEN_REFUSED:
        break;
    }

    *ret_reason = verdict.reason;

    return GCIS_E_DENIED;
}


int
identity_complete(struct gcis *gcis, struct gcis_identity *identity)
{
    char audience[HOST_MAX + 1];
    struct token_parts parts;
    enum reason reason;

    if (!token_parse(span_str(identity->token), &parts)) {
        return GCIS_E_STORE;
    }

    memcpy(audience, parts.claims.audience, sizeof(audience));

    return verify(gcis, span_str(identity->token), audience, identity,
                  &reason);
}


int
gcis_token_verify(struct gcis *gcis, const char *token, size_t token_len,
                  const char *audience, struct gcis_identity **ret_identity,
                  const char **ret_reason)
{
    struct gcis_identity *identity;
    enum reason reason = REASON_MALFORMED;
    int status = GCIS_E_INVALID;

    if (ret_reason != NULL) {
        *ret_reason = reason_word(reason);
    }
    if (gcis == NULL || token == NULL || audience == NULL
        || ret_identity == NULL)
    {
        return GCIS_E_INVALID;
    }
    if (token_len > TOKEN_MAX) {
        if (ret_reason != NULL) {
            *ret_reason = reason_word(REASON_TOO_LONG);
        }
        return GCIS_E_DENIED;
    }

    status = context_ready(gcis);
    if (status != GCIS_OK) {
        return status;
    }

    identity = identity_new(gcis);
    if (identity == NULL) {
        return GCIS_E_NOMEM;
    }

    status = verify(gcis, span_of(token, token_len), audience, identity,
                    &reason);
    if (ret_reason != NULL) {
        *ret_reason = reason_word(reason);
    }
    if (status != GCIS_OK) {
        gcis_identity_free(identity);
        return status;
    }

    *ret_identity = identity;

    return GCIS_OK;
}
