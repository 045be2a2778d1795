/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look-ups in the process that publishes.  The lock keeps the environment
 * from being swapped under a look-up and holds account and catalogue of one
 * commit together; the reader table keeps the pages.
 */
#include "store/projection_source.h"

#include "store/catalogue.h"


static enum projection_status
read_account(const struct published *published, const struct id *account,
             struct account_view *ret)
{
    const struct projected_key key = projected_key_of_account(account);
    enum projection_status status = PROJECTION_AWAY;
    struct span value;
    MDB_txn *txn;
    int rc;

    if (mdb_txn_begin(published->env, NULL, MDB_RDONLY, &txn) != MDB_SUCCESS) {
        return PROJECTION_AWAY;
    }
    rc = projection_get(txn, published->dbi, &key, &value);
    if (rc == MDB_NOTFOUND && published->beat.complete) {
        status = PROJECTION_ABSENT;
    } else if (rc == MDB_SUCCESS && decode_account_view(value, account, ret)) {
        status = PROJECTION_OK;
    }
    mdb_txn_abort(txn);
    return status;
}


enum projection_status
source_lookup(const struct projection_source *source,
              const struct id *account, uint64_t min_seq,
              struct projected *ret)
{
    struct published *published = source->published;
    enum projection_status status = PROJECTION_AWAY;

    ret->catalogue = NULL;
    (void) pthread_rwlock_rdlock(&published->lock);
    if (published->env != NULL) {
        status = published->beat.seq < min_seq
                     ? PROJECTION_BEHIND
                     : read_account(published, account, &ret->account);
    }
    if (status == PROJECTION_OK) {
        ret->catalogue = catalogue_acquire(published->catalogue);
        memcpy(ret->store_id, published->beat.store_id, ID_SIZE);
    }
    (void) pthread_rwlock_unlock(&published->lock);
    return status;
}


enum projection_status
source_catalogue(const struct projection_source *source,
                 struct catalogue **ret_catalogue,
                 uint8_t ret_store_id[ID_SIZE])
{
    struct published *published = source->published;
    enum projection_status status = PROJECTION_AWAY;

    (void) pthread_rwlock_rdlock(&published->lock);
    if (published->env != NULL) {
        *ret_catalogue = catalogue_acquire(published->catalogue);
        memcpy(ret_store_id, published->beat.store_id, ID_SIZE);
        status = PROJECTION_OK;
    }
    (void) pthread_rwlock_unlock(&published->lock);
    return status;
}


enum projection_status
source_beat(const struct projection_source *source, struct beat *ret)
{
    struct published *published = source->published;
    enum projection_status status = PROJECTION_AWAY;

    (void) pthread_rwlock_rdlock(&published->lock);
    if (published->env != NULL) {
        *ret = published->beat;
        status = PROJECTION_OK;
    }
    (void) pthread_rwlock_unlock(&published->lock);
    return status;
}
