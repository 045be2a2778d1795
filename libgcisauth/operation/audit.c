/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit.list and audit.verify (R53, R54).  A list runs from older to newer,
 * one item an event.  With `since`, `account` or `cursor` it begins there and
 * `next` goes on towards now; without any of them it is the newest page.  A
 * change is never torn apart: a page may have some items more than asked for.
 */
#include "operation/noun.h"

#include "engine/checkpoint.h"

#include <inttypes.h>

#define LIMIT_MAX 200               /* items asked for */
#define PAGE_TEXT_MAX (128 * 1024)  /* bytes of facts on one page */
#define VISITS_MAX 100000           /* changes looked at for one page */

struct page {
    struct call *call;
    json_t *items;
    const struct id *account; /* NULL: of all */
    size_t limit;
    size_t text_len; /* bytes, about */
    uint64_t n_visits;
    uint64_t last_seq;
    bool more;
};


static void
add_text(struct page *page, json_t *item, const char *name, const char *value)
{
    if (value[0] != '\0') {
        reply_text(item, name, value);
        page->text_len += strlen(value);
    }
}


static void
add_fields(struct page *page, json_t *item,
           const struct facts_of_change *facts)
{
    json_t *fields;

    if (facts->n_fields == 0) {
        return;
    }

    fields = reply_array(item, "fields");
    for (size_t i = 0; i < facts->n_fields; i++) {
        json_t *field = reply_item(fields);

        add_text(page, field, "name", facts->fields[i].name);
        reply_text(field, "before", facts->fields[i].before);
        reply_text(field, "after", facts->fields[i].after);
        page->text_len += strlen(facts->fields[i].before)
                          + strlen(facts->fields[i].after);
    }
}


static void
add_facts(struct page *page, json_t *item,
          const struct facts_of_change *facts)
{
    add_text(page, item, "actor", facts->actor);
    add_text(page, item, "actor_name", facts->actor_name);
    add_text(page, item, "account", facts->subject_name);
    add_text(page, item, "agency", facts->agency);
    add_text(page, item, "application", facts->application);
    add_text(page, item, "role", facts->role);
    add_text(page, item, "method", method_word(facts->method));
    add_text(page, item, "level", level_word(facts->level));
    add_text(page, item, "session", facts->session);
    add_text(page, item, "address", facts->address);
    add_text(page, item, "service", facts->service);
    add_text(page, item, "node", facts->node);
    add_text(page, item, "reference", facts->reference);
    add_text(page, item, "document", facts->document);
    add_text(page, item, "note", facts->note);
    reply_time(item, "until_s", facts->until_s);
    if (facts->count != 0) {
        reply_integer(item, "count", (int64_t) facts->count);
    }
    add_fields(page, item, facts);
}


static void
add_change(struct page *page, const struct logged_change *change)
{
    for (size_t i = 0; i < change->n_events; i++) {
        const struct change_event *event = &change->events[i];
        json_t *item = reply_item(page->items);

        reply_integer(item, "seq", (int64_t) change->seq);
        reply_integer(item, "at_s", change->at_s);
        reply_text(item, "event", event_word(event->event));
        reply_text(item, "result", result_word(event->result));
        if (event->reason != REASON_NONE) {
            reply_text(item, "reason", reason_word(event->reason));
        }
        add_facts(page, item, &change->facts);
    }
}


static bool
is_wanted(const struct page *page, const struct logged_change *change)
{
    return page->account == NULL
           || (change->facts.has_subject
               && id_equal(&change->facts.subject, page->account));
}


static bool
is_full(const struct page *page)
{
    return json_array_size(page->items) >= page->limit
           || page->text_len >= PAGE_TEXT_MAX
           || page->n_visits >= VISITS_MAX;
}


static bool
visit(void *state, const struct logged_change *change)
{
    struct page *page = state;

    if (is_full(page)) {
        page->more = true;
        return false;
    }

    page->n_visits++;
    page->last_seq = change->seq;
    if (is_wanted(page, change)) {
        add_change(page, change);
    }

    return true;
}


/* How far back the newest page goes. */
struct newest {
    size_t limit;
    size_t n;
    uint64_t from_seq;
};


static bool
count_back(void *state, const struct logged_change *change)
{
    struct newest *newest = state;

    newest->n += change->n_events;
    if (newest->n <= newest->limit || newest->from_seq == 0) {
        newest->from_seq = change->seq;
    }

    return newest->n < newest->limit;
}


static bool
take_time(void *state, const struct logged_change *change)
{
    *(int64_t *) state = change->at_s;

    return false;
}


/* The first change at or after a time: times never fall along the log. */
static enum store_status
seek(struct store *store, int64_t since_s, uint64_t *ret_seq)
{
    struct position head;
    enum store_status status = store_position(store, &head, NULL);
    uint64_t low = 1, high;

    high = status == STORE_OK ? head.seq + 1 : 1;
    while (status == STORE_OK && low < high) {
        uint64_t middle = low + (high - low) / 2;
        int64_t at_s = INT64_MAX;

        status = store_audit(store, middle, take_time, &at_s);
        if (at_s >= since_s) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    *ret_seq = low;

    return status;
}


struct audit_query {
    struct account_set set;
    bool has_account;
    int64_t since_s;  /* 0: not asked */
    uint64_t after;   /* the cursor; 0: none */
    int64_t limit;
};


static void
query_wipe(struct audit_query *query)
{
    account_set_wipe(&query->set);
}


/* A day begins at its beginning: elsewhere a date is the end of its day. */
static int
read_since(struct call *call, int64_t *ret_s)
{
    char text[ZONE_TIME_MAX + 1] = "";
    char whole[ZONE_TIME_MAX + 16];
    int status = call_text(call, "since", ZONE_TIME_MAX, text);

    if (status != GCIS_OK || text[0] == '\0') {
        return status;
    }

    words_print(whole, sizeof(whole), "%s%s", text,
                strchr(text, 'T') == NULL ? "T00:00:00" : "");
    if (!zone_parse_time(call->engine->zone, whole, ret_s)) {
        return call_refuse(call, REASON_INVALID, "since", "since: not a time: "
                           "2026-12-31 or 2026-12-31T23:59:59");
    }

    return GCIS_OK;
}


static int
read_after(struct call *call, uint64_t *ret)
{
    char text[CURSOR_MAX + 1];
    char *end = NULL;
    int status = call_cursor(call, text);

    if (status != GCIS_OK || text[0] == '\0') {
        return status;
    }

    *ret = strtoull(text, &end, 10);
    if (text[strspn(text, "0123456789")] != '\0' || *end != '\0'
        || *ret == 0 || *ret >= INT64_MAX)
    {
        return call_refuse(call, REASON_INVALID, "cursor", "cursor: is not the"
                           " `next` of a list of the audit");
    }

    return GCIS_OK;
}


static int
read_query(struct call *call, struct audit_query *query)
{
    int status = GCIS_OK;

    query->limit = LIST_PAGE;
    query->has_account = json_object_get(call->parameters.object, "account")
                         != NULL;
    if (query->has_account) {
        status = call_account(call, "account", true, &query->set);
    }
    if (status == GCIS_OK) {
        status = read_since(call, &query->since_s);
    }
    if (status == GCIS_OK) {
        status = read_after(call, &query->after);
    }
    if (status == GCIS_OK) {
        status = call_integer(call, "limit", 1, LIMIT_MAX, &query->limit);
    }

    return status == GCIS_OK ? call_parameters_end(call) : status;
}


/* Where the page begins. */
static enum store_status
first_seq(struct call *call, const struct audit_query *query,
          uint64_t *ret_seq)
{
    struct store *store = call->engine->store;
    struct newest newest = { .limit = (size_t) query->limit };
    enum store_status status = STORE_OK;

    *ret_seq = 1;
    if (query->after != 0) {
        *ret_seq = query->after + 1;
    } else if (query->since_s != 0) {
        status = seek(store, query->since_s, ret_seq);
    } else if (!query->has_account) {
        status = store_audit_back(store, 0, count_back, &newest);
        *ret_seq = newest.from_seq == 0 ? 1 : newest.from_seq;
    }

    return status;
}


int
audit_list(struct call *call)
{
    struct audit_query query CLEANUP(query_wipe) = { .has_account = false };
    struct page page = { .call = call };
    char cursor[24] = "";
    uint64_t from_seq;
    enum store_status read;
    int status = read_query(call, &query);

    if (status != GCIS_OK) {
        return status;
    }

    page.limit = (size_t) query.limit;
    page.items = reply_array(call->reply, "items");
    page.account = query.has_account ? &query.set.account.id : NULL;
    read = first_seq(call, &query, &from_seq);
    if (read == STORE_OK) {
        read = store_audit(call->engine->store, from_seq, visit, &page);
    }

    words_print(cursor, sizeof(cursor), "%" PRIu64, page.last_seq);
    reply_next(call, page.more, cursor);

    return call_store(call, read);
}


int
audit_verify(struct call *call)
{
    char words[STORE_ERROR_MAX] = "";
    uint64_t n_changes = 0, n_checkpoints = 0;
    enum store_status verified;
    int status = call_parameters_end(call);

    if (status != GCIS_OK) {
        return status;
    }

    verified = store_verify(call->engine->store, &n_changes, words);
    if (verified == STORE_BROKEN) {
        return call_refuse(call, REASON_DAMAGED, NULL, "the audit is not "
                           "whole: %s: keep the files, restore from a backup",
                           words);
    }
    if (verified != STORE_OK) {
        return call_store(call, verified);
    }
    if (!checkpoint_verify(call->engine,
                           call->engine->config->audit.checkpoints,
                           &n_checkpoints, words))
    {
        return call_refuse(call, REASON_DAMAGED, NULL, "the audit differs "
                           "from its checkpoints: %s", words);
    }

    reply_boolean(call->reply, "verified", true);
    reply_integer(call->reply, "changes", (int64_t) n_changes);
    reply_integer(call->reply, "checkpoints", (int64_t) n_checkpoints);

    return GCIS_OK;
}
