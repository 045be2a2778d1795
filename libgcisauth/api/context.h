/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The objects behind the public names.  Private to api/.
 */
#ifndef GCIS_API_CONTEXT_H
#define GCIS_API_CONTEXT_H

#include "base/process.h"
#include "config/config.h"
#include "model/call.h"
#include "model/catalogue.h"

struct gcis_config {
    struct config *config;
};

struct readers; /* full library: projection reader and token cache */

struct gcis {
    struct config *config;
    struct engine_handle engine;
    struct readers *readers; /* NULL in the static client */
    struct process_mark process;
};

struct gcis_claim {
    struct attempt attempt;
    char reason[32];
    char reference[REFERENCE_SIZE];
    int64_t delay_ms;
};

/* Made for every request of a worker: no member is larger than it must be,
 * and nothing is zeroed twice. */
struct gcis_identity {
    struct account_view account;
    struct evidence evidence;
    struct catalogue *catalogue; /* a reference; NULL: only words are known */
    int64_t renew_after_s;
    bool vouched;
    bool restricted; /* as of when it was made */
    char agency[CODE_MAX + 1];
    char session[ID_TEXT_SIZE];
    struct identity_words *words; /* NULL: the catalogue knows */
    char token[TOKEN_MAX + 1];
};

/* What an engine answered about the one application of the claim. */
struct identity_words {
    char application[CODE_MAX + 1];
    char roles[GCIS_ROLES_SIZE];
};

/* GCIS_OK, or GCIS_E_STORE in a child of fork. */
int context_ready(const struct gcis *gcis) MUST_CHECK;

/* The engine in this process; api/local.c, or its refusal in the client. */
int local_open(struct gcis *gcis, char error[CONFIG_ERROR_MAX]) MUST_CHECK;
void local_close(struct gcis *gcis);

/* Empty and refusing; NULL when memory is out. */
struct gcis_identity *identity_new(const struct gcis *gcis) MUST_CHECK;
/* An identity out of what an engine answered. */
int identity_of_outcome(struct gcis *gcis, const struct outcome *outcome,
                        struct gcis_identity **ret_identity) MUST_CHECK;
/* Gives the catalogue back where there is one; api/local.c. */
void identity_release_catalogue(struct gcis_identity *identity);
/* With a token: from the projection; api/token.c.  In the client: no-op. */
int identity_complete(struct gcis *gcis, struct gcis_identity *identity)
    MUST_CHECK;
/* Roles by the catalogue; false where the identity has none. */
bool identity_catalogue_roles(const struct gcis_identity *identity,
                              const char *application, int64_t now_s,
                              char ret[GCIS_ROLES_SIZE]);
/* The name of an application; NULL where the identity knows none. */
const char *identity_catalogue_application(
    const struct gcis_identity *identity, const char *application);

/* This process as a peer of its own engine. */
struct peer self_peer(void);

#endif
