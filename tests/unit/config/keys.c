/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every key of INTERFACE.md with its default, values that are refused with
 * their exact reason, and values that are taken, the borders among them.
 */
#include "config/config.h"
#include "config/table.h"
#include "paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define DURATION(from, to) "must be a duration from " from " to " to
#define NUMBER(from, to) "must be a number from " from " to " to
#define SIZE(from, to) "must be a size from " from " to " to
#define ONE_OF(choices) "must be one of: " choices
#define EMPTY "has no value"
#define ABSOLUTE "must be an absolute path"

#define PASSWORD(section) \
    { section, "profile", "baseline", "strict", ONE_OF("baseline, nist"), \
      "Baseline", ONE_OF("baseline, nist"), { "nist", "baseline" } }, \
    { section, "min_length", "12", "7", NUMBER("8", "128"), \
      "129", NUMBER("8", "128"), { "8", "128" } }, \
    { section, "max_length", "128", "129", NUMBER("8", "128"), \
      "7", NUMBER("8", "128"), { "128", "12" } }, \
    { section, "history", "3", "6", NUMBER("0", "5"), \
      "-1", NUMBER("0", "5"), { "0", "5" } }, \
    { section, "min_age", "1d", "366d", DURATION("0", "365d"), \
      "1", DURATION("0", "365d"), { "0d", "0", "89d" } }, \
    { section, "max_age", "90d", "3651d", DURATION("0", "3650d"), \
      "90", DURATION("0", "3650d"), { "0", "3650d", "25h" } }, \
    { section, "composition", "3", "5", NUMBER("0", "4"), \
      "three", NUMBER("0", "4"), { "0", "4" } }, \
    { section, "hash", "yescrypt", "md5", \
      "must be yescrypt or the beginning of a hash, like $y$j9T$", \
      "$y j9T", "must be yescrypt or the beginning of a hash, like " \
      "$y$j9T$", { "$y$j8T$", "$6$rounds=100000$" } }, \
    { section, "blocklist", "", "blocklist", ABSOLUTE, "./x", ABSOLUTE, \
      { "/etc/gcis/blocklist", "" } }

static const struct {
    const char *section;
    const char *key;
    const char *preset;
    const char *bad;
    const char *reason;
    const char *bad_too;
    const char *reason_too;
    const char *good[3];
} rows[] = {
    { "client", "socket", GCIS_PATH_SOCKET, "gcisd.sock", ABSOLUTE,
      "/1234567890123456789012345678901234567890123456789012345678901234567890"
      "12345678901234567890123456789012345x7",
      "must be at most 107 bytes long", { "/tmp/s" } },
    { "client", "timeout", "5s", "0", DURATION("1ms", "60s"), "61s",
      DURATION("1ms", "60s"), { "1ms", "60s", "1m" } },

    { "engine", "store", "lmdb:" GCIS_PATH_STATE, "postgresql:service=gcis",
      "postgresql: is not in this version: lmdb:DIR is", "unix:/run/x",
      "must be lmdb: and an absolute path, like lmdb:/var/lib/gcis",
      { "lmdb:/x" } },
    { "engine", "map_size", "16G", "1023K", SIZE("1M", "64T"), "16g",
      SIZE("1M", "64T"), { "1M", "64T", "1048576" } },
    { "engine", "node", "node1", "a b",
      "must be a name of letters, digits, - _ and .",
      "a23456789012345678901234567890123", "must be at most 32 bytes long",
      { "gcis-1.taipei", "a2345678901234567890123456789012" } },
    { "engine", "poll", "250ms", "9ms", DURATION("10ms", "60s"), "61s",
      DURATION("10ms", "60s"), { "10ms", "60s" } },
    { "engine", "max_lag", "5m", "500ms", DURATION("1s", "1h"), "61m",
      DURATION("1s", "1h"), { "1s", "1h" } },

    { "projection", "path", GCIS_PATH_STATE "/projection", "projection",
      ABSOLUTE, "", EMPTY, { "/x" } },
    { "projection", "max_age", "30s", "0s", DURATION("1s", "5m"), "301s",
      DURATION("1s", "5m"), { "1s", "5m" } },
    { "projection", "map_size", "4G", "4 G", SIZE("1M", "64T"), "65T",
      SIZE("1M", "64T"), { "1M" } },

    { "time", "zone", "Asia/Taipei", "/etc/localtime",
      "must be a time zone, like Asia/Taipei", "Asia Taipei",
      "must be a time zone, like Asia/Taipei", { "UTC", "Etc/GMT+8" } },

    PASSWORD("password"),
    PASSWORD("password member"),

    { "oneday", "lifetime", "end-of-day", "0s",
      "must be end-of-day or a duration from 1s to 30d", "end of day",
      "must be end-of-day or a duration from 1s to 30d",
      { "4s", "30d", "end-of-day" } },
    { "oneday", "length", "12", "9", NUMBER("10", "64"), "65",
      NUMBER("10", "64"), { "10", "64" } },
    { "oneday", "max_uses", "3", "0", NUMBER("1", "100"), "101",
      NUMBER("1", "100"), { "1", "100" } },
    { "oneday", "per_day", "3", "0", NUMBER("1", "1000"), "03",
      NUMBER("1", "1000"), { "1", "1000" } },
    { "oneday", "applications", "no", "true", ONE_OF("no, yes"), "Yes",
      ONE_OF("no, yes"), { "yes", "no" } },

    { "certificate", "anchors", GCIS_PATH_ANCHORS, "anchors", ABSOLUTE,
      "", EMPTY, { "/x" } },
    { "certificate", "crl", GCIS_PATH_STATE "/crl", "crl", ABSOLUTE, "", EMPTY,
      { "/x" } },
    { "certificate", "ocsp", "off", "on", ONE_OF("off, soft, require"),
      "off,", ONE_OF("off, soft, require"), { "soft", "require" } },
    { "certificate", "min_rsa_bits", "2048", "2047",
      NUMBER("2048", "16384"), "16385", NUMBER("2048", "16384"),
      { "2048", "16384" } },
    { "certificate", "min_ec_bits", "256", "255", NUMBER("256", "521"),
      "522", NUMBER("256", "521"), { "521" } },
    { "certificate", "mapping", "key", "subject", ONE_OF("key"), "", EMPTY,
      { "key" } },
    { "certificate", "challenge_lifetime", "5m", "9s",
      DURATION("10s", "1h"), "2h", DURATION("10s", "1h"), { "10s", "1h" } },
    { "certificate", "tls_peers", "", "www:data",
      "must be names of users of the system", "-x",
      "must be names of users of the system", { "www-data other", "" } },

    { "anchor moica.pem", "policy", "", "1.2.x",
      "must be object identifiers, like 2.16.886.101.0.3.1", "1",
      "must be object identifiers, like 2.16.886.101.0.3.1",
      { "2.16.886.101.0.3.1 1.2.3" } },
    { "anchor moica.pem", "eku", "", NULL, NULL, NULL, NULL,
      { "clientAuth" } },
    { "anchor moica.pem", "ocsp", "", "ldap://x/",
      "must be a URL, like http://ocsp.example.tw/", "http://a b/",
      "must be a URL without blanks, in ASCII",
      { "http://ocsp.example.tw/" } },

    { "lockout", "failures", "5", "0", NUMBER("1", "16"), "17",
      NUMBER("1", "16"), { "1", "16" } },
    { "lockout", "period", "15m", "0", DURATION("1s", "7d"), "8d",
      DURATION("1s", "7d"), { "1s", "7d" } },
    { "lockout", "duration", "15m", "0", DURATION("1s", "7d"), "15",
      DURATION("1s", "7d"), { "1s", "7d" } },
    { "lockout", "scope", "password", "certificate",
      ONE_OF("password, all"), "", EMPTY, { "all", "password" } },
    { "lockout", "source_slow", "30", "0", NUMBER("1", "1000000"), "1e3",
      NUMBER("1", "1000000"), { "1", "300" } },
    { "lockout", "source_refuse", "300", "0", NUMBER("1", "1000000"),
      "1000001", NUMBER("1", "1000000"), { "30", "1000000" } },
    { "lockout", "source_period", "15m", "0", DURATION("1s", "7d"), "x",
      DURATION("1s", "7d"), { "1s" } },
    { "lockout", "exempt", "", "10.0.0.0/33",
      "must be networks, like 10.0.0.0/8 or 2001:db8::/32", "10.0.0.1/8",
      "a network has no bits set behind its prefix",
      { "10.0.0.0/8 2001:db8::/32", "0.0.0.0/0 ::1/128", "10.0.0.1 ::1" } },

    { "account", "dormant_after", "90d", "3651d", DURATION("0", "3650d"),
      "never", DURATION("0", "3650d"), { "0", "3650d", "4s" } },
    { "account", "closed_keep", "1825d", "5y", DURATION("0", "36500d"),
      "36501d", DURATION("0", "36500d"), { "0", "36500d" } },
    { "account", "reference", "optional", "yes",
      ONE_OF("optional, required"), "", EMPTY, { "required", "optional" } },

    { "application", "level", "password", "oneday",
      ONE_OF("password, certificate"), "2",
      ONE_OF("password, certificate"), { "certificate", "password" } },

    { "session", "idle", "15m", "1s", DURATION("2s", "24h"), "25h",
      DURATION("2s", "24h"), { "2s", "24h" } },
    { "session", "lifetime", "12h", "0", DURATION("1s", "30d"), "31d",
      DURATION("1s", "30d"), { "1s", "30d" } },
    { "session", "renew_after", "5m", "0", DURATION("1s", "24h"), "500ms",
      DURATION("1s", "24h"), { "1s", "899s" } },
    { "session", "lifetime_oneday", "30m", "0", DURATION("1s", "24h"), "2d",
      DURATION("1s", "24h"), { "1s", "24h" } },
    { "session", "step_up", "1h", "0", DURATION("1s", "24h"), "h",
      DURATION("1s", "24h"), { "1s", "24h" } },
    { "session", "per_account", "0", "1001", NUMBER("0", "1000"), "-1",
      NUMBER("0", "1000"), { "1000" } },
    { "session", "when_full", "oldest", "newest", ONE_OF("oldest, refuse"),
      "", EMPTY, { "refuse" } },
    { "session", "stream_max", "12h", "31d", DURATION("0", "30d"), "",
      EMPTY, { "0", "30d" } },

    { "batch", "max_rows", "5000", "0", NUMBER("1", "200000"), "200001",
      NUMBER("1", "200000"), { "1", "200000" } },
    { "batch", "max_bytes", "5M", "1023", SIZE("1K", "64M"), "65M",
      SIZE("1K", "64M"), { "1K", "64M" } },

    { "portal", "origin", "", "http://gcis.example.tw",
      "must be https://HOST[:PORT] without a path, or http:// on localhost",
      "https://gcis.example.tw/",
      "must be https://HOST[:PORT] without a path, or http:// on localhost",
      { "https://gcis.example.tw:8443", "http://localhost:8080",
        "http://127.0.0.1" } },
    { "portal", "hosts", "", "bms.example.tw:443",
      "must be names of hosts in small letters, without ports",
      "BMS.example.tw",
      "must be names of hosts in small letters, without ports",
      { "bms.example.tw pre.example.tw", "localhost" } },
    { "portal", "component", "http://localhost:61161",
      "http://example.tw:61161",
      "must be http:// on localhost, like http://localhost:61161",
      "https://localhost",
      "must be http:// on localhost, like http://localhost:61161",
      { "http://127.0.0.1:61161" } },
    { "portal", "title", "", NULL, NULL, NULL, NULL, { "註冊服務", "" } },
    { "portal", "service_text", "", NULL, NULL, NULL, NULL, { "客服" } },
    { "portal", "notice", "", NULL, NULL, NULL, NULL, { "注意" } },
    { "portal", "languages", "zh-Hant en", "zh-Hant fr",
      "must be out of: zh-Hant, en", "", EMPTY, { "en", "en zh-Hant" } },

    { "peers", "root", "", "a:b", "must be names of users of the system",
      "a/b", "must be names of users of the system", { "admin", "" } },
    { "peers", "web", "", "www data,",
      "must be names of users of the system", "a23456789012345678901234567"
      "890123", "must be names of users of the system", { "www-data" } },
    { "peers", "pam", "", "dovecot:",
      "must be USER or USER:SERVICE[,SERVICE...], like dovecot:dovecot",
      ":sshd",
      "must be USER or USER:SERVICE[,SERVICE...], like dovecot:dovecot",
      { "dovecot:dovecot,imap postgres:postgresql web" } },
    { "peers", "acct_services", "", "a:b", "must be names of PAM services",
      "a/b", "must be names of PAM services", { "sshd vsftpd" } },

    { "audit", "keep", "365d", "179d", DURATION("180d", "36500d"), "0",
      DURATION("180d", "36500d"), { "180d", "36500d" } },
    { "audit", "syslog", "yes", "on", ONE_OF("no, yes"), "", EMPTY,
      { "no", "yes" } },
    { "audit", "checkpoints", "", "x", ABSOLUTE, "~/x", ABSOLUTE,
      { "/x", "" } },

    { "backup", "recipient", "", "x.pem", ABSOLUTE, "../x", ABSOLUTE,
      { "/x.pem" } },
};


/* The table of the test and that of the product hold the same keys. */
static void
all_keys_are_here(void **state)
{
    (void) state;
    assert_int_equal(ARRAY_LEN(rows), config_n_keys());
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(config_key_index(span_str(rows[i].section),
                                          span_str(rows[i].key)), i);
    }
}


static void
check_bad(struct config *config, size_t row, const char *bad,
          const char *reason)
{
    char words[CONFIG_ERROR_MAX];

    if (bad == NULL) {
        return;
    }
    (void) snprintf(words, sizeof(words), "%s: %s", rows[row].key, reason);
    if (config_set(config, rows[row].section, rows[row].key, bad)) {
        fail_msg("[%s] %s = %s is taken", rows[row].section, rows[row].key,
                 bad);
    }
    assert_string_equal(config->error, words);
    assert_string_equal(config_get(config, rows[row].section, rows[row].key),
                        rows[row].preset);
}


static void
defaults_bad_and_good(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct config *config = config_new();
        assert_non_null(config);
        assert_string_equal(config_get(config, rows[i].section, rows[i].key),
                            rows[i].preset);
        check_bad(config, i, rows[i].bad, rows[i].reason);
        check_bad(config, i, rows[i].bad_too, rows[i].reason_too);
        for (size_t j = 0; j < 3 && rows[i].good[j] != NULL; j++) {
            if (!config_set(config, rows[i].section, rows[i].key,
                            rows[i].good[j])) {
                fail_msg("[%s] %s = %s: %s", rows[i].section, rows[i].key,
                         rows[i].good[j], config->error);
            }
            assert_string_equal(config_get(config, rows[i].section,
                                           rows[i].key), rows[i].good[j]);
        }
        config_free(config);
    }
}


static void
lengths(void **state)
{
    struct config *config = config_new();
    char text[3 * 1024];

    (void) state;
    memset(text, 'x', sizeof(text));
    text[1001] = '\0';
    assert_false(config_set(config, "portal", "title", text));
    assert_string_equal(config->error,
                        "title: must be at most 1000 bytes long");
    text[1000] = '\0';
    assert_true(config_set(config, "portal", "title", text));
    /* 64 words, and one more */
    text[0] = '\0';
    for (size_t i = 0; i < CONFIG_LIST_MAX; i++) {
        (void) snprintf(text + 4 * i, 6, "a%02zu ", i);
    }
    text[4 * CONFIG_LIST_MAX - 1] = '\0';
    assert_true(config_set(config, "peers", "web", text));
    assert_int_equal(config->peers.web.n, CONFIG_LIST_MAX);
    assert_string_equal(config->peers.web.items[63], "a63");
    (void) snprintf(text + 4 * CONFIG_LIST_MAX - 1, 8, " b");
    assert_false(config_set(config, "peers", "web", text));
    assert_string_equal(config->error, "web: must be at most 64 words");
    /* more than a line */
    assert_false(config_set(config, "portal", "title", "a\n[engine]"));
    assert_false(config_set(config, "portal", "title", " a"));
    assert_false(config_set(config, "portal", "title", "\xff"));
    assert_string_equal(config->error, "title: must be one line of text");
    config_free(config);
}


static void
networks(void **state)
{
    static const char *const bad[] = {
        "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8", "/8",
        "10.0.0/8", "10.0.0.0/0008", "010.0.0.0/8", "2001:db8::/129",
        "fe80::1%eth0", "localhost", "10.0.0.0/+8", "10.0.0.0/8,11.0.0.0/8",
        "2001:db8::1/32", "1.1.1.1/0",
    };
    struct config *config = config_new();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (config_set(config, "lockout", "exempt", bad[i])) {
            fail_msg("%s is taken", bad[i]);
        }
    }
    config_free(config);
}


static void
no_such_keys(void **state)
{
    static const char *const names[][2] = {
        { "session", "Idle" }, { "Session", "idle" }, { "", "idle" },
        { "session", "" }, { "anchor", "policy" }, { "anchor ", "policy" },
        { "password  member", "history" }, { "sessions", "idle" },
    };
    struct config *config = config_new();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_null(config_get(config, names[i][0], names[i][1]));
        assert_false(config_set(config, names[i][0], names[i][1], "1"));
    }
    config_free(config);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys_are_here),
        cmocka_unit_test(defaults_bad_and_good),
        cmocka_unit_test(lengths),
        cmocka_unit_test(networks),
        cmocka_unit_test(no_such_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
