/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Claims: what somebody says, as copies of bounded size.  Nothing is judged
 * here; what is too long is kept as what it is, a claim that cannot be true.
 */
#include "api/context.h"

#include "gcisauth.h"

#include <stdio.h>


int
gcis_claim_new(struct gcis_claim **ret_claim)
{
    struct gcis_claim *claim;

    if (ret_claim == NULL) {
        return GCIS_E_INVALID;
    }

    claim = calloc(1, sizeof(*claim));
    if (claim == NULL) {
        return GCIS_E_NOMEM;
    }

    claim->attempt.purpose = PURPOSE_SIGN_IN;
    *ret_claim = claim;

    return GCIS_OK;
}


/* What fits is copied; what does not is an error of the caller's. */
static int
set_text(char *ret, size_t size, const char *text)
{
    if (text == NULL || strlen(text) >= size) {
        return GCIS_E_INVALID;
    }

    snprintf(ret, size, "%s", text);

    return GCIS_OK;
}


int
gcis_claim_set_account(struct gcis_claim *claim, const char *account)
{
    if (claim == NULL || account == NULL) {
        return GCIS_E_INVALID;
    }

    claim->attempt.account_too_long = strlen(account) > TYPED_NAME_MAX;
    snprintf(claim->attempt.account, sizeof(claim->attempt.account), "%.*s",
             TYPED_NAME_MAX, account);

    return GCIS_OK;
}


int
gcis_claim_set_secret(struct gcis_claim *claim, const void *secret,
                      size_t secret_len)
{
    if (claim == NULL || (secret == NULL && secret_len > 0)) {
        return GCIS_E_INVALID;
    }

    /* A secret that cannot be one is refused by the engine, at the cost and
     * in the words of a wrong one. */
    if (!secret_set(&claim->attempt.secret, span_of(secret, secret_len))) {
        secret_wipe(&claim->attempt.secret);
    }

    return GCIS_OK;
}


int
gcis_claim_set_audience(struct gcis_claim *claim, const char *host)
{
    return claim == NULL ? GCIS_E_INVALID
                         : set_text(claim->attempt.audience,
                                    sizeof(claim->attempt.audience), host);
}


int
gcis_claim_set_purpose(struct gcis_claim *claim, enum gcis_purpose purpose)
{
    if (claim == NULL) {
        return GCIS_E_INVALID;
    }

    switch (purpose) {
    case GCIS_PURPOSE_SIGN_IN:
        claim->attempt.purpose = PURPOSE_SIGN_IN;
        return GCIS_OK;
    case GCIS_PURPOSE_STEP_UP:
    case GCIS_PURPOSE_REGISTER:
        break;
    }

    return GCIS_E_INVALID;
}


int
gcis_claim_set_service(struct gcis_claim *claim, const char *service)
{
    return claim == NULL ? GCIS_E_INVALID
                         : set_text(claim->attempt.service,
                                    sizeof(claim->attempt.service), service);
}


int
gcis_claim_set_address(struct gcis_claim *claim, const char *address)
{
    return claim == NULL ? GCIS_E_INVALID
                         : set_text(claim->attempt.address,
                                    sizeof(claim->attempt.address), address);
}


int
gcis_claim_set_rule(struct gcis_claim *claim, const char *rule)
{
    return claim == NULL ? GCIS_E_INVALID
                         : set_text(claim->attempt.rule,
                                    sizeof(claim->attempt.rule), rule);
}


static unsigned
method_bit(struct span word)
{
    enum method method = method_of_word(word);

    return method == METHOD_PASSWORD || method == METHOD_ONEDAY
           ? 1u << method : 0;
}


int
gcis_claim_set_methods(struct gcis_claim *claim, const char *methods)
{
    unsigned bits = 0;

    if (claim == NULL || methods == NULL) {
        return GCIS_E_INVALID;
    }

    while (true) {
        size_t len = strcspn(methods, ",");
        unsigned bit = method_bit(span_of(methods, len));

        if (bit == 0) {
            return GCIS_E_INVALID;
        }
        bits |= bit;
        if (methods[len] == '\0') {
            break;
        }
        methods += len + 1;
    }

    claim->attempt.methods = bits;

    return GCIS_OK;
}


void
gcis_claim_set_check_only(struct gcis_claim *claim)
{
    if (claim != NULL) {
        claim->attempt.check_only = true;
    }
}


const char *
gcis_claim_reason(const struct gcis_claim *claim)
{
    return claim == NULL ? "" : claim->reason;
}


const char *
gcis_claim_reference(const struct gcis_claim *claim)
{
    return claim == NULL ? "" : claim->reference;
}


int64_t
gcis_claim_delay_ms(const struct gcis_claim *claim)
{
    return claim == NULL ? 0 : claim->delay_ms;
}


void
gcis_claim_free(struct gcis_claim *claim)
{
    if (claim == NULL) {
        return;
    }

    explicit_bzero(claim, sizeof(*claim));
    free(claim);
}
