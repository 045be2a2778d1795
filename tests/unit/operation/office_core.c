/* SPDX-License-Identifier: BSD-2-Clause */
/* What the sample office asks of the core past the operations: sessions that a
 * card would have opened, sign-ins, records, the log. */
#include "office.h"

#include "base/text.h"
#include "crypto/random.h"
#include "engine/attempt.h"

#include <stdio.h>
#include <string.h>


void
office_account(struct office *office, const char *name,
               struct account_set *ret)
{
    char mapped[ACCOUNT_NAME_MAX + 1];

    assert_true(text_map_account(span_str(name), mapped));
    assert_int_equal(store_read_account(office->engine->store,
                                        ACCOUNT_BY_NAME, span_str(mapped),
                                        ret), STORE_OK);
}


void
office_token(struct office *office, const char *name, enum level level,
             int64_t age_s, bool restricted, char ret[TOKEN_MAX + 1])
{
    int64_t now_s = office->now_ms / 1000;
    struct bodies *bodies = calloc(1, sizeof(*bodies));
    struct account_set found;
    struct change change;
    struct evidence evidence;
    struct session session = {
        .started_s = now_s - age_s,
        .auth_time_s = now_s - age_s,
        .expires_s = now_s - age_s + 12 * 3600,
        .method = level == LEVEL_CERTIFICATE ? METHOD_CERTIFICATE
                                             : METHOD_PASSWORD,
        .level = level,
        .restricted = restricted,
        .audience = OFFICE_HOST,
    };

    assert_non_null(bodies);
    office_account(office, name, &found);
    session.account = found.account.id;
    session.epoch = found.account.epoch;
    assert_true(random_bytes(session.id.bytes, ID_SIZE));
    assert_true(record_begin(office->engine, now_s, &change));
    assert_true(change_add_event(&change, EVENT_SESSION_START, RESULT_OK,
                                 REASON_NONE));
    assert_true(record_put_session(&change, bodies, &session));
    assert_int_equal(record_apply(office->engine, &change), STORE_OK);
    assert_true(session_token(office->engine, &found.account, &session,
                              OFFICE_HOST, now_s, ret, &evidence));
    free(bodies);
}


bool
office_token_stands(struct office *office, const char *token)
{
    struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 };

    return session_actor(office->engine, span_str(token),
                         office->now_ms / 1000, &verdict) == GCIS_OK;
}


int
office_sign_in(struct office *office, const char *account,
               const char *secret, struct outcome *ret)
{
    struct attempt attempt = { .purpose = PURPOSE_SIGN_IN,
                               .audience = OFFICE_HOST };

    snprintf(attempt.account, sizeof(attempt.account), "%s", account);
    assert_true(secret_set(&attempt.secret, span_str(secret)));

    return engine_attempt(office->engine, &office_web, &attempt, NULL, ret);
}


void
office_later(struct office *office, int64_t seconds)
{
    office->now_ms += seconds * 1000;
}


struct counting {
    enum event event;
    enum result result;
    unsigned n;
};


static bool
count(void *state, const struct logged_change *change)
{
    struct counting *counting = state;

    for (size_t i = 0; i < change->n_events; i++) {
        counting->n += change->events[i].event == counting->event
                       && change->events[i].result == counting->result;
    }

    return true;
}


unsigned
office_count(struct office *office, enum event event, enum result result)
{
    struct counting counting = { event, result, 0 };

    assert_int_equal(store_audit(office->engine->store, 1, count, &counting),
                     STORE_OK);

    return counting.n;
}


bool
office_log_has(const struct office *office, const char *words)
{
    return office->log != NULL && strstr(office->log, words) != NULL;
}
