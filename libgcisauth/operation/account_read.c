/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account.show and account.list (R32).  The list goes through the index of
 * names, so it is in their order; its cursor is the last name looked at.  A
 * page ends after LIST_PAGE items, or after VISITS_MAX names that were not
 * wanted: then it is short, and `next` goes on.
 */
#include "operation/noun.h"

#include "base/text.h"
#include "store/codec.h"

#define VISITS_MAX 20000 /* names looked at for one page */
#define MATCH_MAX 128    /* bytes */


int
account_show(struct call *call)
{
    struct account_set set ACCOUNT_SET = { 0 };
    int status = call_account(call, "account", true, &set);

    if (status == GCIS_OK) {
        status = call_parameters_end(call);
    }
    if (status == GCIS_OK) {
        reply_account(call, call->reply, &set, true);
    }

    return status;
}


struct listing {
    struct call *call;
    json_t *items;
    uint16_t agency;          /* 0: any */
    enum account_state state; /* STATE_NONE: any */
    char *match;              /* folded; NULL: any */
    size_t match_len;
    size_t n_visits;
    struct key last; /* looked at */
    bool more;
    enum store_status status;
};


static void
listing_cleanup(struct listing *listing)
{
    free(listing->match);
}


static bool
contains(const char *text, const char *match, size_t match_len)
{
    size_t len = 0;
    char *folded CLEAN_FREE = text_fold(span_str(text), &len);

    return folded != NULL && memmem(folded, len, match, match_len) != NULL;
}


static bool
is_wanted(const struct listing *listing, const struct account_set *set)
{
    const struct call *call = listing->call;
    const struct account *account = &set->account;

    if (authority_account(&call->actor, account, true, call->catalogue)
        != REASON_NONE)
    {
        return false;
    }
    if (listing->agency != 0
        && !catalogue_agency_within(call->catalogue, account->agency,
                                    listing->agency))
    {
        return false;
    }
    if (listing->state != STATE_NONE
        && account_state_now(call, set) != listing->state)
    {
        return false;
    }

    return listing->match == NULL
           || contains(account->name, listing->match, listing->match_len)
           || contains(account->full_name, listing->match,
                       listing->match_len);
}


static bool
visit(void *state, const struct record *record)
{
    struct listing *listing = state;
    struct account_set set ACCOUNT_SET = { 0 };
    struct id id;

    if (json_array_size(listing->items) == LIST_PAGE
        || listing->n_visits == VISITS_MAX)
    {
        listing->more = true;
        return false;
    }

    listing->n_visits++;
    listing->last = record->key;
    listing->status = STORE_BROKEN;
    if (decode_id(span_of(record->body, record->body_len), &id)) {
        listing->status = store_read_account(listing->call->engine->store,
                                             ACCOUNT_BY_ID, id_span(&id),
                                             &set);
    }
    if (listing->status != STORE_OK) {
        return false;
    }
    if (is_wanted(listing, &set)) {
        reply_account(listing->call, reply_item(listing->items), &set, false);
    }

    return true;
}


static int
read_state(struct call *call, enum account_state *ret)
{
    char word[CODE_MAX + 1] = "";
    int status = call_text(call, "state", CODE_MAX, word);

    if (status != GCIS_OK || word[0] == '\0') {
        return status;
    }

    *ret = state_of_word(word);
    if (*ret == STATE_NONE) {
        return call_refuse(call, REASON_INVALID, "state", "state: requested, "
                           "created, issued, active, dormant, suspended or "
                           "closed");
    }

    return GCIS_OK;
}


static int
read_match(struct call *call, struct listing *listing)
{
    char text[MATCH_MAX + 1] = "";
    int status = call_line(call, "match", MATCH_MAX, text);

    if (status != GCIS_OK || text[0] == '\0') {
        return status;
    }

    listing->match = text_fold(span_str(text), &listing->match_len);
    if (listing->match == NULL) {
        return call_refuse(call, REASON_MEMORY, NULL, "out of memory");
    }

    return GCIS_OK;
}


static int
read_filter(struct call *call, struct listing *listing, struct scan *scan)
{
    const struct agency *agency = NULL;
    char cursor[CURSOR_MAX + 1];
    int status = call_cursor(call, cursor);

    if (status == GCIS_OK) {
        scan->after = key_of_span(span_str(cursor));
        status = read_state(call, &listing->state);
    }
    if (status == GCIS_OK
        && json_object_get(call->parameters.object, "agency") != NULL)
    {
        status = call_agency(call, "agency", &agency);
        listing->agency = agency == NULL ? 0 : agency->number;
    }
    if (status == GCIS_OK) {
        status = read_match(call, listing);
    }

    return status == GCIS_OK ? call_parameters_end(call) : status;
}


int
account_list(struct call *call)
{
    struct listing listing CLEANUP(listing_cleanup) = { .call = call,
                                                        .status = STORE_OK };
    struct scan scan = { .kind = RECORD_ACCOUNT_NAME };
    char cursor[KEY_MAX + 1] = "";
    enum store_status scanned;
    int status = read_filter(call, &listing, &scan);

    if (status != GCIS_OK) {
        return status;
    }

    listing.items = reply_array(call->reply, "items");
    scanned = store_scan(call->engine->store, &scan, visit, &listing);
    if (scanned == STORE_OK) {
        scanned = listing.status;
    }

    memcpy(cursor, listing.last.bytes, listing.last.len);
    reply_next(call, listing.more, cursor);

    return call_store(call, scanned);
}
