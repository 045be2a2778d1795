/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a catalogue: built record by record, sealed (sorted, keys
 * parsed), shared by count, freed with the last reference.
 */
#ifndef GCIS_STORE_CATALOGUE_H
#define GCIS_STORE_CATALOGUE_H

#include "model/catalogue.h"

/* One reference, the caller's; NULL when memory is out. */
struct catalogue *catalogue_new(uint64_t seq) MUST_CHECK;
bool catalogue_add_agency(struct catalogue *, const struct agency *)
    MUST_CHECK;
bool catalogue_add_application(struct catalogue *, const struct application *)
    MUST_CHECK;
bool catalogue_add_role(struct catalogue *, const struct role *) MUST_CHECK;
bool catalogue_add_key(struct catalogue *, const struct node_key *)
    MUST_CHECK;
/* False for a key that is none, doubled numbers, or no memory. */
bool catalogue_seal(struct catalogue *) MUST_CHECK;

struct catalogue *catalogue_acquire(struct catalogue *catalogue);
void catalogue_release(struct catalogue *catalogue); /* NULL is fine */

static inline void
catalogue_cleanup(struct catalogue **catalogue)
{
    catalogue_release(*catalogue);
}

#define CLEAN_CATALOGUE CLEANUP(catalogue_cleanup)

#endif
