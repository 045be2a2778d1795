/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and closing: by the URI, the engine in this process or behind a
 * socket.  Above this file nobody knows which.
 */
#include "api/context.h"

#include "gcisauth_admin.h"
#include "wire/client.h"

#include <stdio.h>
#include <unistd.h>


int
context_ready(const struct gcis *gcis)
{
    return process_is_same(&gcis->process) ? GCIS_OK : GCIS_E_STORE;
}


struct peer
self_peer(void)
{
    /* Whoever may open the vault reads every hash anyway: he is the engine's
     * owner, and only file modes stand before him (SECURITY F1). */
    return (struct peer){
        .uid = getuid(),
        .classes = PEER_ROOT | PEER_WEB | PEER_PAM | PEER_SELF
                   | PEER_OWNER,
        .own_name = "",
    };
}


static bool
has_scheme(const char *uri, const char *scheme)
{
    return strncmp(uri, scheme, strlen(scheme)) == 0;
}


/* store_uri, else the socket that clients ask. */
static int
open_engine(struct gcis *gcis, char error[CONFIG_ERROR_MAX])
{
    const struct config *config = gcis->config;
    const char *uri = config->store_uri;
    const char *socket = config->client.socket;

    if (has_scheme(uri, "lmdb:")) {
        return local_open(gcis, error);
    }

    if (has_scheme(uri, "unix:")) {
        socket = uri + strlen("unix:");
    } else if (uri[0] != '\0') {
        snprintf(error, CONFIG_ERROR_MAX, "%s: a store is unix:SOCKET or "
                 "lmdb:DIR", uri);
        return GCIS_E_CONFIG;
    }

    if (socket[0] != '/') {
        snprintf(error, CONFIG_ERROR_MAX, "%s: unix: takes an absolute path",
                 socket);
        return GCIS_E_CONFIG;
    }

    if (!wire_client_open(socket, config->client.timeout_ms, &config->logger,
                          &gcis->engine))
    {
        snprintf(error, CONFIG_ERROR_MAX, "%s: the path of the socket is too "
                 "long", socket);
        return GCIS_E_CONFIG;
    }

    return GCIS_OK;
}


int
gcis_open(struct gcis_config *config, struct gcis **ret_gcis)
{
    struct gcis *gcis;
    int status;

    if (config == NULL || ret_gcis == NULL) {
        return GCIS_E_INVALID;
    }

    gcis = calloc(1, sizeof(*gcis));
    if (gcis == NULL) {
        return GCIS_E_NOMEM;
    }

    config->config->error[0] = '\0';
    gcis->config = config_copy(config->config);
    status = !process_mark_init(&gcis->process) || gcis->config == NULL
             ? GCIS_E_NOMEM : open_engine(gcis, config->config->error);
    if (status != GCIS_OK) {
        gcis_close(gcis);
        return status;
    }

    *ret_gcis = gcis;

    return GCIS_OK;
}


void
gcis_close(struct gcis *gcis)
{
    if (gcis == NULL) {
        return;
    }

    local_close(gcis);
    if (gcis->engine.vtable != NULL) {
        gcis->engine.vtable->close(gcis->engine.state);
    }
    config_free(gcis->config);
    process_mark_wipe(&gcis->process);
    free(gcis);
}


int64_t
gcis_tick(struct gcis *gcis, int64_t now_s)
{
    int status;

    if (gcis == NULL) {
        return GCIS_E_INVALID;
    }

    status = context_ready(gcis);

    return status != GCIS_OK
           ? status : gcis->engine.vtable->tick(gcis->engine.state, now_s);
}
