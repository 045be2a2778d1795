/* SPDX-License-Identifier: BSD-2-Clause */
/* The sample site of the engine's tests. */
#include "site.h"

#include "method/oneday.h"
#include "store/codec.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct peer site_web = {
    .uid = 33, .classes = PEER_WEB, .own_name = "www-data"
};
const struct peer site_root = {
    .uid = 0, .classes = PEER_ROOT | PEER_SELF, .own_name = "root"
};


static int64_t
read_clock(void *userdata, enum gcis_clock clock)
{
    const struct site *site = userdata;

    (void) clock;

    return site->now_ms;
}


static void
keep_log(void *userdata, int level, const char *line)
{
    struct site *site = userdata;
    size_t used = strlen(site->log);

    (void) level;
    snprintf(site->log + used, sizeof(site->log) - used, "%s\n", line);
}


static char *
copy(const char *text)
{
    char *made = strdup(text);

    assert_non_null(made);

    return made;
}


static void
configure(struct site *site)
{
    char uri[96];

    site->config = config_new();
    assert_non_null(site->config);
    snprintf(uri, sizeof(uri), "lmdb:%s", site->dir);
    free(site->config->store_uri);
    site->config->store_uri = copy(uri);
    site->config->engine.map_size = 64 << 20;
    site->config->projection.map_size = 64 << 20;
    /* The cheapest that the allow-list knows: these tests hash often. */
    for (size_t i = 0; i < CONFIG_N_PEOPLE; i++) {
        free(site->config->password[i].hash);
        site->config->password[i].hash = copy("$y$j75$");
        site->config->password[i].max_age_s = 0;
    }
    site->config->clock = (struct clock){ read_clock, site };
    site->config->logger = (struct logger){ keep_log, site };
}


void
site_open(struct site *site)
{
    char error[STORE_ERROR_MAX];
    int status;

    site->engine = engine_open(site->config, error, &status);
    if (site->engine == NULL) {
        print_error("engine_open: %d %s\n", status, error);
    }
    assert_non_null(site->engine);
}


void
site_close(struct site *site)
{
    engine_close(site->engine);
    site->engine = NULL;
}


static void
create(struct site *site)
{
    struct store_options options = engine_store_options(site->engine);
    char error[STORE_ERROR_MAX];
    struct change founding;
    int status;

    assert_true(record_begin(site->engine, site->now_ms / 1000, &founding));
    assert_true(change_add_event(&founding, EVENT_STORE_INIT, RESULT_OK,
                                 REASON_NONE));
    assert_int_equal(store_create(&options, &founding, error), STORE_OK);

    status = engine_open_store(site->engine, error);
    if (status != GCIS_OK) {
        print_error("engine_open_store: %s\n", error);
    }
    assert_int_equal(status, GCIS_OK);
}


int
site_new(void **state)
{
    struct site *site = calloc(1, sizeof(*site));

    assert_non_null(site);
    snprintf(site->dir, sizeof(site->dir), "/tmp/gcis-engine-XXXXXX");
    assert_non_null(mkdtemp(site->dir));
    site->now_ms = (int64_t) SITE_START_S * 1000;
    configure(site);
    site_open(site);
    create(site);
    site_add(site, "wang", STATE_ACTIVE, 0);
    *state = site;

    return 0;
}


static int
remove_entry(const char *path, const struct stat *info, int kind,
             struct FTW *walk)
{
    (void) info;
    (void) kind;
    (void) walk;

    return remove(path);
}


int
site_end(void **state)
{
    struct site *site = *state;

    if (site->engine != NULL) {
        site_verify(site);
    }
    site_close(site);
    config_free(site->config);
    nftw(site->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(site);

    return 0;
}


static void
encode_index(struct byte_writer *writer, const void *object)
{
    encode_id(writer, object);
}


static void
fill_oneday(struct site *site, const struct account *account, unsigned uses,
            struct oneday_credential *ret)
{
    struct secret value SECRET = { 0 };
    int64_t now_s = site->now_ms / 1000;

    assert_true(secret_set(&value, span_str(SITE_ONEDAY)));
    *ret = (struct oneday_credential){
        .live = true, .issued_s = now_s, .expires_s = now_s + 3600,
        .max_uses = (uint16_t) uses,
    };
    assert_true(oneday_mac(span_of(site->engine->oneday_key,
                                   ONEDAY_KEY_SIZE),
                           &account->id, &value, ret->mac));
}


void
site_add(struct site *site, const char *name, enum account_state state,
         unsigned oneday_uses)
{
    struct account account = {
        .kind = KIND_CIVIL_SERVANT, .state = state, .epoch = 1,
        .state_since_s = site->now_ms / 1000,
        .created_s = site->now_ms / 1000,
        .password_changed_s = site->now_ms / 1000 - 3 * 86400,
        .ever_signed_in = true,
    };
    struct password_credential password = {
        .changed_s = site->now_ms / 1000 - 3 * 86400
    };
    struct secret secret SECRET = { 0 };
    struct oneday_credential oneday;
    struct bodies *bodies = calloc(1, sizeof(*bodies));
    struct change change;
    struct key key = key_of_span(span_str(name));

    assert_non_null(bodies);
    assert_true(record_begin(site->engine, site->now_ms / 1000, &change));
    account.id = change.id;
    snprintf(account.name, sizeof(account.name), "%s", name);
    snprintf(account.mapped, sizeof(account.mapped), "%s", name);
    snprintf(account.full_name, sizeof(account.full_name), "王小明");
    assert_true(secret_set(&secret, span_str(SITE_PASSWORD)));
    assert_true(hash_make(&secret, site->engine->hash_setting,
                          password.hash));

    assert_true(change_add_event(&change, EVENT_ACCOUNT_ADD, RESULT_OK,
                                 REASON_NONE));
    assert_true(record_put_account(&change, bodies, &account));
    assert_true(record_put(&change, bodies, RECORD_ACCOUNT_NAME, &key, 0,
                           encode_index, &account.id));
    if (state != STATE_ISSUED && state != STATE_CREATED) {
        assert_true(record_put_password(&change, bodies, &account.id,
                                        &password));
    }
    if (oneday_uses > 0) {
        fill_oneday(site, &account, oneday_uses, &oneday);
        assert_true(record_put_oneday(&change, bodies, &account.id, &oneday));
    }
    change.projects = true;
    assert_int_equal(record_apply(site->engine, &change), STORE_OK);
    free(bodies);
}


void
site_read(struct site *site, const char *name, struct account_set *ret)
{
    assert_int_equal(store_read_account(site->engine->store, ACCOUNT_BY_NAME,
                                        span_str(name), ret), STORE_OK);
}


void
site_write(struct site *site, const struct account_set *set)
{
    struct bodies *bodies = calloc(1, sizeof(*bodies));
    struct change change;

    assert_non_null(bodies);
    assert_true(record_begin(site->engine, site->now_ms / 1000, &change));
    assert_true(change_add_event(&change, EVENT_ACCOUNT_SET, RESULT_OK,
                                 REASON_NONE));
    assert_true(record_put_account(&change, bodies, &set->account));
    assert_true(record_put_activity(&change, bodies, &set->account.id,
                                    &set->activity));
    change.projects = true;
    assert_int_equal(record_apply(site->engine, &change), STORE_OK);
    free(bodies);
}


struct attempt
site_claim(const char *name, const char *secret)
{
    struct attempt attempt = { .purpose = PURPOSE_SIGN_IN };

    snprintf(attempt.account, sizeof(attempt.account), "%s", name);
    snprintf(attempt.audience, sizeof(attempt.audience), "portal");
    assert_true(secret_set(&attempt.secret, span_str(secret)));

    return attempt;
}


int
site_attempt(struct site *site, struct attempt *attempt, struct outcome *ret)
{
    int status = engine_attempt(site->engine, &site_web, attempt, NULL, ret);

    assert_int_equal(status, ret->status);

    return status;
}


int
site_sign_in(struct site *site, const char *name, const char *secret,
             struct outcome *ret)
{
    struct attempt attempt = site_claim(name, secret);

    return site_attempt(site, &attempt, ret);
}


int
site_change(struct site *site, const char *name, const char *old,
            const char *new, const char *token, struct outcome *ret)
{
    struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 };
    struct attempt attempt = site_claim(name, old);
    bool by_session = token[0] != '\0';

    attempt.purpose = PURPOSE_CHANGE_PASSWORD;
    attempt.audience[0] = '\0';
    assert_true(secret_set(&attempt.new_secret, span_str(new)));
    if (by_session) {
        assert_int_equal(session_actor(site->engine, span_str(token),
                                       site->now_ms / 1000, &verdict),
                         GCIS_OK);
    }

    return engine_attempt(site->engine, &site_web, &attempt,
                          by_session ? &verdict.evidence : NULL, ret);
}


int
site_token(struct site *site, const char *token, enum reason *ret_reason)
{
    struct token_verdict verdict CLEAN_TOKEN_VERDICT = { 0 };
    int status = session_actor(site->engine, span_str(token),
                               site->now_ms / 1000, &verdict);

    *ret_reason = verdict.reason;

    return status;
}


void
site_later(struct site *site, int64_t seconds)
{
    site->now_ms += seconds * 1000;
}


struct counting {
    enum event event;
    enum result result;
    enum reason reason;
    unsigned n;
};


static bool
count(void *state, const struct logged_change *change)
{
    struct counting *counting = state;

    for (size_t i = 0; i < change->n_events; i++) {
        counting->n += change->events[i].event == counting->event
                       && change->events[i].result == counting->result
                       && change->events[i].reason == counting->reason;
    }

    return true;
}


unsigned
site_count(struct site *site, enum event event, enum result result,
           enum reason reason)
{
    struct counting counting = { event, result, reason, 0 };

    assert_int_equal(store_audit(site->engine->store, 1, count, &counting),
                     STORE_OK);

    return counting.n;
}


bool
site_log_has(const struct site *site, const char *words)
{
    return strstr(site->log, words) != NULL;
}


void
site_verify(struct site *site)
{
    char words[STORE_ERROR_MAX] = "";
    uint64_t n;

    if (store_verify(site->engine->store, &n, words) != STORE_OK) {
        fail_msg("audit verify: %s", words);
    }
}
