/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From claim to identity: one call down, and an identity only out of an
 * outcome that says yes.
 */
#include "api/context.h"

#include "gcisauth.h"

#include <stdio.h>

typedef int ask(void *state, const struct peer *peer,
                const struct attempt *attempt, struct outcome *ret);


static void
tell_claim(struct gcis_claim *claim, const struct outcome *outcome)
{
    snprintf(claim->reason, sizeof(claim->reason), "%s",
             outcome->reason == REASON_NONE ? ""
                                            : reason_word(outcome->reason));
    memcpy(claim->reference, outcome->reference, sizeof(claim->reference));
    claim->delay_ms = outcome->delay_ms;
}


static void
outcome_wipe(struct outcome *outcome)
{
    explicit_bzero(outcome, sizeof(*outcome));
}


static int
ask_engine(struct gcis *gcis, ask *question, struct gcis_claim *claim,
           struct gcis_identity **ret_identity)
{
    struct outcome outcome CLEANUP(outcome_wipe) = {
        .status = GCIS_E_DENIED
    };
    struct peer peer = self_peer();
    int status = context_ready(gcis);

    if (status != GCIS_OK) {
        tell_claim(claim, &outcome);
        return status;
    }

    status = question(gcis->engine.state, &peer, &claim->attempt, &outcome);
    tell_claim(claim, &outcome);
    if (status != GCIS_OK) {
        return status;
    }

    return identity_of_outcome(gcis, &outcome, ret_identity);
}


int
gcis_authenticate(struct gcis *gcis, struct gcis_claim *claim,
                  struct gcis_identity **ret_identity)
{
    if (gcis == NULL || claim == NULL || ret_identity == NULL) {
        return GCIS_E_INVALID;
    }

    return ask_engine(gcis, gcis->engine.vtable->authenticate, claim,
                      ret_identity);
}


int
gcis_vouch(struct gcis *gcis, struct gcis_claim *claim,
           struct gcis_identity **ret_identity)
{
    int status;

    if (gcis == NULL || claim == NULL || ret_identity == NULL) {
        return GCIS_E_INVALID;
    }

    status = ask_engine(gcis, gcis->engine.vtable->check, claim,
                        ret_identity);
    if (status == GCIS_OK) {
        (*ret_identity)->vouched = true;
    }

    return status;
}
