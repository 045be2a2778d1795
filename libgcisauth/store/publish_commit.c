/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One commit: accounts, catalogue, and with each the beat, which holds the
 * number of its own snapshot.  Refuses what is longer than a record may be
 * (SECURITY B6).  Where the records come from is the callers' affair.
 */
#include "store/publish_private.h"

#include <errno.h>


int
publish_put(struct publishing *publishing, const struct projected_key *key,
            struct span value, unsigned flags)
{
    MDB_val name = { key->len, (void *) (uintptr_t) key->bytes };
    MDB_val data = { value.len, (void *) (uintptr_t) value.data };

    if (value.len > PROJECTION_RECORD_MAX) {
        return MDB_BAD_VALSIZE;
    }
    return mdb_put(publishing->txn, publishing->dbi, &name, &data, flags);
}


int
publish_account(struct publishing *publishing,
                const struct account_view *view, unsigned flags)
{
    const struct projected_key key = projected_key_of_account(&view->id);
    uint8_t bytes[PROJECTION_RECORD_MAX];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));

    encode_account_view(&writer, view);
    return writer.failed ? MDB_BAD_VALSIZE
                         : publish_put(publishing, &key,
                                       span_of(bytes, writer.len), flags);
}


static bool
put_pack(void *state, uint16_t number, struct span pack)
{
    struct publishing *publishing = state;
    const struct projected_key key = projected_key_of_pack(number);
    struct span present;

    /* most of a catalogue is as it was: those pages stay as they are */
    if (projection_get(publishing->txn, publishing->dbi, &key, &present)
            == MDB_SUCCESS
        && span_equal(present, pack))
    {
        return true;
    }
    publishing->rc = publish_put(publishing, &key, pack, 0);
    return publishing->rc == MDB_SUCCESS;
}


int
publish_catalogue(struct publishing *publishing)
{
    uint16_t n_before = publishing->beat.n_packs;

    publishing->rc = MDB_SUCCESS;
    if (!catalogue_pack(publishing->catalogue, put_pack, publishing,
                        &publishing->beat.n_packs))
    {
        return publishing->rc != MDB_SUCCESS ? publishing->rc
                                             : MDB_BAD_VALSIZE;
    }
    for (unsigned i = publishing->beat.n_packs; i < n_before; i++) {
        const struct projected_key key = projected_key_of_pack((uint16_t) i);
        MDB_val name = { key.len, (void *) (uintptr_t) key.bytes };
        int rc = mdb_del(publishing->txn, publishing->dbi, &name, NULL);

        if (rc != MDB_SUCCESS && rc != MDB_NOTFOUND) {
            return rc;
        }
    }
    publishing->beat.catalogue_seq = publishing->catalogue->seq;
    return MDB_SUCCESS;
}


void
publish_abort(struct publishing *publishing)
{
    if (publishing->txn != NULL) {
        mdb_txn_abort(publishing->txn);
        publishing->txn = NULL;
    }
    catalogue_release(publishing->catalogue);
    publishing->catalogue = NULL;
}


void
publish_reach(struct beat *beat, const struct position *reached,
              uint64_t projecting_seq)
{
    memcpy(beat->store_id, reached->store_id, ID_SIZE);
    memcpy(beat->chain, reached->chain, sizeof(beat->chain));
    beat->seq = reached->seq;
    beat->projected_seq = projecting_seq;
}


static void
stamp(struct publishing *publishing)
{
    const struct publisher *publisher = publishing->publisher;
    int64_t max_age_s = publisher->options.projection_max_age_s;
    struct beat *beat = &publishing->beat;

    beat->complete = true;
    beat->commit = mdb_txn_id(publishing->txn);
    memcpy(beat->boot_id, publisher->boot_id, BOOT_ID_SIZE);
    beat->written_ms = clock_boot_ms(&publisher->options.clock);
    /* nobody else writes to this store: its own promise is the only limit */
    beat->fresh_until_ms =
        max_age_s > 0 ? beat->written_ms + max_age_s * 1000 : INT64_MAX;
}


int
publish_commit(struct publishing *publishing)
{
    const struct projected_key key = projected_key_of_beat();
    uint8_t bytes[PROJECTION_RECORD_MAX];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));
    int rc;

    stamp(publishing);
    encode_beat(&writer, &publishing->beat);
    rc = writer.failed ? MDB_BAD_VALSIZE
                       : publish_put(publishing, &key,
                                     span_of(bytes, writer.len), 0);
    if (rc != MDB_SUCCESS) {
        mdb_txn_abort(publishing->txn);
    } else {
        rc = mdb_txn_commit(publishing->txn);
    }
    publishing->txn = NULL;
    return rc;
}


/* A full map or disk is told apart from damage, which a new file mends. */
enum store_status
publish_status(struct publisher *publisher, int rc)
{
    const struct logger *logger = &publisher->options.logger;

    switch (rc) {
    case MDB_SUCCESS:
        return STORE_OK;
    case MDB_MAP_FULL:
        log_line(logger, LOG_LEVEL_ERROR,
                 "projection: %s is full: raise [projection] map_size",
                 publisher->path);
        return STORE_FULL;
    case ENOSPC:
        log_line(logger, LOG_LEVEL_ERROR, "projection: %s: the disk is full",
                 publisher->path);
        return STORE_FULL;
    case ENOMEM:
    case EIO:
        break;
    default:
        publisher->damaged = true;
        break;
    }
    log_line(logger, LOG_LEVEL_ERROR, "projection: %s: %s", publisher->path,
             mdb_strerror(rc));
    return STORE_BROKEN;
}
