/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A look at some accounts each time: whoever is in the vault must be found in
 * the projection, whole.  So a page that was damaged after it was written is
 * noticed, and the projection built anew, before many are refused.  By gets
 * alone: a cursor would abort on such a page.
 */
#include "store/publish_private.h"

#define SCRUB_RECORDS 500 /* at a time: about a millisecond */

struct scrubbing {
    struct publisher *publisher;
    MDB_txn *txn;
    size_t n;
    bool sound;
};


static bool
look_at(void *state, const struct record *record)
{
    struct scrubbing *scrubbing = state;
    const struct publisher *publisher = scrubbing->publisher;
    struct projected_key key;
    struct account_view view;
    struct span value;
    struct id id;

    scrubbing->publisher->scrubbed = record->key;
    if (record->version > publisher->position.seq
        || record->key.len != ID_SIZE)
    {
        return true; /* not followed yet */
    }
    memcpy(id.bytes, record->key.bytes, ID_SIZE);
    key = projected_key_of_account(&id);
    scrubbing->sound =
        projection_get(scrubbing->txn, publisher->published.dbi, &key, &value)
            == MDB_SUCCESS
        && decode_account_view(value, &id, &view);
    return scrubbing->sound && ++scrubbing->n < SCRUB_RECORDS;
}


static bool
meta_is_whole(const struct publisher *publisher)
{
    uint8_t meta[2][PUBLISH_META_SIZE];

    return publish_read_meta(publisher->published.env, meta)
           && memcmp(meta, publisher->meta, sizeof(meta)) == 0;
}


bool
publish_scrub(struct publisher *publisher)
{
    struct scrubbing scrubbing = { .publisher = publisher, .sound = true };
    const struct scan scan = { .kind = RECORD_ACCOUNT,
                               .after = publisher->scrubbed };
    struct beat beat;

    if (!meta_is_whole(publisher)
        || mdb_txn_begin(publisher->published.env, NULL, MDB_RDONLY,
                         &scrubbing.txn)
               != MDB_SUCCESS)
    {
        return false;
    }
    scrubbing.sound = projection_read_beat(scrubbing.txn,
                                           publisher->published.dbi, &beat);
    if (scrubbing.sound
        && store_scan(publisher->store, &scan, look_at, &scrubbing)
               == STORE_OK
        && scrubbing.sound && scrubbing.n < SCRUB_RECORDS)
    {
        publisher->scrubbed.len = 0; /* from the beginning */
    }
    mdb_txn_abort(scrubbing.txn);
    return scrubbing.sound;
}
