/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The class table.  Classes of one uid add up; a uid that is not listed is
 * "self".  Names are looked up at start and when the configuration is read
 * again, never while somebody waits.
 */
#include "peers.h"

#include <pwd.h>
#include <stdio.h>

#define USER_RECORD_MAX 16384 /* bytes of a line of the user database */

struct row {
    uid_t uid;
    unsigned classes;
    bool every_service;
    size_t n_services;
    const char *services[PEER_SERVICES_MAX]; /* owned */
};

struct peers {
    unsigned references;
    size_t n;
    struct row rows[PEERS_MAX];
};


static const struct row *
find(const struct peers *peers, uid_t uid)
{
    for (size_t i = 0; i < peers->n; i++) {
        if (peers->rows[i].uid == uid) {
            return &peers->rows[i];
        }
    }
    return NULL;
}


/* NULL where the table is full. */
static struct row *
row_of(struct peers *peers, uid_t uid)
{
    struct row *row = (struct row *) find(peers, uid);

    if (row == NULL && peers->n < PEERS_MAX) {
        row = &peers->rows[peers->n++];
        row->uid = uid;
        row->classes = PEER_SELF;
    }
    return row;
}


static bool
uid_of_name(const char *name, uid_t *ret_uid)
{
    char *record CLEAN_FREE = malloc(USER_RECORD_MAX);
    struct passwd user;
    struct passwd *found = NULL;

    if (record == NULL
        || getpwnam_r(name, &user, record, USER_RECORD_MAX, &found) != 0
        || found == NULL)
    {
        return false;
    }
    *ret_uid = found->pw_uid;
    return true;
}


void
peers_own_name(uid_t uid, char ret[ACCOUNT_NAME_MAX + 1])
{
    char *record CLEAN_FREE = malloc(USER_RECORD_MAX);
    struct passwd user;
    struct passwd *found = NULL;

    ret[0] = '\0';
    if (record != NULL
        && getpwuid_r(uid, &user, record, USER_RECORD_MAX, &found) == 0
        && found != NULL && strlen(found->pw_name) <= ACCOUNT_NAME_MAX)
    {
        memcpy(ret, found->pw_name, strlen(found->pw_name) + 1);
    }
}


static bool
add_service(struct row *row, const char *service)
{
    char *copy;

    if (service == NULL) {
        row->every_service = true;
        return true;
    }
    copy = row->n_services < PEER_SERVICES_MAX ? strdup(service) : NULL;
    if (copy == NULL) {
        return false;
    }
    row->services[row->n_services++] = copy;
    return true;
}


/* USER or USER:SERVICE */
static bool
add(struct peers *peers, enum peer_class class, const char *item,
    const struct logger *logger)
{
    char *name CLEAN_FREE = strdup(item);
    char quoted[LOG_FIELD_MAX + 3];
    const char *service = NULL;
    struct row *row;
    uid_t uid;
    char *colon;

    if (name == NULL) {
        return false;
    }
    colon = class == PEER_PAM ? strchr(name, ':') : NULL;
    if (colon != NULL) {
        *colon = '\0';
        service = colon + 1;
    }
    if (!uid_of_name(name, &uid)) {
        log_line(logger, LOG_LEVEL_WARNING,
                 "[peers]: no such user here, so nobody gets its rights: make"
                 " it and reload, or take it out: user=%s",
                 log_quote(quoted, span_str(name)));
        return true;
    }
    row = row_of(peers, uid);
    if (row == NULL) {
        return false;
    }
    row->classes |= class;
    return class != PEER_PAM || add_service(row, service);
}


static bool
add_all(struct peers *peers, enum peer_class class,
        const struct config_words *words, const struct logger *logger)
{
    for (size_t i = 0; i < words->n; i++) {
        if (!add(peers, class, words->items[i], logger)) {
            return false;
        }
    }
    return true;
}


struct peers *
peers_resolve(const struct config_peers *config, uid_t own,
              const struct logger *logger)
{
    struct peers *peers = calloc(1, sizeof(*peers));

    if (peers == NULL) {
        return NULL;
    }
    peers->references = 1;
    row_of(peers, 0)->classes |= PEER_ROOT;
    row_of(peers, own)->classes |= PEER_ROOT;
    if (!add_all(peers, PEER_ROOT, &config->root, logger)
        || !add_all(peers, PEER_WEB, &config->web, logger)
        || !add_all(peers, PEER_PAM, &config->pam, logger))
    {
        peers_release(peers);
        return NULL;
    }
    return peers;
}


struct peers *
peers_hold(struct peers *peers)
{
    peers->references++;
    return peers;
}


void
peers_release(struct peers *peers)
{
    if (peers == NULL || --peers->references > 0) {
        return;
    }
    for (size_t i = 0; i < peers->n; i++) {
        for (size_t j = 0; j < peers->rows[i].n_services; j++) {
            free((char *) peers->rows[i].services[j]);
        }
    }
    free(peers);
}


struct peer
peers_find(const struct peers *peers, uid_t uid)
{
    const struct row *row = find(peers, uid);
    struct peer peer = { .uid = uid, .classes = PEER_SELF, .own_name = "" };

    if (row != NULL) {
        peer.classes = row->classes;
        peer.n_services = row->every_service ? 0 : row->n_services;
        peer.services = row->services;
    }
    return peer;
}
