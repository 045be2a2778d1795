/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store.status, store.digest, engine.health: what there is, how full, how old,
 * and what a person should look at.  Nothing is changed, nothing is hidden
 * from root; the others hear that it lives.
 */
#include "operation/noun.h"

#include "crypto/digest.h"
#include "store/codec.h"

#include <sys/statvfs.h>
#include <sys/timex.h>

#define MAP_WARN_PERCENT 70  /* SECURITY B14 */
#define DISK_WARN_PERCENT 80 /* R56 */
#define KEY_WARN_S (90 * 86400)


static void
warn(json_t *warnings, const char *what, const char *message)
{
    json_t *item = reply_item(warnings);

    reply_text(item, "what", what);
    reply_text(item, "message", message);
}


static void
add_position(json_t *object, const struct position *position)
{
    char store[2 * ID_SIZE + 1], chain[2 * DIGEST_SIZE + 1];

    hex_encode(span_of(position->store_id, ID_SIZE), store);
    hex_encode(span_of(position->chain, DIGEST_SIZE), chain);
    reply_text(object, "store_id", store);
    reply_integer(object, "seq", (int64_t) position->seq);
    reply_text(object, "chain", chain);
}


static int
add_head(struct call *call)
{
    struct position head;
    int64_t at_s = 0;
    enum store_status status = store_position(call->engine->store, &head,
                                              &at_s);

    if (status != STORE_OK) {
        return call_store(call, status);
    }

    reply_text(call->reply, "node", call->engine->node);
    reply_text(call->reply, "directory", call->engine->dir);
    add_position(call->reply, &head);
    reply_time(call->reply, "last_change_s", at_s);
    reply_time(call->reply, "now_s", call->now_s);

    return GCIS_OK;
}


#define N_STATES (STATE_CLOSED + 1)

struct counts {
    struct call *call;
    uint64_t states[N_STATES];
    uint64_t sessions;
    bool broken;
};


static bool
count_account(void *state, const struct record *record)
{
    struct counts *counts = state;
    struct account account;

    counts->broken = !decode_account(
        span_of(record->body, record->body_len), &account);
    if (!counts->broken) {
        counts->states[account.state]++;
    }

    return !counts->broken;
}


static bool
count_session(void *state, const struct record *record)
{
    struct counts *counts = state;
    struct session session;

    counts->broken = !decode_session(
        span_of(record->body, record->body_len), &session);
    if (!counts->broken) {
        counts->sessions += session.expires_s > counts->call->now_s;
    }

    return !counts->broken;
}


/* States as they are written down: a job follows the time within an hour. */
static int
add_counts(struct call *call)
{
    struct counts counts = { .call = call };
    struct scan accounts = { .kind = RECORD_ACCOUNT };
    struct scan sessions = { .kind = RECORD_SESSION };
    enum store_status status = store_scan(call->engine->store, &accounts,
                                          count_account, &counts);
    json_t *by_state;

    if (status == STORE_OK && !counts.broken) {
        status = store_scan(call->engine->store, &sessions, count_session,
                            &counts);
    }
    if (status != STORE_OK || counts.broken) {
        return call_store(call, status == STORE_OK ? STORE_BROKEN : status);
    }

    by_state = json_object();
    for (unsigned i = STATE_REQUESTED; i < N_STATES; i++) {
        reply_integer(by_state, state_word((enum account_state) i),
                      (int64_t) counts.states[i]);
    }
    json_object_set_new(call->reply, "accounts", by_state);
    reply_integer(call->reply, "sessions", (int64_t) counts.sessions);
    reply_integer(call->reply, "agencies",
                  (int64_t) call->catalogue->n_agencies);
    reply_integer(call->reply, "applications",
                  (int64_t) call->catalogue->n_applications);

    return GCIS_OK;
}


static void
add_size(json_t *object, json_t *warnings, const char *name,
         uint64_t used, uint64_t map)
{
    json_t *member = json_object();

    reply_integer(member, "used", (int64_t) used);
    reply_integer(member, "map", (int64_t) map);
    json_object_set_new(object, name, member);

    if (map > 0 && used / (map / 100 + 1) >= MAP_WARN_PERCENT) {
        warn(warnings, name, "the map is over 70 % full: raise map_size in "
             "gcis.conf and restart gcisd");
    }
}


static int
add_sizes(struct call *call, json_t *warnings)
{
    struct store_sizes sizes;
    struct statvfs disk;
    enum store_status status = store_sizes(call->engine->store, &sizes);

    if (status != STORE_OK) {
        return call_store(call, status);
    }

    add_size(call->reply, warnings, "vault", sizes.vault_used,
             sizes.vault_map);
    add_size(call->reply, warnings, "projection", sizes.projection_used,
             sizes.projection_map);

    if (statvfs(call->engine->dir, &disk) == 0 && disk.f_blocks > 0) {
        uint64_t percent = 100 - (uint64_t) disk.f_bavail * 100
                                 / disk.f_blocks;

        reply_integer(call->reply, "disk_percent", (int64_t) percent);
        if (percent >= DISK_WARN_PERCENT) {
            warn(warnings, "disk", "the disk is over 80 % full: what cannot "
                 "be recorded does not happen");
        }
    }

    return GCIS_OK;
}


static void
add_keys(struct call *call, json_t *warnings)
{
    const struct catalogue *catalogue = call->catalogue;
    json_t *keys = reply_array(call->reply, "keys");

    for (size_t i = 0; i < catalogue->n_keys; i++) {
        const struct node_key *key = &catalogue->keys[i];
        json_t *item = reply_item(keys);

        reply_text(item, "kid", key->kid);
        reply_text(item, "node", key->node);
        reply_time(item, "created_s", key->created_s);
        reply_integer(item, "age_s", call->now_s - key->created_s);
        reply_time(item, "withdrawn_s", key->withdrawn_s);
        if (key->withdrawn_s == 0
            && call->now_s - key->created_s > KEY_WARN_S)
        {
            warn(warnings, "key", "a session key is older than 90 days");
        }
    }
}


/* Asked, not set; where a sandbox forbids the question, nothing is said. */
static void
add_clock(struct call *call, json_t *warnings)
{
    struct timex timex = { .modes = 0 };
    int state = adjtimex(&timex);

    if (state < 0) {
        return;
    }

    reply_boolean(call->reply, "clock_synchronised", state != TIME_ERROR);
    if (state == TIME_ERROR) {
        warn(warnings, "clock", "the system's clock is not synchronised: "
             "timedatectl set-ntp true");
    }
}


static void
add_projection(struct call *call, json_t *warnings)
{
    struct projection_state state = { .age_ms = -1 };
    enum projection_status status =
        projection_state(call->engine->reader, &state);

    if (status == PROJECTION_OK || status == PROJECTION_STALE) {
        reply_integer(call->reply, "projection_age_ms", state.age_ms);
    }
    if (status != PROJECTION_OK) {
        warn(warnings, "projection", "the projection is away or has no beat: "
             "nginx answers 503");
    }
}


int
store_status_operation(struct call *call)
{
    json_t *warnings;
    int status = call_parameters_end(call);

    warnings = reply_array(call->reply, "warnings");
    if (status == GCIS_OK) {
        status = add_head(call);
    }
    if (status == GCIS_OK) {
        status = add_counts(call);
    }
    if (status == GCIS_OK) {
        status = add_sizes(call, warnings);
    }
    if (status != GCIS_OK) {
        return status;
    }

    add_keys(call, warnings);
    add_clock(call, warnings);
    add_projection(call, warnings);

    return GCIS_OK;
}


int
store_digest_operation(struct call *call)
{
    uint8_t digest[DIGEST_SIZE];
    char text[2 * DIGEST_SIZE + 1];
    struct position position;
    enum store_status read;
    int status = call_parameters_end(call);

    if (status != GCIS_OK) {
        return status;
    }

    read = store_digest(call->engine->store, digest, &position);
    if (read != STORE_OK) {
        return call_store(call, read);
    }

    hex_encode(span_of(digest, sizeof(digest)), text);
    reply_text(call->reply, "digest", text);
    add_position(call->reply, &position);

    return GCIS_OK;
}


/* engine_now() looked at the log's head already: this is all that is cheap. */
int
engine_health(struct call *call)
{
    int status = call_parameters_end(call);

    if (status == GCIS_OK) {
        reply_boolean(call->reply, "healthy", true);
        }

    return status;
}
