/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Before anything is read: names and secrets in the form in which they are
 * compared, and whether this peer may ask (SECURITY F1), from this source
 * (R28).  Knows no account.
 */
#include "engine/sources.h"
#include "engine/trial.h"

#include "base/text.h"
#include "policy/rule.h"


void
trial_wipe(struct trial *trial)
{
    catalogue_release(trial->catalogue);
    explicit_bzero(trial, sizeof(*trial));
}


/*
 * Of a caller who has no class but that of everybody, the address would be a
 * way to spend somebody else's limit; of the others, it must be one.
 */
static void
take_address(struct trial *trial)
{
    const unsigned trusted = PEER_ROOT | PEER_WEB | PEER_PAM;
    uint8_t bytes[16];

    if ((trial->peer->classes & trusted) != 0
        && rule_parse_address(span_str(trial->attempt->address), bytes))
    {
        memcpy(trial->address, trial->attempt->address,
               sizeof(trial->address));
    }
}


/* A name or secret that cannot be one goes on as a stand-in: same path. */
void
trial_normalise(struct trial *trial)
{
    const struct attempt *attempt = trial->attempt;

    if (attempt->account_too_long
        || !text_map_account(span_str(attempt->account), trial->mapped))
    {
        trial->mapped[0] = '\0';
    }

    trial->well_formed = text_map_password(secret_span(&attempt->secret),
                                           &trial->password);
    if (!trial->well_formed
        && !secret_set(&trial->password, span_str("stand-in")))
    {
        trial->well_formed = false;
    }

    if (attempt->purpose == PURPOSE_CHANGE_PASSWORD
        && !text_map_password(secret_span(&attempt->new_secret),
                              &trial->new_password))
    {
        trial->new_password.len = 0;
    }

    take_address(trial);
}


static bool
serves(const struct peer *peer, const char *service)
{
    for (size_t i = 0; i < peer->n_services; i++) {
        if (strcmp(peer->services[i], service) == 0) {
            return true;
        }
    }

    return peer->n_services == 0;
}


static bool
is_own(const struct peer *peer, const char *mapped)
{
    char own[ACCOUNT_NAME_MAX + 1];

    return peer->own_name != NULL
           && text_map_account(span_str(peer->own_name), own)
           && strcmp(own, mapped) == 0;
}


/* https://HOST[:PORT] */
static bool
is_host_of(const char *origin, const char *host)
{
    const char *start = strstr(origin, "://");
    size_t len;

    if (start == NULL) {
        return false;
    }

    start += strlen("://");
    len = strcspn(start, ":/");

    return len == strlen(host) && strncmp(start, host, len) == 0;
}


/*
 * Which hosts may have tokens stands in the engine's configuration, not in
 * what a worker says (ARCHITECTURE, decision 3); where neither the origin nor
 * hosts are set, there is nothing to compare with.
 */
static bool
is_host_of_ours(const struct config *config, const char *host)
{
    if (config->portal.origin[0] == '\0' && config->portal.hosts.n == 0) {
        return true;
    }

    for (size_t i = 0; i < config->portal.hosts.n; i++) {
        if (strcmp(config->portal.hosts.items[i], host) == 0) {
            return true;
        }
    }

    return is_host_of(config->portal.origin, host);
}


/* It stands in lines and records between the engine's own words. */
static bool
is_one_word(const char *service)
{
    for (; *service != '\0'; service++) {
        if (*service <= ' ' || *service > '~'
            || strchr("\"\\=", *service) != NULL)
        {
            return false;
        }
    }

    return true;
}


/* SECURITY F1: whom may this peer ask about?  Sessions are the web's. */
static bool
peer_may(const struct trial *trial)
{
    const struct peer *peer = trial->peer;

    if (!is_one_word(trial->attempt->service)) {
        return false;
    }
    if (peer->classes & PEER_ROOT) {
        return true;
    }
    if (peer->classes & PEER_WEB) {
        return trial->attempt->audience[0] == '\0'
               || is_host_of_ours(trial->engine->config,
                                  trial->attempt->audience);
    }
    if (trial->attempt->audience[0] != '\0') {
        return false;
    }

    if ((peer->classes & PEER_PAM) && trial->attempt->service[0] != '\0'
        && serves(peer, trial->attempt->service))
    {
        return true;
    }

    return is_own(peer, trial->mapped)
           && sources_self(trial->engine->sources, peer->uid, trial->now_s);
}


int
trial_admit(const struct trial *trial, struct outcome *ret)
{
    if (!peer_may(trial)) {
        ret->reason = REASON_FORBIDDEN;
        return GCIS_E_CONFIG;
    }

    switch (sources_judge(trial->engine->sources, trial->address,
                          trial->now_s))
    {
    case SOURCE_FREE:
        return GCIS_OK;
    case SOURCE_SLOWED:
        ret->delay_ms = SOURCE_DELAY_MS;
        return GCIS_OK;
    case SOURCE_REFUSED:
        break;
    }

    ret->reason = REASON_SOURCE_LIMIT;

    return GCIS_E_BUSY;
}


/* To a Unix system two spellings are two users: what PAM asks about must be
 * the account's own spelling, or `Wang` would be let in as `wang`. */
static bool
is_spelt(const struct trial *trial)
{
    const struct attempt *attempt = trial->attempt;
    bool for_unix = attempt->service[0] != '\0'
                    || !(trial->peer->classes & (PEER_ROOT | PEER_WEB));

    return !for_unix || attempt->audience[0] != '\0'
           || trial->session != NULL
           || strcmp(attempt->account, trial->set.account.name) == 0;
}


enum store_status
trial_read_account(struct trial *trial)
{
    enum store_status status;

    status = store_read_account(trial->engine->store, ACCOUNT_BY_NAME,
                                span_str(trial->mapped), &trial->set);
    if (status == STORE_OK && !is_spelt(trial)) {
        explicit_bzero(&trial->set, sizeof(trial->set));
    }

    return status == STORE_ABSENT ? STORE_OK : status;
}
