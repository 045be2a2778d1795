/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is the log whole, and did it lead to what stands there now?  A walk in
 * slices over the log: numbers, chain, each touched record against the one of
 * now; verify_record.c then asks the other way round.  Says the first
 * difference; mends nothing.
 */
#include "store/verify.h"
#include "crypto/digest.h"

#include <stdarg.h>
#include <stdio.h>

bool
verify_differs(struct verifying *verifying, const char *format, ...)
{
    va_list arguments;

    verifying->status = STORE_BROKEN;
    va_start(arguments, format);
    (void) vsnprintf(verifying->words, STORE_ERROR_MAX, format, arguments);
    va_end(arguments);

    return false;
}


bool
verify_body_is(const struct touched *touched, struct span body)
{
    uint8_t digest[DIGEST_SIZE];

    return digest_sha256(&body, 1, digest)
           && memcmp(digest, touched->body_digest, DIGEST_SIZE) == 0;
}


static bool
is_removal(const struct touched *touched)
{
    static const uint8_t zeros[DIGEST_SIZE];

    return memcmp(touched->body_digest, zeros, DIGEST_SIZE) == 0;
}


static bool
check_removed(struct verifying *verifying, const struct touched *touched,
              enum store_status status, const struct row *row)
{
    verify_forget_missing(verifying, touched);
    if (status == STORE_OK && row->version <= touched->version) {
        return verify_differs(verifying,
                              "a record that change %llu removed is there",
                              (unsigned long long) touched->version);
    }

    return true;
}


static bool
check_written(struct verifying *verifying, const struct touched *touched,
              enum store_status status, const struct row *row)
{
    const unsigned long long seq = touched->version;

    if (status == STORE_ABSENT) {
        return verify_expect_removal(verifying, touched);
    }

    verify_forget_missing(verifying, touched);
    if (row->version < touched->version) {
        return verify_differs(verifying, "a record that change %llu wrote is"
                              " as it was before", seq);
    }
    if (row->version == touched->version
        && !verify_body_is(touched, row->body))
    {
        return verify_differs(verifying, "a record that change %llu wrote was"
                              " altered", seq);
    }

    return true;
}


static bool
check_touched(struct verifying *verifying, const struct touched *touched)
{
    struct row row = { 0 };
    enum store_status status;

    if (touched->version != verifying->next) {
        return verify_differs(verifying, "change %llu names another number",
                              (unsigned long long) verifying->next);
    }

    status = verifying->store->backend->view_read(
        verifying->snapshot.view, touched->kind, &touched->key, &row);
    if (status != STORE_OK && status != STORE_ABSENT) {
        return verify_differs(verifying,
                              "a record that change %llu touched is damaged",
                              (unsigned long long) touched->version);
    }

    return is_removal(touched)
           ? check_removed(verifying, touched, status, &row)
           : check_written(verifying, touched, status, &row);
}


static bool
check_number(struct verifying *verifying, uint64_t seq)
{
    if (seq > verifying->next) {
        return verify_differs(verifying, "change %llu is missing",
                              (unsigned long long) verifying->next);
    }
    if (seq < verifying->next) {
        return verify_differs(verifying, "change %llu is there twice",
                              (unsigned long long) seq);
    }

    return true;
}


static bool
check_chain(struct verifying *verifying, const struct log_entry *entry)
{
    struct head *log = &verifying->log;
    struct span parts[2] = {
        span_of(log->chain, sizeof(log->chain)), entry->encoded,
    };
    uint8_t chain[DIGEST_SIZE];

    if (!digest_sha256(parts, 2, chain)
        || memcmp(chain, entry->chain, sizeof(chain)) != 0)
    {
        return verify_differs(verifying, "change %llu was altered: its chain"
                              " value differs",
                              (unsigned long long) entry->seq);
    }
    if (!logged_of_entry(entry, &verifying->change, verifying->touched,
                         &verifying->n_touched))
    {
        return verify_differs(verifying, "change %llu cannot be read",
                              (unsigned long long) entry->seq);
    }
    if (verifying->change.at_s < log->at_s) {
        return verify_differs(verifying, "change %llu is older than the one"
                              " before it", (unsigned long long) entry->seq);
    }

    return true;
}


static void
move_on(struct verifying *verifying)
{
    struct head *log = &verifying->log;

    log->seq = verifying->next++;
    log->at_s = verifying->change.at_s;
    memcpy(log->chain, verifying->change.chain, sizeof(log->chain));
    if (verifying->change.projects) {
        log->projecting_seq = log->seq;
    }
}


static bool
check_entry(void *state, const struct log_entry *entry)
{
    struct verifying *verifying = state;

    if (verifying->n_left == 0) {
        return false;
    }
    verifying->n_left--;

    if (!check_number(verifying, entry->seq)
        || !check_chain(verifying, entry))
    {
        return false;
    }
    for (size_t i = 0; i < verifying->n_touched; i++) {
        if (!check_touched(verifying, &verifying->touched[i])) {
            return false;
        }
    }
    move_on(verifying);

    return true;
}


/* At the end of the log, in the snapshot that showed its end. */
static void
check_head(struct verifying *verifying)
{
    const struct head *log = &verifying->log;
    const struct head *head = &verifying->snapshot.head;

    if (log->seq < head->seq) {
        verify_differs(verifying, "the log ends with change %llu, there were"
                       " %llu", (unsigned long long) log->seq,
                       (unsigned long long) head->seq);
        return;
    }
    if (log->seq != head->seq || log->at_s != head->at_s
        || log->projecting_seq != head->projecting_seq
        || memcmp(log->chain, head->chain, sizeof(log->chain)) != 0)
    {
        verify_differs(verifying, "the head differs from the last change,"
                       " %llu", (unsigned long long) log->seq);
    }
}


/* True while there is more. */
static bool
check_slice(struct verifying *verifying)
{
    enum store_status status;
    bool more = false;

    status = snapshot_begin(verifying->store, &verifying->snapshot);
    if (status != STORE_OK) {
        verify_differs(verifying, "the store cannot be read");
        return false;
    }

    verifying->n_left = VERIFY_SLICE;
    status = verifying->store->backend->view_log(
        verifying->snapshot.view, verifying->next, false, check_entry,
        verifying);
    if (status != STORE_OK) {
        verify_differs(verifying, "change %llu is damaged",
                       (unsigned long long) verifying->next);
    }
    if (verifying->status == STORE_OK) {
        more = verifying->n_left == 0;
        if (!more) {
            check_head(verifying);
        }
    }
    snapshot_end(&verifying->snapshot);

    return more;
}


enum store_status
store_verify(struct store *store, uint64_t *ret_n_changes,
             char words[STORE_ERROR_MAX])
{
    struct verifying *verifying CLEAN_FREE = calloc(1, sizeof(*verifying));

    if (verifying == NULL) {
        return STORE_BUSY;
    }

    words[0] = '\0';
    verifying->store = store;
    verifying->words = words;
    verifying->status = STORE_OK;
    verifying->next = 1;

    while (check_slice(verifying)) {
        /* the next one */
    }
    if (verifying->status == STORE_OK) {
        verify_missing(verifying);
    }
    if (verifying->status == STORE_OK) {
        verify_records(verifying);
    }
    verify_missing_free(verifying);
    *ret_n_changes = verifying->next - 1;

    return verifying->status;
}
