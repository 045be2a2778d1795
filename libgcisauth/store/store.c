/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading: each function takes one snapshot, copies out of it and ends it
 * before it returns.  Knows no transaction of the engine below and no writer.
 */
#include "store/folder.h"
#include "store/private.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define PROJECTION_MAP_DEFAULT (4LL << 30) /* bytes of address space */


enum store_status
snapshot_begin(struct store *store, struct snapshot *ret_snapshot)
{
    if (!STORE_IS_OURS(store)) {
        return STORE_BROKEN;
    }

    ret_snapshot->store = store;

    return store->backend->view_begin(store->engine, &ret_snapshot->view,
                                      &ret_snapshot->head);
}


void
snapshot_end(struct snapshot *snapshot)
{
    if (snapshot->view != NULL) {
        snapshot->store->backend->view_end(snapshot->view);
        snapshot->view = NULL;
    }
}


struct position
position_of_head(const struct head *head)
{
    struct position position;

    memcpy(position.store_id, head->store_id, ID_SIZE);
    position.seq = head->seq;
    memcpy(position.chain, head->chain, sizeof(position.chain));

    return position;
}


bool
record_of_row(const struct row *row, struct record *ret_record)
{
    if (row->body.len > BODY_MAX) {
        return false;
    }

    ret_record->version = row->version;
    ret_record->kind = row->kind;
    ret_record->key = row->key;
    ret_record->body_len = row->body.len;
    memcpy(ret_record->body, row->body.data, row->body.len);

    return true;
}


bool
logged_of_entry(const struct log_entry *entry, struct logged_change *ret,
                struct touched ret_touched[CHANGE_WRITES_MAX],
                size_t *ret_n_touched)
{
    if (!decode_change(entry->encoded, ret, ret_touched, ret_n_touched)) {
        return false;
    }

    ret->seq = entry->seq;
    memcpy(ret->chain, entry->chain, sizeof(ret->chain));

    return true;
}


enum store_status
store_position(struct store *store, struct position *ret_head,
               int64_t *ret_at_s)
{
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);

    if (status != STORE_OK) {
        return status;
    }

    *ret_head = position_of_head(&snapshot.head);
    if (ret_at_s != NULL) {
        *ret_at_s = snapshot.head.at_s;
    }

    return STORE_OK;
}


enum store_status
store_read(struct store *store, enum record_kind kind, const struct key *key,
           struct record *ret_record)
{
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);
    struct row row;

    if (status != STORE_OK) {
        return status;
    }
    status = store->backend->view_read(snapshot.view, kind, key, &row);
    if (status != STORE_OK) {
        return status;
    }

    return record_of_row(&row, ret_record) ? STORE_OK : STORE_BROKEN;
}


/* The parts of a set: how each is decoded, and where its version goes. */
static bool
decode_part(const struct row *row, struct account_set *ret_set)
{
    switch (row->kind) {
    case RECORD_ACCOUNT:
        ret_set->account.version = row->version;
        return decode_account(row->body, &ret_set->account)
               && (ret_set->account.version = row->version, true);
    case RECORD_GRANTS:
        return decode_grants(row->body, &ret_set->grants)
               && (ret_set->grants.version = row->version, true);
    case RECORD_PASSWORD:
        return decode_password(row->body, &ret_set->password)
               && (ret_set->password.version = row->version, true);
    case RECORD_ONEDAY:
        return decode_oneday(row->body, &ret_set->oneday)
               && (ret_set->oneday.version = row->version, true);
    case RECORD_ACTIVITY:
        return decode_activity(row->body, &ret_set->activity)
               && (ret_set->activity.version = row->version, true);
    default:
        return false;
    }
}


static enum store_status
read_parts(struct snapshot *snapshot, const struct id *id,
           struct account_set *ret_set)
{
    static const enum record_kind parts[] = {
        RECORD_ACCOUNT, RECORD_GRANTS, RECORD_PASSWORD, RECORD_ONEDAY,
        RECORD_ACTIVITY,
    };
    const struct store_backend *backend = snapshot->store->backend;
    const struct key key = key_of_id(id);

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct row row;
        enum store_status status;

        status = backend->view_read(snapshot->view, parts[i], &key, &row);
        if (status == STORE_ABSENT && parts[i] != RECORD_ACCOUNT) {
            continue;
        }
        if (status != STORE_OK) {
            return status;
        }
        if (!decode_part(&row, ret_set)) {
            return STORE_BROKEN;
        }
    }

    return id_equal(&ret_set->account.id, id) ? STORE_OK : STORE_BROKEN;
}


static enum store_status
find_account(struct snapshot *snapshot, enum account_key by, struct span key,
             struct id *ret_id)
{
    const struct key name = key_of_span(key);
    enum store_status status;
    struct row row;

    if (by == ACCOUNT_BY_ID) {
        if (key.len != ID_SIZE) {
            return STORE_ABSENT;
        }
        memcpy(ret_id->bytes, key.data, ID_SIZE);
        return STORE_OK;
    }

    if (name.len == 0) {
        return STORE_ABSENT;
    }
    status = snapshot->store->backend->view_read(
        snapshot->view, RECORD_ACCOUNT_NAME, &name, &row);
    if (status != STORE_OK) {
        return status;
    }

    return decode_id(row.body, ret_id) ? STORE_OK : STORE_BROKEN;
}


/* An index that leads to another name, or to nothing, is damage, not "no". */
static enum store_status
check_index(enum account_key by, struct span key,
            const struct account_set *set, enum store_status status)
{
    if (by == ACCOUNT_BY_ID) {
        return status;
    }
    if (status == STORE_ABSENT
        || (status == STORE_OK
            && !span_equal(key, span_str(set->account.mapped))))
    {
        return STORE_BROKEN;
    }

    return status;
}


enum store_status
store_read_account(struct store *store, enum account_key by, struct span key,
                   struct account_set *ret_set)
{
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);
    struct id id;

    memset(ret_set, 0, sizeof(*ret_set));
    if (status == STORE_OK) {
        status = find_account(&snapshot, by, key, &id);
    }
    if (status != STORE_OK) {
        return status;
    }

    status = check_index(by, key, ret_set,
                         read_parts(&snapshot, &id, ret_set));
    if (status != STORE_OK) {
        memset(ret_set, 0, sizeof(*ret_set));
        if (status == STORE_BROKEN) {
            log_line(&store->options.logger, LOG_LEVEL_ALERT,
                     "store: the records of an account are damaged");
        }
    }

    return status;
}


enum store_status
store_read_session(struct store *store, const struct id *account,
                   const struct id *session, struct session *ret_session)
{
    const struct key key = key_of_session(account, session);
    struct snapshot SNAPSHOT snapshot = { 0 };
    enum store_status status = snapshot_begin(store, &snapshot);
    struct session found;
    struct row row;

    if (status != STORE_OK) {
        return status;
    }
    status = store->backend->view_read(snapshot.view, RECORD_SESSION, &key,
                                       &row);
    if (status != STORE_OK) {
        return status;
    }
    if (!decode_session(row.body, &found)
        || !id_equal(&found.id, session) || !id_equal(&found.account, account))
    {
        return STORE_BROKEN;
    }

    found.version = row.version;
    *ret_session = found;

    return STORE_OK;
}


enum store_status
store_sizes(struct store *store, struct store_sizes *ret)
{
    struct store_sizes sizes = { 0 };
    enum store_status status;
    char path[PATH_MAX];
    struct stat about;

    if (!STORE_IS_OURS(store)) {
        return STORE_BROKEN;
    }
    status = store->backend->sizes(store->engine, &sizes.vault_used,
                                   &sizes.vault_map);
    if (status != STORE_OK) {
        return status;
    }

    /* by name: the file may be another one by now; never opened here */
    if (snprintf(path, sizeof(path), "%s/%s/data.mdb", store->dir,
                 FOLDER_PROJECTION) < (int) sizeof(path)
        && stat(path, &about) == 0)
    {
        sizes.projection_used = (uint64_t) about.st_blocks * 512;
    }
    sizes.projection_map = store->options.projection_map_size > 0
                           ? (uint64_t) store->options.projection_map_size
                           : PROJECTION_MAP_DEFAULT;

    *ret = sizes;

    return STORE_OK;
}
