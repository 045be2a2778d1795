/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The catalogue of the vault's head, built by a walk over its four kinds and
 * kept until a committed change touches one of them.  Whoever builds an older
 * one at the same time keeps it for himself.
 */
#include "store/catalogue.h"
#include "store/private.h"

#include <unistd.h>


void
store_catalogue_touched(struct store *store)
{
    atomic_fetch_add(&store->catalogue_count, 1);
}


static bool
add_row(struct catalogue *catalogue, const struct row *row)
{
    struct agency agency;
    struct application application;
    struct role role;
    struct node_key key;

    switch (row->kind) {
    case RECORD_AGENCY:
        return decode_agency(row->body, &agency)
               && (agency.version = row->version, true)
               && catalogue_add_agency(catalogue, &agency);
    case RECORD_APPLICATION:
        return decode_application(row->body, &application)
               && (application.version = row->version, true)
               && catalogue_add_application(catalogue, &application);
    case RECORD_ROLE:
        return decode_role(row->body, &role)
               && (role.version = row->version, true)
               && catalogue_add_role(catalogue, &role);
    default:
        return decode_node_key(row->body, &key)
               && (key.version = row->version, true)
               && catalogue_add_key(catalogue, &key);
    }
}


struct building {
    struct catalogue *catalogue;
    bool failed;
};


static bool
take_row(void *state, const struct row *row)
{
    struct building *building = state;

    building->failed = !add_row(building->catalogue, row);

    return !building->failed;
}


static enum store_status
walk_kinds(struct store *store, struct snapshot *snapshot,
           struct building *building)
{
    static const enum record_kind kinds[] = {
        RECORD_AGENCY, RECORD_APPLICATION, RECORD_ROLE, RECORD_NODE_KEY,
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        const struct scan scan = { .kind = kinds[i] };
        enum store_status status;

        status = store->backend->view_walk(snapshot->view, &scan, take_row,
                                           building);
        if (status != STORE_OK || building->failed) {
            return STORE_BROKEN;
        }
    }

    return STORE_OK;
}


static enum store_status
build(struct store *store, struct catalogue **ret_catalogue)
{
    struct building building = { NULL, false };
    struct snapshot snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    if (status != STORE_OK) {
        return status;
    }

    building.catalogue = catalogue_new(snapshot.head.seq);
    status = building.catalogue == NULL
             ? STORE_BUSY : walk_kinds(store, &snapshot, &building);
    snapshot_end(&snapshot);

    /* keys are parsed here: no snapshot is open any more */
    if (status == STORE_OK && !catalogue_seal(building.catalogue)) {
        status = STORE_BROKEN;
    }
    if (status != STORE_OK) {
        log_line(&store->options.logger, LOG_LEVEL_ERROR,
                 "store: the catalogue cannot be built");
        catalogue_release(building.catalogue);
        return status;
    }

    *ret_catalogue = building.catalogue;

    return STORE_OK;
}


static struct catalogue *
cached(struct store *store, uint64_t count)
{
    struct catalogue *catalogue = NULL;

    pthread_mutex_lock(&store->catalogue_lock);
    if (store->catalogue != NULL && store->catalogue_built == count) {
        catalogue = catalogue_acquire(store->catalogue);
    }
    pthread_mutex_unlock(&store->catalogue_lock);

    return catalogue;
}


static void
keep(struct store *store, uint64_t count, struct catalogue *catalogue)
{
    struct catalogue *old = NULL;

    pthread_mutex_lock(&store->catalogue_lock);
    if (store->catalogue == NULL || store->catalogue_built < count) {
        old = store->catalogue;
        store->catalogue = catalogue_acquire(catalogue);
        store->catalogue_built = count;
    }
    pthread_mutex_unlock(&store->catalogue_lock);

    catalogue_release(old);
}


enum store_status
store_catalogue(struct store *store, struct catalogue **ret_catalogue)
{
    struct catalogue *catalogue;
    enum store_status status;
    uint64_t count;

    if (!STORE_IS_OURS(store)) {
        return STORE_BROKEN;
    }

    /* before the snapshot: what is built is at least as new as the count */
    count = atomic_load(&store->catalogue_count);
    catalogue = cached(store, count);
    if (catalogue == NULL) {
        status = build(store, &catalogue);
        if (status != STORE_OK) {
            return status;
        }
        keep(store, count, catalogue);
    }

    *ret_catalogue = catalogue;

    return STORE_OK;
}
