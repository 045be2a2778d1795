/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration as a whole: the values of the baseline, profiles, what one
 * key does to another, copies, printing.
 */
#include "config/config.h"
#include "folder.h"
#include "paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>


static void
set(struct config *config, const char *section, const char *key,
    const char *value)
{
    if (!config_set(config, section, key, value)) {
        fail_msg("%s", config->error);
    }
}


static void
the_baseline(void **state)
{
    struct config *config = config_new();

    (void) state;
    assert_int_equal(config->client.timeout_ms, 5000);
    assert_string_equal(config->engine.store, "lmdb:" GCIS_PATH_STATE);
    assert_int_equal(config->engine.map_size, INT64_C(16) << 30);
    assert_int_equal(config->engine.poll_ms, 250);
    assert_int_equal(config->engine.max_lag_s, 300);
    assert_int_equal(config->projection.max_age_s, 30);
    assert_int_equal(config->projection.map_size, INT64_C(4) << 30);
    assert_string_equal(config->time_zone, "Asia/Taipei");
    for (int i = 0; i < CONFIG_N_PEOPLE; i++) {
        const struct config_password *password = &config->password[i];
        assert_false(password->nist);
        assert_int_equal(password->min_length, 12);
        assert_int_equal(password->max_length, 128);
        assert_int_equal(password->history, 3);
        assert_int_equal(password->min_age_s, 86400);
        assert_int_equal(password->max_age_s, 90 * 86400);
        assert_int_equal(password->composition, 3);
        assert_string_equal(password->hash, "yescrypt");
        assert_string_equal(password->blocklist, "");
    }
    assert_true(config->oneday.end_of_day);
    assert_int_equal(config->oneday.length, 12);
    assert_int_equal(config->oneday.max_uses, 3);
    assert_int_equal(config->oneday.per_day, 3);
    assert_false(config->oneday.applications);
    assert_int_equal(config->lockout.failures, 5);
    assert_int_equal(config->lockout.period_s, 900);
    assert_int_equal(config->lockout.duration_s, 900);
    assert_false(config->lockout.scope_all);
    assert_int_equal(config->lockout.source_slow, 30);
    assert_int_equal(config->lockout.source_refuse, 300);
    assert_int_equal(config->lockout.source_period_s, 900);
    assert_int_equal(config->lockout.exempt.n, 0);
    assert_int_equal(config->account.dormant_after_s, 90 * 86400);
    assert_false(config->account.reference_required);
    assert_false(config->application_level_certificate);
    assert_int_equal(config->session.idle_s, 900);
    assert_int_equal(config->session.lifetime_s, 43200);
    assert_int_equal(config->session.renew_after_s, 300);
    assert_int_equal(config->session.lifetime_oneday_s, 1800);
    assert_int_equal(config->session.step_up_s, 3600);
    assert_int_equal(config->portal.languages.n, 2);
    assert_string_equal(config->portal.languages.items[0], "zh-Hant");
    assert_int_equal(config->audit.keep_s, 365 * 86400);
    assert_true(config->audit.syslog);
    assert_string_equal(config->store_uri, "");
    assert_string_equal(config->projection_path, "");
    assert_string_equal(config->error, "");
    config_free(config);
    config_free(NULL);
}


static void
profiles(void **state)
{
    struct config *config = config_new();
    const struct config_password *staff = &config->password[CONFIG_STAFF];
    const struct config_password *member = &config->password[CONFIG_MEMBER];

    (void) state;
    /* nist moves defaults, of members as well */
    set(config, "password", "profile", "nist");
    assert_true(staff->nist);
    assert_int_equal(staff->min_length, 15);
    assert_int_equal(staff->composition, 0);
    assert_int_equal(staff->max_age_s, 0);
    assert_int_equal(staff->history, 3);
    assert_true(member->nist);
    assert_int_equal(member->min_length, 15);
    /* but not what is said */
    set(config, "password", "composition", "2");
    set(config, "password", "max_age", "30d");
    assert_int_equal(staff->composition, 2);
    assert_int_equal(staff->max_age_s, 30 * 86400);
    /* members follow [password] key by key */
    assert_int_equal(member->composition, 2);
    set(config, "password member", "composition", "1");
    assert_int_equal(member->composition, 1);
    assert_int_equal(staff->composition, 2);
    /* a profile of their own: its defaults, not those of [password] */
    set(config, "password member", "profile", "baseline");
    assert_false(member->nist);
    assert_int_equal(member->min_length, 12);
    assert_int_equal(member->max_age_s, 90 * 86400);
    assert_int_equal(member->composition, 1);
    assert_true(staff->nist);
    assert_int_equal(staff->min_length, 15);
    config_free(config);
}


/* The first pair stands; the second is refused, with these words. */
static void
pairs(void **state)
{
    static const struct {
        const char *first[3];
        const char *second[3];
        const char *error;
    } rows[] = {
        { { "password", "max_length", "20" },
          { "password", "min_length", "21" },
          "set:1: min_length: min_length = 21 must be at most max_length = "
          "20" },
        { { "password", "history", "3" },
          { "password", "max_length", "11" },
          "set:1: max_length: min_length = 12 must be at most max_length = "
          "11" },
        { { "password", "min_age", "30d" }, { "password", "max_age", "30d" },
          "set:1: min_age: min_age = 30d must be less than max_age = 30d" },
        { { "password member", "min_length", "20" },
          { "password", "max_length", "19" },
          "set:1: min_length: min_length = 20 must be at most max_length = "
          "19" },
        { { "lockout", "source_slow", "300" },
          { "lockout", "source_refuse", "299" },
          "set:1: source_slow: source_slow = 300 must be at most "
          "source_refuse = 299" },
        { { "session", "renew_after", "14m" }, { "session", "idle", "14m" },
          "set:1: renew_after: renew_after = 14m must be less than idle = "
          "14m" },
        { { "session", "idle", "10m" }, { "session", "renew_after", "10m" },
          "set:1: renew_after: renew_after = 10m must be less than idle = "
          "10m" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct config *config = config_new();
        set(config, rows[i].first[0], rows[i].first[1], rows[i].first[2]);
        if (config_set(config, rows[i].second[0], rows[i].second[1],
                       rows[i].second[2])) {
            fail_msg("row %zu is taken", i);
        }
        assert_string_equal(config->error, rows[i].error);
        assert_string_equal(config_get(config, rows[i].first[0],
                                       rows[i].first[1]), rows[i].first[2]);
        config_free(config);
    }
}


static void
renewal_follows_idle(void **state)
{
    static const struct {
        const char *idle;
        int64_t renew_after_s;
        const char *text;
    } rows[] = {
        { "2s", 1, "1s" }, { "3s", 1, "1s" }, { "4s", 1, "1s" },
        { "10s", 3, "3s" }, { "9m", 180, "3m" }, { "24h", 28800, "480m" },
    };
    struct config *config = config_new();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        set(config, "session", "idle", rows[i].idle);
        assert_int_equal(config->session.renew_after_s,
                         rows[i].renew_after_s);
        assert_string_equal(config_get(config, "session", "renew_after"),
                            rows[i].text);
    }
    config_free(config);
}


static void
lifetime_of_oneday(void **state)
{
    struct config *config = config_new();

    (void) state;
    set(config, "oneday", "lifetime", "4s");
    assert_false(config->oneday.end_of_day);
    assert_int_equal(config->oneday.lifetime_s, 4);
    set(config, "oneday", "lifetime", "end-of-day");
    assert_true(config->oneday.end_of_day);
    config_free(config);
}


static void
lists(void **state)
{
    struct config *config = config_new();

    (void) state;
    set(config, "peers", "pam", "dovecot:imap,pop3\t postgres");
    assert_int_equal(config->peers.pam.n, 2);
    assert_string_equal(config->peers.pam.items[0], "dovecot:imap,pop3");
    assert_string_equal(config->peers.pam.items[1], "postgres");
    set(config, "peers", "pam", "");
    assert_int_equal(config->peers.pam.n, 0);
    config_free(config);
}


static int64_t
own_clock(void *userdata, enum gcis_clock clock)
{
    (void) userdata;
    (void) clock;
    return 7;
}


static void
copies(void **state)
{
    struct config *config = config_new();
    struct config *copy;

    (void) state;
    set(config, "session", "idle", "7m");
    set(config, "anchor a.pem", "ocsp", "http://a/");
    set(config, "peers", "web", "www-data");
    config->clock.read = own_clock;
    config->client.timeout_ms = 77;
    copy = config_copy(config);
    assert_non_null(copy);
    /* each its own: a sanitizer sees what they share */
    set(config, "session", "idle", "8m");
    config_free(config);
    assert_int_equal(copy->session.idle_s, 420);
    assert_string_equal(copy->peers.web.items[0], "www-data");
    assert_string_equal(config_get(copy, "anchor a.pem", "ocsp"),
                        "http://a/");
    assert_string_equal(config_get(copy, "anchor b.pem", "ocsp"), "");
    assert_int_equal(clock_now_s(&copy->clock), 0);
    assert_int_equal(copy->client.timeout_ms, 77);
    config_free(copy);
}


/* What is printed reads back as the same, and prints the same again. */
static void
printing(void **state)
{
    struct folder folder;
    struct config *config = config_new();
    struct config *again = config_new();
    char *first CLEAN_FREE = NULL;
    char *second CLEAN_FREE = NULL;

    (void) state;
    set(config, "application", "level", "certificate");
    set(config, "portal", "title", "註冊服務 ; # \"");
    set(config, "anchor b.pem", "policy", "1.2.3 4.5");
    set(config, "anchor a.pem", "eku", "x");
    set(config, "anchor b.pem", "ocsp", "http://b/");
    set(config, "peers", "web", "www-data");
    first = config_print(config);
    assert_non_null(first);
    assert_non_null(strstr(first, "\n[application]\nlevel = certificate\n"));
    assert_non_null(strstr(first, "\n[session]\nidle = 15m\nlifetime = 12h\n"
                                  "renew_after = 5m\n"));
    assert_non_null(strstr(first, "\n[anchor b.pem]\npolicy = 1.2.3 4.5\n"
                                  "ocsp = http://b/\n"));
    assert_non_null(strstr(first, "\n# root =\n"));

    folder_make(&folder);
    folder_write(&folder, "gcis.conf", span_str(first));
    if (!config_load(again, folder.file, false)) {
        fail_msg("%s", again->error);
    }
    second = config_print(again);
    assert_string_equal(first, second);
    assert_true(again->application_level_certificate);
    folder_remove(&folder);
    config_free(config);
    config_free(again);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_baseline),
        cmocka_unit_test(profiles),
        cmocka_unit_test(pairs),
        cmocka_unit_test(renewal_follows_idle),
        cmocka_unit_test(lifetime_of_oneday),
        cmocka_unit_test(lists),
        cmocka_unit_test(copies),
        cmocka_unit_test(printing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
