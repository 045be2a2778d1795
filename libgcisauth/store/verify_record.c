/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each record against the change that it names as its last: a record that no
 * change wrote, or that says a later number, is found here.
 */
#include "store/verify.h"

#define KIND_LAST 255 /* also kinds that no version of ours writes */


struct naming {
    struct verifying *verifying;
    const struct row *row;
    bool matches;
};


static bool
match_entry(void *state, const struct log_entry *entry)
{
    struct naming *naming = state;
    struct verifying *verifying = naming->verifying;
    const struct row *row = naming->row;

    if (entry->seq != row->version
        || !logged_of_entry(entry, &verifying->change, verifying->touched,
                            &verifying->n_touched))
    {
        return false;
    }

    for (size_t i = 0; i < verifying->n_touched; i++) {
        const struct touched *touched = &verifying->touched[i];

        if (touched->kind == row->kind && touched->key.len == row->key.len
            && memcmp(touched->key.bytes, row->key.bytes, row->key.len) == 0)
        {
            naming->matches = verify_body_is(touched, row->body);
        }
    }

    return false;
}


static bool
check_row(void *state, const struct row *row)
{
    struct verifying *verifying = state;
    struct naming naming = { verifying, row, false };
    enum store_status status;

    if (verifying->n_left == 0) {
        return false;
    }
    verifying->n_left--;
    verifying->last = row->key;

    status = verifying->store->backend->view_log(
        verifying->snapshot.view, row->version, false, match_entry, &naming);
    if (status != STORE_OK || !naming.matches) {
        return verify_differs(verifying, "a record of kind %d was not written"
                              " by change %llu, as it says", (int) row->kind,
                              (unsigned long long) row->version);
    }

    return true;
}


/* True while there is more of this kind. */
static bool
check_slice(struct verifying *verifying, enum record_kind kind)
{
    const struct scan scan = { .kind = kind, .after = verifying->last };
    enum store_status status;

    if (snapshot_begin(verifying->store, &verifying->snapshot) != STORE_OK) {
        return verify_differs(verifying, "the store cannot be read");
    }

    verifying->n_left = VERIFY_SLICE;
    status = verifying->store->backend->view_walk(
        verifying->snapshot.view, &scan, check_row, verifying);
    if (status != STORE_OK) {
        verify_differs(verifying, "a record of kind %d is damaged",
                       (int) kind);
    }
    snapshot_end(&verifying->snapshot);

    return verifying->status == STORE_OK && verifying->n_left == 0;
}


void
verify_records(struct verifying *verifying)
{
    for (int kind = 1; kind <= KIND_LAST; kind++) {
        verifying->last.len = 0;
        while (check_slice(verifying, (enum record_kind) kind)) {
            /* the next one */
        }
        if (verifying->status != STORE_OK) {
            return;
        }
    }
}
