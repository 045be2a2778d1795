/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log as a feed: what projecting changes touched since a position, and
 * whether that position is one of this store at all.
 */
#include "store/private.h"


/* Reads one entry of the log. */
struct one_entry {
    uint64_t seq;
    bool found;
    uint8_t chain[32];
};


static bool
take_one(void *state, const struct log_entry *entry)
{
    struct one_entry *one = state;

    one->found = entry->seq == one->seq;
    memcpy(one->chain, entry->chain, sizeof(one->chain));

    return false;
}


/* The chain value of change `seq`; zeros before the first. */
static enum store_status
read_chain(struct snapshot *snapshot, uint64_t seq, uint8_t ret_chain[32])
{
    struct one_entry one = { .seq = seq };
    enum store_status status;

    if (seq == 0) {
        memset(ret_chain, 0, sizeof(one.chain));
        return STORE_OK;
    }
    if (seq > snapshot->head.seq) {
        return STORE_ABSENT;
    }

    status = snapshot->store->backend->view_log(snapshot->view, seq, false,
                                                take_one, &one);
    if (status != STORE_OK || !one.found) {
        return STORE_BROKEN;
    }
    memcpy(ret_chain, one.chain, sizeof(one.chain));

    return STORE_OK;
}


enum store_status
store_chain_at(struct store *store, uint64_t seq, uint8_t ret_chain[32])
{
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    return status != STORE_OK ? status
                              : read_chain(&snapshot, seq, ret_chain);
}


struct following {
    struct snapshot *snapshot;
    const struct follow_sink *sink;
    enum store_status status;
    uint64_t next; /* the number that must come now */
    struct record record;
    struct logged_change change;
    struct touched touched[CHANGE_WRITES_MAX];
};


static enum store_status
pass_on(struct following *following, const struct touched *touched)
{
    struct snapshot *snapshot = following->snapshot;
    const struct follow_sink *sink = following->sink;
    const struct record *record = &following->record;
    enum store_status status;
    struct row row;

    status = snapshot->store->backend->view_read(
        snapshot->view, touched->kind, &touched->key, &row);
    if (status == STORE_ABSENT) {
        record = NULL;
    } else if (status != STORE_OK
               || !record_of_row(&row, &following->record))
    {
        return STORE_BROKEN;
    }

    return sink->touched(sink->state, touched->kind, &touched->key, record)
           ? STORE_OK : STORE_BROKEN;
}


static bool
take_entry(void *state, const struct log_entry *entry)
{
    struct following *following = state;
    size_t n_touched = 0;

    if (entry->seq != following->next++
        || !logged_of_entry(entry, &following->change, following->touched,
                            &n_touched))
    {
        following->status = STORE_BROKEN;
        return false;
    }
    if (!following->change.projects) {
        return true;
    }

    for (size_t i = 0; i < n_touched; i++) {
        following->status = pass_on(following, &following->touched[i]);
        if (following->status != STORE_OK) {
            return false;
        }
    }

    return true;
}


static enum store_status
check_position(struct snapshot *snapshot, const struct position *after)
{
    uint8_t chain[32];
    enum store_status status;

    if (memcmp(after->store_id, snapshot->head.store_id, ID_SIZE) != 0) {
        return STORE_FORKED;
    }
    status = read_chain(snapshot, after->seq, chain);
    if (status == STORE_ABSENT) {
        return STORE_FORKED;
    }
    if (status != STORE_OK) {
        return status;
    }

    return memcmp(after->chain, chain, sizeof(chain)) == 0 ? STORE_OK
                                                           : STORE_FORKED;
}


static enum store_status
follow_log(struct snapshot *snapshot, const struct position *after,
           const struct follow_sink *sink)
{
    struct following *following CLEAN_FREE = calloc(1, sizeof(*following));
    enum store_status status;

    if (following == NULL) {
        return STORE_BUSY;
    }

    following->snapshot = snapshot;
    following->sink = sink;
    following->status = STORE_OK;
    following->next = after->seq + 1;
    status = snapshot->store->backend->view_log(
        snapshot->view, after->seq + 1, false, take_entry, following);
    if (status != STORE_OK) {
        return status;
    }
    if (following->status == STORE_OK
        && following->next != snapshot->head.seq + 1)
    {
        return STORE_BROKEN;
    }

    return following->status;
}


enum store_status
store_follow(struct store *store, const struct position *after,
             const struct follow_sink *sink, struct position *ret_reached)
{
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    if (status == STORE_OK) {
        status = check_position(&snapshot, after);
    }
    if (status == STORE_OK) {
        status = follow_log(&snapshot, after, sink);
    }
    if (status == STORE_OK) {
        *ret_reached = position_of_head(&snapshot.head);
    }

    return status;
}


struct searching {
    struct logged_change change;
    struct touched touched[CHANGE_WRITES_MAX];
    uint64_t found; /* 0: none yet */
    bool failed;
};


static bool
is_projecting(void *state, const struct log_entry *entry)
{
    struct searching *searching = state;
    size_t n_touched = 0;

    if (!logged_of_entry(entry, &searching->change, searching->touched,
                         &n_touched))
    {
        searching->failed = true;
        return false;
    }
    if (searching->change.projects) {
        searching->found = entry->seq;
    }

    return searching->found == 0;
}


enum store_status
store_projecting_seq(struct store *store, uint64_t seq, uint64_t *ret_seq)
{
    struct searching *searching CLEAN_FREE = calloc(1, sizeof(*searching));
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    if (status != STORE_OK || searching == NULL) {
        return status != STORE_OK ? status : STORE_BUSY;
    }
    if (seq > snapshot.head.seq) {
        return STORE_ABSENT;
    }
    if (seq >= snapshot.head.projecting_seq) {
        *ret_seq = snapshot.head.projecting_seq;
        return STORE_OK;
    }

    /* changes came since: few, as whoever asks has just followed */
    status = store->backend->view_log(snapshot.view, seq, true,
                                      is_projecting, searching);
    if (status != STORE_OK || searching->failed) {
        return STORE_BROKEN;
    }

    *ret_seq = searching->found;

    return STORE_OK;
}
