/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the vault's log to one commit of the projection: what was touched is
 * gathered first, then each account is read anew and written.  A record that
 * is newer than the position does no harm: the next follow writes it again.
 */
#include "store/publish_private.h"

#include <time.h>

#define GATHERED_MIN 64    /* ids that the list begins with */
#define CATALOGUE_TRIES 20 /* a millisecond each */

struct gathered {
    bool catalogue;
    uint64_t catalogue_version; /* the newest record's */
    size_t n, room;
    struct id *accounts;
};


static bool
gather_account(struct gathered *gathered, const struct key *key)
{
    if (key->len != ID_SIZE) {
        return false;
    }
    if (gathered->n == gathered->room) {
        size_t room = gathered->room == 0 ? GATHERED_MIN : 2 * gathered->room;
        struct id *grown = reallocarray(gathered->accounts, room,
                                        sizeof(*grown));

        if (grown == NULL) {
            return false;
        }
        gathered->accounts = grown;
        gathered->room = room;
    }
    memcpy(gathered->accounts[gathered->n++].bytes, key->bytes, ID_SIZE);
    return true;
}


static bool
gather(void *state, enum record_kind kind, const struct key *key,
       const struct record *record)
{
    struct gathered *gathered = state;

    switch (kind) {
    case RECORD_ACCOUNT:
    case RECORD_GRANTS:
        /* read anew, account and grants in one snapshot */
        return gather_account(gathered, key);
    case RECORD_AGENCY:
    case RECORD_APPLICATION:
    case RECORD_ROLE:
    case RECORD_NODE_KEY:
        gathered->catalogue = true;
        if (record != NULL
            && record->version > gathered->catalogue_version)
        {
            gathered->catalogue_version = record->version;
        }
        return true;
    case RECORD_NONE:
    case RECORD_ACCOUNT_NAME:
    case RECORD_PASSWORD:
    case RECORD_ONEDAY:
    case RECORD_ACTIVITY:
    case RECORD_SESSION:
    case RECORD_AGENCY_CODE:
    case RECORD_APPLICATION_CODE:
    case RECORD_COUNTER:
    case RECORD_ONCE:
    case RECORD_PERSON:
        return true;
    }
    return true;
}


static int
order_ids(const void *a, const void *b)
{
    return memcmp(a, b, ID_SIZE);
}


static int
remove_account(struct publishing *publishing, const struct id *account)
{
    const struct projected_key key = projected_key_of_account(account);
    MDB_val name = { key.len, (void *) (uintptr_t) key.bytes };
    int rc = mdb_del(publishing->txn, publishing->dbi, &name, NULL);

    return rc == MDB_NOTFOUND ? MDB_SUCCESS : rc;
}


static enum store_status
write_account(struct publishing *publishing, const struct id *account)
{
    struct publisher *publisher = publishing->publisher;
    struct account_set *set = publisher->set;
    struct account_view view;
    enum store_status status;

    status = store_read_account(publisher->store, ACCOUNT_BY_ID,
                                id_span(account), set);
    if (status == STORE_ABSENT) {
        return publish_status(publisher, remove_account(publishing, account));
    }
    if (status != STORE_OK) {
        return status;
    }
    account_view_make(&set->account, &set->grants,
                      publisher->options.password_max_age_s, &view);
    return publish_status(publisher, publish_account(publishing, &view, 0));
}


static enum store_status
write_accounts(struct publishing *publishing, const struct gathered *gathered)
{
    enum store_status status = STORE_OK;

    if (gathered->n > 0) {
        qsort(gathered->accounts, gathered->n, sizeof(*gathered->accounts),
              order_ids);
    }
    for (size_t i = 0; i < gathered->n && status == STORE_OK; i++) {
        if (i == 0
            || !id_equal(&gathered->accounts[i - 1], &gathered->accounts[i]))
        {
            status = write_account(publishing, &gathered->accounts[i]);
        }
    }
    return status;
}


/*
 * Whoever commits a change tells the store's catalogue only afterwards, and
 * the log may be followed in between: then the one that is kept is too old.
 */
static enum store_status
read_catalogue(struct publishing *publishing, uint64_t at_least)
{
    const struct timespec pause = { 0, 1000000 };
    struct store *store = publishing->publisher->store;

    for (int i = 0; i < CATALOGUE_TRIES; i++) {
        enum store_status status = store_catalogue(store,
                                                   &publishing->catalogue);

        if (status != STORE_OK) {
            publishing->catalogue = NULL;
            return status;
        }
        if (publishing->catalogue->seq >= at_least) {
            return STORE_OK;
        }
        catalogue_release(publishing->catalogue);
        publishing->catalogue = NULL;
        (void) nanosleep(&pause, NULL);
    }
    return STORE_BUSY;
}


static enum store_status
write_catalogue(struct publishing *publishing, uint64_t at_least)
{
    enum store_status status = read_catalogue(publishing, at_least);

    return status != STORE_OK ? status
                              : publish_status(publishing->publisher,
                                               publish_catalogue(publishing));
}


/* Commit and what readers of this process see change together. */
static enum store_status
commit(struct publishing *publishing, const struct position *reached)
{
    struct publisher *publisher = publishing->publisher;
    struct published *published = &publisher->published;
    int rc;

    (void) pthread_rwlock_wrlock(&published->lock);
    rc = publish_commit(publishing);
    if (rc == MDB_SUCCESS) {
        published->beat = publishing->beat;
        publisher->position = *reached;
        if (publishing->catalogue != NULL) {
            catalogue_release(published->catalogue);
            published->catalogue = publishing->catalogue;
            publishing->catalogue = NULL;
        }
    }
    (void) pthread_rwlock_unlock(&published->lock);

    if (rc == MDB_SUCCESS
        && !publish_keep_slack(published->env, &publisher->file_size))
    {
        log_line(&publisher->options.logger, LOG_LEVEL_WARNING,
                 "projection: %s: the disk is full", publisher->path);
    }
    return publish_status(publisher, rc);
}


static enum store_status
write_all(struct publisher *publisher, const struct gathered *gathered,
          const struct position *reached, uint64_t projecting_seq)
{
    struct publishing publishing = { .publisher = publisher,
                                     .dbi = publisher->published.dbi,
                                     .beat = publisher->published.beat };
    enum store_status status;
    int rc;

    publish_reach(&publishing.beat, reached, projecting_seq);
    rc = mdb_txn_begin(publisher->published.env, NULL, 0, &publishing.txn);
    if (rc != MDB_SUCCESS) {
        return publish_status(publisher, rc);
    }
    status = write_accounts(&publishing, gathered);
    if (status == STORE_OK && gathered->catalogue) {
        status = write_catalogue(&publishing, gathered->catalogue_version);
    }
    if (status == STORE_OK) {
        status = commit(&publishing, reached);
    }
    publish_abort(&publishing);
    return status;
}


/* STORE_FORKED, STORE_TRIMMED: the position is not in the log any more. */
enum store_status
publish_follow(struct publisher *publisher, bool beat_is_due)
{
    struct gathered gathered = { 0 };
    const struct follow_sink sink = { gather, &gathered };
    struct position reached;
    uint64_t projecting_seq;
    enum store_status status;

    status = store_follow(publisher->store, &publisher->position, &sink,
                          &reached);
    if (status == STORE_OK) {
        status = store_projecting_seq(publisher->store, reached.seq,
                                      &projecting_seq);
    }
    if (status == STORE_OK
        && (beat_is_due || gathered.n > 0 || gathered.catalogue
            || projecting_seq != publisher->published.beat.projected_seq))
    {
        status = write_all(publisher, &gathered, &reached, projecting_seq);
    }
    free(gathered.accounts);
    return status;
}
